/** What a trade turns over, and what proportional costs leave of wealth. */

/** ½Σ|w − w⁻| over assets: what a rebalance from w⁻ to w turns over, one way. */
export function oneWayTurnover(target: Float64Array, held: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < target.length; i++) sum += Math.abs(target[i] - held[i]);
  return sum / 2;
}

/** What is left of an equation of shares of wealth that is solved exactly. */
const ROUNDING = 1e-14;

/**
 * Wealth g that is left of 1 after trading from w⁻ to w at the proportional costs c, the costs being paid out of the
 * portfolio itself: g + Σ c_i|g·w_i − w⁻_i| = 1.
 *
 * The left side is convex and piecewise linear in g, and at g = 1 not below 1: Newton's iteration from there solves
 * one linear piece at a time, moves only downwards and is exact once the trades keep their signs.
 *
 * @returns 0 where the costs leave nothing: no g > 0 solves the equation
 */
export function wealthAfterCosts(target: Float64Array, held: Float64Array, costs: Float64Array): number {
  let wealth = 1;
  for (let step = 0; step <= target.length + 1; step++) {
    let intercept = 1;
    let slope = 1;
    let paid = 0;
    for (let i = 0; i < target.length; i++) {
      const trade = wealth * target[i] - held[i];
      paid += costs[i] * Math.abs(trade);
      // At a kink the piece to the left of it counts: there a long position is sold, a short one bought.
      const buys = trade > 0 || (trade === 0 && target[i] < 0);
      const signedCost = buys ? costs[i] : -costs[i];
      intercept += signedCost * held[i];
      slope += signedCost * target[i];
    }
    // Selling so many times one's wealth costs more than it brings: the left side rises from here down to g = 0.
    if (slope <= 0) return wealth + paid - 1 > ROUNDING ? 0 : wealth;
    const next = intercept / slope;
    if (!(next > 0)) return 0;
    if (next >= wealth) return wealth;
    wealth = next;
  }
  return wealth;
}
