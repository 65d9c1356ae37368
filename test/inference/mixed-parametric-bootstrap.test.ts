import { describe, expect, it } from 'vitest';
import {
  type Engine,
  mixedLikelihoodRatioTest,
  type MixedModel,
  mixedParametricBootstrap,
} from '../../src/browser.js';
import { ModelError } from '../../src/errors.js';
import { mixedSimulator } from '../../src/inference/simulate-mixed.js';
import { randomStream } from '../../src/numeric/random.js';
import { denseMixedModel } from '../support/dense-mixed.js';
import { engines } from '../support/engines.js';
import { designColumns, ones } from '../support/mixed-models.js';
import { thrown } from '../support/thrown.js';
import { byMl, models } from './mixed-support.js';

const [[, engine]] = engines;

describe('data drawn from a general fit', () => {
  it('have the covariance of the model and its fixed effects as their mean', () => {
    const levels = [...'abcabca'];
    const kernel = {
      labels: ['b', 'c', 'a'],
      values: Float64Array.of(1, 0.5, -0.2, 0.5, 2, 0.3, -0.2, 0.3, 1.5),
    };
    const model: MixedModel = {
      y: Float64Array.of(1, 2, 4, NaN, 3, 1, 2),
      ...designColumns({ '1': ones(7), twice: ones(7).map((value) => 2 * value) }),
      random: [
        { label: 'k', levels, kernel },
        { label: 'x', levels, covariate: Float64Array.of(1, -1, 0.5, 2, 0, 1, 3), correlatedWith: 'k' },
        { label: 'f', levels: [...'ssttuus'] },
      ],
      residualGroups: [...'ggghhhh'],
      weights: Float64Array.of(1, 2, 0.5, 1, 1, 4, 1),
      fixedVariances: { k: 1, x: 0.7, 'cov(k, x)': -0.5, f: 0.4, 'residual[g]': 0.3, 'residual[h]': 0.9 },
      aliased: 'drop',
    };
    const fit = engine.fitMixedModel(model);
    expect(fit.dropped).toEqual(['twice']);
    const draw = mixedSimulator(engine, model, fit);
    const { terms, cells } = denseMixedModel(model);
    const [draws, n] = [20000, cells.length];
    const mean = fit.fixedEffects[0].estimate;
    const sums = new Float64Array(n * n);
    const stream = randomStream(7, 'covariance');
    for (let b = 0; b < draws; b++) {
      const { y } = draw(stream);
      expect(Number.isNaN(y[3])).toBe(true);
      const e = cells.map((i) => Math.sqrt(model.weights![i]) * (y[i] - mean));
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) sums[i * n + j] += (e[i] * e[j]) / draws;
    }
    const V = (i: number, j: number): number =>
      terms.reduce((sum, { V: own, label }) => sum + model.fixedVariances![label] * own.get(i, j), 0);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const error = Math.sqrt((V(i, i) * V(j, j) + V(i, j) ** 2) / draws);
        expect(Math.abs(sums[i * n + j] - V(i, j))).toBeLessThan(5 * error);
      }
    }
  });

  it('leave the model as it was, but for y', () => {
    const drawn = mixedSimulator(
      engine,
      models.correlated,
      engine.fitMixedModel(models.correlated),
    )(randomStream(1, 'one'));
    expect({ ...drawn, y: models.correlated.y }).toEqual(models.correlated);
    expect(drawn.y).not.toEqual(models.correlated.y);
  });
});

describe('parametric bootstrap of general fits', () => {
  const { intercept, correlated } = models;
  const test = mixedParametricBootstrap(engine, intercept, correlated, { replicates: 80, seed: 5 });

  it('has the statistic of the likelihood-ratio test, and its p-value within simulation error', () => {
    const asymptotic = mixedLikelihoodRatioTest(
      engine.fitMixedModel(intercept),
      engine.fitMixedModel(correlated),
    );
    expect(test).toMatchObject({
      components: ['slope', 'cov(intercept, slope)'],
      statistic: asymptotic.statistic,
      replicates: 80,
      failed: 0,
      failures: {},
    });
    expect(test.pValue).toBeLessThan(0.1);
    expect(Math.abs(test.pValue - asymptotic.pValue)).toBeLessThan(4 * test.standardError + 0.02);
  });

  it('of a slope that is not there has statistics of ½χ²₁ + ½χ²₂', () => {
    // of that mixture: P(T > 2.95) = ½·0.0859 + ½·0.2288, the mean 1.5
    const { statistics } = mixedParametricBootstrap(engine, intercept, correlated, {
      replicates: 400,
      seed: 9,
    });
    const above = statistics.filter((value) => value > 2.95).length / 400;
    expect(Math.abs(above - 0.157)).toBeLessThan(0.06);
    expect(Math.abs(statistics.reduce((sum, value) => sum + value, 0) / 400 - 1.5)).toBeLessThan(0.4);
  });

  it('is the same for the same seed and begins alike with more replicates', () => {
    const more = mixedParametricBootstrap(engine, intercept, correlated, { replicates: 90, seed: 5 });
    expect(more.statistics.subarray(0, 80)).toEqual(test.statistics);
    const other = mixedParametricBootstrap(engine, intercept, correlated, { replicates: 80, seed: 6 });
    expect(other.statistics).not.toEqual(test.statistics);
  });

  it('tests several variances, residual groups, and by ML fixed effects', () => {
    const run = (reduced: MixedModel, full: MixedModel): string[] => {
      const { components, failed, statistics } = mixedParametricBootstrap(engine, reduced, full, {
        replicates: 15,
        seed: 1,
      });
      expect(failed).toBe(0);
      expect(statistics.every((value) => value >= 0)).toBe(true);
      return components;
    };
    expect(run(models.none, correlated)).toEqual(['intercept', 'slope', 'cov(intercept, slope)']);
    expect(run(intercept, models.groups)).toEqual(['residual[calm]', 'residual[wild]']);
    expect(run(byMl(models.withoutX), byMl(correlated))).toEqual(['x']);
  });

  it('counts failed refits by their reason, and none of them in the p-value', () => {
    let fits = 0;
    const failing: Engine = {
      ...engine,
      fitMixedModel: (model) => {
        fits++;
        if (fits > 2 && fits % 3 === 0) throw new ModelError('ill-conditioned', 'no', 'none');
        return engine.fitMixedModel(model);
      },
    };
    const some = mixedParametricBootstrap(failing, intercept, correlated, { replicates: 12, seed: 5 });
    expect(some.failed).toBeGreaterThan(0);
    expect(some.failures).toEqual({ 'ill-conditioned': some.failed });
    expect(some.statistics.length + some.failed).toBe(12);
  });

  it('is refused for REML with other fixed effects, a bad number of replicates and a bad seed', () => {
    const run = (reduced: MixedModel, options: object): string =>
      thrown(() => mixedParametricBootstrap(engine, reduced, correlated, options)).code;
    expect(run(models.withoutX, { replicates: 2 })).toBe('different-fixed-effects');
    expect([run(intercept, { replicates: 0 }), run(intercept, { seed: -1 })]).toEqual([
      'bad-value',
      'bad-seed',
    ]);
  });
});
