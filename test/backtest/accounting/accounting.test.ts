import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  closeStopped,
  driftedWeights,
  holdPeriod as holdInPlace,
} from '../../../src/backtest/accounting/hold.js';
import { accountKeeper, type StrategyAccount } from '../../../src/backtest/accounting/keeper.js';
import { oneWayTurnover, wealthAfterCosts } from '../../../src/backtest/accounting/trade.js';
import { Schedule } from '../../../src/backtest/schedule.js';
import type { ReturnTable } from '../../../src/data/types.js';

const vector = (...values: number[]) => Float64Array.from(values);

function table(...rows: number[][]): ReturnTable {
  return {
    assets: rows[0].map((_, i) => 'ABC'[i]),
    dates: rows.map((_, t) => `2020-01-0${t + 1}`),
    returns: Float64Array.from(rows.flat()),
    frequency: 'day',
    notes: [],
  };
}

/** The account of targets that are all known. */
function accountFor(
  schedule: Schedule,
  targets: Float64Array,
  returns: ReturnTable,
  riskFree: Float64Array,
  costs: Float64Array,
): StrategyAccount {
  const { account, through } = accountKeeper(schedule, targets, returns, { riskFree, costs });
  through(schedule.length);
  return account;
}

/** Decisions that hold the given numbers of periods one after the other, from period 0. */
function holdings(...lengths: number[]): Schedule {
  let holdStart = 0;
  const decisions = lengths.map((length) => {
    const decision = {
      historyStart: 0,
      trainStart: 0,
      decision: holdStart - 1,
      holdStart,
      holdEnd: holdStart + length,
    };
    holdStart += length;
    return decision;
  });
  return new Schedule(decisions.length, (index) => decisions[index]);
}

/** The return of a period, and the weights after it. */
function holdPeriod(target: Float64Array, returns: Float64Array, riskFree: number) {
  const weights = target.slice();
  const portfolioReturn = holdInPlace(weights, returns, riskFree);
  return { portfolioReturn, weights };
}

/** Targets of decisions in a row. */
const targetsOf = (...targets: Float64Array[]) => vector(...targets.flatMap((target) => [...target]));

describe('one period', () => {
  it('drifts weights by w∘(1 + r)/(1 + w·r)', () => {
    const { portfolioReturn, weights } = holdPeriod(vector(0.6, 0.4), vector(0.1, -0.05), 0.01);
    expect(portfolioReturn).toBeCloseTo(0.04, 15);
    expect(weights[0]).toBeCloseTo(0.66 / 1.04, 15);
    expect(weights[1]).toBeCloseTo(0.38 / 1.04, 15);
  });

  it('lets cash earn the risk-free rate', () => {
    const { portfolioReturn, weights } = holdPeriod(vector(0.5, 0), vector(0.1, NaN), 0.02);
    expect(portfolioReturn).toBeCloseTo(0.05 + 0.5 * 0.02, 15);
    expect(Array.from(weights)).toEqual([expect.closeTo(0.55 / 1.06, 15), 0]);
  });

  it('leaves nothing when the period cost all wealth', () => {
    for (const [weights, returns] of [
      [vector(1, 0), vector(-1, 0)],
      [vector(2, -1), vector(-0.3, 0.5)],
    ]) {
      const after = holdPeriod(weights, returns, 0);
      expect(after.portfolioReturn).toBeLessThanOrEqual(-1);
      expect(Array.from(after.weights)).toEqual([0, 0]);
    }
  });

  it('closes positions of assets without a return, and no others', () => {
    const weights = vector(0.5, 0.3, 0);
    expect(closeStopped(weights, vector(NaN, 0.1, NaN))).toEqual([{ asset: 0, weight: 0.5 }]);
    expect(Array.from(weights)).toEqual([0, 0.3, 0]);
  });
});

describe('turnover and costs of a trade', () => {
  it('turns over half of what moves', () => {
    expect(oneWayTurnover(vector(0.5, 0.5, 0), vector(0.2, 0.6, 0.2))).toBeCloseTo(0.3, 15);
  });

  it('buys out of cash at g = 1/(1 + c)', () => {
    // g + c·g = 1
    expect(wealthAfterCosts(vector(0.5, 0.5), vector(0, 0), vector(0.01, 0.01))).toBeCloseTo(1 / 1.01, 15);
  });

  it('sells into cash at g = 1 − Σ c_i w⁻_i', () => {
    expect(wealthAfterCosts(vector(0, 0), vector(0.6, 0.4), vector(0.01, 0.02))).toBeCloseTo(1 - 0.014, 15);
  });

  it('solves a switch between two assets by hand', () => {
    // w⁻ = (1, 0) → w = (0, 1): g + c₁·1 + c₂·g = 1, g = (1 − c₁)/(1 + c₂)
    expect(wealthAfterCosts(vector(0, 1), vector(1, 0), vector(0.01, 0.03))).toBeCloseTo(0.99 / 1.03, 15);
  });

  it('solves a partial rebalance by hand', () => {
    // w⁻ = (0.7, 0.3) → w = (0.5, 0.5), c = 0.1: g + 0.1(0.7 − 0.5g) + 0.1(0.5g − 0.3) = 1, g = 0.96
    expect(wealthAfterCosts(vector(0.5, 0.5), vector(0.7, 0.3), vector(0.1, 0.1))).toBeCloseTo(0.96, 15);
  });

  it('follows a trade that changes its direction on the way down from g = 1', () => {
    // The third weight is bought at g = 1 (0.100 > 0.099) and sold at the solution: the piece there has
    // g + 0.2[(0.9 − 0.4g) + (0.5g) + (0.099 − 0.1g)] = 1, g = 0.8002.
    const g = wealthAfterCosts(vector(0.4, 0.5, 0.1), vector(0.9, 0, 0.099), vector(0.2, 0.2, 0.2));
    expect(g).toBeCloseTo((1 - 0.2 * 0.999) / 1, 15);
  });

  it('costs exactly nothing where nothing is traded or trading is free', () => {
    expect(wealthAfterCosts(vector(0.3, 0.7), vector(0.3, 0.7), vector(0.1, 0.2))).toBe(1);
    expect(wealthAfterCosts(vector(0.3, 0.7), vector(0.9, 0.1), vector(0, 0))).toBe(1);
  });

  it('leaves nothing where costs are too high for any trade', () => {
    expect(wealthAfterCosts(vector(0, 0), vector(3, -2), vector(0.3, 0.3))).toBe(0);
  });

  it('satisfies g + Σ c|g·w − w⁻| = 1 for any portfolios and costs', () => {
    const share = fc.double({ min: -0.5, max: 1.5, noNaN: true });
    const asset = fc.tuple(share, share, fc.double({ min: 0, max: 0.1, noNaN: true }));
    fc.assert(
      fc.property(fc.array(asset, { minLength: 1, maxLength: 6 }), (assets) => {
        const [target, held, costs] = [0, 1, 2].map((k) => Float64Array.from(assets, (entry) => entry[k]));
        const g = wealthAfterCosts(target, held, costs);
        const paid = target.reduce((sum, w, i) => sum + costs[i] * Math.abs(g * w - held[i]), 0);
        expect(g + paid).toBeCloseTo(1, 13);
      }),
    );
  });
});

describe('account of a strategy', () => {
  const noCosts = vector(0, 0);

  it('holds, drifts and rebalances as by hand', () => {
    const returns = table([0.1, 0], [0.1, 0], [0, 0.2]);
    const account = accountFor(holdings(2, 1), vector(0.5, 0.5, 0.5, 0.5), returns, vector(0, 0, 0), noCosts);
    // After two periods 0.605 and 0.5 of 1.105.
    const drifted = 0.605 / 1.105;
    expect(account.grossReturns[0]).toBeCloseTo(0.05, 15);
    expect(account.grossReturns[1]).toBeCloseTo(1.105 / 1.05 - 1, 15);
    expect(account.grossReturns[2]).toBeCloseTo(0.1, 15);
    expect(account.turnovers[0]).toBe(0.5);
    expect(account.turnovers[1]).toBeCloseTo(drifted - 0.5, 15);
    expect(Array.from(account.costs)).toEqual([0, 0]);
    expect(account.netReturns).toEqual(account.grossReturns);
    expect(account.firstPurchase).toBe(0);
  });

  it('charges each rebalance in the first period after it and leaves gross returns alone', () => {
    const returns = table([0.1, 0], [0.1, 0], [0, 0.2]);
    const targets = vector(1, 0, 0, 1);
    const riskFree = vector(0, 0, 0);
    const account = accountFor(holdings(2, 1), targets, returns, riskFree, vector(0.01, 0.02));
    expect(account.costs[0]).toBeCloseTo(1 - 1 / 1.01, 15);
    expect(account.costs[1]).toBeCloseTo(1 - 0.99 / 1.02, 15);
    expect(account.netReturns[0]).toBeCloseTo(1.1 / 1.01 - 1, 15);
    expect(account.netReturns[1]).toBe(account.grossReturns[1]);
    expect(account.netReturns[2]).toBeCloseTo((1.2 * 0.99) / 1.02 - 1, 15);
    expect(account.grossReturns).toEqual(
      accountFor(holdings(2, 1), targets, returns, riskFree, noCosts).grossReturns,
    );
  });

  it('closes a position at the last price when its asset stops trading, charges it, and keeps the cash until the next decision', () => {
    const returns = table([0.1, 0], [NaN, 0.1], [NaN, 0.1], [NaN, 0.1]);
    const account = accountFor(
      holdings(3, 1),
      vector(0.5, 0.5, 0, 1),
      returns,
      vector(0.01, 0.01, 0.01, 0.01),
      vector(0.02, 0),
    );
    const stopped = 0.55 / 1.05;
    const other = 0.5 / 1.05;
    expect(account.exits).toMatchObject([{ decision: 0, asset: 0, period: 1, amount: 0 }]);
    expect(account.grossReturns[1]).toBeCloseTo(other * 0.1 + stopped * 0.01, 15);
    // Selling into cash: g = 1 − 0.02·(its share)
    expect(account.netReturns[1]).toBeCloseTo((1 + account.grossReturns[1]) * (1 - 0.02 * stopped) - 1, 15);
    const wealthShare = (other * 1.1) / (other * 1.1 + stopped * 1.01);
    expect(account.grossReturns[2]).toBeCloseTo(wealthShare * 0.1 + (1 - wealthShare) * 0.01, 15);
    expect(account.grossReturns[3]).toBeCloseTo(0.1, 15);
    expect(account.costs[1]).toBe(0);
  });

  it('takes the first decision that buys anything as the first purchase', () => {
    const returns = table([0.1, 0], [0.1, 0]);
    const targets = vector(0, 0, 1, 0);
    const account = accountFor(holdings(1, 1), targets, returns, vector(0.001, 0.001), vector(0.01, 0));
    expect(account.firstPurchase).toBe(1);
    expect(account.grossReturns[0]).toBeCloseTo(0.001, 15);
    expect(account.costs[0]).toBe(0);
  });

  it('holds nothing any more once all wealth is lost', () => {
    const returns = table([-0.8, 0.9], [0.5, 0.5], [0.5, 0.5]);
    const account = accountFor(
      holdings(2, 1),
      vector(2, -1, 0.5, 0.5),
      returns,
      vector(0.01, 0.01, 0.01),
      noCosts,
    );
    expect(account.lostAt).toBe(0);
    expect(Array.from(account.grossReturns)).toEqual([-2.5, 0, 0]);
    expect(Array.from(account.netReturns)).toEqual([-2.5, 0, 0]);
    expect(account.turnovers[1]).toBe(0);
  });

  it('drifts a target the same way as the account holds it', () => {
    const returns = table([0.1, -0.2], [0.03, NaN], [-0.05, 0.07]);
    const drifted = driftedWeights(vector(0.5, 0.5), 0, 2, returns, vector(0.01, 0.01, 0.01))!;
    const account = accountFor(holdings(3), vector(0.5, 0.5), returns, vector(0.01, 0.01, 0.01), noCosts);
    const wealth = account.grossReturns.reduce((product, value) => product * (1 + value), 1);
    expect(drifted[0]).toBeCloseTo((0.5 * 1.1 * 1.03 * 0.95) / wealth, 15);
    expect(drifted[1]).toBe(0);
    expect(driftedWeights(vector(0.5, 0.5), 2, 1, returns, vector(0, 0, 0))).toEqual(vector(0.5, 0.5));
  });
});

describe('a long–short portfolio, by hand', () => {
  const free = vector(0, 0);
  // 1.5 long in A, 0.5 short in B
  const target = vector(1.5, -0.5);

  it('drifts: what was shorted and rose weighs more', () => {
    // 1.5·0.1 − 0.5·0.2 = 0.05; values 1.65 and −0.6 of 1.05
    const { portfolioReturn, weights } = holdPeriod(target, vector(0.1, 0.2), 0.01);
    expect(portfolioReturn).toBeCloseTo(0.05, 15);
    expect(Array.from(weights)).toEqual([expect.closeTo(1.65 / 1.05, 14), expect.closeTo(-0.6 / 1.05, 14)]);
  });

  it('earns the risk-free rate on the proceeds of a short position that nothing was bought for', () => {
    // Σw = 0.3: 0.7 in cash
    const { portfolioReturn, weights } = holdPeriod(vector(0.8, -0.5), vector(0.1, 0.2), 0.01);
    expect(portfolioReturn).toBeCloseTo(0.08 - 0.1 + 0.007, 15);
    expect(weights[1]).toBeCloseTo(-0.6 / 0.987, 14);
  });

  it('pays the risk-free rate where more is long than there is wealth', () => {
    const { portfolioReturn } = holdPeriod(vector(1.5, 0), vector(0.1, 0), 0.02);
    expect(portfolioReturn).toBeCloseTo(0.15 - 0.01, 15);
  });

  it('turns over and pays for both legs', () => {
    expect(oneWayTurnover(target, vector(0, 0))).toBe(1);
    // Out of cash: g + 0.01·1.5g + 0.02·0.5g = 1
    expect(wealthAfterCosts(target, vector(0, 0), vector(0.01, 0.02))).toBeCloseTo(1 / 1.025, 15);
    // Covering the short and selling the long: g = 1 − 0.01·1.5 − 0.02·0.5
    expect(wealthAfterCosts(vector(0, 0), target, vector(0.01, 0.02))).toBeCloseTo(0.975, 15);
    // From long to short in B: g + 0.02·(0.5g + 0.5) + 0.01·(1.5g − 0.5) = 1
    expect(wealthAfterCosts(target, vector(0.5, 0.5), vector(0.01, 0.02))).toBeCloseTo(0.995 / 1.025, 15);
  });

  it('leaves nothing where selling as many times the wealth costs more than there is, and costs nothing at rest', () => {
    // g + 0.3|3g − 4| + 0.3|−2g + 3| = 1 has its least left side, 1.43, above g = 1
    expect(wealthAfterCosts(vector(3, -2), vector(4, -3), vector(0.3, 0.3))).toBe(0);
    expect(wealthAfterCosts(vector(3, -2), vector(3, -2), vector(0.3, 0.3))).toBe(1);
  });

  it('is held, drifts and is rebalanced', () => {
    const returns = table([0.1, 0.2], [-0.1, 0.1]);
    const account = accountFor(
      holdings(1, 1),
      targetsOf(target, target),
      returns,
      vector(0.01, 0.01),
      vector(0.01, 0.02),
    );
    // second trade: 1.65/1.05 of A is cut to 1.5g, −0.6/1.05 of B is raised to −0.5g
    const g = (1 - 0.01 * (1.65 / 1.05) - 0.02 * (0.6 / 1.05)) / (1 - 0.01 * 1.5 - 0.02 * 0.5);
    expect(account.turnovers[1]).toBeCloseTo((1.65 / 1.05 - 1.5 + (0.6 / 1.05 - 0.5)) / 2, 14);
    expect(account.costs[1]).toBeCloseTo(1 - g, 14);
    expect(account.grossReturns[1]).toBeCloseTo(-0.15 - 0.05, 15);
    expect(account.netReturns[0]).toBeCloseTo(1.05 / 1.025 - 1, 15);
    expect(account.netReturns[1]).toBeCloseTo(0.8 * g - 1, 14);
    expect(driftedWeights(target, 0, 0, returns, vector(0.01, 0.01))![1]).toBeCloseTo(-0.6 / 1.05, 14);
  });

  it('buys back a short position whose asset stops trading, for its size', () => {
    const returns = table([0, 0.5], [0.1, NaN]);
    const account = accountFor(holdings(2), target, returns, vector(0, 0), vector(0, 0.1));
    // first: −0.25; B is −0.75 of 0.75 then, and is bought back for 0.1 of that
    expect(account.exits).toMatchObject([{ decision: 0, asset: 1, period: 1, amount: 0 }]);
    expect(account.grossReturns[0]).toBeCloseTo(-0.25, 15);
    expect(account.grossReturns[1]).toBeCloseTo(2 * 0.1, 15);
    expect(account.netReturns[1]).toBeCloseTo(1.2 * 0.9 - 1, 15);
  });

  it('can lose more than all wealth, after which nothing is held', () => {
    const returns = table([0, 3], [0.1, 0]);
    const account = accountFor(holdings(1, 1), targetsOf(target, target), returns, vector(0.01, 0.01), free);
    expect(account.lostAt).toBe(0);
    expect(Array.from(account.grossReturns)).toEqual([-1.5, 0]);
    expect(Array.from(account.costs)).toEqual([0, 0]);
    expect(driftedWeights(target, 0, 0, returns, free)).toBeNull();
  });
});
