import { Matrix } from 'ml-matrix';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  covariance,
  type HalfLifeOption,
  type Panel,
  type PanelModel,
  residualPosterior,
} from '../../../src/browser.js';
import { loadings } from '../../../src/covariance/loadings.js';
import { matchUniverse } from '../../../src/covariance/universe.js';
import { contrastModel, six as average } from '../../support/average-panels.js';
import { expectClose } from '../../support/close.js';
import {
  denseBlockScores,
  denseDiscounts,
  denseRegression,
  denseVariances,
} from '../../support/dense-half-lives.js';
import { denseEvidence } from '../../support/dense-posterior.js';
import { engines } from '../../support/engines.js';
import { randomSource } from '../../support/random.js';
import { thrown } from '../../support/thrown.js';

const model: PanelModel = {
  fixed: ['asset', 'asset:market'],
  random: ['time'],
  kernels: {},
  scale: 'residual',
};

interface Drift {
  /** standard deviation of a step of each loading */
  loadings?: number;
  /** standard deviation of a step of each log volatility, which returns to 0 */
  volatilities?: number;
}

/** Returns about a market, whose loadings and volatilities may wander. */
function panelOf(seed: number, T: number, N: number, drift: Drift = {}): Panel {
  const { normal } = randomSource(seed);
  const market = Float64Array.from({ length: T }, () => 0.04 * normal());
  const returns = new Float64Array(T * N);
  for (let i = 0; i < N; i++) {
    let [slope, level] = [0.5 + i / N, 0];
    for (let t = 0; t < T; t++) {
      slope += (drift.loadings ?? 0) * normal();
      level = 0.97 * level + (drift.volatilities ?? 0) * normal();
      returns[t * N + i] = slope * market[t] + 0.01 * Math.exp(level) * normal();
    }
  }
  return {
    assets: Array.from({ length: N }, (_, i) => `A${i}`),
    periods: Array.from({ length: T }, (_, t) => `${t}`),
    returns,
    covariates: { market },
  };
}

const rowsOf = ({ assets, returns }: Panel): Matrix =>
  Matrix.from1DArray(returns.length / assets.length, assets.length, Array.from(returns));
const columnsOf = ({ covariates }: Panel): Matrix =>
  new Matrix(Array.from(covariates.market as Float64Array, (x) => [1, x]));

/** N×N of a panel's total: B Σ_x B' + residual. */
const totalOf = (panel: Panel, own: PanelModel, halfLife?: HalfLifeOption): Float64Array =>
  covariance(engine, 'posterior', {
    returns: { assets: panel.assets, dates: panel.periods, returns: panel.returns },
    panel,
    model: own,
    fit: engine.fitPanel(panel, own),
    halfLife,
  }).values;

const [[, engine]] = engines;

describe.each(engines)('half-lives on the %s engine', (_, own) => {
  const [T, N] = [40, 4];
  const panel = panelOf(1, T, N, { volatilities: 0.3 });
  const given = { ...model, fixedVariances: { time: 0.02, residual: 2 } }; // no good model: k is finite
  const fit = own.fitPanel(panel, given);
  const [X, Y] = [columnsOf(panel), rowsOf(panel)];
  const scales = Matrix.diag(Array.from(fit.scales));
  const [time, residual] = fit.variances.map(({ estimate }) => estimate);
  const within = Matrix.ones(N, N).mul(time).add(Matrix.eye(N, N, residual)); // prettier-ignore
  const Omega = scales.mmul(within).mmul(scales);

  /** ν and S of a half-life by weighted least squares. */
  function crossProducts(halfLife: number | null): { degrees: number; S: Matrix } {
    const d = denseDiscounts(T, halfLife);
    const c = d.reduce((a, b) => a + b, 0) / d.reduce((a, b) => a + b * b, 0);
    const { H } = denseRegression(X, Y, d);
    const E = Matrix.sub(Y, H.mmul(Y));
    const D = Matrix.diag(d.map((value) => c * value));
    const left = d.map((value, t) => c * value * (1 - H.get(t, t)));
    return { degrees: left.reduce((a, b) => a + b, 0), S: E.transpose().mmul(D).mmul(E) };
  }

  it.each([[40], [10], [5], [null]])('discount everything alike where it is one number: %s', (h) => {
    const { degrees, S } = crossProducts(h);
    const { values, evidence } = residualPosterior(own, panel, given, fit, h);
    expect(evidence.degreesOfFreedom).toBeCloseTo(degrees, 9);
    expect(evidence.halfLives).toEqual({ loadings: h, volatilities: h, correlations: h });
    const k = evidence.k!;
    expect(evidence.logEvidence).toBeCloseTo(denseEvidence(Omega, S, degrees, k), 6);
    expectClose(values, Matrix.mul(Omega, k).add(S).div(k + degrees).to1DArray(), 1e-9, 1e-5); // prettier-ignore
  });

  it.each([
    [{ loadings: 10, volatilities: 5, correlations: null }],
    [{ loadings: null, volatilities: 8, correlations: 20 }],
    [{ loadings: 6, volatilities: null, correlations: 12 }],
  ])('scale the correlations of one by the volatilities of others: %o', (halfLives) => {
    const { degrees, S } = crossProducts(halfLives.correlations);
    const { values, evidence } = residualPosterior(own, panel, given, fit, halfLives);
    const k = evidence.k!;
    const wanted = denseVariances(X, Y, halfLives.loadings, halfLives.volatilities);
    const before = denseVariances(X, Y, halfLives.correlations, halfLives.correlations);
    const R = Matrix.diag(wanted.map((value, i) => Math.sqrt(value / before[i])));
    const mean = Matrix.mul(Omega, k).add(S).div(k + degrees); // prettier-ignore
    expectClose(values, R.mmul(mean).mmul(R).to1DArray(), 1e-9, 1e-5);
    expect(evidence.halfLives).toEqual(halfLives);
  });

  it('discount loadings and the covariance of the market', () => {
    const universe = matchUniverse({ assets: panel.assets, dates: panel.periods, returns: panel.returns }, panel); // prettier-ignore
    const { B, covariance: Sigma } = loadings(universe, panel, given, fit, 7);
    const d = denseDiscounts(T, 7);
    const slopes = denseRegression(X, Y, d).B.getRow(1);
    expectClose(B, slopes, 1e-12, 1e-10);
    const x = Array.from(panel.covariates.market as Float64Array);
    const [sum, squares] = [d.reduce((a, b) => a + b, 0), d.reduce((a, b) => a + b * b, 0)];
    const mean = x.reduce((a, value, t) => a + d[t] * value, 0) / sum;
    const about = x.reduce((a, value, t) => a + d[t] * (value - mean) ** 2, 0);
    const c = sum / squares;
    expect(Sigma[0]).toBeCloseTo((c * about) / (c * sum - 1), 12);
    const whole = covariance(own, 'posterior', {
      returns: { assets: panel.assets, dates: panel.periods, returns: panel.returns },
      panel,
      model: given,
      fit,
      halfLife: { loadings: 7 },
    });
    const left = residualPosterior(own, panel, given, fit, { loadings: 7 }).values;
    const expected = left.map(
      (value, cell) => value + slopes[Math.floor(cell / N)] * slopes[cell % N] * Sigma[0],
    );
    expectClose(whole.values, Array.from(expected), 1e-12, 1e-9);
  });

  it('are scored by t densities of each asset in six blocks of the second half', () => {
    const { halfLifeScores, halfLives } = residualPosterior(own, panel, given, fit, 'auto').evidence;
    const candidates = [null, 40, 20, 10, 5];
    const sums = { loadings: [0, 0, 0, 0, 0], volatilities: [0, 0, 0, 0, 0] };
    const best = (scores: number[]): number | null => candidates[scores.indexOf(Math.max(...scores))];
    for (let b = 0; b < 6; b++) {
      const [from, to] = [20 + Math.round((20 * b) / 6), 20 + Math.round((20 * (b + 1)) / 6)];
      const part = (start: number, end: number) => ({
        X: X.subMatrix(start, end - 1, 0, 1),
        Y: Y.subMatrix(start, end - 1, 0, N - 1),
      });
      const scores = denseBlockScores(part(0, from), part(from, to), [1], candidates, best(sums.loadings));
      for (const name of ['loadings', 'volatilities'] as const)
        sums[name] = sums[name].map((value, k) => value + scores[name][k]);
    }
    for (const name of ['loadings', 'volatilities'] as const) {
      expect(halfLifeScores![name].map(({ halfLife }) => halfLife)).toEqual(candidates);
      halfLifeScores![name].forEach(({ score }, k) => expect(score!).toBeCloseTo(sums[name][k], 8));
      expect(halfLives[name]).toBe(best(sums[name]));
    }
    expect(halfLifeScores!.blocks).toBe(6);
  });
});

describe('a half-life that is chosen', () => {
  const chosen = (panel: Panel) =>
    residualPosterior(engine, panel, model, engine.fitPanel(panel, model), 'auto').evidence;

  it('is short for loadings that wander, and none or long for constant ones', () => {
    for (const seed of [1, 2, 3]) {
      expect(chosen(panelOf(seed, 240, 10, { loadings: 0.05 })).halfLives.loadings).toBeLessThanOrEqual(60);
      expect(chosen(panelOf(seed, 240, 40)).halfLives.loadings ?? 240).toBeGreaterThanOrEqual(120);
    }
  });

  it('is short for volatilities that cluster, and none or long for constant ones', () => {
    for (const seed of [1, 2, 3]) {
      const { halfLives } = chosen(panelOf(seed, 240, 10, { volatilities: 0.25 }));
      expect(halfLives.volatilities).toBeLessThanOrEqual(60);
      expect(chosen(panelOf(seed, 240, 40)).halfLives.volatilities ?? 240).toBeGreaterThanOrEqual(120);
    }
  });

  it('gives the covariance of the same half-lives', () => {
    const panel = panelOf(1, 160, 6, { volatilities: 0.25 });
    const fit = engine.fitPanel(panel, model);
    const auto = residualPosterior(engine, panel, model, fit, 'auto');
    const fixed = residualPosterior(engine, panel, model, fit, auto.evidence.halfLives);
    expect(auto.values).toEqual(fixed.values);
    expect(auto.evidence).toEqual({ ...fixed.evidence, halfLifeScores: auto.evidence.halfLifeScores });
    expect(auto.evidence.halfLives.correlations).toBeNull();
  });

  it('has no score where too little comes before a block, and is none without blocks', () => {
    const [short, shortest] = [panelOf(4, 6, 3), panelOf(4, 4, 3)];
    const fitted = (panel: Panel) =>
      residualPosterior(engine, panel, model, engine.fitPanel(panel, model), 'auto');
    const { evidence, notes } = fitted(short);
    expect(evidence.halfLifeScores!.loadings[4].score).toBeNull();
    expect(notes).toEqual(['half-lives without a score: too few periods come before a block']);
    expect(fitted(shortest).evidence.halfLifeScores!.blocks).toBeLessThan(6);
  });

  it('goes with the unit of the returns and the order of the assets', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0.01, max: 100, noNaN: true }), (seed, unit) => {
        const panel = panelOf(seed, 48, 5, { volatilities: 0.2, loadings: 0.02 });
        const plain = chosen(panel);
        const scaled = chosen({ ...panel, returns: panel.returns.map((value) => unit * value) });
        const turned = chosen({
          ...panel,
          assets: [...panel.assets].reverse(),
          returns: panel.returns.map((_, c) => panel.returns[c - (c % 5) + 4 - (c % 5)]),
        });
        for (const name of ['loadings', 'volatilities'] as const)
          plain.halfLifeScores![name].forEach(({ score }, k) => {
            const predicted = 24 * 5;
            expect(scaled.halfLifeScores![name][k].score! + predicted * Math.log(unit)).toBeCloseTo(score!, 6);
            expect(turned.halfLifeScores![name][k].score).toBeCloseTo(score!, 6);
          });
      }),
      { numRuns: 15 },
    ); // prettier-ignore
  });
});

describe('half-lives', () => {
  it('are none where they are very long, all and each', () => {
    const panel = panelOf(3, 60, 5, { volatilities: 0.2 });
    const none = totalOf(panel, model);
    for (const long of [1e12, { loadings: 1e12 }, { volatilities: 1e12 }, { correlations: 1e12 }])
      expectClose(totalOf(panel, model, long), Array.from(none), 1e-9, 1e-6);
    expect(totalOf(panel, model, {})).toEqual(none);
  });

  it('are those of the model by default, whose loadings are the fit’s', () => {
    const panel = panelOf(5, 48, 4, { volatilities: 0.2 });
    const discounted = { ...model, halfLife: 12 };
    const fit = engine.fitPanel(panel, discounted);
    const { evidence } = residualPosterior(engine, panel, discounted, fit);
    expect(evidence.halfLives).toEqual({ loadings: 12, volatilities: 12, correlations: 12 });
    expect(evidence.degreesOfFreedom).toBeCloseTo(fit.discount!.degreesOfFreedom, 9);
    const universe = matchUniverse({ assets: panel.assets, dates: panel.periods, returns: panel.returns }, panel); // prettier-ignore
    const own = loadings(universe, panel, discounted, fit);
    const again = loadings(universe, panel, model, engine.fitPanel(panel, model), 12);
    expectClose(again.B, Array.from(own.B), 1e-12, 1e-8);
    expect(again.covariance).toEqual(own.covariance);
  });

  it('go with weights of periods and t errors', () => {
    const panel = panelOf(6, 60, 4, { volatilities: 0.3 });
    const tails: PanelModel = { ...model, errors: { kind: 't', degreesOfFreedom: 5 } };
    const fit = engine.fitPanel(panel, tails);
    const roots = Matrix.diag(Array.from(fit.errors!.weights, Math.sqrt));
    const [X, Y] = [roots.mmul(columnsOf(panel)), roots.mmul(rowsOf(panel))];
    const halfLives = { loadings: 15, volatilities: 10 };
    const plain = residualPosterior(engine, panel, tails, fit).values;
    const own = residualPosterior(engine, panel, tails, fit, halfLives).values;
    const [before, after] = [denseVariances(X, Y, null, null), denseVariances(X, Y, 15, 10)];
    const ratio = after.map((value, i) => Math.sqrt(value / before[i]));
    expectClose(own, Array.from(plain, (value, c) => value * ratio[Math.floor(c / 4)] * ratio[c % 4]), 1e-12, 1e-8); // prettier-ignore
    const universe = matchUniverse({ assets: panel.assets, dates: panel.periods, returns: panel.returns }, panel); // prettier-ignore
    const slopes = denseRegression(X, Y, denseDiscounts(60, 15)).B.getRow(1);
    expectClose(loadings(universe, panel, tails, fit, 15).B, slopes, 1e-12, 1e-9);
  });

  it('keep the average without a residual where it is the market', () => {
    const [N, T] = [average.assets.length, average.periods.length];
    const fit = engine.fitPanel(average, contrastModel);
    const { values } = residualPosterior(engine, average, contrastModel, fit, {
      loadings: T / 4,
      volatilities: T / 4,
    });
    for (let i = 0; i < N; i++) {
      const sum = values.subarray(i * N, (i + 1) * N).reduce((a, b) => a + b, 0);
      expect(Math.abs(sum)).toBeLessThan(1e-14);
      expect(values[i * (N + 1)]).toBeGreaterThan(0);
    }
    const universe = matchUniverse({ assets: average.assets, dates: average.periods, returns: average.returns }, average); // prettier-ignore
    const { B } = loadings(universe, average, contrastModel, fit, T / 4);
    expect(B.reduce((a, b) => a + b, 0) / N).toBeCloseTo(1, 10); // the average moves one to one with itself
  });

  it('leave an asset that is the market its loading of 1 alone', () => {
    const panel = panelOf(7, 60, 3);
    const market = panel.covariates.market as Float64Array;
    const returns = {
      assets: ['SPY', ...panel.assets],
      dates: panel.periods,
      returns: Float64Array.from(panel.periods.flatMap((_, t) => [market[t], ...panel.returns.subarray(t * 3, t * 3 + 3)])), // prettier-ignore
    };
    const fit = engine.fitPanel(panel, model);
    const { B, covariance: Sigma } = loadings(matchUniverse(returns, panel), panel, model, fit, 10);
    expect(B[0]).toBe(1);
    const { values } = covariance(engine, 'posterior', { returns, panel, model, fit, halfLife: 'auto' });
    const { halfLives } = residualPosterior(engine, panel, model, fit, 'auto').evidence;
    const chosen = loadings(matchUniverse(returns, panel), panel, model, fit, halfLives.loadings);
    expect(values[0]).toBe(chosen.covariance[0]);
    expect(values[1]).toBeCloseTo(chosen.covariance[0] * chosen.B[1], 14);
    expect(Sigma[0]).toBeGreaterThan(0);
  });

  it('are by the returns that an asset has where some are missing', () => {
    const whole = panelOf(8, 60, 4, { volatilities: 0.2 });
    const returns = whole.returns.slice();
    for (let t = 0; t < 25; t++) returns[t * 4 + 3] = NaN;
    const panel = { ...whole, returns };
    const fit = engine.fitPanel(panel, model);
    const halfLives = { loadings: 20, volatilities: 12 };
    const plain = residualPosterior(engine, panel, model, fit).values;
    const own = residualPosterior(engine, panel, model, fit, halfLives).values;
    const [X, Y] = [columnsOf(whole), rowsOf(whole)];
    const late = { X: X.subMatrix(25, 59, 0, 1), Y: Y.subMatrix(25, 59, 3, 3) };
    const ratios = [0, 1, 2].map((i) => Math.sqrt(denseVariances(X, Y, 20, 12)[i] / denseVariances(X, Y, null, null)[i])); // prettier-ignore
    ratios.push(Math.sqrt(denseVariances(late.X, late.Y, 20, 12)[0] / denseVariances(late.X, late.Y, null, null)[0])); // prettier-ignore
    expectClose(own, Array.from(plain, (value, c) => value * ratios[Math.floor(c / 4)] * ratios[c % 4]), 1e-12, 1e-8); // prettier-ignore
    const universe = matchUniverse({ assets: panel.assets, dates: panel.periods, returns: panel.returns }, panel); // prettier-ignore
    const slope = denseRegression(late.X, late.Y, denseDiscounts(35, 20)).B.get(1, 0);
    expect(loadings(universe, panel, model, fit, 20).B[3]).toBeCloseTo(slope, 10);
    // scores are over the assets that are seen
    const auto = residualPosterior(engine, panel, model, fit, 'auto').evidence.halfLifeScores!;
    expect(auto.blocks).toBe(6);
    expect(auto.loadings.every(({ score }) => score !== null)).toBe(true);
  });

  it('of loadings need loadings of each asset’s own', () => {
    const panel = panelOf(9, 48, 4);
    const K = { labels: panel.assets, values: Matrix.eye(4).to1DArray() };
    const kernels = { K: { ...K, values: Float64Array.from(K.values) } };
    for (const own of [
      { ...model, fixed: ['asset', 'market'] },
      { ...model, fixed: ['asset', 'market'], random: ['asset:market(K)', 'time'], kernels },
    ]) {
      const fit = engine.fitPanel(panel, own);
      for (const halfLife of [12, { loadings: 12 }] as HalfLifeOption[])
        expect(thrown(() => residualPosterior(engine, panel, own, fit, halfLife)).code).toBe('half-life-loadings'); // prettier-ignore
      const { evidence, notes } = residualPosterior(engine, panel, own, fit, 'auto');
      expect(evidence.halfLives.loadings).toBeNull();
      expect(evidence.halfLifeScores!.loadings.map(({ halfLife }) => halfLife)).toEqual([null]);
      expect(notes[0]).toContain('the half-life of the loadings is not chosen');
    }
  });

  it('are refused where they leave no degree of freedom', () => {
    const panel = panelOf(5, 48, 4);
    const fit = engine.fitPanel(panel, model);
    for (const halfLife of [0.5, { loadings: 0.5 }, { volatilities: 0.1 }] as HalfLifeOption[]) {
      const error = thrown(() => residualPosterior(engine, panel, model, fit, halfLife));
      expect(error.code).toBe('half-life-too-short');
      expect(error.details).toMatchObject({ periods: 48, columns: 2 });
    }
  });
});
