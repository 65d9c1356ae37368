import { describe, expect, it } from 'vitest';
import {
  covariance,
  covarianceDraws,
  createEngine,
  type Panel,
  type PanelModel,
  type PanelPosterior,
  posteriorWeights,
  samplePosterior,
} from '../../src/browser.js';
import { drawPosterior, drawStatistics } from '../../src/bayes/draw.js';
import { priorsOf, samplerOptions } from '../../src/bayes/options.js';
import { posteriorInputs } from '../../src/bayes/sample-posterior.js';
import { moments } from '../../src/bayes/summary.js';
import { coreOf } from '../../src/engine/core.js';
import { loadFurther } from '../../src/engine/load-further.js';
import { varianceLabels } from '../../src/model/design.js';
import { quantile } from '../../src/numeric/quantile.js';
import { denseStudent } from '../support/dense-student.js';
import { randomSource } from '../support/random.js';
import { batchMean, randomWalk } from '../support/random-walk.js';
import { restrictedLikelihood } from '../support/restricted-likelihood.js';

const engine = await createEngine();
const further = await loadFurther(coreOf(engine)!);
const other = await createEngine({ build: 'debug' });
const debug = await loadFurther(coreOf(other)!, 'debug');

/** Returns with t errors of four degrees of freedom in N assets over T periods, of which one is a crash. */
function heavyPanel(N: number, T: number, seed: number): Panel {
  const { uniform, normal } = randomSource(seed);
  const market = Float64Array.from({ length: T }, () => 0.04 * normal());
  const returns = new Float64Array(T * N);
  for (let t = 0; t < T; t++) {
    const weight = (-Math.log(1 - uniform()) - Math.log(1 - uniform())) / 2;
    const common = 0.02 * normal();
    for (let i = 0; i < N; i++) {
      const error = (common + 0.02 * normal()) / Math.sqrt(weight);
      returns[t * N + i] = 0.005 + (0.8 + 0.1 * i) * market[t] + error - (t === 3 ? 0.1 : 0);
    }
  }
  return {
    assets: Array.from({ length: N }, (_, i) => `A${i}`),
    periods: Array.from({ length: T }, (_, t) => `${t}`),
    returns,
    covariates: { market },
  };
}

const panel = heavyPanel(5, 30, 3);
const kernelOf = (decay: number) => ({
  labels: panel.assets,
  values: Float64Array.from({ length: 25 }, (_, c) =>
    Math.exp(-decay * Math.abs(Math.floor(c / 5) - (c % 5))),
  ),
});
const kernels = { K: kernelOf(0.4), L: kernelOf(2) };
const fixed = ['asset', 'asset:market'];
const one: PanelModel = { fixed, random: ['time', 'asset:time(K)'], kernels };
const models: Record<string, PanelModel> = {
  'one kernel': one,
  'no kernel': { fixed, random: ['time'], kernels: {} },
  'two kernels': { fixed, random: ['asset:time(K)', 'asset:time(L)'], kernels },
  'no fixed effects': { fixed: [], random: ['time'], kernels: {} },
  'residual groups': { ...one, residualGroups: { assets: { A0: 'a', A1: 'a', A2: 'b', A3: 'b', A4: 'b' } } },
  'period weights': { ...one, periodWeights: Float64Array.from(panel.periods, (_, t) => 0.5 + (t % 3)) },
  'a given variance': { ...one, fixedVariances: { residual: 3e-4 } },
};
const student = { degrees: null, prior: { shape: 2, rate: 0.1 }, least: 2.1 };

describe.each(Object.entries(models))('the density of a draw with t errors: %s', (_, model) => {
  const inputs = posteriorInputs(coreOf(engine)!, panel, model);
  const labels = varianceLabels(inputs.design);
  const q = labels.length;
  const priors = priorsOf({ kind: 'halfNormal' }, labels);
  // one draw a chain, so that the mean weights are those of the draw
  const options = { ...samplerOptions({ chains: 6, warmup: 60 }), draws: 1 };
  const request = { inputs, options, priors, student };
  const drawn = drawPosterior(further, request);

  it('is the dense one given the weights of its periods', () => {
    expect(drawn.status).toBe(0);
    const T = panel.periods.length;
    const own = model.periodWeights ?? new Float64Array(T).fill(1);
    const values = Array.from({ length: options.chains }, (_, c) => {
      const variances = [...drawn.variances.subarray(c * q, (c + 1) * q)];
      const weights = drawn.weights.subarray(c * T, (c + 1) * T);
      const likelihood = restrictedLikelihood(panel, {
        ...model,
        periodWeights: weights.map((w, t) => w * own[t]),
      });
      let density = likelihood(variances);
      variances.forEach((value, k) => {
        if (model.fixedVariances?.[labels[k]] !== undefined) return;
        const x = Math.sqrt(value) / drawn.units[k];
        density += -0.5 * x * x + 0.5 * Math.log(1 + x * x);
      });
      return drawn.statistics[c * drawStatistics.length] - density;
    });
    for (const value of values) expect(value).toBeCloseTo(values[0], 7);
    const spread = new Set(drawn.degrees);
    expect(spread.size).toBe(options.chains);
    expect(Math.min(...spread)).toBeGreaterThan(student.least);
  });

  it('has the same bits by both builds, and by a chain alone', () => {
    const again = drawPosterior(debug, request);
    expect([again.variances, again.degrees, again.weights]).toEqual([
      drawn.variances,
      drawn.degrees,
      drawn.weights,
    ]);
    const last = drawPosterior(further, { ...request, only: { first: 5, count: 1 } });
    expect(last.degrees).toEqual(drawn.degrees.slice(5));
    expect(last.variances).toEqual(drawn.variances.slice(5 * q));
  });
});

const FUNCTIONALS = [0.05, 0.25, 0.5, 0.75, 0.95];

/** Means and distribution functions of two chains of one quantity, whose difference is within four standard errors. */
function expectAlike(name: string, drawn: Float64Array, walked: Float64Array): void {
  const { mean, sd } = moments(drawn);
  const functionals: Record<string, (value: number) => number> = {
    mean: (value) => (value - mean) / sd,
    ...Object.fromEntries(
      FUNCTIONALS.map((p) => {
        const cut = quantile(drawn, p);
        return [`quantile ${p}`, (value: number) => (value <= cut ? 1 : 0)];
      }),
    ),
  };
  for (const [functional, of] of Object.entries(functionals)) {
    const [own, theirs] = [drawn, walked].map((draws) => batchMean(draws.map(of)));
    const error = Math.hypot(own.error, theirs.error);
    expect(error, `${name}: ${functional}`).toBeLessThan(0.06);
    expect(Math.abs(own.mean - theirs.mean) / error, `${name}: ${functional}`).toBeLessThan(4);
  }
}

describe('samplePosterior with t errors', () => {
  it('agrees with Metropolis over variances, intercepts and degrees of freedom of the t likelihood', async () => {
    const small = heavyPanel(2, 12, 8);
    const model: PanelModel = { fixed: ['asset'], random: ['time'], kernels: {} };
    const errors = { kind: 't', degreesOfFreedom: 'estimate' } as const;
    const posterior = await samplePosterior(engine, small, { ...model, errors }, { draws: 5000 });
    // without a kernel the heritability is 0
    for (const { rHat, essBulk } of posterior.summary.slice(0, -1)) {
      expect(rHat).toBeLessThan(1.01);
      expect(essBulk).toBeGreaterThan(1000);
    }
    const scales = posterior.priors.map(({ scale }) => scale);
    const likelihood = denseStudent(small, model);
    const density = ([a, b, c, ...intercepts]: number[]): number => {
      const [sigma, df] = [[a, b].map(Math.exp), Math.exp(c)];
      if (df < 2.1) return -Infinity;
      const prior = sigma.reduce((sum, s, k) => sum - 0.5 * (s / scales[k]) ** 2, a + b);
      // Gamma(2, 0.1), and the Jacobian
      return (
        likelihood(
          sigma.map((s) => s * s),
          df,
          intercepts,
        ) +
        prior +
        2 * c -
        0.1 * df
      );
    };
    const start = [Math.log(scales[0] / 2), Math.log(scales[1] / 2), Math.log(8), 0, 0];
    const walked = randomWalk(density, start, 400_000, [1, 1, 1, scales[1], scales[1]]);
    ['time', 'residual'].forEach((label, k) =>
      expectAlike(label, posterior.variances[label].map(Math.sqrt), walked[k].map(Math.exp)),
    );
    expectAlike('degrees of freedom', posterior.errors!.degreesOfFreedom, walked[2].map(Math.exp));
  }, 60_000);

  it('has the posterior of normal errors where a million degrees of freedom are given', async () => {
    for (const model of [one, { ...one, scale: 'residual' as const }]) {
      const errors = { kind: 't', degreesOfFreedom: 1e6 } as const;
      const normal = await samplePosterior(engine, panel, model, { draws: 2000 });
      const t = await samplePosterior(engine, panel, { ...model, errors }, { draws: 2000, seed: 2 });
      for (const [label, variances] of Object.entries(normal.variances))
        expectAlike(label, t.variances[label].map(Math.sqrt), variances.map(Math.sqrt));
      for (const weight of t.errors!.weights) expect(weight).toBeCloseTo(1, 3);
      expect(t.errors).toMatchObject({ estimated: false, prior: null });
      expect(t.summary.map(({ name }) => name)).toEqual(normal.summary.map(({ name }) => name));
    }
  }, 30_000);

  it('draws the same of returns in another unit', async () => {
    const errors = { kind: 't', degreesOfFreedom: 'estimate' } as const;
    const model = { ...one, errors };
    const few = { chains: 2, draws: 200, warmup: 200 };
    const own = await samplePosterior(engine, panel, model, few);
    const doubled = { ...panel, returns: panel.returns.map((value) => 2 * value) };
    const twice = await samplePosterior(engine, doubled, model, few);
    for (const [label, variances] of Object.entries(own.variances))
      expect(twice.variances[label]).toEqual(variances.map((value) => 4 * value));
    expect(twice.errors).toEqual(own.errors);
    const scaled = await samplePosterior(engine, panel, { ...model, scale: 'residual' }, few);
    const residual = await samplePosterior(engine, doubled, { ...model, scale: 'residual' }, few);
    expect(residual.variances).toEqual(scaled.variances);
  });

  it('gives the month of the crash the least weight, as the fit does, and says how df are told', async () => {
    const errors = { kind: 't', degreesOfFreedom: 'estimate' } as const;
    const crash = panel.returns.map((value, cell) =>
      Math.floor(cell / 5) === 3 ? value - 0.08 * (cell % 5) : value,
    );
    const model = { ...one, errors };
    const posterior = await samplePosterior(engine, { ...panel, returns: crash }, model, {
      chains: 2,
      draws: 500,
    });
    const weights = [...posterior.errors!.weights];
    expect(weights.indexOf(Math.min(...weights))).toBe(3);
    const fitted = [...posterior.fit.errors!.weights];
    expect(fitted.indexOf(Math.min(...fitted))).toBe(3);
    expect(posterior.errors).toMatchObject({ estimated: true, prior: { shape: 2, rate: 0.1, above: 2.1 } });
    expect(posterior.sampler.eBfmi).toEqual([NaN, NaN]);
    expect(posterior.summary.map(({ name }) => name).slice(-2)).toEqual(['degreesOfFreedom', 'heritability']);
    const heavy = posterior.errors!.degreesOfFreedom.filter((degrees) => degrees < 3).length;
    expect(heavy).toBeGreaterThan(0);
    expect(posterior.notes.find(({ code }) => code === 'few-degrees')?.message).toContain(`${heavy} of 1000`);
  });
});

describe('covariances of a posterior with t errors', () => {
  const errors = { kind: 't', degreesOfFreedom: 'estimate' } as const;
  const returns = { assets: panel.assets, dates: panel.periods, returns: panel.returns };
  const model: PanelModel = { ...one, scale: 'residual', errors };
  const drawn = samplePosterior(engine, panel, model, { chains: 2, draws: 40, warmup: 100 });
  /** the fit's own covariance, at a draw */
  const direct = ({ fit, variances, errors: tails }: PanelPosterior, draw: number): Float64Array => {
    const at = {
      ...fit,
      variances: fit.variances.map((own) => ({ ...own, estimate: variances[own.label][draw] })),
      errors: { ...fit.errors!, degreesOfFreedom: tails!.degreesOfFreedom[draw] },
    };
    return covariance(engine, 'total', { returns, panel, model, fit: at }).values;
  };

  it('are those of a fit with the variances and degrees of freedom of the draw, and their mean the mean of these', async () => {
    const posterior = await drawn;
    const draws = covarianceDraws(engine, returns, panel, model, posterior);
    const mean = new Float64Array(25);
    for (let index = 0; index < 80; index++) {
      const { values } = draws.at(Math.floor(index / 40), index % 40);
      const expected = direct(posterior, index);
      values.forEach((value, cell) => {
        expect(Math.abs(value - expected[cell])).toBeLessThan(1e-12 * Math.abs(expected[0]));
        mean[cell] += value / 80;
      });
    }
    draws.mean.values.forEach((value, cell) => expect(value).toBeCloseTo(mean[cell], 12));
    const weights = posteriorWeights(engine, returns, panel, model, posterior);
    weights.meanCovariance.values.forEach((value, cell) => expect(value).toBeCloseTo(mean[cell], 12));
  });
});
