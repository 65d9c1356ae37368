import { describe, expect, it } from 'vitest';
import { createEngine, samplePosterior } from '../../src/browser.js';
import { moments } from '../../src/bayes/summary.js';
import { quantile } from '../../src/numeric/quantile.js';
import { restrictedLikelihood } from '../support/restricted-likelihood.js';
import { randomPanel } from '../support/random-panels.js';
import { batchMean, randomWalk } from '../support/random-walk.js';

const engine = await createEngine();

const DRAWS = 50_000;

/**
 * σ drawn by random-walk Metropolis over log σ, which neither the sampler's coordinates nor its gradients have a part in.
 *
 * @param logDensity of σ
 */
function metropolis(logDensity: (sigma: number[]) => number, start: number[], draws: number): Float64Array[] {
  const density = (at: number[]): number =>
    at.reduce((sum, value) => sum + value, logDensity(at.map(Math.exp)));
  return randomWalk(density, start.map(Math.log), draws).map((own) => own.map(Math.exp));
}

// small ones: the dense likelihood is evaluated 50,000 times
const cases = [
  randomPanel(5, { kernels: 'one', scale: 'none', cells: 30 }),
  randomPanel(38, { kernels: 'several', scale: 'none', cells: 30 }),
  randomPanel(9, { kernels: 'one', scale: 'none', cells: 30, missing: 0.15 }),
];

describe.each(cases)('draws of $description', ({ panel, model }) => {
  it('have the means, deviations and quantiles of Metropolis on the dense likelihood', async () => {
    const posterior = await samplePosterior(engine, panel, model, { draws: 2000 });
    // 8,000 draws
    expect(posterior.sampler.divergences.reduce((sum, count) => sum + count, 0)).toBeLessThan(4);
    for (const { rHat, essBulk } of posterior.summary) {
      expect(rHat).toBeLessThan(1.01);
      expect(essBulk).toBeGreaterThan(1000);
    }
    const scales = posterior.priors.map(({ scale }) => scale);
    const likelihood = restrictedLikelihood(panel, model);
    const logDensity = (sigma: number[]): number =>
      sigma.reduce((sum, s, k) => sum - 0.5 * (s / scales[k]) ** 2, likelihood(sigma.map((s) => s * s)));
    const walked = metropolis(
      logDensity,
      scales.map((s) => s / 2),
      DRAWS,
    );
    Object.entries(posterior.variances).forEach(([label, variances], k) => {
      const drawn = variances.map(Math.sqrt);
      const { mean, sd } = moments(drawn);
      // of σ; in units in which 1 is what all draws have
      const functionals: Record<string, (sigma: number) => number> = {
        mean: (sigma) => sigma / mean,
        variance: (sigma) => ((sigma - mean) / sd) ** 2,
        ...Object.fromEntries(
          [0.05, 0.25, 0.5, 0.75, 0.95].map((p) => {
            const cut = quantile(drawn, p);
            return [`quantile ${p}`, (sigma: number) => (sigma <= cut ? 1 : 0)];
          }),
        ),
      };
      for (const [name, of] of Object.entries(functionals)) {
        const [own, other] = [drawn, walked[k]].map((draws) => batchMean(draws.map(of)));
        const error = Math.hypot(own.error, other.error);
        expect(error, `${label}: ${name}`).toBeLessThan(name === 'variance' ? 0.2 : 0.05);
        expect(Math.abs(own.mean - other.mean) / error, `${label}: ${name}`).toBeLessThan(4);
      }
    });
  }, 60_000);
});
