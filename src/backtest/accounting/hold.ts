import type { ReturnTable } from '../../data/types.js';

/*
 * What holding a portfolio comes to. Weights are shares of wealth by asset; the rest, 1 − Σw, is cash and earns the
 * risk-free rate. Costs never change the weights, only wealth: a gross and a net path hold the same portfolio.
 */

/** A position that was closed because its asset stopped trading. */
interface Closed {
  asset: number;
  weight: number;
}

const NONE: readonly Closed[] = [];

/**
 * Closes positions whose asset has no return in the coming period at their last price, the proceeds being cash.
 *
 * @param weights of the portfolio, changed in place
 * @param returns by asset, from position `first` on; NaN where an asset did not trade
 * @returns what was closed
 */
export function closeStopped(weights: Float64Array, returns: Float64Array, first = 0): readonly Closed[] {
  let closed: Closed[] | null = null;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0 || !Number.isNaN(returns[first + i])) continue;
    closed ??= [];
    closed.push({ asset: i, weight: weights[i] });
    weights[i] = 0;
  }
  return closed ?? NONE;
}

/**
 * Delisting returns by cell of the returns, period · assets + asset: of the first period without a return after one with
 * a return, where the asset stops trading. 0 where there is none.
 */
export type DelistingReturns = ReadonlyMap<number, number>;

/**
 * Gives positions whose asset stops trading their delisting returns d, all at once before anything else happens in the
 * period: the portfolio's return is δ = Σ w_i·d_i, and its weights after it are w_i(1 + d_i)/(1 + δ), of the others
 * w_j/(1 + δ); with δ ≤ −1 they are 0.
 *
 * @param weights  changed in place
 * @param settled gets each asset and its return, where there is one to ask for it
 * @returns δ
 */
export function settleDelisted(
  weights: Float64Array,
  returns: Float64Array,
  delisting: DelistingReturns,
  first = 0,
  settled?: (asset: number, weight: number, delistingReturn: number) => void,
): number {
  let lost = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0 || !Number.isNaN(returns[first + i])) continue;
    const own = delisting.get(first + i) ?? 0;
    if (own === 0) continue;
    settled?.(i, weights[i], own);
    lost += weights[i] * own;
    weights[i] *= 1 + own;
  }
  if (lost === 0) return 0;
  const left = 1 + lost;
  if (!(left > 0)) weights.fill(0);
  else for (let i = 0; i < weights.length; i++) if (weights[i] !== 0) weights[i] /= left;
  return lost;
}

/**
 * One period: the portfolio's return ρ = w·r + (1 − Σw)·f, and its weights after it, w∘(1 + r)/(1 + ρ); with a return of
 * ρ ≤ −1, which costs all wealth, they are 0.
 *
 * @param weights 0 for every asset without a return; changed in place
 * @param returns by asset, from position `first` on
 * @returns ρ
 */
export function holdPeriod(
  weights: Float64Array,
  returns: Float64Array,
  riskFree: number,
  first = 0,
): number {
  let portfolioReturn = 0;
  let invested = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue;
    portfolioReturn += weights[i] * returns[first + i];
    invested += weights[i];
  }
  portfolioReturn += (1 - invested) * riskFree;
  const growth = 1 + portfolioReturn;
  if (!(growth > 0)) weights.fill(0);
  else {
    for (let i = 0; i < weights.length; i++) {
      if (weights[i] !== 0) weights[i] = (weights[i] * (1 + returns[first + i])) / growth;
    }
  }
  return portfolioReturn;
}

/**
 * Target weights of a decision as they have drifted by the end of period `through`: what is held of them there.
 *
 * @returns null where all wealth was lost on the way
 */
export function driftedWeights(
  target: Float64Array,
  from: number,
  through: number,
  returns: ReturnTable,
  riskFree: Float64Array,
  delisting: DelistingReturns | null = null,
): Float64Array | null {
  const weights = target.slice();
  for (let t = from; t <= through; t++) {
    const row = t * weights.length;
    if (delisting !== null && !(settleDelisted(weights, returns.returns, delisting, row) > -1)) return null;
    closeStopped(weights, returns.returns, row);
    if (!(holdPeriod(weights, returns.returns, riskFree[t], row) > -1)) return null;
  }
  return weights;
}
