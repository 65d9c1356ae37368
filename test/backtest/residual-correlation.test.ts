import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { residualCorrelation } from '../../src/backtest/residual-correlation.js';
import { type Kernel, covariance } from '../../src/browser.js';
import { expectClose } from '../support/close.js';
import { engines } from '../support/engines.js';
import { column, permuted, randomReturns, reordered } from '../support/tables.js';

const [[, engine]] = engines;
const T = 40;
const past = (seed: number, N: number) => {
  const returns = randomReturns(seed, T, N);
  return {
    returns,
    market: column(randomReturns(seed + 1, T, 1), 'A').map((m, t) => m + returns.returns[t * N]),
  };
};
const config = (estimator: 'ledoitWolf' | 'nonlinear' = 'ledoitWolf', periods = T) => ({
  periods,
  estimator,
});

describe('the correlation of past residuals', () => {
  it('is that of least-squares residuals, shrunk by what T − 2 degrees of freedom say', () => {
    const { returns, market } = past(3, 6);
    const { kernel } = residualCorrelation(engine, 'past', config(), { returns, market });
    // residuals by the normal equations, and their products
    const mean = (x: Float64Array) => x.reduce((a, b) => a + b, 0) / T;
    const m = market.map((value) => value - mean(market));
    const residuals = returns.assets.map((asset) => {
      const own = column(returns, asset);
      const slope = m.reduce((sum, value, t) => sum + value * own[t], 0) / m.reduce((s, v) => s + v * v, 0);
      return own.map((value, t) => value - mean(own) - slope * m[t]);
    });
    const product = (i: number, j: number) =>
      residuals[i].reduce((sum, e, t) => sum + e * residuals[j][t], 0);
    const { values } = kernel as Kernel;
    const shrunk = (i: number, j: number) =>
      values[i * 6 + j] / (product(i, j) / Math.sqrt(product(i, i) * product(j, j)));
    // towards the identity, by the same factor for all pairs
    const factor = shrunk(0, 1);
    expect(factor).toBeGreaterThan(0);
    expect(factor).toBeLessThan(1);
    for (let i = 0; i < 6; i++) for (let j = 0; j < i; j++) expectClose([shrunk(i, j)], [factor], 1e-9);
  });

  it.each(['ledoitWolf', 'nonlinear'] as const)(
    'is positive definite with a unit diagonal by %s',
    (estimator) => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 2, max: 60 }), (seed, N) => {
          const { kernel } = residualCorrelation(engine, 'past', config(estimator), past(seed, N));
          const { values } = kernel as Kernel;
          for (let i = 0; i < N; i++) expect(values[i * N + i]).toBe(1);
          expect(engine.symmetricEigenvalues(values, N)[0]).toBeGreaterThan(1e-6);
        }),
        { numRuns: 25 },
      );
    },
  );

  it('moves with its assets', () => {
    const { returns, market } = past(9, 5);
    const order = [3, 0, 4, 2, 1];
    const of = (table: typeof returns) =>
      residualCorrelation(engine, 'past', config(), { returns: table, market }).kernel as Kernel;
    expectClose(of(reordered(returns, order)).values, permuted(of(returns).values, order), 1e-12);
  });

  it('leaves assets without enough past or without residual unrelated, and says so', () => {
    const { returns, market } = past(5, 5);
    const N = 5;
    const values = returns.returns.slice();
    for (let t = 0; t < T; t++) values[t * N + 1] = 0.01 + 2 * market[t];
    values[2] = NaN;
    const table = { ...returns, returns: values };
    const { kernel, notes } = residualCorrelation(engine, 'past', config(), { returns: table, market });
    for (const i of [1, 2])
      for (let j = 0; j < N; j++) expect((kernel as Kernel).values[i * N + j]).toBe(i === j ? 1 : 0);
    expect((kernel as Kernel).values[3]).not.toBe(0);
    expect(notes).toEqual([
      'kernel "past": without returns in all of the 40 periods before the window, and unrelated to others: C',
      'kernel "past": without a residual, and unrelated to others: B',
    ]);
    // the others are what they are by themselves
    const alone = reordered(table, [0, 3, 4]);
    const by = residualCorrelation(engine, 'past', config(), {
      returns: { ...alone, returns: reorderedReturns(table.returns, [0, 3, 4]) },
      market,
    }).kernel as Kernel;
    expect((kernel as Kernel).values[3]).toBe(by.values[1]);
  });

  it('takes as much of a shorter past as there is, and none below half of it', () => {
    const shorter = residualCorrelation(engine, 'past', config('ledoitWolf', 80), past(5, 4));
    expect(shorter.notes).toEqual(['kernel "past" is of 40 periods, all that there are before the window']);
    const { kernel } = residualCorrelation(engine, 'past', config('ledoitWolf', 81), past(5, 4));
    expect(kernel).toEqual({
      absent: 'there are 40 periods of the market before the training window, and kernel "past" needs 41',
    });
  });

  it('sees residuals as T − 2 independent rows: nonlinear shrinkage of more assets than periods works', () => {
    const { returns, market } = past(7, 80);
    const { kernel } = residualCorrelation(engine, 'past', config('nonlinear'), { returns, market });
    expect('values' in kernel).toBe(true);
    expect(() => covariance(engine, 'nonlinear', { returns, market, standardise: true })).not.toThrow();
  });
});

function reorderedReturns(values: Float64Array, of: number[]): Float64Array {
  return Float64Array.from(
    { length: T * of.length },
    (_, k) => values[Math.floor(k / of.length) * 5 + of[k % of.length]],
  );
}
