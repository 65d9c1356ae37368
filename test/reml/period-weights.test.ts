import { describe, expect, it } from 'vitest';
import { summarizeFit } from '../../src/model/summary.js';
import { contrastModel, six } from '../support/average-panels.js';
import { denseContrasts } from '../support/dense-contrasts.js';
import { denseFit } from '../support/dense-reml.js';
import { engines } from '../support/engines.js';
import { expectClose, expectFit } from '../support/expect-fit.js';
import { once } from '../support/once.js';
import { randomSource } from '../support/random.js';
import { randomPanel, type RandomPanelOptions } from '../support/random-panels.js';
import { thrown } from '../support/thrown.js';

/** Weights over a factor of 20, by seed. */
function randomWeights(seed: number, periods: number): Float64Array {
  const { uniform } = randomSource(seed);
  return Float64Array.from({ length: periods }, () => 0.2 * 20 ** uniform());
}

function weighted(seed: number, options: Omit<RandomPanelOptions, 'scale'>, method: 'REML' | 'ML' = 'REML') {
  const drawn = randomPanel(seed, { ...options, scale: seed % 2 === 0 ? 'residual' : 'none' });
  const periodWeights = randomWeights(seed, drawn.panel.periods.length);
  const unweighted = { ...drawn.model, method };
  const model = { ...unweighted, periodWeights };
  return [
    `${drawn.description}, ${method}`,
    { ...drawn, model, unweighted, oracle: once(() => denseFit(drawn.panel, model, 'several')) },
  ] as const;
}

const seeds = Array.from({ length: 10 }, (_, k) => k + 301);
const cases = [
  ...seeds.map((seed) => weighted(seed, { kernels: 'one' })),
  ...seeds.map((seed) => weighted(seed + 20, { kernels: 'several' })),
  ...seeds.map((seed) => weighted(seed + 40, { kernels: 'several', missing: 0.2 })),
  ...seeds.map((seed) => weighted(seed + 60, { kernels: 'one', missing: seed % 2 ? 0.2 : 0 }, 'ML')),
];
const contrastWeights = randomWeights(7, six.periods.length);

describe.each(engines)('period weights, %s build', (_, engine) => {
  it('take all three paths', () => {
    const paths = new Set(cases.map(([, { panel, model }]) => engine.fitPanel(panel, model).path));
    expect([...paths].sort()).toEqual(['collapsed', 'patterns', 'spectral']);
  });

  it.each(cases)('agree with the dense likelihood: %s', (__, { panel, model, oracle }) => {
    expectFit(engine.fitPanel(panel, model), oracle(), panel);
  });

  it.each(cases)('of one change no bit: %s', (__, { panel, unweighted }) => {
    const ones = new Float64Array(panel.periods.length).fill(1);
    const { origin, ...fit } = engine.fitPanel(panel, { ...unweighted, periodWeights: ones });
    expect({ ...fit, origin: { ...origin, weights: null } }).toEqual(engine.fitPanel(panel, unweighted));
    expect(origin.weights).not.toBe(null);
  });

  it.each(cases)('times four have variances within periods times four: %s', (__, { panel, model }) => {
    const fit = engine.fitPanel(panel, model);
    const four = engine.fitPanel(panel, { ...model, periodWeights: model.periodWeights.map((w) => 4 * w) });
    const total = fit.variances.reduce((sum, { estimate }) => sum + estimate, 0);
    // With scaled returns D² takes up the factor, and variances of persistent effects are divided by it.
    const scaled = model.scale === 'residual';
    fit.variances.forEach(({ label, estimate, atBoundary }, k) => {
      const within = label === 'time' || label === 'residual' || label.startsWith('asset:time(');
      const factor = (within ? 4 : 1) / (scaled ? 4 : 1);
      expectClose(label, [four.variances[k].estimate], [factor * estimate], 1e-8 * factor * total);
      expect(four.variances[k].atBoundary).toBe(atBoundary);
    });
    expectClose(
      'scales',
      four.scales,
      fit.scales.map((s) => s * (scaled ? 2 : 1)),
      1e-12,
    );
    expectClose('ℓ', [four.logLikelihood], [fit.logLikelihood], 1e-9 * Math.abs(fit.logLikelihood));
    expectClose('heritability', [four.heritability.estimate], [fit.heritability.estimate], 1e-7);
    four.fixedEffects.forEach(({ label, estimate, standardError }, k) => {
      const { estimate: own, standardError: error } = fit.fixedEffects[k];
      expectClose(label, [estimate, standardError], [own, error], 1e-7 * error);
    });
  });

  it('give shares of variance that make up the heritability', () => {
    for (const [, { panel, model }] of cases) {
      const fit = engine.fitPanel(panel, model);
      const { variances } = summarizeFit(panel, model, fit);
      const related = variances.filter(({ label }) => label.includes('('));
      expect(related.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(fit.heritability.estimate, 8);
    }
  });

  it.each(['none', 'residual'] as const)('agree with dense contrasts to the average, scale %s', (scale) => {
    const model = { ...contrastModel, scale, periodWeights: contrastWeights };
    const fit = engine.fitPanel(six, model);
    const oracle = denseContrasts(six, model);
    const total = oracle.theta.reduce((sum, value) => sum + value, 0);
    expectClose(
      'variances',
      fit.variances.map(({ estimate }) => estimate),
      oracle.theta,
      1e-8 * total,
    );
    expectClose('ℓ', [fit.logLikelihood], [oracle.logLikelihood], 1e-9 * Math.abs(oracle.logLikelihood));
    expectClose('residuals', fit.residuals, oracle.residuals, 1e-9);
    expectClose('BLUPs', fit.randomEffects['asset:time(K)'], oracle.effects['asset:time(K)'], 1e-9);
    const errors = oracle.fixedErrors.flat();
    fit.fixedEffects.forEach(({ label, standardError }, k) =>
      expectClose(label, [standardError], [errors[k]], 1e-6 * errors[k]),
    );
    const sums = fit.fitted.map((value, cell) => value + fit.residuals[cell]);
    expectClose('fitted + residuals', sums, six.returns, 1e-15);
  });

  it('of one change no bit of contrasts', () => {
    const ones = new Float64Array(six.periods.length).fill(1);
    const { origin, ...fit } = engine.fitPanel(six, { ...contrastModel, periodWeights: ones });
    expect({ ...fit, origin: { ...origin, weights: null } }).toEqual(engine.fitPanel(six, contrastModel));
  });

  it.each([0, -1, NaN, Infinity])('refuse %s and name the period', (bad) => {
    const periodWeights = contrastWeights.with(3, bad);
    const error = thrown(() => engine.fitPanel(six, { ...contrastModel, periodWeights }));
    expect(error).toMatchObject({ code: 'bad-period-weight', details: { period: six.periods[3] } });
  });

  it('refuse another number of weights than periods', () => {
    const periodWeights = contrastWeights.slice(1);
    const error = thrown(() => engine.fitPanel(six, { ...contrastModel, periodWeights }));
    expect(error).toMatchObject({ code: 'wrong-length', details: { length: 23, expected: 24 } });
  });
});
