import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  blackLitterman,
  type BlackLittermanOptions,
  type Covariance,
  equilibriumReturns,
  optimizeWeights,
  type View,
} from '../../../src/browser.js';
import { expectClose } from '../../support/close.js';
import { engines } from '../../support/engines.js';
import { randomPositiveDefinite } from '../../support/matrices.js';
import { covarianceOf, fromCorrelations } from '../../support/portfolio-problems.js';
import published from '../../reference/he-litterman.json' with { type: 'json' };
import { thrown } from '../../support/thrown.js';

const [[, engine]] = engines;

const fractions = (percent: readonly number[]): number[] => percent.map((value) => value / 100);
const named = (percent: readonly number[]): Record<string, number> =>
  Object.fromEntries(published.assets.map((asset, i) => [asset, percent[i] / 100]));
const markets = fromCorrelations(fractions(published.volatilities), published.correlations, published.assets);
const marketWeights = named(published.marketWeights);
const { riskAversion } = published;
/** A figure in per cent with one decimal. */
const printed = 0.0005 + 1e-12;

/** x of Ax = b by Gauss and Jordan, with pivots. */
function solve(A: number[][], b: number[]): number[] {
  const rows = A.map((row, i) => [...row, b[i]]);
  const n = b.length;
  for (let j = 0; j < n; j++) {
    let pivot = j;
    for (let i = j; i < n; i++) if (Math.abs(rows[i][j]) > Math.abs(rows[pivot][j])) pivot = i;
    [rows[j], rows[pivot]] = [rows[pivot], rows[j]];
    for (let i = 0; i < n; i++) {
      if (i === j) continue;
      const factor = rows[i][j] / rows[j][j];
      for (let k = j; k <= n; k++) rows[i][k] -= factor * rows[j][k];
    }
  }
  return rows.map((row, j) => row[n] / row[j]);
}

function inverse(A: number[][]): number[][] {
  const columns = A.map((_, j) =>
    solve(
      A,
      A.map((_, i) => (i === j ? 1 : 0)),
    ),
  );
  return A.map((_, i) => columns.map((column) => column[i]));
}

/** μ and M by precisions: [(τΣ)⁻¹ + P'Ω⁻¹P]⁻¹ and its product with (τΣ)⁻¹π + P'Ω⁻¹q. */
function byPrecisions(
  sigma: number[][],
  pi: number[],
  P: number[][],
  q: number[],
  omega: number[],
  tau: number,
) {
  const prior = inverse(sigma.map((row) => row.map((value) => tau * value)));
  const precision = prior.map((row, i) =>
    row.map((value, j) => P.reduce((sum, p, k) => sum + (p[i] * p[j]) / omega[k], value)),
  );
  const right = prior.map((row, i) =>
    P.reduce(
      (sum, p, k) => sum + (p[i] * q[k]) / omega[k],
      row.reduce((sum, value, j) => sum + value * pi[j], 0),
    ),
  );
  return { mean: solve(precision, right), M: inverse(precision) };
}

const matrix = ({ assets, values }: Covariance): number[][] =>
  assets.map((_, i) => Array.from(values.subarray(i * assets.length, (i + 1) * assets.length)));

const random = (seed: number, N: number): Covariance => ({
  name: 'sample',
  assets: Array.from({ length: N }, (_, i) => `A${i}`),
  values: randomPositiveDefinite(seed, N).map((value) => value / 500),
  conditionNumber: null,
});

describe.each(engines)('equilibrium returns, %s build', (_, anyEngine) => {
  it('are those of He and Litterman (1999)', () => {
    const pi = equilibriumReturns(markets, { marketWeights, riskAversion });
    expectClose(Object.values(pi), fractions(published.equilibrium), printed);
  });

  it('make the market portfolio the one to hold', () => {
    const covariance = random(5, 6);
    const marketWeights = { A0: 0.3, A1: 0.1, A2: 0.2, A3: 0.25, A4: 0.15 };
    const expectedReturns = equilibriumReturns(covariance, {
      marketWeights,
      riskAversion: 3,
      riskFree: 0.002,
    });
    const { weights } = optimizeWeights(anyEngine, covariance, {
      ...{ objective: 'meanVariance', riskAversion: 3, expectedReturns },
      ...{ minWeights: -1, maxWeights: 2 },
    });
    expectClose(Object.values(weights), [0.3, 0.1, 0.2, 0.25, 0.15, 0], 1e-9);
  });
});

describe.each(engines)('Black–Litterman, %s build', (_, anyEngine) => {
  it('is the example of He and Litterman (1999): Germany against the rest of Europe', () => {
    const { view } = published;
    const result = blackLitterman(anyEngine, markets, {
      prior: equilibriumReturns(markets, { marketWeights, riskAversion }),
      views: [{ weights: named(view.weights), return: view.return / 100 }],
      tau: view.tau,
    });
    expectClose(Object.values(result.expectedReturns), fractions(published.posterior), printed);
    const weights = solve(
      matrix(result.covariance).map((row) => row.map((value) => riskAversion * value)),
      Object.values(result.expectedReturns),
    );
    // printed as −4.0, France has −3.95 by inputs of three digits
    expectClose(weights, fractions(published.optimal), 1.1 * printed);
  });

  it('agrees with the precisions added up, for any views', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 2, max: 8 }),
        fc.array(
          fc.tuple(
            fc.double({ min: -0.05, max: 0.05, noNaN: true }),
            fc.double({ min: 0.05, max: 0.95, noNaN: true }),
          ),
          {
            minLength: 1,
            maxLength: 4,
          },
        ),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (seed, N, opinions, tau) => {
          const covariance = random(seed, N);
          const direction = randomPositiveDefinite(seed + 1, N);
          const views: View[] = opinions.map(([q, confidence], k) => ({
            weights: Object.fromEntries(
              covariance.assets.map((asset, i) => [asset, direction[((k * 3) % N) * N + i] - (k % 2)]),
            ),
            return: q,
            confidence,
          }));
          const prior = Object.fromEntries(covariance.assets.map((asset, i) => [asset, 0.01 * Math.sin(i)]));
          const result = blackLitterman(anyEngine, covariance, { prior, views, tau });
          const expected = byPrecisions(
            matrix(covariance),
            Object.values(prior),
            views.map(({ weights }) => Object.values(weights)),
            views.map((view) => view.return),
            result.views.map(({ variance }) => variance),
            tau,
          );
          expectClose(Object.values(result.expectedReturns), expected.mean, 1e-9);
          matrix(result.covariance).forEach((row, i) =>
            expectClose(
              row,
              expected.M[i].map((value, j) => value + covariance.values[i * N + j]),
              1e-9,
            ),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  const covariance = random(9, 4);
  const prior = { A0: 0.001, A1: 0.002, A2: 0.004, A3: 0.003 };
  const withViews = (views: View[], options: Partial<BlackLittermanOptions> = {}) =>
    blackLitterman(anyEngine, covariance, { prior, views, ...options });

  it.each([0.1, 0.5, 0.8, 1])(
    'moves what one view is about by its confidence, %d of the way',
    (confidence) => {
      const [{ prior: before, posterior, view }] = withViews([
        { weights: { A1: 1, A2: -0.5 }, return: 0.02, confidence },
      ]).views;
      expect(posterior).toBeCloseTo(before + confidence * (view - before), 14);
    },
  );

  it('gives the prior itself where views say what it says', () => {
    const result = withViews([{ weights: { A0: 1, A3: -1 }, return: 0.001 - 0.003 }]);
    expectClose(Object.values(result.expectedReturns), Object.values(prior), 1e-16);
  });

  it('takes certain views that do not determine one another, and refuses those that do', () => {
    const certain = (weights: View['weights'], q: number): View => ({ weights, return: q, confidence: 1 });
    const both = withViews([certain({ A0: 1 }, 0.01), certain({ A1: 1 }, 0.02)]);
    expectClose([both.expectedReturns.A0, both.expectedReturns.A1], [0.01, 0.02], 1e-13);
    const error = thrown(() =>
      withViews([certain({ A0: 1 }, 0.01), certain({ A1: 1 }, 0.02), certain({ A0: 2, A1: -1 }, 0.03)]),
    );
    expect(error).toMatchObject({
      code: 'contradicting-views',
      details: { view: '2*A0 - A1 = 0.03', index: 2 },
    });
  });

  it('takes a singular covariance', () => {
    const twins = covarianceOf(
      [
        [4e-4, 4e-4],
        [4e-4, 4e-4],
      ],
      ['A', 'B'],
    );
    const result = blackLitterman(anyEngine, twins, {
      prior: { A: 0.01, B: 0.01 },
      views: [{ weights: { A: 1 }, return: 0.02 }],
    });
    expectClose(Object.values(result.expectedReturns), [0.015, 0.015], 1e-15);
  });

  it('says what is wrong with a view', () => {
    const codeOf = (view: View) => thrown(() => withViews([view]));
    expect(codeOf({ weights: { A9: 1 }, return: 0 })).toMatchObject({
      code: 'unknown-asset',
      hint: expect.stringContaining('A0') as string,
    });
    const impossible: View[] = [
      { weights: {}, return: 0.1 },
      { weights: { A0: 0 }, return: 0.1 },
      { weights: { A0: NaN }, return: 0.1 },
      { weights: { A0: 1 }, return: NaN },
      { weights: { A0: 1 }, return: 0.1, confidence: 0 },
      { weights: { A0: 1 }, return: 0.1, confidence: 1.1 },
      { weights: { A0: 1 }, return: 0.1, variance: -1 },
      { weights: { A0: 1 }, return: 0.1, variance: 1, confidence: 0.5 },
    ];
    for (const view of impossible) expect(codeOf(view).code).toBe('bad-view');
    expect(thrown(() => withViews([])).code).toBe('no-views');
    expect(thrown(() => withViews([{ weights: { A0: 1 }, return: 0 }], { tau: 0 })).code).toBe('bad-tau');
  });
});

describe('Black–Litterman and units', () => {
  it('does not depend on the order of assets or views, and scales with the period', () => {
    const covariance = random(12, 5);
    const prior = equilibriumReturns(covariance, { marketWeights: { A0: 0.5, A4: 0.5 } });
    const views: View[] = [
      { weights: { A0: 1 }, return: 0.02 },
      { weights: { A2: 1, A3: -1 }, return: 0.01, confidence: 0.9 },
    ];
    const base = blackLitterman(engine, covariance, { prior, views }).expectedReturns;
    const order = [3, 1, 4, 0, 2];
    const permuted: Covariance = {
      ...covariance,
      assets: order.map((i) => covariance.assets[i]),
      values: Float64Array.from(order.flatMap((i) => order.map((j) => covariance.values[i * 5 + j]))),
    };
    const other = blackLitterman(engine, permuted, { prior, views: [...views].reverse() }).expectedReturns;
    for (const asset of covariance.assets) expect(other[asset]).toBeCloseTo(base[asset], 14);

    const year = blackLitterman(
      engine,
      { ...covariance, values: covariance.values.map((value) => 12 * value) },
      {
        prior: Object.fromEntries(Object.entries(prior).map(([asset, value]) => [asset, 12 * value])),
        views: views.map((view) => ({ ...view, return: 12 * view.return })),
      },
    ).expectedReturns;
    for (const asset of covariance.assets) expect(year[asset]).toBeCloseTo(12 * base[asset], 13);
  });
});

describe('A view as text', () => {
  const covariance = covarianceOf(
    [
      [0.04, 0.01, 0],
      [0.01, 0.02, 0.005],
      [0, 0.005, 0.01],
    ],
    ['SPY', 'BRK-B', 'GLD'],
  );
  const prior = { SPY: 0.01, 'BRK-B': 0.008, GLD: 0.004 };
  const withViews = (...views: BlackLittermanOptions['views']) =>
    blackLitterman(engine, covariance, { prior, views });

  it.each<[string, Record<string, number>, number]>([
    ['GLD == 0.02', { GLD: 1 }, 0.02],
    ['SPY - BRK-B = 0.004', { SPY: 1, 'BRK-B': -1 }, 0.004],
    ['2*GLD + 0.001 == 0.5 * SPY - 0.003', { GLD: 2, SPY: -0.5 }, -0.004],
    ['0.01 = "BRK-B"', { 'BRK-B': -1 }, -0.01],
  ])('is that of its weights: %s', (text, weights, value) => {
    const [read, given] = [withViews(text), withViews({ weights, return: value })];
    expect(read.expectedReturns).toEqual(given.expectedReturns);
    expect(read.covariance.values).toEqual(given.covariance.values);
    expect(read.views[0]).toEqual({ ...given.views[0], label: text });
  });

  it('stands beside others in their order', () => {
    const sure: View = { weights: { SPY: 1 }, return: 0.02, confidence: 0.9 };
    const { views } = withViews('GLD == 0.001', sure);
    expect(views.map(({ label }) => label)).toEqual(['GLD == 0.001', 'SPY = 0.02']);
    const numbers = withViews({ weights: { GLD: 1 }, return: 0.001 }, sure);
    expect(withViews('GLD == 0.001', sure).expectedReturns).toEqual(numbers.expectedReturns);
  });

  it.each<[string, string, string, number]>([
    ['SPX == 0.02', 'views[1], "SPX == 0.02": SPX is no ticker among the assets', 'did you mean "SPY"?', 0],
    ['SPY >= 0.02', 'is an inequality', 'a view is an equality with a confidence: write == in its place', 4],
    ['SPY - SPY == 0.02', 'leaves no return: its sides cancel', 'name a ticker', 0],
    ['SPY * GLD == 0.02', 'multiplies two returns', 'a view is linear in the returns', 9],
    ['SPY == ', 'expected a number, a ticker, and found the end', 'write it as "SPY - IWM == 0.02"', 7],
    ['0.02', 'expected +, -, >=, <= or ==', 'a view is a sum, a comparison and a sum', 4],
  ])('is refused with its place: %s', (text, what, hint, position) => {
    const error = thrown(() => withViews('GLD == 0', text));
    expect(error.code).toBe('bad-view');
    expect(error.message).toContain(`views[1], "${text}"`);
    expect(error.message).toContain(what);
    expect(error.hint).toContain(hint);
    expect(error.details).toMatchObject({ path: 'views[1]', index: 1, view: text, position });
  });
});
