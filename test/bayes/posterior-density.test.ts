import { describe, expect, it } from 'vitest';
import { createEngine, samplePosterior } from '../../src/browser.js';
import { densityOf, drawPosterior } from '../../src/bayes/draw.js';
import { priorsOf, samplerOptions } from '../../src/bayes/options.js';
import { posteriorInputs } from '../../src/bayes/sample-posterior.js';
import { coreOf } from '../../src/engine/core.js';
import { loadFurther } from '../../src/engine/load-further.js';
import { varianceLabels } from '../../src/model/design.js';
import { contrastModel, six } from '../support/average-panels.js';
import { denseContrastModel } from '../support/dense-contrasts.js';
import { logLikelihoodAt } from '../support/dense-likelihood.js';
import { denseLogLikelihood } from '../support/dense-reml.js';
import { randomPanel } from '../support/random-panels.js';

const engine = await createEngine();
const further = await loadFurther(coreOf(engine)!);
const other = await createEngine({ build: 'debug' });
const debug = await loadFurther(coreOf(other)!, 'debug');

const plain = randomPanel(3, { kernels: 'one', scale: 'none', cells: 80 });
const periodWeights = Float64Array.from(plain.panel.periods, (_, t) => 0.5 + (t % 4));
const given = [
  plain,
  randomPanel(5, { kernels: 'several', scale: 'none', cells: 80 }),
  randomPanel(7, { kernels: 'several', scale: 'none', cells: 80, missing: 0.1 }),
  randomPanel(3, { kernels: 'one', scale: 'residual', cells: 80 }),
  randomPanel(2, { kernels: 'one', scale: 'residual', cells: 80, groups: 'assets' }),
  randomPanel(4, { kernels: 'several', scale: 'none', cells: 80, groups: 'both' }),
  { ...plain, description: 'weighted periods', model: { ...plain.model, periodWeights } },
];
const cases = [
  ...given.map(({ description, panel, model }) => ({
    ...{ description, panel, model },
    dense: (variances: number[]) => denseLogLikelihood(panel, model, variances),
  })),
  {
    description: 'contrasts to the average of the assets',
    panel: six,
    model: contrastModel,
    dense: (variances: number[]) => logLikelihoodAt(denseContrastModel(six, contrastModel).dense, variances),
  },
];

describe.each(cases)('the posterior density of $description', ({ panel, model, dense: likelihoodAt }) => {
  const inputs = posteriorInputs(coreOf(engine)!, panel, model);
  const labels = varianceLabels(inputs.design);
  const options = samplerOptions({ chains: 2, draws: 20, warmup: 60 });

  it.each(['halfNormal', 'halfCauchy', 'penalisedComplexity'] as const)(
    'is the dense restricted likelihood times the %s prior and the Jacobian, and its gradient is that of differences',
    (kind) => {
      const request = { inputs, options, priors: priorsOf({ kind }, labels) };
      const theta = labels.map((_, k) => -0.6 + 0.37 * k);
      const moved = labels.flatMap((_, k) =>
        [1e-4, -1e-4].map((step) => Float64Array.from(theta, (value, l) => value + (l === k ? step : 0))),
      );
      const points = [Float64Array.from(theta), Float64Array.from(theta, (v) => v + 0.5), ...moved];
      const { units, values } = densityOf(further, request, points);
      const dense = (at: Float64Array): number => {
        const sigma = at.map((value, k) => units[k] * Math.abs(Math.sinh(value)));
        const logPrior = sigma.map((s, k) => {
          const x = s / units[k];
          if (kind === 'halfNormal') return -0.5 * x * x;
          return kind === 'halfCauchy' ? -Math.log(1 + x * x) : (x * Math.log(0.05)) / 2;
        });
        const likelihood = likelihoodAt([...sigma.map((s) => s * s)]);
        return likelihood + logPrior.reduce((sum, p, k) => sum + p + Math.log(Math.cosh(at[k])), 0);
      };
      expect(values[1].density - values[0].density).toBeCloseTo(dense(points[1]) - dense(points[0]), 7);
      labels.forEach((_, k) => {
        const difference = (values[2 + 2 * k].density - values[3 + 2 * k].density) / 2e-4;
        expect(Math.abs(values[0].gradient[k] - difference)).toBeLessThan(1e-5 * (1 + Math.abs(difference)));
      });
    },
  );

  it('is drawn with the same bits by both builds, and by a chain alone', () => {
    const request = { inputs, options, priors: priorsOf(undefined, labels) };
    const both = drawPosterior(further, request);
    expect(drawPosterior(debug, request).variances).toEqual(both.variances);
    const second = drawPosterior(further, { ...request, only: { first: 1, count: 1 } });
    expect(second.variances).toEqual(both.variances.slice(both.variances.length / 2));
  });
});

describe('samplePosterior', () => {
  it('agrees with quadrature where the residual is the only variance', async () => {
    const { panel } = cases[0];
    const model = { fixed: ['asset'], random: [], kernels: {} };
    const posterior = await samplePosterior(engine, panel, model, { priors: { kind: 'halfNormal' } });
    const [{ scale }] = posterior.priors;
    const [row] = posterior.summary;
    let [mass, first, second] = [0, 0, 0];
    const at = (s: number): number => engine.panelLikelihood(panel, model, [s * s]).logLikelihood;
    const top = at(Math.sqrt(posterior.fit.variances[0].estimate));
    for (let k = 1; k < 4000; k++) {
      const sigma = (4 * scale * k) / 4000;
      const weight = Math.exp(at(sigma) - top - 0.5 * (sigma / scale) ** 2);
      mass += weight;
      first += weight * sigma ** 2;
      second += weight * sigma ** 4;
    }
    const mean = first / mass;
    const sd = Math.sqrt(second / mass - mean ** 2);
    expect(Math.abs(row.mean - mean)).toBeLessThan(5 * row.monteCarloError);
    expect(Math.abs(row.sd / sd - 1)).toBeLessThan(0.08);
    expect(row.rHat).toBeLessThan(1.01);
  });

  it('agrees with a grid over two variances', async () => {
    const { panel } = cases[0];
    const model = { fixed: ['asset'], random: ['time'], kernels: {} };
    const posterior = await samplePosterior(engine, panel, model);
    const scales = posterior.priors.map(({ scale }) => scale);
    const n = 70;
    const top = posterior.fit.logLikelihood;
    let mass = 0;
    const sums = [0, 0];
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const sigma = [(3 * scales[0] * (i + 0.5)) / n, (2 * scales[1] * (j + 0.5)) / n];
        const squares = sigma.map((s) => s * s);
        const { logLikelihood } = engine.panelLikelihood(panel, model, squares);
        const prior = sigma.reduce((sum, s, k) => sum - 0.5 * (s / scales[k]) ** 2, 0);
        const weight = Math.exp(logLikelihood - top + prior);
        mass += weight;
        squares.forEach((square, k) => (sums[k] += weight * square));
      }
    }
    sums.forEach((sum, k) => {
      const { mean, monteCarloError } = posterior.summary[k];
      expect(Math.abs(mean - sum / mass)).toBeLessThan(5 * monteCarloError);
    });
  }, 20_000);
});
