/** Costs of a trade that are not proportional to it, beside those that are. */

/** Positions in lists of costs by kind. */
export const LINEAR = 0;
export const QUADRATIC = 1;
export const IMPACT = 2;
/** How many kinds a trade has. */
export const TRADE_KINDS = 3;

/** What trading Δ, as shares of wealth, costs as a share of wealth: Σ a_i|Δ_i| + q_iΔ_i² + k_i|Δ_i|^{3/2}. By asset. */
export interface TradeCosts {
  /** a */
  linear: Float64Array;
  /** q */
  quadratic: Float64Array;
  /** k, which grows with the root of wealth; null for none */
  impact: Float64Array | null;
}

/** F beyond 0 that Newton's iteration does not work on, and what may be rounding: F is a sum of shares of wealth. */
const SOLVED = 2e-16;
const ROUNDING = 1e-14;

/** Newton's iteration doubles its digits or, at a double root of F, halves the distance. */
const MOST_STEPS = 200;

/**
 * Wealth g that is left of 1 after trading from w⁻ to w, the costs being paid out of the portfolio itself:
 *
 *     F(g) = g + Σ a_i|Δ_i| + q_iΔ_i² + k_i|Δ_i|^{3/2} − 1 = 0,   Δ_i = g·w_i − w⁻_i
 *
 * F is convex in g and F(1) ≥ 0: Newton's iteration from g = 1 moves downwards alone, to the largest root.
 *
 * @param target w
 * @param held   w⁻
 * @returns g in [0, 1], |F(g)| ≤ 1e-14 unless it is 0: then the costs leave nothing, no g > 0 solves the equation
 */
export function wealthAfterTrade(target: Float64Array, held: Float64Array, costs: TradeCosts): number {
  const { linear, quadratic, impact } = costs;
  let wealth = 1;
  for (let step = 0; step < MOST_STEPS; step++) {
    let excess = wealth - 1;
    let slope = 1;
    for (let i = 0; i < target.length; i++) {
      const trade = wealth * target[i] - held[i];
      if (trade === 0 && target[i] === 0) continue;
      const size = Math.abs(trade);
      // At a kink the piece to the left of it counts: there a long position is sold, a short one bought.
      const sign = trade > 0 || (trade === 0 && target[i] < 0) ? 1 : -1;
      let rate = linear[i] + 2 * quadratic[i] * size;
      let paid = linear[i] * size + quadratic[i] * size * size;
      if (impact !== null) {
        const root = Math.sqrt(size);
        rate += 1.5 * impact[i] * root;
        paid += impact[i] * size * root;
      }
      excess += paid;
      slope += sign * rate * target[i];
    }
    if (excess <= SOLVED) return wealth;
    // F does not fall below what it is here on the way down to g = 0.
    if (slope <= 0) return excess > ROUNDING ? 0 : wealth;
    const next = wealth - excess / slope;
    if (!(next > 0)) return 0;
    if (next >= wealth) return wealth;
    wealth = next;
  }
  return wealth;
}

/** Adds what trading Δ of an asset costs to the kinds, shares of wealth all. */
export function addTradeCosts(
  kinds: Float64Array,
  { linear, quadratic, impact }: TradeCosts,
  asset: number,
  trade: number,
): void {
  const size = Math.abs(trade);
  kinds[LINEAR] += linear[asset] * size;
  kinds[QUADRATIC] += quadratic[asset] * size * size;
  if (impact !== null) kinds[IMPACT] += impact[asset] * size * Math.sqrt(size);
}

/** Makes costs by kind add up to 1 where they would take more than all wealth. */
export function limitToWealth(kinds: Float64Array): void {
  let sum = 0;
  for (const cost of kinds) sum += cost;
  if (sum > 1) for (let kind = 0; kind < kinds.length; kind++) kinds[kind] /= sum;
}
