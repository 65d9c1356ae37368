import { describe, expect, it } from 'vitest';
import { Matrix } from 'ml-matrix';
import type { Panel, PanelModel } from '../../src/model/types.js';
import { contrastModel, six } from '../support/average-panels.js';
import { denseContrastModel } from '../support/dense-contrasts.js';
import { projectionAt } from '../support/dense-likelihood.js';
import { denseModel } from '../support/dense-model.js';
import { engines } from '../support/engines.js';
import { expectClose } from '../support/expect-fit.js';
import { randomPanel } from '../support/random-panels.js';
import { thrown } from '../support/thrown.js';

const plain = Array.from({ length: 32 }, (_, k) =>
  randomPanel(k + 601, {
    kernels: k % 3 === 0 ? 'several' : 'one',
    scale: k % 2 === 0 ? 'residual' : 'none',
    missing: k % 4 < 2 ? 0 : 0.25,
    ...(k < 16 ? {} : { groups: (['assets', 'periods', 'both', 'each'] as const)[k % 4], cells: 90 }),
  }),
);

/** Every fourth with period weights. */
const cases = plain.map((drawn, k) => {
  if (k % 4 !== 1) return drawn;
  const periodWeights = Float64Array.from(drawn.panel.periods, (_, t) => 0.3 + (t % 5));
  return {
    ...drawn,
    description: `weighted, ${drawn.description}`,
    model: { ...drawn.model, periodWeights },
  };
});

/** σ²K_ii·s_i² − diag(C'PC) and the first part, by term, from the dense P. */
function denseErrors(panel: Panel, model: PanelModel, theta: number[]) {
  const dense = denseModel(panel, model);
  const P = new Matrix(projectionAt(dense, theta));
  const N = panel.assets.length;
  const random = dense.terms.filter(({ isResidual }) => !isResidual);
  return random.map(({ label, effectCovariance: C }, k) => {
    const PC = P.mmul(C.transpose());
    const kernel = model.kernels[/\((.+)\)$/.exec(label)?.[1] ?? ''];
    const perPeriod = C.rows / panel.periods.length;
    const isWithin = label === 'time' || label.startsWith('asset:time(');
    const variance = Array.from({ length: C.rows }, (_, level) => {
      const weight = isWithin ? (model.periodWeights?.[Math.floor(level / perPeriod)] ?? 1) : 1;
      if (kernel === undefined) return theta[k] / weight;
      const position = kernel.labels.indexOf(panel.assets[level % N]);
      return (
        (theta[k] / weight) *
        kernel.values[position * kernel.labels.length + position] *
        dense.scales[level % N] ** 2
      );
    });
    const errorVariance = variance.map((value, level) => {
      let explained = 0;
      for (let r = 0; r < C.columns; r++) explained += C.get(level, r) * PC.get(r, level);
      return value - theta[k] ** 2 * explained;
    });
    return { label, variance, errorVariance };
  });
}

describe.each(engines)('prediction errors, %s engine', (_, engine) => {
  it.each(cases.map((drawn) => [drawn.description, drawn] as const))(
    'are those of the dense projection: %s',
    (__, { panel, model }) => {
      const free = engine.fitPanel(panel, model);
      // no variance at 0, so that every term has something to predict
      const residual = Math.max(...free.variances.map(({ estimate }) => estimate));
      const theta = free.variances.map(({ estimate }) => (estimate > 0 ? estimate : 0.1 * residual));
      const fixedVariances = Object.fromEntries(
        free.variances.map(({ label }, k) => [label, theta[k]] as const),
      );
      const fit = engine.fitPanel(panel, { ...model, fixedVariances });
      const errors = engine.predictionErrors(panel, model, fit);
      const oracle = denseErrors(panel, model, theta);
      expect(Object.keys(errors)).toEqual(oracle.map(({ label }) => label));
      for (const { label, variance, errorVariance } of oracle) {
        const own = errors[label];
        expectClose(
          label,
          own.errorVariance.map((value, k) => value / variance[k]),
          errorVariance.map((value, k) => value / variance[k]),
          1e-8,
        );
        expectClose(
          `reliability of ${label}`,
          own.reliability,
          errorVariance.map((value, k) => 1 - value / variance[k]),
          1e-8,
        );
        expect(fit.randomEffects[label]).toHaveLength(own.reliability.length);
      }
    },
  );

  const { panel, model } = cases.find(({ model: { random } }) => random.length > 1)!;

  it('leave no reliability to a term of variance 0', () => {
    const [first] = model.random;
    const fit = engine.fitPanel(panel, { ...model, fixedVariances: { [first]: 0 } });
    const { errorVariance, reliability } = engine.predictionErrors(panel, model, fit)[first];
    expect(errorVariance.every((value) => value === 0)).toBe(true);
    expect(reliability.every(Number.isNaN)).toBe(true);
  });

  it('refuse a fit of other returns and of another term', () => {
    const fit = engine.fitPanel(panel, model);
    const other = { ...panel, returns: panel.returns.map((value) => 2 * value) };
    const fewer = { ...model, random: model.random.slice(1) };
    const codes = [
      thrown(() => engine.predictionErrors(other, model, fit)),
      thrown(() => engine.predictionErrors(panel, fewer, fit)),
    ].map((error) => (error as { code?: string }).code);
    expect(codes).toEqual(['fit-mismatch', 'fit-mismatch']);
  });

  const periodWeights = Float64Array.from(six.periods, (__, t) => 0.3 + (t % 4));
  const persistentModel: PanelModel = {
    ...contrastModel,
    fixed: ['asset:market'],
    random: ['asset(K)', 'asset:time(K)'],
  };
  it.each([
    ['scaled', { ...contrastModel, scale: 'residual' }],
    ['as they are', { ...contrastModel, scale: 'none' }],
    ['weighted', { ...contrastModel, scale: 'residual', periodWeights }],
    ['with a persistent effect', { ...persistentModel, scale: 'residual' }],
    ['with a persistent effect, weighted', { ...persistentModel, scale: 'none', periodWeights }],
  ] as [string, PanelModel][])('of contrasts are those of dense contrasts: %s', (__, own) => {
    const theta = [...own.random.filter((term) => term !== 'time').map((___, k) => 0.4 + 0.3 * k), 0.7];
    const labels = [...own.random.filter((term) => term !== 'time'), 'residual'];
    const unit = own.scale === 'residual' ? 1 : 1e-4;
    const fixedVariances = Object.fromEntries(labels.map((label, k) => [label, unit * theta[k]]));
    const fit = engine.fitPanel(six, { ...own, fixedVariances });
    const errors = engine.predictionErrors(six, own, fit);
    expect(Object.keys(errors)).toEqual(labels.slice(0, -1));
    const { dense, terms, within, H } = denseContrastModel(six, own);
    const P = new Matrix(projectionAt(dense, Object.values(fixedVariances)));
    terms.slice(0, -1).forEach(({ label, onAssets, x }, k) => {
      const value = unit * theta[k];
      // covariance of the contrasts of all periods with the effects on the assets
      const A = x === null ? within : Matrix.columnVector(x);
      const C = A.kroneckerProduct(H.transpose().mmul(onAssets)).mul(value);
      const prior = (x === null ? within : Matrix.eye(1)).kroneckerProduct(onAssets).mul(value);
      const expected = Matrix.sub(prior, C.transpose().mmul(P).mmul(C)).diagonal();
      const variance = prior.diagonal();
      const ratio = (values: ArrayLike<number>): number[] => variance.map((v, level) => values[level] / v);
      expectClose(label, ratio(errors[label].errorVariance), ratio(expected), 1e-9);
      expectClose(
        `reliability of ${label}`,
        errors[label].reliability,
        variance.map((v, level) => 1 - expected[level] / v),
        1e-9,
      );
      expect(fit.randomEffects[label]).toHaveLength(variance.length);
    });
  });
});
