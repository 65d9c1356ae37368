import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Covariance, optimizeWeights, type PortfolioOptions, riskShares } from '../../src/browser.js';
import { expectClose } from '../support/close.js';
import { riskBudgetWeights } from '../support/coordinate-descent.js';
import { engines } from '../support/engines.js';
import { covarianceOf, fromCorrelations, reorderedCovariance } from '../support/portfolio-problems.js';
import { randomCovariance } from '../support/quadratic-programs.js';
import { randomSource } from '../support/random.js';
import { thrown } from '../support/thrown.js';

const [[, engine]] = engines;
const solve = (covariance: Covariance, options: PortfolioOptions = {}) =>
  optimizeWeights(engine, covariance, { objective: 'riskParity', ...options });

const two = (rho: number): Covariance =>
  fromCorrelations(
    [0.1, 0.3],
    [
      [1, rho],
      [rho, 1],
    ],
    ['A', 'B'],
  );

/** Budgets that differ by up to 10^spread. */
function randomBudgets(seed: number, N: number, spread: number): Record<string, number> {
  const { uniform } = randomSource(seed);
  return Object.fromEntries(Array.from({ length: N }, (_, i) => [`A${i}`, 10 ** (-spread * uniform())]));
}

function randomProblem(seed: number, N: number, rank = 3 * N): Covariance {
  const assets = Array.from({ length: N }, (_, i) => `A${i}`);
  return { name: 'sample', assets, values: randomCovariance(seed, N, rank, 1e-3), conditionNumber: null };
}

describe.each(engines)('risk parity, %s build', (_, anyEngine) => {
  it.each([-0.9, -0.3, 0, 0.5, 0.99])('of two assets goes by inverse volatilities, correlation %d', (rho) => {
    const result = optimizeWeights(anyEngine, two(rho), { objective: 'riskParity' });
    expectClose(Object.values(result.weights), [0.75, 0.25], 1e-14);
    expect(result.status).toBe('optimal');
    expect(result.effectiveAssets).toBeCloseTo(1.6, 12);
  });

  it.each([-0.9, -0.3, 0, 0.5, 0.99])(
    'of two assets has its closed form for budgets, correlation %d',
    (rho) => {
      // x = w_Aσ_A/(w_Bσ_B) solves x² + ρx = k(1 + ρx), k the ratio of the budgets
      const k = 4;
      const x = (rho * (k - 1) + Math.sqrt(rho * rho * (k - 1) ** 2 + 4 * k)) / 2;
      const ratio = (x * 0.3) / 0.1;
      const options = { objective: 'riskParity', riskBudgets: { A: 0.8, B: 0.2 } } as const;
      const { weights } = optimizeWeights(anyEngine, two(rho), options);
      expectClose(Object.values(weights), [ratio / (1 + ratio), 1 / (1 + ratio)], 1e-13);
    },
  );
});

describe('risk parity', () => {
  it('has its budgets as shares of the variance, to 1e-10, and the weights of coordinate descent', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 4 }),
        (seed, N, spread) => {
          const covariance = randomProblem(seed, N);
          const riskBudgets = randomBudgets(seed + 1, N, spread);
          const total = Object.values(riskBudgets).reduce((sum, b) => sum + b, 0);
          const result = solve(covariance, { riskBudgets });
          expect(result.status).toBe('optimal');
          const shares = riskShares(covariance, result.weights).assets;
          for (const asset of covariance.assets) {
            expect(Math.abs(shares[asset] - riskBudgets[asset] / total)).toBeLessThan(1e-10);
          }
          expect(result.kktResidual).toBeLessThan(1e-12);
          const second = riskBudgetWeights(covariance.values, Object.values(riskBudgets));
          expectClose(Object.values(result.weights), second, 1e-8);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('has equal shares under singular covariances of which no long-only portfolio is without risk', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const covariance = randomProblem(seed, 30, 12);
      const result = solve(covariance);
      if (result.status === 'infeasible') continue;
      expect(result.status).toBe('optimal');
      for (const share of Object.values(riskShares(covariance, result.weights).assets)) {
        expect(Math.abs(share - 1 / 30)).toBeLessThan(1e-10);
      }
    }
    expect(solve(randomProblem(1, 30, 12)).status).toBe('optimal');
  });

  it('follows its assets and does not depend on the unit of returns', () => {
    const covariance = randomProblem(5, 8);
    const options = { riskBudgets: randomBudgets(6, 8, 1) };
    const base = solve(covariance, options).weights;
    const moved = solve(reorderedCovariance(covariance, [3, 7, 0, 1, 6, 2, 5, 4]), options).weights;
    const scaled = solve({ ...covariance, values: covariance.values.map((v) => v * 1e8) }, options).weights;
    for (const asset of covariance.assets) {
      expect(moved[asset]).toBeCloseTo(base[asset], 13);
      expect(scaled[asset]).toBeCloseTo(base[asset], 13);
    }
  });

  it('shares among identical assets, holds one alone, and leaves out who has no budget', () => {
    const twins = covarianceOf([
      [1, 1, 0],
      [1, 1, 0],
      [0, 0, 1],
    ]);
    const { weights } = solve(twins, { riskBudgets: { A0: 0.25, A1: 0.25, A2: 0.5 } });
    expectClose(Object.values(weights), [0.25, 0.25, 0.5], 1e-13);
    expect(solve(covarianceOf([[0.04]]))).toMatchObject({ weights: { A0: 1 }, volatility: 0.2 });
    const without = solve(two(0.5), { riskBudgets: { A: 0, B: 3 } });
    expect(without.weights).toEqual({ A: 0, B: 1 });
  });

  it('divides the budget of a group among its members', () => {
    const covariance = randomProblem(9, 5);
    const riskGroups = { stocks: ['A0', 'A2', 'A3'] };
    const { weights } = solve(covariance, { riskGroups, riskBudgets: { stocks: 6, A1: 3, A4: 1 } });
    const shares = riskShares(covariance, weights, { groups: riskGroups });
    expect(shares.groups!.stocks).toBeCloseTo(0.6, 12);
    expectClose(Object.values(shares.assets), [0.2, 0.3, 0.2, 0.2, 0.1], 1e-12);
  });

  it('has none where a long-only portfolio has no risk', () => {
    expect(solve(two(-1))).toMatchObject({
      status: 'infeasible',
      conflict: ['a long-only portfolio has no risk under this covariance: its variance has no shares'],
      effectiveAssets: 0,
    });
  });

  it('says which weights are outside of bounds, which it cannot take', () => {
    expect(solve(two(0), { maxWeights: { A: 0.7 }, minWeights: 0.2 })).toMatchObject({
      status: 'infeasible',
      conflict: ['the risk parity weight 0.75 > maxWeights of A, 0.7'],
    });
    expect(solve(two(0), { maxWeights: 0.8, minWeights: 0.2 }).status).toBe('optimal');
  });

  it.each<[PortfolioOptions, string]>([
    [{ riskBudgets: { A: 1 } }, 'missing-risk-budget'],
    [{ riskBudgets: { A: 1, B: -1 } }, 'bad-risk-budget'],
    [{ riskBudgets: { A: 1, B: NaN } }, 'bad-risk-budget'],
    [{ riskBudgets: { A: 0, B: 0 } }, 'bad-risk-budget'],
    [{ riskBudgets: { A: 1, B: 1, C: 1 } }, 'unknown-asset'],
    [{ riskBudgets: { A: 1, both: 1 }, riskGroups: { both: ['A', 'B'] } }, 'unknown-asset'],
    [{ riskGroups: { both: ['A', 'B'] } }, 'bad-risk-budget'],
    [{ riskGroups: { x: ['A'], y: ['A'] }, riskBudgets: { x: 1, y: 1, B: 1 } }, 'overlapping-groups'],
    [{ groups: { x: { assets: ['A'], maxWeight: 1 } } }, 'unused-option'],
  ])('%j is refused: %s', (options, code) => {
    expect(thrown(() => solve(two(0), options)).code).toBe(code);
  });

  it('of an indefinite matrix is refused', () => {
    const indefinite = covarianceOf([
      [1, 0.9, -0.9],
      [0.9, 1, 0.9],
      [-0.9, 0.9, 1],
    ]);
    expect(thrown(() => solve(indefinite)).code).toBe('indefinite-covariance');
    expect(
      thrown(() =>
        solve(
          covarianceOf([
            [1, 0],
            [0, 0],
          ]),
        ),
      ).code,
    ).toBe('zero-variance');
  });
});

describe('inverse volatility', () => {
  it('goes by 1/σ, within bounds or not at all', () => {
    const options = { objective: 'inverseVolatility' } as const;
    expectClose(Object.values(optimizeWeights(engine, two(0.9), options).weights), [0.75, 0.25], 1e-15);
    expect(optimizeWeights(engine, two(0.9), { ...options, maxWeights: 0.5 })).toMatchObject({
      status: 'infeasible',
      conflict: ['the inverse volatility weight 0.75 > maxWeights of A, 0.5'],
    });
  });
});
