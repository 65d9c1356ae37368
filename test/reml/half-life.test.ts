import { describe, expect, it } from 'vitest';
import { covariance, type Panel, type PanelFit, type PanelModel } from '../../src/browser.js';
import { contrastModel, six } from '../support/average-panels.js';
import { denseDiscount } from '../support/dense-discount.js';
import { studentPanel } from '../support/dense-student.js';
import { decayingKernel } from '../support/edge-panels.js';
import { engines } from '../support/engines.js';
import { expectClose } from '../support/expect-fit.js';
import { thrown } from '../support/thrown.js';

const panel = studentPanel(11, 5, 40, Infinity);
const kernels = { K: decayingKernel(panel.assets, 0.6), J: decayingKernel(panel.assets.toReversed(), -0.3) };
const model: PanelModel = { fixed: ['asset', 'asset:market'], random: ['time', 'asset:time(K)'], kernels };
const two: PanelModel = { ...model, random: ['asset:time(K)', 'asset:time(J)'] };
const values = ({ variances }: PanelFit) => variances.map(({ estimate }) => estimate);
const precise = Float64Array.from(panel.periods, (_, t) => 0.5 + (t % 4));

describe.each(engines)('a half-life, %s build', (_, engine) => {
  it.each([
    ['spectral', model, 12],
    ['spectral', model, 3],
    ['collapsed', two, 9],
    ['spectral', { ...model, periodWeights: precise }, 10],
    ['spectral', { ...model, method: 'ML' }, 7],
    ['collapsed', { ...two, method: 'ML', periodWeights: precise }, 9],
  ] as const)('has the discounted likelihood at its maximum: %s', (path, own, halfLife) => {
    const fit = engine.fitPanel(panel, { ...own, halfLife });
    const dense = denseDiscount(panel, own, halfLife);
    expect(fit.path).toBe(path);
    expect(fit.discount!.effectivePeriods).toBeCloseTo(dense.effectivePeriods, 10);
    expect(fit.discount!.degreesOfFreedom).toBeCloseTo(dense.degreesOfFreedom, 10);
    expect(Number.isInteger(fit.discount!.degreesOfFreedom)).toBe(false);
    const height = dense.logLikelihood(values(fit));
    expectClose('ℓ', [fit.logLikelihood], [height], 1e-9 * Math.abs(height));
    const total = values(fit).reduce((sum, value) => sum + value, 0);
    fit.variances.forEach(({ estimate, atBoundary }, k) => {
      const at = (change: number) => dense.logLikelihood(values(fit).with(k, estimate + change * total));
      if (atBoundary) expect(at(1e-4)).toBeLessThan(height);
      else {
        const [up, down] = [at(1e-4), at(-1e-4)];
        expect(Math.max(up, down)).toBeLessThan(height);
        // slope over curvature: the distance to the top as a share of the total variance
        expect((Math.abs(up - down) / (2 * height - up - down)) * 0.5e-4).toBeLessThan(1e-6);
      }
    });
    const errors = dense.fixedErrors(values(fit)).flat();
    fit.fixedEffects.forEach(({ label, standardError, estimate, tValue }, k) => {
      expectClose(label, [standardError], [errors[k]], 1e-9 * errors[k]);
      expect(tValue).toBe(estimate / standardError);
    });
  });

  it('that is long is none', () => {
    for (const scale of ['none', 'residual'] as const) {
      const normal = engine.fitPanel(panel, { ...model, scale });
      const fit = engine.fitPanel(panel, { ...model, scale, halfLife: 1e9 });
      const total = values(normal).reduce((sum, value) => sum + value, 0);
      expectClose('variances', values(fit), values(normal), 1e-6 * total);
      expectClose('ℓ', [fit.logLikelihood], [normal.logLikelihood], 1e-5);
      expectClose('scales', fit.scales, normal.scales, 1e-7);
      fit.fixedEffects.forEach(({ label, standardError }, k) =>
        expectClose(label, [standardError], [normal.fixedEffects[k].standardError], 1e-6 * standardError),
      );
      const long = { panel, model: { ...model, scale, halfLife: 1e9 }, fit };
      const returns = { assets: panel.assets, dates: panel.periods, returns: panel.returns };
      expectClose(
        'total covariance',
        covariance(engine, 'total', { returns, ...long }).values,
        covariance(engine, 'total', { returns, panel, model: { ...model, scale }, fit: normal }).values,
        1e-9,
      );
      expect(fit.discount!.effectivePeriods).toBeCloseTo(40, 6);
      expect(fit.discount!.degreesOfFreedom).toBeCloseTo(38, 6);
    }
  });

  it('scales residuals by their discounted squares over ν', () => {
    const fit = engine.fitPanel(panel, { ...model, scale: 'residual', random: [], halfLife: 8 });
    // with a residual alone σ_e² is 1 on the scaled returns, as each s_i² is the estimate of its asset
    expect(fit.variances[0].estimate).toBeCloseTo(1, 10);
    const plain = engine.fitPanel(panel, { ...model, random: [], halfLife: 8 });
    const mean = fit.scales.reduce((sum, s) => sum + s * s, 0) / 5;
    expect(plain.variances[0].estimate / mean).toBeCloseTo(1, 10);
  });

  it('has fitted values, residuals and effects of the returns', () => {
    for (const [own, of] of [
      [model, panel],
      [contrastModel, six],
    ] as const) {
      const fit = engine.fitPanel(of, { ...own, halfLife: 6 });
      const sums = fit.fitted.map((value, cell) => value + fit.residuals[cell]);
      expectClose('sums', sums, of.returns, 1e-14);
      const within = Object.values(fit.randomEffects).reduce((sum, effects) => sum + effects.length, 0);
      expect(within).toBeGreaterThan(0);
    }
  });

  it('of contrasts that is long is none', () => {
    const normal = engine.fitPanel(six, contrastModel);
    const fit = engine.fitPanel(six, { ...contrastModel, halfLife: 1e9 });
    expectClose('variances', values(fit), values(normal), 1e-6);
    expectClose('ℓ', [fit.logLikelihood], [normal.logLikelihood], 1e-5);
    expectClose(
      'standard errors',
      fit.fixedEffects.map(({ standardError }) => standardError),
      normal.fixedEffects.map(({ standardError }) => standardError),
      1e-7,
    );
  });

  it('follows what happened last', () => {
    const n = panel.assets.length;
    const wilder = panel.returns.map((value, cell) => (Math.floor(cell / n) >= 28 ? 3 * value : value));
    const market = (panel.covariates.market as Float64Array).map((value, t) => (t >= 28 ? 3 * value : value));
    const changed: Panel = { ...panel, returns: wilder, covariates: { market } };
    const sum = (fit: PanelFit) => values(fit).reduce((total, value) => total + value, 0);
    const [all, recent] = [
      engine.fitPanel(changed, model),
      engine.fitPanel(changed, { ...model, halfLife: 5 }),
    ];
    expect(sum(recent)).toBeGreaterThan(1.7 * sum(all));
    const returns = { assets: panel.assets, dates: panel.periods, returns: wilder };
    const [of, ofRecent] = [
      covariance(engine, 'total', { returns, panel: changed, model, fit: all }).values,
      covariance(engine, 'total', { returns, panel: changed, model: { ...model, halfLife: 5 }, fit: recent })
        .values,
    ];
    expect(ofRecent[0]).toBeGreaterThan(1.5 * of[0]);
  });

  it('refuses what it cannot be carried through, and says why', () => {
    const refused = (own: Partial<PanelModel>, of = panel) =>
      thrown(() => engine.fitPanel(of, { ...model, halfLife: 12, ...own }));
    const cases = [
      [refused({ fixed: ['1', 'asset:market'] }), 'common to all assets'],
      [refused({ fixed: ['asset:market'], random: ['asset(K)', 'time'] }), 'persists'],
      [refused({}, { ...panel, returns: panel.returns.with(7, NaN) }), 'A3 has no return in period p2'],
      [refused({ errors: { kind: 't', degreesOfFreedom: 5 } }), 't errors'],
    ] as const;
    for (const [error, why] of cases) {
      expect(error.code).toBe('half-life-model');
      expect(error.message).toContain(why);
    }
    expect(refused({ halfLife: 0 }).code).toBe('bad-half-life');
    expect(refused({ halfLife: NaN }).code).toBe('bad-half-life');
    expect(refused({ halfLife: 0.01 }).code).toBe('half-life-too-short');
  });
});

describe('standard errors of discounted fits', () => {
  const [, engine] = engines[0];

  it('are as large as the spread of the estimates, which are unbiased', () => {
    const runs = Array.from({ length: 300 }, (_, k) => {
      const drawn = studentPanel(1000 + k, 4, 60, Infinity);
      const own = { ...model, random: [], kernels: {}, halfLife: 10 };
      const { variances, fixedEffects } = engine.fitPanel(drawn, own);
      return { variance: variances[0], slope: fixedEffects[4] };
    });
    const spread = (sample: number[]) => {
      const mean = sample.reduce((sum, value) => sum + value, 0) / sample.length;
      return {
        mean,
        deviation: Math.sqrt(sample.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (sample.length - 1)),
      };
    };
    const average = (sample: number[]) => spread(sample).mean;
    const slope = spread(runs.map((run) => run.slope.estimate));
    expect(slope.mean).toBeCloseTo(0.5, 1);
    expect(average(runs.map((run) => run.slope.standardError)) / slope.deviation).toBeGreaterThan(0.88);
    expect(average(runs.map((run) => run.slope.standardError)) / slope.deviation).toBeLessThan(1.12);
    const variance = spread(runs.map((run) => run.variance.estimate));
    // Ω has the diagonal 0.02²·(0.25 + 0.49 + 0.25)
    expect(variance.mean / (0.0004 * 0.99)).toBeGreaterThan(0.95);
    expect(variance.mean / (0.0004 * 0.99)).toBeLessThan(1.05);
  });

  it('of the variance with independent errors, too', () => {
    const runs = Array.from({ length: 300 }, (_, k) => {
      const drawn = studentPanel(2000 + k, 1, 60, Infinity);
      return engine.fitPanel(drawn, { ...model, random: [], kernels: {}, halfLife: 10 }).variances[0];
    });
    const mean = runs.reduce((sum, { estimate }) => sum + estimate, 0) / runs.length;
    const deviation = Math.sqrt(runs.reduce((sum, { estimate }) => sum + (estimate - mean) ** 2, 0) / 299);
    const error = runs.reduce((sum, { standardError }) => sum + standardError!, 0) / runs.length;
    expect(error / deviation).toBeGreaterThan(0.88);
    expect(error / deviation).toBeLessThan(1.12);
  });
});
