import { describe, expect, it } from 'vitest';
import { createEngine, posteriorEffects, samplePosterior } from '../../src/browser.js';
import { normalMixture } from '../../src/bayes/mixture.js';
import { denseConditional } from '../support/dense-conditional.js';
import { contrastModel, six } from '../support/average-panels.js';
import { randomPanel } from '../support/random-panels.js';

const engine = await createEngine();

const weighted = randomPanel(11, { kernels: 'one', scale: 'none', cells: 30 });
const T = weighted.panel.periods.length;
const cases = [
  randomPanel(11, { kernels: 'one', scale: 'none', cells: 30 }),
  randomPanel(24, { kernels: 'several', scale: 'residual', cells: 30, missing: 0.15 }),
  randomPanel(9, { kernels: 'one', scale: 'residual', cells: 30, missing: 0.15 }),
  randomPanel(14, { kernels: 'several', scale: 'residual', cells: 30 }),
  {
    ...weighted,
    description: 'weighted periods',
    model: { ...weighted.model, periodWeights: Float64Array.from({ length: T }, (_, t) => 0.5 + t) },
  },
];

describe.each(cases)('effects over the posterior: $description', ({ panel, model }) => {
  it('are mixtures of what the dense equations say given each draw', async () => {
    const posterior = await samplePosterior(engine, panel, model, { draws: 24, chains: 2, warmup: 100 });
    const found = posteriorEffects(engine, panel, model, posterior, { thin: 4 });
    expect(found.draws).toBe(12);
    expect(found.notes).toEqual([]);
    const dense = Array.from({ length: 12 }, (_, d) => {
      const index = Math.floor(d / 6) * 24 + (d % 6) * 4;
      const variances = Object.values(posterior.variances).map((values) => values[index]);
      return denseConditional(panel, model, variances);
    });
    const alike = (
      own: { mean: Float64Array; sd: Float64Array },
      of: (one: (typeof dense)[number]) => { mean: number[]; variance: number[] },
    ): void => {
      own.mean.forEach((mean, e) => {
        const means = dense.map((one) => of(one).mean[e]);
        const centre = means.reduce((sum, value) => sum + value / 12, 0);
        const variance = dense.reduce(
          (sum, one, d) => sum + (of(one).variance[e] + (means[d] - centre) ** 2) / 12,
          0,
        );
        const sd = Math.sqrt(variance);
        expect(Math.abs(mean - centre)).toBeLessThan(1e-7 * sd + 1e-12);
        expect(Math.abs(own.sd[e] - sd)).toBeLessThan(1e-6 * sd + 1e-12);
      });
    };
    for (const term of model.random) alike(found.random[term], ({ random }) => random[term]);
    alike(found.fixed, ({ fixed }) => fixed);
    const hasSlope = [...model.fixed, ...model.random].some((term) => term.includes('market'));
    expect(found.loadings !== null).toBe(hasSlope);
    if (found.loadings !== null) {
      expect(found.loadings.covariates).toEqual(['market']);
      alike(found.loadings, ({ loadings }) => loadings);
    }
  });
});

it('has loadings beside contrasts that are the fixed slopes, whose errors they have', async () => {
  const posterior = await samplePosterior(engine, six, contrastModel, { draws: 20, warmup: 100 });
  const { loadings, fixed, random } = posteriorEffects(engine, six, contrastModel, posterior);
  const [covariate] = loadings!.covariates;
  six.assets.forEach((asset, i) => {
    const at = fixed.labels.indexOf(`asset:${covariate}[${asset}]`);
    expect(loadings!.mean[i]).toBeCloseTo(fixed.mean[at], 12);
    expect(loadings!.sd[i] / fixed.sd[at]).toBeCloseTo(1, 9);
    expect(loadings!.q95[i]).toBeGreaterThan(loadings!.mean[i]);
  });
  expect(Object.keys(random)).toEqual(contrastModel.random.filter((term) => term !== 'time'));
});

it('has no loadings where columns of effects are combinations of others, with a note', async () => {
  const { panel, model } = cases[0];
  const market = panel.covariates.market as Float64Array;
  const twice = { ...panel, covariates: { ...panel.covariates, twice: market.map((x) => 2 * x) } };
  const random = model.random.map((term) => term.replace('asset:market', 'asset:twice'));
  const posterior = await samplePosterior(engine, twice, { ...model, random }, { draws: 8, warmup: 50 });
  const { loadings, notes } = posteriorEffects(engine, twice, { ...model, random }, posterior);
  expect(loadings).toBeNull();
  expect(notes.map(({ code }) => code)).toEqual(['no-loadings']);
});

describe('a mixture of normal distributions', () => {
  it('has the quantiles of one, and of steps', () => {
    const one = normalMixture([Float64Array.of(2)], [Float64Array.of(9)]);
    expect(one.q95[0]).toBeCloseTo(2 + 3 * 1.6448536269514722, 9);
    expect(one.q5[0]).toBeCloseTo(2 - 3 * 1.6448536269514722, 9);
    const means = Array.from({ length: 100 }, (_, d) => Float64Array.of(d));
    const steps = normalMixture(
      means,
      means.map(() => Float64Array.of(0)),
    );
    expect(steps.q95[0]).toBeCloseTo(94, 6);
    expect(steps.q5[0]).toBeCloseTo(4, 6);
    const constant = normalMixture(
      [Float64Array.of(1), Float64Array.of(1)],
      [Float64Array.of(0), Float64Array.of(0)],
    );
    expect([constant.mean[0], constant.sd[0], constant.q5[0], constant.q95[0]]).toEqual([1, 0, 1, 1]);
  });

  it('has as much below a quantile as the integral of its density says', () => {
    const means = [-1, 0.5, 4];
    const deviations = [0.2, 2, 1e-3];
    const { q5, q95 } = normalMixture(
      means.map((m) => Float64Array.of(m)),
      deviations.map((s) => Float64Array.of(s * s)),
    );
    const below = (x: number): number =>
      means.reduce((sum, m, d) => {
        const s = deviations[d];
        // Simpson's rule from 10 deviations below
        const steps = 4000;
        const [a, b] = [m - 10 * s, Math.min(x, m + 10 * s)];
        if (b <= a) return sum;
        const h = (b - a) / steps;
        let own = 0;
        for (let k = 0; k <= steps; k++) {
          const z = (a + k * h - m) / s;
          own += Math.exp(-0.5 * z * z) * (k === 0 || k === steps ? 1 : k % 2 === 1 ? 4 : 2);
        }
        return sum + (own * h) / (3 * s * Math.sqrt(2 * Math.PI) * means.length);
      }, 0);
    expect(below(q5[0])).toBeCloseTo(0.05, 8);
    expect(below(q95[0])).toBeCloseTo(0.95, 8);
  });
});
