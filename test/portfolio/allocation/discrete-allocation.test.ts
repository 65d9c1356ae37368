import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AllocationInput, type DiscreteAllocation, discreteAllocation } from '../../../src/browser.js';
import { covarianceOf } from '../../support/portfolio-problems.js';
import { randomSource } from '../../support/random.js';
import { thrown } from '../../support/thrown.js';

type ByTicker = Record<string, number>;
interface Case extends AllocationInput {
  weights: ByTicker;
  prices: ByTicker;
  holdings: ByTicker;
  lotSizes: ByTicker;
  costs: ByTicker;
  minCash: number;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** What is minimised, from its definition in money. */
function objective({ weights, prices, holdings, costs, amount }: Case, shares: ByTicker): number {
  const tickers = Object.keys(weights);
  const d = tickers.map((t) => (shares[t] * prices[t]) / amount - weights[t]);
  const cost = sum(tickers.map((t) => costs[t] * prices[t] * Math.abs(shares[t] - holdings[t])));
  return sum(d.map(Math.abs)) + Math.abs(sum(d)) + cost / amount;
}

function cashOf({ weights, prices, holdings, costs, amount }: Case, shares: ByTicker): number {
  const tickers = Object.keys(weights);
  const paid = tickers.map(
    (t) => shares[t] * prices[t] + costs[t] * prices[t] * Math.abs(shares[t] - holdings[t]),
  );
  return amount - sum(paid);
}

/** The least objective of all positions between nothing, holding and target; null where none leaves the least cash. */
function byEnumeration(problem: Case): { least: number; count: number } | null {
  const tickers = Object.keys(problem.weights);
  const choices = tickers.map((t) => {
    const lot = problem.lotSizes[t];
    const target = (problem.weights[t] * problem.amount) / (problem.prices[t] * lot);
    const places = [0, problem.holdings[t] / lot, target];
    const low = Math.floor(Math.min(...places) + 1e-9);
    const high = Math.ceil(Math.max(...places) - 1e-9);
    return Array.from({ length: high - low + 1 }, (_, k) => (low + k) * lot);
  });
  let least = Infinity;
  let count = 0;
  const shares: ByTicker = {};
  const visit = (i: number): void => {
    if (i === tickers.length) {
      count++;
      if (cashOf(problem, shares) < problem.minCash - 1e-9 * problem.amount) return;
      least = Math.min(least, objective(problem, shares));
      return;
    }
    for (const each of choices[i]) {
      shares[tickers[i]] = each;
      visit(i + 1);
    }
  };
  visit(0);
  return least === Infinity ? null : { least, count };
}

function randomCase(seed: number, N: number, lots: number): Case {
  const { uniform } = randomSource(seed);
  const tickers = Array.from({ length: N }, (_, i) => `A${i}`);
  const of = (value: () => number): ByTicker => Object.fromEntries(tickers.map((t) => [t, value()]));
  const amount = 1000 * (1 + uniform());
  const isShort = uniform() < 0.3;
  const raw = of(() => (uniform() < 0.15 ? 0 : uniform() * (isShort && uniform() < 0.3 ? -0.5 : 1)));
  const total = sum(Object.values(raw));
  const scale = total > 0.1 ? (uniform() < 0.7 ? 1 : 0.6 + 0.4 * uniform()) / total : 1;
  const weights = Object.fromEntries(tickers.map((t) => [t, raw[t] * scale]));
  const prices = of(() => (amount * (0.3 + uniform())) / lots / 2);
  const isHeld = uniform() < 0.5;
  const costly = uniform() < 0.5;
  return {
    ...{ weights, prices, amount },
    holdings: of(() => (isHeld && uniform() < 0.6 ? Math.floor(uniform() * lots * 0.5) : 0)),
    lotSizes: of(() => (uniform() < 0.2 ? 2 : 1)),
    costs: of(() => (costly ? 0.02 * uniform() : 0)),
    minCash: uniform() < 0.2 ? 50 : uniform() < 0.2 ? -200 : 0,
  };
}

const fits = (problem: Case): boolean =>
  sum(Object.values(problem.weights)) <= 1 - problem.minCash / problem.amount + 1e-9;

function checked(problem: Case, found: DiscreteAllocation): void {
  const tickers = Object.keys(problem.weights);
  for (const t of tickers) {
    expect(Number.isInteger(found.shares[t] / problem.lotSizes[t])).toBe(true);
    expect(found.trades[t]).toBe(found.shares[t] - problem.holdings[t]);
    expect(found.weights[t]).toBeCloseTo((found.shares[t] * problem.prices[t]) / problem.amount, 12);
  }
  expect(found.cash).toBeGreaterThanOrEqual(problem.minCash);
  expect(found.cash).toBeCloseTo(cashOf(problem, found.shares), 6);
  const value = objective(problem, found.shares);
  expect(found.optimality.objective).toBeCloseTo(value, 12);
  expect(found.optimality.bound).toBeLessThanOrEqual(value + 1e-12);
  expect(found.optimality.gap).toBeCloseTo(value - found.optimality.bound, 12);
}

describe('Whole shares', () => {
  it('has the least objective of all combinations, holdings, lots, costs and short positions among them', () => {
    let [solved, nodes, combinations] = [0, 0, 0];
    for (let seed = 1; seed <= 400; seed++) {
      const problem = randomCase(seed, 2 + (seed % 4), 6);
      if (!fits(problem)) continue;
      const expected = byEnumeration(problem);
      if (expected === null) {
        expect(thrown(() => discreteAllocation(problem)).code).toBe('over-spent');
        continue;
      }
      const found = discreteAllocation(problem);
      checked(problem, found);
      expect(found.optimality.proven).toBe(true);
      expect(Math.abs(found.optimality.objective - expected.least), `seed ${seed}`).toBeLessThan(1e-11);
      nodes += found.optimality.nodes;
      combinations += expected.count;
      solved++;
    }
    expect(solved).toBeGreaterThan(250);
    expect(nodes).toBeLessThan(combinations / 10);
  });

  it('bounds what a search that is cut off leaves, from below the minimum', () => {
    let cut = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const problem = randomCase(seed, 6, 9);
      if (!fits(problem) || byEnumerationIsLarge(problem)) continue;
      const expected = byEnumeration(problem);
      if (expected === null) continue;
      const found = discreteAllocation({ ...problem, nodeLimit: 3 });
      checked(problem, found);
      expect(found.optimality.bound).toBeLessThanOrEqual(expected.least + 1e-11);
      expect(found.optimality.objective).toBeGreaterThanOrEqual(expected.least - 1e-11);
      if (!found.optimality.proven) cut++;
    }
    expect(cut).toBeGreaterThan(5);
  });

  it('leaves little of the amount where prices are small beside it', () => {
    const { uniform } = randomSource(5);
    const tickers = Array.from({ length: 40 }, (_, i) => `A${i}`);
    const raw = tickers.map(() => uniform());
    const weights = Object.fromEntries(tickers.map((t, i) => [t, raw[i] / sum(raw)]));
    const prices = Object.fromEntries(tickers.map((t) => [t, 5 + 300 * uniform()]));
    const found = discreteAllocation({ weights, prices, amount: 1e6, nodeLimit: 5000 });
    expect(found.cash).toBeGreaterThanOrEqual(0);
    expect(found.cash).toBeLessThan(5);
    expect(found.roundingError.largest).toBeLessThan(305 / 1e6);
    expect(found.optimality.gap).toBeLessThan(5e-5);
  });

  it('proves the minimum of 500 assets in some thousand nodes', () => {
    const { uniform } = randomSource(505);
    const tickers = Array.from({ length: 500 }, (_, i) => `A${i}`);
    const raw = tickers.map(() => uniform());
    const weights = Object.fromEntries(tickers.map((t, i) => [t, raw[i] / sum(raw)]));
    const prices = Object.fromEntries(tickers.map((t) => [t, 5 + 300 * uniform()]));
    const { optimality } = discreteAllocation({ weights, prices, amount: 1e7, costs: 0.001 });
    expect(optimality).toMatchObject({ proven: true, gap: 0 });
    expect(optimality.nodes).toBeLessThan(10_000);
  });

  it('has a target of whole shares exactly and trades nothing that is held already', () => {
    const input = {
      weights: { A: 0.3, B: 0.5, C: 0.2 },
      prices: { A: 10, B: 25, C: 40 },
      amount: 1000,
      holdings: { A: 30, B: 20, C: 5 },
      costs: 0.01,
    };
    const found = discreteAllocation(input);
    expect(found.trades).toEqual({ A: 0, B: 0, C: 0 });
    expect(found).toMatchObject({ cash: 0, cost: 0, optimality: { proven: true, gap: 0, objective: 0 } });
    expect(found.roundingError).toEqual({ largest: 0, rootMeanSquare: 0 });
  });

  it('sells what has no weight, pays costs out of the cash, and reports tracking volatility', () => {
    const covariance = covarianceOf(
      [
        [0.04, 0.01],
        [0.01, 0.09],
      ],
      ['A', 'B'],
    );
    const found = discreteAllocation({
      ...{ weights: { A: 1 }, prices: { A: 30, B: 50 }, amount: 1000, holdings: { B: 4 }, covariance },
      costs: { A: 0.01, B: 0.02 },
    });
    expect(found.shares).toEqual({ A: 32, B: 0 });
    expect(found.trades).toEqual({ A: 32, B: -4 });
    // 800 of cash, 4·50 sold less 2 %, 33·30 bought at 1 % more would be 996 − 999.9: one share less
    expect(found.cash).toBeCloseTo(1000 - 32 * 30 * 1.01 - 4, 9);
    expect(found.roundingError.trackingVolatility).toBeCloseTo(0.04 * 0.2, 12);
  });

  it('borrows as far as minCash lets it, and holds a short position against a long one', () => {
    const short = discreteAllocation({
      ...{ weights: { A: 1.3, B: -0.3 }, prices: { A: 13, B: 7 }, amount: 1000 },
    });
    expect(short.shares.B).toBeLessThan(0);
    expect(short.cash).toBeGreaterThanOrEqual(0);
    const borrowed = discreteAllocation({
      ...{ weights: { A: 1.5 }, prices: { A: 100 }, amount: 1000, minCash: -500 },
    });
    expect(borrowed).toMatchObject({ shares: { A: 15 }, cash: -500 });
  });

  it('does not depend on the currency', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom(0.25, 4, 1024), (seed, unit) => {
        const problem = randomCase(seed, 4, 6);
        fc.pre(fits(problem) && byEnumeration(problem) !== null);
        const scaled = {
          ...problem,
          amount: unit * problem.amount,
          minCash: unit * problem.minCash,
          prices: Object.fromEntries(Object.entries(problem.prices).map(([t, price]) => [t, unit * price])),
        };
        expect(discreteAllocation(scaled).shares).toEqual(discreteAllocation(problem).shares);
      }),
      { numRuns: 60 },
    );
  });

  it.each<[string, Partial<AllocationInput>]>([
    ['bad-price', { prices: { A: 0, B: 5 } }],
    ['bad-price', { prices: { A: NaN, B: 5 } }],
    ['missing-price', { prices: { A: 10 } }],
    ['missing-price', { holdings: { C: 3 } }],
    ['bad-amount', { amount: -1 }],
    ['bad-amount', { amount: 0 }],
    ['bad-amount', { minCash: 2000 }],
    ['fractional-holding', { holdings: { A: 1.5 } }],
    ['not-finite', { weights: { A: NaN, B: 0.5 } }],
    ['weights-above-limit', { weights: { A: 0.6, B: 0.5 } }],
    ['bad-lot-size', { lotSizes: 0.5 }],
    ['bad-lot-size', { lotSizes: { A: 0 } }],
    ['bad-cost', { costs: -0.01 }],
    ['unknown-asset', { costs: { Z: 0.01 } }],
    ['unknown-asset', { lotSizes: { Z: 10 } }],
    ['bad-node-limit', { nodeLimit: 0.5 }],
    ['no-assets', { weights: {} }],
    ['over-spent', { holdings: { A: 500 }, costs: { A: 0.5 } }],
    ['not-in-covariance', { covariance: covarianceOf([[0.04]], ['A']), weights: { A: 0.5, B: 0.39 } }],
  ])('refuses input with %s', (code, change) => {
    const input = { weights: { A: 0.5, B: 0.4 }, prices: { A: 10, B: 7 }, amount: 1000, ...change };
    expect(thrown(() => discreteAllocation(input)).code).toBe(code);
  });
});

/** More combinations than are worth to be looked at. */
function byEnumerationIsLarge({ weights, prices, holdings, lotSizes, amount }: Case): boolean {
  const counts = Object.keys(weights).map(
    (t) => 2 + Math.max(Math.abs(weights[t] * amount) / prices[t], holdings[t]) / lotSizes[t],
  );
  return counts.reduce((product, count) => product * count, 1) > 2e5;
}
