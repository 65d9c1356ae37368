import { describe, expect, it } from 'vitest';
import { ConfigError, covariance, type Covariance, DataError, optimizeWeights } from '../../src/browser.js';
import { largestReachableReturn } from '../../src/portfolio/expected-returns.js';
import type { PortfolioOptions } from '../../src/portfolio/types.js';
import { expectClose } from '../support/close.js';
import { engines } from '../support/engines.js';
import { randomSource } from '../support/random.js';
import { randomReturns } from '../support/tables.js';
import { thrown } from '../support/thrown.js';

function diagonal(...variances: number[]): Covariance {
  const N = variances.length;
  const values = new Float64Array(N * N);
  variances.forEach((variance, i) => (values[i * N + i] = variance));
  return { name: 'sample', assets: [...'ABCDEFGH'.slice(0, N)], values, conditionNumber: null };
}

const two = diagonal(1e-4, 4e-4);
const expectedReturns = { A: 0.002, B: 0.01 };

/** Least variance of all portfolios on a grid of the simplex that reach the target. */
function bestOnGrid(values: Float64Array, expected: Float64Array, target: number, steps: number): number {
  let best = Infinity;
  for (let a = 0; a <= steps; a++)
    for (let b = 0; a + b <= steps; b++)
      for (let c = 0; a + b + c <= steps; c++) {
        const w = [a, b, c, steps - a - b - c].map((part) => part / steps);
        if (w.reduce((sum, x, i) => sum + x * expected[i], 0) < target) continue;
        const variance = w.reduce(
          (sum, x, i) => sum + x * w.reduce((row, y, j) => row + values[i * 4 + j] * y, 0),
          0,
        );
        best = Math.min(best, variance);
      }
  return best;
}

describe.each(engines)('target return, %s build', (_, engine) => {
  const solve = (input: Covariance, options: Omit<PortfolioOptions, 'objective'>) =>
    optimizeWeights(engine, input, { objective: 'targetReturn', ...options });

  it('of two assets is the portfolio that just reaches it', () => {
    // w_A·0.002 + w_B·0.01 = 0.006: halves; minimum variance alone would hold 0.8 and 0.2
    const result = solve(two, { expectedReturns, targetReturn: 0.006 });
    expect(result.status).toBe('optimal');
    expectClose(Object.values(result.weights), [0.5, 0.5], 1e-12);
    expect(result.expectedReturn).toBeCloseTo(0.006, 15);
    expect(result.volatility).toBeCloseTo(Math.sqrt(0.25e-4 + 1e-4), 15);
    expect(result.kktResidual).toBeLessThan(1e-10);
  });

  it('is the minimum variance portfolio where that reaches the target', () => {
    const result = solve(two, { expectedReturns, targetReturn: 0.003 });
    expectClose(Object.values(result.weights), [0.8, 0.2], 1e-12);
    expect(result.expectedReturn).toBeCloseTo(0.0036, 15);
  });

  it('takes expected returns in the order of the assets too', () => {
    const byOrder = solve(two, { expectedReturns: Float64Array.of(0.002, 0.01), targetReturn: 0.006 });
    expect(byOrder).toEqual(solve(two, { expectedReturns, targetReturn: 0.006 }));
  });

  it('holds the best asset alone where the target is the largest reachable return', () => {
    const result = solve(two, { expectedReturns, targetReturn: 0.01 });
    expect(result.status).toBe('optimal');
    expectClose(Object.values(result.weights), [0, 1], 1e-10);
  });

  it('reaches further with short positions', () => {
    const options = { expectedReturns, targetReturn: 0.014, minWeights: -1, maxWeights: 2 };
    expectClose(Object.values(solve(two, options).weights), [-0.5, 1.5], 1e-12);
  });

  it('satisfies the KKT conditions and no portfolio of a fine grid is better', () => {
    for (const seed of [61, 62, 63]) {
      const input = covariance(engine, 'sample', { returns: randomReturns(seed, 60, 4) });
      const random = randomSource(seed);
      const expected = Float64Array.from({ length: 4 }, () => 0.002 + 0.004 * random.normal());
      const targetReturn = 0.7 * Math.max(...expected) + 0.3 * Math.min(...expected);
      const result = solve(input, { expectedReturns: expected, targetReturn });
      expect(result.status).toBe('optimal');
      expect(result.expectedReturn).toBeGreaterThanOrEqual(targetReturn - 1e-15);
      const grid = bestOnGrid(input.values, expected, targetReturn, 40);
      expect(result.volatility ** 2).toBeLessThanOrEqual(grid * (1 + 1e-12));
      expect(result.volatility ** 2).toBeGreaterThan(0.9 * grid);

      // Σw = λ + γμ on the assets that are held, and not less than that on the others
      const w = Object.values(result.weights);
      const gradient = w.map((_, i) => w.reduce((sum, y, j) => sum + input.values[i * 4 + j] * y, 0));
      const held = w.flatMap((weight, i) => (weight > 0 ? [i] : []));
      expect(held.length).toBeGreaterThanOrEqual(2);
      const [i, j] = held;
      const gamma = (gradient[i] - gradient[j]) / (expected[i] - expected[j]);
      const lambda = gradient[i] - gamma * expected[i];
      expect(gamma).toBeGreaterThanOrEqual(-1e-12);
      gradient.forEach((value, k) => {
        const multiplier = value - lambda - gamma * expected[k];
        if (w[k] > 0) expect(Math.abs(multiplier)).toBeLessThan(1e-13);
        else expect(multiplier).toBeGreaterThan(-1e-13);
      });
    }
  });

  it('costs no variance less as the target rises, and ends at the largest reachable return', () => {
    const input = covariance(engine, 'ledoitWolf', { returns: randomReturns(64, 60, 8) });
    const expected = Float64Array.from({ length: 8 }, (_, i) => 0.001 * (i + 1));
    const targets = Array.from({ length: 9 }, (_, k) => 0.0001 * (10 + 5 * k));
    const bounds = { maxWeights: 0.25 };
    // the four best assets at 0.25 each
    const reachable = (5 + 6 + 7 + 8) * 0.00025;
    const results = targets.map((targetReturn) =>
      solve(input, { expectedReturns: expected, targetReturn, ...bounds }),
    );
    results.slice(1).forEach(({ status, volatility }, k) => {
      expect(status).toBe('optimal');
      expect(volatility).toBeGreaterThanOrEqual(results[k].volatility - 1e-12);
    });
    const last = solve(input, { expectedReturns: expected, targetReturn: reachable, ...bounds });
    expectClose(Object.values(last.weights), [0, 0, 0, 0, 0.25, 0.25, 0.25, 0.25], 1e-9);
  });

  it('that cannot be reached is explained with the largest return that can', () => {
    expect(solve(two, { expectedReturns, targetReturn: 0.02, maxWeights: 0.75 })).toMatchObject({
      status: 'infeasible',
      conflict: ['targetReturn 0.02 is above the largest reachable return, 0.008 a period'],
      weights: { A: 0, B: 0 },
    });
  });

  it('of assets that are all expected to return the same is free or out of reach', () => {
    const same = { A: 0.004, B: 0.004 };
    expectClose(
      Object.values(solve(two, { expectedReturns: same, targetReturn: 0.004 }).weights),
      [0.8, 0.2],
      1e-12,
    );
    expect(solve(two, { expectedReturns: same, targetReturn: 0.0041 }).status).toBe('infeasible');
  });
});

describe('the largest reachable return', () => {
  const bounds = (lower: number[], upper: number[]) => ({
    lower: Float64Array.from(lower),
    upper: Float64Array.from(upper),
  });
  const expected = Float64Array.of(0.03, 0.01, 0.02);

  it('fills the best assets to their bounds', () => {
    expect(largestReachableReturn(expected, bounds([0, 0, 0], [1, 1, 1]))).toBeCloseTo(0.03, 16);
    // 0.5 of the first, 0.3 of the third, 0.2 of the second
    const value = largestReachableReturn(expected, bounds([0, 0.2, 0], [0.5, 1, 1]));
    expect(value).toBeCloseTo(0.5 * 0.03 + 0.2 * 0.01 + 0.3 * 0.02, 16);
  });

  it('pays for long positions with short ones as far as bounds let it', () => {
    expect(largestReachableReturn(expected, bounds([-1, -0.5, 0], [2, 2, 2]))).toBeCloseTo(
      1.5 * 0.03 - 0.5 * 0.01,
      16,
    );
    const free = [Infinity, Infinity, Infinity];
    expect(largestReachableReturn(expected, bounds([0, 0, 0], free))).toBeCloseTo(0.03, 16);
    expect(largestReachableReturn(expected, bounds([0, -Infinity, 0], free))).toBe(Infinity);
    // shorting the best asset without bound brings nothing
    expect(largestReachableReturn(expected, bounds([-Infinity, 0, 0], [1, 1, 1]))).toBeCloseTo(0.03, 16);
  });

  it('is that of the best portfolio on a grid, for any bounds', () => {
    const random = randomSource(65);
    for (let round = 0; round < 50; round++) {
      const mu = Float64Array.from({ length: 4 }, () => random.normal());
      // bounds and weights are multiples of 0.1, so that a best portfolio is on the grid
      const lower = Array.from({ length: 4 }, () => Math.floor(4 * random.uniform()) - 2);
      const upper = lower.map((value) => value + 3 + Math.floor(5 * random.uniform()));
      const least = lower.reduce((a, b) => a + b);
      const most = upper.reduce((a, b) => a + b);
      if (least > 10 || most < 10) continue;
      let best = -Infinity;
      for (let a = lower[0]; a <= upper[0]; a++)
        for (let b = lower[1]; b <= upper[1]; b++)
          for (let c = lower[2]; c <= upper[2]; c++) {
            const d = 10 - a - b - c;
            if (d >= lower[3] && d <= upper[3])
              best = Math.max(best, (a * mu[0] + b * mu[1] + c * mu[2] + d * mu[3]) / 10);
          }
      const tenth = (values: number[]) => values.map((value) => value / 10);
      expect(largestReachableReturn(mu, bounds(tenth(lower), tenth(upper)))).toBeCloseTo(best, 12);
    }
  });
});

describe('bad targets', () => {
  const [[, engine]] = engines;
  const refusal = (options: PortfolioOptions) => thrown(() => optimizeWeights(engine, two, options));

  it.each<[PortfolioOptions, string, object]>([
    [{ objective: 'targetReturn', targetReturn: 0.01 }, 'missing-target', { option: 'expectedReturns' }],
    [{ objective: 'targetReturn', expectedReturns }, 'missing-target', { option: 'targetReturn' }],
    [{ objective: 'targetReturn', expectedReturns, targetReturn: NaN }, 'bad-target', { value: 'NaN' }],
    [{ targetReturn: 0.01 }, 'unused-option', { objective: 'minimumVariance', option: 'targetReturn' }],
    [{ expectedReturns: { A: 1, B: 2, C: 3 } }, 'unknown-asset', { option: 'expectedReturns', asset: 'C' }],
  ])('%j is an error of the options', (options, code, details) => {
    expect(refusal(options)).toBeInstanceOf(ConfigError);
    expect(refusal(options)).toMatchObject({ code, details });
  });

  it.each<[PortfolioOptions['expectedReturns'], string, object]>([
    [{ A: 0.01 }, 'missing-expected-return', { asset: 'B' }],
    [{ A: 0.01, B: NaN }, 'not-finite', { asset: 'B' }],
    [Float64Array.of(0.01), 'wrong-length', { length: 1, expected: 2 }],
    [Float64Array.of(Infinity, 0), 'not-finite', { asset: 'A' }],
  ])('expected returns %j are an error of the data', (given, code, details) => {
    expect(refusal({ expectedReturns: given })).toBeInstanceOf(DataError);
    expect(refusal({ expectedReturns: given })).toMatchObject({ code, details });
  });
});
