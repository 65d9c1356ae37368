import { describe, expect, it } from 'vitest';
import { type Engine, likelihoodRatioTest, parametricBootstrap } from '../../src/browser.js';
import { ModelError } from '../../src/errors.js';
import { panelSimulator } from '../../src/inference/simulate-panel.js';
import type { Panel, PanelModel } from '../../src/model/types.js';
import { randomStream } from '../../src/numeric/random.js';
import { denseModel } from '../support/dense-model.js';
import { engines } from '../support/engines.js';
import { thrown } from '../support/thrown.js';
import { averageModel, averagePanel, lme4Model, lme4Panel, model, panel, ragged } from './support.js';

const [[, engine]] = engines;
const without = (from: PanelModel, term: string): PanelModel => ({
  ...from,
  random: from.random.filter((own) => own !== term),
});

describe('panels drawn from a fit', () => {
  it.each([
    ['normal errors', {}, 1],
    ['period weights', { periodWeights: Float64Array.of(0.5, 1, 3) }, 1],
    // of t errors within a period, Ω·df/(df − 2); persistent effects are normal
    ['t errors', { errors: { kind: 't', degreesOfFreedom: 12 } } as const, 1.2],
  ])('have the covariance of the model and its fixed effects as their mean: %s', (_, change, inflation) => {
    const few: Panel = {
      assets: panel.assets.slice(0, 3),
      periods: panel.periods.slice(0, 3),
      returns: Float64Array.from({ length: 9 }, (_, k) => (k === 4 ? NaN : panel.returns[k])),
      covariates: { market: Float64Array.of(0.5, -1, 2) },
    };
    const mixed: PanelModel = {
      fixed: ['1'],
      random: ['asset(K)', 'asset:market(K)', 'time', 'asset:time(K)'],
      kernels: model.kernels,
      ...('periodWeights' in change ? change : {}),
      fixedVariances: { 'asset(K)': 1, 'asset:market(K)': 0.5, time: 2, 'asset:time(K)': 0.7, residual: 0.4 },
    };
    const plain = engine.fitPanel(few, mixed);
    const errors = {
      degreesOfFreedom: 12,
      estimated: false,
      weights: new Float64Array(3).fill(1),
      iterations: 1,
      converged: true,
    };
    const fit = 'errors' in change ? { ...plain, errors } : plain;
    const draw = panelSimulator(engine, few, mixed, fit);
    const dense = denseModel(few, mixed);
    const draws = 20000;
    const n = dense.cells.length;
    const mean = fit.fixedEffects[0].estimate;
    const sums = new Float64Array(n * n);
    const stream = randomStream(7, 'covariance');
    for (let b = 0; b < draws; b++) {
      const { returns } = draw(stream);
      expect(Number.isNaN(returns[4])).toBe(true);
      const e = dense.cells.map((cell) => returns[cell] - mean);
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) sums[i * n + j] += (e[i] * e[j]) / draws;
    }
    const theta = Object.values(mixed.fixedVariances!);
    const V = (i: number, j: number): number =>
      dense.terms.reduce(
        (sum, { V: own, label }, k) =>
          sum + (/^asset(:market)?\(/.test(label) ? 1 : inflation) * theta[k] * own.get(i, j),
        0,
      );
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const error = Math.sqrt((V(i, i) * V(j, j) + V(i, j) ** 2) / draws);
        expect(Math.abs(sums[i * n + j] - V(i, j))).toBeLessThan(5 * error);
      }
    }
  });

  it('scale each asset, and keep the average of the assets as the market', () => {
    const fit = engine.fitPanel(averagePanel, averageModel);
    const drawn = panelSimulator(engine, averagePanel, averageModel, fit)(randomStream(3, 'average'));
    const N = drawn.assets.length;
    drawn.periods.forEach((_, t) => {
      const mean = drawn.returns.subarray(t * N, (t + 1) * N).reduce((sum, r) => sum + r / N, 0);
      expect(mean).toBeCloseTo((averagePanel.covariates.market as Float64Array)[t], 12);
    });
    expect(engine.fitPanel(drawn, averageModel).converged).toBe(true);
  });
});

describe('parametric bootstrap', () => {
  const reduced = without(lme4Model, 'time');
  const test = parametricBootstrap(engine, lme4Panel, reduced, lme4Model, { replicates: 60, seed: 5 });

  it('has the statistic of the likelihood-ratio test and a small p-value where there is an effect', () => {
    const { statistic } = likelihoodRatioTest(
      engine.fitPanel(lme4Panel, reduced),
      engine.fitPanel(lme4Panel, lme4Model),
    );
    expect(test).toMatchObject({ components: ['time'], statistic, replicates: 60, failed: 0, failures: {} });
    expect(test.pValue).toBe(1 / 61);
    expect(test.standardError).toBeCloseTo(Math.sqrt(60 / 61 / 61 / 60), 12);
    expect(test.statistics).toHaveLength(60);
    // under the null hypothesis about half of the estimates are 0
    const zeros = test.statistics.filter((value) => value === 0).length;
    expect(zeros).toBeGreaterThan(15);
    expect(zeros).toBeLessThan(50);
  });

  it('is the same for the same seed and begins alike with more replicates', () => {
    const more = parametricBootstrap(engine, lme4Panel, reduced, lme4Model, { replicates: 70, seed: 5 });
    expect(more.statistics.subarray(0, 60)).toEqual(test.statistics);
    const other = parametricBootstrap(engine, lme4Panel, reduced, lme4Model, { replicates: 60, seed: 6 });
    expect(other.statistics).not.toEqual(test.statistics);
  });

  it('agrees with the mixture distribution where nothing is there', () => {
    const null_ = panelSimulator(
      engine,
      panel,
      without(model, 'time'),
      engine.fitPanel(panel, without(model, 'time')),
    );
    const drawn = null_(randomStream(11, 'null'));
    const analytic = likelihoodRatioTest(
      engine.fitPanel(drawn, without(model, 'time')),
      engine.fitPanel(drawn, model),
    );
    const simulated = parametricBootstrap(engine, drawn, without(model, 'time'), model, {
      replicates: 150,
      seed: 2,
    });
    expect(Math.abs(simulated.pValue - analytic.pValue)).toBeLessThan(4 * simulated.standardError + 0.1);
  });

  it('tests several components, with missing cells and with contrasts', () => {
    const none = parametricBootstrap(engine, ragged, { ...model, random: [] }, model, {
      replicates: 20,
      seed: 1,
    });
    expect(none.components).toEqual(['time', 'asset:time(K)']);
    const average = parametricBootstrap(engine, averagePanel, { ...averageModel, random: [] }, averageModel, {
      replicates: 20,
      seed: 1,
    });
    expect(average.components).toEqual(['asset:time(K)']);
    expect(average.failed).toBe(0);
  });

  it.each([
    ['period weights', { periodWeights: Float64Array.from(panel.periods, (_, t) => 0.5 + (t % 3)) }, 'none'],
    ['t errors', { errors: { kind: 't', degreesOfFreedom: 5 } }, 'none'],
    [
      't errors with scales and degrees of freedom of their own',
      { errors: { kind: 't', degreesOfFreedom: 'estimate' } },
      'residual',
    ],
  ] as const)('draws and refits with %s', (_, change, scale) => {
    const own: PanelModel = { ...model, ...change, scale };
    const test = parametricBootstrap(engine, panel, without(own, 'time'), own, { replicates: 12, seed: 4 });
    expect(test.components).toEqual(['time']);
    expect(test.statistics.length + test.failed).toBe(12);
    expect(test.failed).toBeLessThan(4);
    expect(Math.max(...test.statistics)).toBeLessThan(30);
  });

  it('counts failed refits by their reason, and none of them in the p-value', () => {
    let fits = 0;
    const failing: Engine = {
      ...engine,
      fitPanel: (...args) => {
        fits++;
        if (fits > 2 && fits % 3 === 0) throw new ModelError('ill-conditioned', 'no', 'none');
        return engine.fitPanel(...args);
      },
    };
    const some = parametricBootstrap(failing, lme4Panel, reduced, lme4Model, { replicates: 12, seed: 5 });
    expect(some.failed).toBeGreaterThan(0);
    expect(some.failures).toEqual({ 'ill-conditioned': some.failed });
    expect(some.statistics.length + some.failed).toBe(12);
    expect(some.pValue).toBe(1 / (1 + some.statistics.length));
  });

  it('is refused for a bad number of replicates and a bad seed', () => {
    const run = (options: object): string =>
      thrown(() => parametricBootstrap(engine, lme4Panel, reduced, lme4Model, options)).code;
    expect([run({ replicates: 0 }), run({ replicates: 1.5 }), run({ seed: -1 })]).toEqual([
      'bad-value',
      'bad-value',
      'bad-seed',
    ]);
  });
});
