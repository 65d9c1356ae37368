/**
 * The program of whole lots. With v_i the value of a lot, t_i a target and h_i a holding, all shares of the amount,
 * d_i = n_i·v_i − t_i and c_i(n) = k_i·|n·v_i − h_i| what trading costs,
 *
 *     min Σ|d_i| + |Σd_i| + Σc_i   subject to  Σ(n_i·v_i + c_i) ≤ B,   n_i whole, low_i ≤ n_i ≤ high_i.
 *
 * |Σd_i| is how far cash is from what targets leave of it, costs aside: with Σt = 1 and no costs this is the integer
 * program of PyPortfolioOpt.
 */
export interface LotProgram {
  /** v_i > 0 */
  values: Float64Array;
  /** t_i */
  targets: Float64Array;
  /** h_i */
  held: Float64Array;
  /** k_i in [0, 1) */
  rates: Float64Array;
  /** B: 1 less the least cash */
  budget: number;
  /** whole numbers: a position is between nothing, what is held and its target, each rounded away from the others */
  low: Float64Array;
  high: Float64Array;
}

/** Of |Σd| ≥ s·Σd and of the budget, λ ≥ 0 and |s| ≤ 1: any of them give a lower bound, see `boundOf`. */
export interface LotMultipliers {
  s: number;
  lambda: number;
}

/** A multiple of v this near a value is that value. */
const ROUNDING = 1e-9;

/** The program with the positions that there may be. */
export function lotProgram(given: Omit<LotProgram, 'low' | 'high'>): LotProgram {
  const places = (i: number): number[] =>
    [0, given.held[i], given.targets[i]].map((place) => place / given.values[i]);
  const indices = given.values.map((_, i) => i);
  // −0 would be shown as such
  return {
    ...given,
    low: indices.map((i) => Math.floor(Math.min(...places(i)) + ROUNDING) + 0),
    high: indices.map((i) => Math.ceil(Math.max(...places(i)) - ROUNDING) + 0),
  };
}

/** c_i(n) */
export function costOf({ values, held, rates }: LotProgram, i: number, n: number): number {
  return rates[i] * Math.abs(n * values[i] - held[i]);
}

/** n·v_i + c_i(n), what the position takes of the budget; it rises with n. */
export function spentOn(program: LotProgram, i: number, n: number): number {
  return n * program.values[i] + costOf(program, i, n);
}

/** Σ(n_i·v_i + c_i) */
export function spentOnAll(program: LotProgram, lots: Float64Array): number {
  return lots.reduce((sum, n, i) => sum + spentOn(program, i, n), 0);
}

/** Σ|d_i| + |Σd_i| + Σc_i */
export function objectiveOfLots(program: LotProgram, lots: Float64Array): number {
  let [apart, total, cost] = [0, 0, 0];
  for (let i = 0; i < lots.length; i++) {
    const d = lots[i] * program.values[i] - program.targets[i];
    apart += Math.abs(d);
    total += d;
    cost += costOf(program, i, lots[i]);
  }
  return apart + Math.abs(total) + cost;
}

/** An asset's part of the Lagrangian: |d| + s·d + (1 + λ)c + λ·n·v, convex in n. */
export function partOf(program: LotProgram, { s, lambda }: LotMultipliers, i: number, n: number): number {
  const value = n * program.values[i];
  const d = value - program.targets[i];
  return Math.abs(d) + s * d + (1 + lambda) * costOf(program, i, n) + lambda * value;
}

/** The whole number in [low_i, high_i] with the least part: beside one of its kinks, or an end. */
export function bestLots(program: LotProgram, multipliers: LotMultipliers, i: number): number {
  const { values, targets, held, low, high } = program;
  let best = low[i];
  let least = partOf(program, multipliers, i, best);
  const consider = (n: number): void => {
    if (n <= low[i] || n > high[i]) return;
    const part = partOf(program, multipliers, i, n);
    if (part < least) [best, least] = [n, part];
  };
  for (const kink of [targets[i] / values[i], held[i] / values[i]]) {
    consider(Math.floor(kink));
    consider(Math.floor(kink) + 1);
  }
  consider(high[i]);
  return best;
}

/** Every asset's best lots at these multipliers. */
export function lotsAt(program: LotProgram, multipliers: LotMultipliers): Float64Array {
  return program.values.map((_, i) => bestLots(program, multipliers, i));
}

/** Σ min part − λB: at most the objective of any lots within the budget. */
export function boundOf(program: LotProgram, multipliers: LotMultipliers): number {
  let sum = -multipliers.lambda * program.budget;
  for (let i = 0; i < program.values.length; i++)
    sum += partOf(program, multipliers, i, bestLots(program, multipliers, i));
  return sum;
}
