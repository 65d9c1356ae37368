import { describe, expect, it } from 'vitest';
import { Matrix } from 'ml-matrix';
import type { Panel, PanelModel } from '../../src/model/types.js';
import { projectionAt } from '../support/dense-likelihood.js';
import { denseModel } from '../support/dense-model.js';
import { engines } from '../support/engines.js';
import { expectClose } from '../support/expect-fit.js';
import { randomPanel } from '../support/random-panels.js';
import { thrown } from '../support/thrown.js';

const cases = Array.from({ length: 32 }, (_, k) =>
  randomPanel(k + 601, {
    kernels: k % 3 === 0 ? 'several' : 'one',
    scale: k % 2 === 0 ? 'residual' : 'none',
    missing: k % 4 < 2 ? 0 : 0.25,
    ...(k < 16 ? {} : { groups: (['assets', 'periods', 'both', 'each'] as const)[k % 4], cells: 90 }),
  }),
);

/** σ²K_ii·s_i² − diag(C'PC) and the first part, by term, from the dense P. */
function denseErrors(panel: Panel, model: PanelModel, theta: number[]) {
  const dense = denseModel(panel, model);
  const P = new Matrix(projectionAt(dense, theta));
  const N = panel.assets.length;
  return dense.terms
    .filter(({ isResidual }) => !isResidual)
    .map(({ label, effectCovariance: C }, k) => {
      const PC = P.mmul(C.transpose());
      const kernel = model.kernels[/\((.+)\)$/.exec(label)?.[1] ?? ''];
      const variance = Array.from({ length: C.rows }, (_, level) => {
        if (kernel === undefined) return theta[k];
        const position = kernel.labels.indexOf(panel.assets[level % N]);
        return (
          theta[k] * kernel.values[position * kernel.labels.length + position] * dense.scales[level % N] ** 2
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

  it('refuse a fit of other returns, of another term, and contrasts', () => {
    const fit = engine.fitPanel(panel, model);
    const other = { ...panel, returns: panel.returns.map((value) => 2 * value) };
    const fewer = { ...model, random: model.random.slice(1) };
    const codes = [
      thrown(() => engine.predictionErrors(other, model, fit)),
      thrown(() => engine.predictionErrors(panel, fewer, fit)),
      thrown(() => engine.predictionErrors(panel, { ...model, contrasts: 'average' }, fit)),
    ].map((error) => (error as { code?: string }).code);
    expect(codes).toEqual(['fit-mismatch', 'fit-mismatch', 'no-prediction-errors']);
  });
});
