import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  IMPACT,
  LINEAR,
  QUADRATIC,
  type TradeCosts,
  addTradeCosts,
  limitToWealth,
  wealthAfterTrade,
} from '../../../src/backtest/accounting/trade-costs.js';
import { wealthAfterCosts } from '../../../src/backtest/accounting/trade.js';

const vector = (...values: number[]) => Float64Array.from(values);

/** Costs of N assets that are all alike. */
function costsOf(N: number, { linear = 0, quadratic = 0, impact = 0 } = {}): TradeCosts {
  const all = (value: number) => new Float64Array(N).fill(value);
  return { linear: all(linear), quadratic: all(quadratic), impact: impact === 0 ? null : all(impact) };
}

/** F(g) as it is written, term by term. */
function residual(g: number, target: Float64Array, held: Float64Array, costs: TradeCosts): number {
  let paid = 0;
  target.forEach((w, i) => {
    const size = Math.abs(g * w - held[i]);
    paid += costs.linear[i] * size + costs.quadratic[i] * size ** 2 + (costs.impact?.[i] ?? 0) * size ** 1.5;
  });
  return g + paid - 1;
}

/** The largest root of F in (0, 1], by halving; 0 where F is above 0 all the way. */
function byBisection(target: Float64Array, held: Float64Array, costs: TradeCosts): number {
  const grid = Array.from({ length: 4001 }, (_, k) => 1 - k / 4000);
  const below = grid.find((g) => residual(g, target, held, costs) < 0);
  if (below === undefined) return 0;
  let [low, high] = [below, 1];
  while (high - low > 1e-16) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (residual(middle, target, held, costs) < 0) low = middle;
    else high = middle;
  }
  return low;
}

const share = fc.double({ min: -0.5, max: 1.5, noNaN: true });
const rate = fc.double({ min: 0, max: 0.05, noNaN: true });
const problem = fc
  .array(fc.tuple(share, share, rate, rate, rate), { minLength: 1, maxLength: 6 })
  .map((assets) => {
    const column = (k: number) => Float64Array.from(assets, (entry) => entry[k]);
    return {
      target: column(0),
      held: column(1),
      costs: { linear: column(2), quadratic: column(3), impact: column(4) },
    };
  });

describe('wealth after a trade', () => {
  it('is (√(1 + 4q) − 1)/2q where cash buys one asset at a quadratic cost: g + qg² = 1', () => {
    const g = wealthAfterTrade(vector(1), vector(0), costsOf(1, { quadratic: 0.25 }));
    expect(g).toBeCloseTo((Math.sqrt(2) - 1) / 0.5, 15);
  });

  it('is 1 − q − k where all of one asset is sold: Δ = 1', () => {
    const costs = costsOf(1, { quadratic: 0.02, impact: 0.03, linear: 0.01 });
    expect(wealthAfterTrade(vector(0), vector(1), costs)).toBeCloseTo(0.94, 15);
  });

  it('is 0.64 where an impact of k = 0.703125 is paid for buying: 0.64 + k·0.8³ = 1', () => {
    expect(wealthAfterTrade(vector(1), vector(0), costsOf(1, { impact: 0.703125 }))).toBeCloseTo(0.64, 15);
  });

  it('solves a switch between two assets by hand: g + q(1 + g²) = 1', () => {
    const q = 0.1;
    const g = wealthAfterTrade(vector(0, 1), vector(1, 0), costsOf(2, { quadratic: q }));
    expect(g).toBeCloseTo((-1 + Math.sqrt(1 + 4 * q * (1 - q))) / (2 * q), 14);
  });

  it('is exactly 1 where nothing is traded', () => {
    const w = vector(0.3, 0.7, -0.2);
    expect(wealthAfterTrade(w, w, costsOf(3, { linear: 0.2, quadratic: 1, impact: 1 }))).toBe(1);
  });

  it('is 0 where costs leave nothing', () => {
    expect(wealthAfterTrade(vector(0), vector(1), costsOf(1, { impact: 1.2 }))).toBe(0);
    expect(wealthAfterTrade(vector(3, -2), vector(4, -3), costsOf(2, { linear: 0.3 }))).toBe(0);
  });

  it('is that of proportional costs where there are no others', () => {
    fc.assert(
      fc.property(problem, ({ target, held, costs: { linear } }) => {
        const none = new Float64Array(linear.length);
        const g = wealthAfterTrade(target, held, { linear, quadratic: none, impact: null });
        expect(g).toBeCloseTo(wealthAfterCosts(target, held, linear), 13);
      }),
    );
  });

  it('solves its equation to 1e-14, lies in [0, 1] and is the largest root', () => {
    fc.assert(
      fc.property(problem, ({ target, held, costs }) => {
        const g = wealthAfterTrade(target, held, costs);
        expect(g).toBeGreaterThan(0);
        expect(g).toBeLessThanOrEqual(1);
        expect(Math.abs(residual(g, target, held, costs))).toBeLessThanOrEqual(1e-14);
        expect(Math.abs(g - byBisection(target, held, costs))).toBeLessThanOrEqual(1e-13);
      }),
      { numRuns: 300 },
    );
  });

  it('solves it with large costs too, or leaves nothing where no wealth does', () => {
    const cost = (max: number) => fc.integer({ min: 0, max: 100 }).map((k) => (k * max) / 100);
    const position = fc.integer({ min: -100, max: 300 }).map((k) => k / 100);
    const large = fc.array(fc.tuple(share, position, cost(1), cost(0.5), cost(1)), {
      minLength: 1,
      maxLength: 3,
    });
    let nothing = 0;
    fc.assert(
      fc.property(large, (assets) => {
        const column = (k: number) => Float64Array.from(assets, (entry) => entry[k]);
        const [target, held] = [column(0), column(1)];
        const costs = { linear: column(2), quadratic: column(3), impact: column(4) };
        const g = wealthAfterTrade(target, held, costs);
        if (g > 0) expect(Math.abs(residual(g, target, held, costs))).toBeLessThanOrEqual(1e-14);
        else nothing++;
        const root = byBisection(target, held, costs);
        // between two points of the grid there may be a pair of roots
        if (root > 0 || g === 0) expect(Math.abs(g - root)).toBeLessThanOrEqual(1e-9);
      }),
      { numRuns: 500 },
    );
    expect(nothing).toBeGreaterThan(50);
  });

  it.each(['linear', 'quadratic', 'impact'] as const)('falls as %s costs rise', (kind) => {
    fc.assert(
      fc.property(problem, ({ target, held, costs }) => {
        const more = { ...costs, [kind]: costs[kind].map((value) => 1.5 * value + 0.001) };
        const g = wealthAfterTrade(target, held, costs);
        expect(wealthAfterTrade(target, held, more)).toBeLessThanOrEqual(g);
        const traded = target.some((w, i) => Math.abs(g * w - held[i]) > 1e-3);
        if (traded) expect(wealthAfterTrade(target, held, more)).toBeLessThan(g);
      }),
    );
  });

  it('does not depend on the order of assets', () => {
    fc.assert(
      fc.property(problem, ({ target, held, costs }) => {
        const back = (values: Float64Array) => values.slice().reverse();
        const reversed = {
          linear: back(costs.linear),
          quadratic: back(costs.quadratic),
          impact: back(costs.impact),
        };
        expect(wealthAfterTrade(back(target), back(held), reversed)).toBeCloseTo(
          wealthAfterTrade(target, held, costs),
          14,
        );
      }),
    );
  });
});

describe('costs by kind', () => {
  it('are what is missing of wealth', () => {
    fc.assert(
      fc.property(problem, ({ target, held, costs }) => {
        const g = wealthAfterTrade(target, held, costs);
        const kinds = new Float64Array(3);
        target.forEach((w, i) => addTradeCosts(kinds, costs, i, g * w - held[i]));
        expect(Math.min(...kinds)).toBeGreaterThanOrEqual(0);
        expect(kinds[LINEAR] + kinds[QUADRATIC] + kinds[IMPACT]).toBeCloseTo(1 - g, 13);
      }),
    );
  });

  it('take no more than all wealth', () => {
    const kinds = vector(1, 0.5, 0.5);
    limitToWealth(kinds);
    expect(Array.from(kinds)).toEqual([0.5, 0.25, 0.25]);
    limitToWealth(kinds);
    expect(Array.from(kinds)).toEqual([0.5, 0.25, 0.25]);
  });
});
