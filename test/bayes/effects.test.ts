import { describe, expect, it } from 'vitest';
import { createEngine, posteriorEffects, samplePosterior } from '../../src/browser.js';
import { normalMixture } from '../../src/bayes/mixture.js';
import { denseConditional } from '../support/dense-conditional.js';
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
