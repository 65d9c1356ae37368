import { describe, expect, it } from 'vitest';
import type { CostModel } from '../../../src/backtest/accounting/cost-model.js';
import { driftedWeights } from '../../../src/backtest/accounting/hold.js';
import { type AccountTerms, accountKeeper } from '../../../src/backtest/accounting/keeper.js';
import { Schedule } from '../../../src/backtest/schedule.js';
import type { ReturnTable } from '../../../src/data/types.js';

const vector = (...values: number[]) => Float64Array.from(values);

/** Three periods to look at, then decisions of one period each. */
function accountOf(rows: number[][], targets: number[][], terms: Partial<AccountTerms> = {}, length = 1) {
  const N = rows[0].length;
  const seen = [0.01, -0.01, 0.03].map((value) => rows[0].map(() => value));
  const all = [...seen, ...rows];
  const returns: ReturnTable = {
    assets: rows[0].map((_, i) => 'ABC'[i]),
    dates: all.map((_, t) => `2020-0${t + 1}-28`),
    returns: Float64Array.from(all.flat()),
    frequency: 'month',
    notes: [],
  };
  const schedule = new Schedule(targets.length, (k) => ({
    historyStart: k,
    trainStart: k * length,
    decision: 2 + k * length,
    holdStart: 3 + k * length,
    holdEnd: Math.min(3 + (k + 1) * length, all.length),
  }));
  const { account, through } = accountKeeper(schedule, Float64Array.from(targets.flat()), returns, {
    riskFree: new Float64Array(all.length),
    costs: terms.costModel?.linear ?? new Float64Array(N),
    ...terms,
  });
  through(targets.length);
  return { account, returns };
}

const modelOf = (N: number, model: Partial<CostModel>): CostModel => ({
  linear: new Float64Array(N),
  quadratic: new Float64Array(N),
  impact: null,
  borrow: new Float64Array(N),
  margin: 0,
  ...model,
});

describe('financing', () => {
  it('charges the fee of short positions on their value at the start of each period', () => {
    const costModel = modelOf(2, { borrow: vector(0.5, 0.01) });
    const { account } = accountOf(
      [
        [0.1, 0.2],
        [0, 0],
      ],
      [[1.2, -0.5]],
      { costModel },
      2,
    );
    // first period 1.2·0.1 − 0.5·0.2 = 0.02, less 0.01 of 0.5; B is −0.6 of 1.02 after it
    expect(account.grossReturns[0]).toBeCloseTo(0.02, 15);
    expect(account.netReturns[0]).toBeCloseTo(0.02 - 0.005, 15);
    expect(account.netReturns[1]).toBeCloseTo((-0.01 * 0.6) / 1.02, 15);
    expect(account.costsByKind!.borrow[0]).toBeCloseTo(0.005 + 0.006 / 1.02, 15);
    expect(account.costs[0]).toBe(0);
  });

  it('charges the margin on cash below 0 alone, beyond the risk-free rate', () => {
    const costModel = modelOf(1, { margin: 0.002 });
    const riskFree = vector(0, 0, 0, 0.01, 0.01);
    const { account } = accountOf([[0.1], [0.1]], [[1.5], [0.5]], { costModel, riskFree });
    expect(account.grossReturns[0]).toBeCloseTo(0.15 - 0.5 * 0.01, 15);
    expect(account.netReturns[0]).toBeCloseTo(0.15 - 0.5 * 0.012, 15);
    expect(account.netReturns[1]).toBe(account.grossReturns[1]);
    expect(Array.from(account.costsByKind!.margin)).toEqual([expect.closeTo(0.001, 15), 0]);
  });

  it('ends a strategy that fees cost all that it had', () => {
    const costModel = modelOf(1, { borrow: vector(0.6) });
    const { account } = accountOf([[0.5], [0.5]], [[-1], [-1]], { costModel });
    expect(account.netReturns[0]).toBeCloseTo(-1.1, 15);
    expect(account.lostAt).toBe(3);
    expect(account.netReturns[1]).toBe(0);
  });
});

describe('market impact', () => {
  // sample deviation 0.02 of the first three returns a month, σ a day 0.02/√21
  const impact = (scale: number) => ({
    scale: vector(scale),
    volatility: vector(NaN),
    rootDays: Math.sqrt(21),
  });

  it('costs κσ√W|Δ|^{3/2} with the volatility of the training window', () => {
    const costModel = modelOf(1, { impact: impact(5) });
    const { account } = accountOf([[0]], [[0.25]], { costModel });
    const k = (5 * 0.02) / Math.sqrt(21);
    const g = 1 - account.costs[0];
    expect(g + k * (0.25 * g) ** 1.5).toBeCloseTo(1, 15);
    expect(account.costsByKind!.impact[0]).toBeCloseTo(1 - g, 14);
    expect(account.netReturns[0]).toBeCloseTo(g - 1, 15);
  });

  it('grows with wealth: four times as much money, twice the share', () => {
    const costModel = modelOf(1, { impact: { ...impact(0.001), volatility: vector(1) } });
    const { account } = accountOf([[3], [0]], [[1], [0]], { costModel });
    const after = 1 + account.netReturns[0];
    expect(account.costsByKind!.impact[1]).toBeCloseTo(0.001 * Math.sqrt(after), 15);
    expect(after).toBeGreaterThan(3.99);
  });

  it('takes a volatility that is given in the place of that of the window', () => {
    const costModel = modelOf(1, { impact: { ...impact(0.5), volatility: vector(0.02) } });
    const { account } = accountOf([[0], [0]], [[1], [0]], { costModel });
    const g = 1 - account.costs[0];
    expect(g + 0.01 * g ** 1.5).toBeCloseTo(1, 15);
    expect(account.costs[1]).toBeCloseTo(0.01 * Math.sqrt(g), 14);
  });
});

describe('delisting returns', () => {
  const rows = [
    [0.1, 0],
    [NaN, 0.1],
  ];
  const delisting = new Map([[4 * 2, -0.3]]);

  it('are what a position gets before it becomes cash', () => {
    const riskFree = vector(0, 0, 0, 0, 0.01);
    const { account, returns } = accountOf(rows, [[0.5, 0.5]], { delisting, riskFree }, 2);
    const [stopped, other] = [0.55 / 1.05, 0.5 / 1.05];
    const cash = 0.7 * stopped;
    expect(account.grossReturns[1]).toBeCloseTo(-0.3 * stopped + 0.1 * other + 0.01 * cash, 15);
    expect(account.netReturns[1]).toBe(account.grossReturns[1]);
    expect(account.exits).toEqual([
      {
        decision: 0,
        asset: 0,
        period: 4,
        delistingReturn: -0.3,
        amount: expect.closeTo(-0.3 * stopped, 15) as number,
      },
    ]);
    // what is decided by is the same
    const drifted = driftedWeights(vector(0.5, 0.5), 3, 4, returns, riskFree, delisting)!;
    const wealth = (1 + account.grossReturns[0]) * (1 + account.grossReturns[1]);
    expect(drifted[0]).toBe(0);
    expect(drifted[1]).toBeCloseTo((0.5 * 1.1) / wealth, 15);
  });

  it('leave the exit to pay for what is left', () => {
    const costModel = modelOf(2, { linear: vector(0.1, 0) });
    const { account } = accountOf(rows, [[0.5, 0.5]], { delisting, costModel }, 2);
    const stopped = 0.55 / 1.05;
    const settled = 1 - 0.3 * stopped;
    const exit = (0.1 * 0.7 * stopped) / settled;
    expect(account.costsByKind!.exits[0]).toBeCloseTo(exit, 15);
    expect(account.netReturns[1]).toBeCloseTo((1 + account.grossReturns[1]) * (1 - exit) - 1, 15);
  });

  it('can take all of a position, which is an exit all the same', () => {
    const { account } = accountOf(rows, [[0.5, 0.5]], { delisting: new Map([[8, -1]]) }, 2);
    expect(account.exits).toMatchObject([{ asset: 0, period: 4, delistingReturn: -1 }]);
    expect(account.grossReturns[1]).toBeCloseTo((0.55 - 0.5) / 1.05 - 1 + 0.5 / 1.05, 14);
  });

  it('can take all wealth', () => {
    const { account } = accountOf(rows, [[2, -1]], { delisting: new Map([[8, -0.9]]) }, 2);
    expect(account.lostAt).toBe(4);
    expect(account.grossReturns[1]).toBeCloseTo((-0.9 * 2.2) / 1.2, 15);
  });
});
