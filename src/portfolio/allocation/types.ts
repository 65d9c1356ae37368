import type { Covariance } from '../../covariance/types.js';
import type { SearchOptimality } from '../search-optimality.types.js';

/** What whole shares are looked for. All money is in one currency; holdings and shares are counts, negative when short. */
export interface AllocationInput {
  /** target weights by ticker, shares of `amount`; negative for short positions. What they leave of 1 is to stay cash */
  weights: Readonly<Record<string, number>>;
  /** of one share, by ticker, positive; needed for what has a weight or is held, others may be there */
  prices: Readonly<Record<string, number>>;
  /** what there is in total, before trading: cash and the market value of the holdings (short ones negative) */
  amount: number;
  /** shares held now, by ticker; default none. What is held and has no weight is to be sold */
  holdings?: Readonly<Record<string, number>>;
  /** shares that positions are multiples of, for all or by ticker; default 1. Holdings may be odd lots */
  lotSizes?: number | Readonly<Record<string, number>>;
  /** proportional costs of trading, for all or by ticker: 0.001 is 0.1 % of the value traded; default 0 */
  costs?: number | Readonly<Record<string, number>>;
  /** least cash afterwards; default 0, negative where money may be borrowed */
  minCash?: number;
  /** of the assets with a weight or a position, for `trackingVolatility` */
  covariance?: Covariance;
  /** parts of the search that are looked at, at most; default 100,000 */
  nodeLimit?: number;
}

/** How far the weights reached are from their targets, over the assets. */
export interface RoundingError {
  /** max |d_i| */
  largest: number;
  /** √(Σ d_i²/N) */
  rootMeanSquare: number;
  /** √(d'Σd), per period of the covariance; where one was given */
  trackingVolatility?: number;
}

/** Every ticker with a weight or a holding is in each record. */
export interface DiscreteAllocation {
  /** shares held afterwards */
  shares: Record<string, number>;
  /** shares to buy, negative to sell; 0 where nothing is traded */
  trades: Record<string, number>;
  /** money left when trades and their costs are paid; at least `minCash` */
  cash: number;
  /** money paid for trading */
  cost: number;
  /** value of each position as a share of `amount` */
  weights: Record<string, number>;
  /** of d, the weights reached less their targets */
  roundingError: RoundingError;
  /** of Σ|d_i| + |Σd_i| + cost/amount, shares of `amount` */
  optimality: SearchOptimality;
}
