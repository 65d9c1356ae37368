import type { ReturnTable } from '../data/types.js';
import type { Schedule } from './schedule.js';

/*
 * What holding a portfolio comes to. Weights are shares of wealth by asset; the rest, 1 − Σw, is cash and earns the
 * risk-free rate. Costs never change the weights, only wealth: a gross and a net path hold the same portfolio.
 */

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
): Float64Array | null {
  const weights = target.slice();
  for (let t = from; t <= through; t++) {
    const row = t * weights.length;
    closeStopped(weights, returns.returns, row);
    if (!(holdPeriod(weights, returns.returns, riskFree[t], row) > -1)) return null;
  }
  return weights;
}

/** What holding a strategy's targets came to. */
export interface StrategyAccount {
  /** one entry a holding period, from the first decision's holdStart on */
  grossReturns: Float64Array;
  netReturns: Float64Array;
  /** by decision: ½Σ|w − w⁻| */
  turnovers: Float64Array;
  /** by decision: share of wealth paid for the rebalance */
  costs: Float64Array;
  /** the decision that bought for the first time; null where nothing ever was */
  firstPurchase: number | null;
  /** positions closed because their asset stopped trading: `period` is the first one without a return */
  exits: { decision: number; asset: number; period: number }[];
  /** the period that cost all wealth, after which nothing is held; null as a rule */
  lostAt: number | null;
}

/** The account of a strategy in the making. */
export interface AccountKeeper {
  /** keeps it up to the decision before `end`, whose targets and those before it are known now */
  through: (end: number) => void;
  /** the account as far as it is kept */
  account: StrategyAccount;
}

/**
 * Holds each decision's target from its holdStart to its holdEnd: drift, costs of every rebalance and exit, returns
 * before and after costs. The cost of a trade is charged in the first period after it.
 * Kept piece by piece, as targets become known.
 *
 * @param targets  decisions × assets of `returns`
 * @param riskFree rate of each period of `returns`
 * @param costs    by asset, per unit of value traded one way
 */
export function accountKeeper(
  schedule: Schedule,
  targets: Float64Array,
  returns: ReturnTable,
  riskFree: Float64Array,
  costs: Float64Array,
): AccountKeeper {
  const width = returns.assets.length;
  const begin = schedule.first.holdStart;
  const periods = schedule.last.holdEnd - begin;
  const account: StrategyAccount = {
    grossReturns: new Float64Array(periods),
    netReturns: new Float64Array(periods),
    turnovers: new Float64Array(schedule.length),
    costs: new Float64Array(schedule.length),
    firstPurchase: null,
    exits: [],
    lostAt: null,
  };
  const isFree = costs.every((cost) => cost === 0);
  const target = new Float64Array(width);
  const held = new Float64Array(width);
  let kept = 0;

  const hold = (decision: number): void => {
    const { holdStart, holdEnd } = schedule.at(decision);
    let isNothing = true;
    for (let i = 0; i < width; i++) {
      target[i] = account.lostAt === null ? targets[decision * width + i] : 0;
      if (target[i] !== 0) isNothing = false;
    }
    let wealth = isFree ? 1 : wealthAfterCosts(target, held, costs);
    account.turnovers[decision] = oneWayTurnover(target, held);
    account.costs[decision] = 1 - wealth;
    if (account.firstPurchase === null && !isNothing) account.firstPurchase = decision;
    held.set(target);

    for (let period = holdStart; period < holdEnd; period++) {
      const row = period * width;
      let exitCosts = 0;
      for (const { asset, weight } of closeStopped(held, returns.returns, row)) {
        // Nothing else is traded: the exit costs c_i|w_i|, no more.
        exitCosts += costs[asset] * Math.abs(weight);
        account.exits.push({ decision, asset, period });
      }
      if (exitCosts > 0) wealth *= Math.max(0, 1 - exitCosts);
      const rate = account.lostAt === null ? riskFree[period] : 0;
      const portfolioReturn = holdPeriod(held, returns.returns, rate, row);
      account.grossReturns[period - begin] = portfolioReturn;
      account.netReturns[period - begin] = portfolioReturn - (1 - wealth) * (1 + portfolioReturn);
      if (!(portfolioReturn > -1) || wealth === 0) {
        account.lostAt ??= period;
        held.fill(0);
      }
      wealth = 1;
    }
  };
  return {
    account,
    through(end) {
      for (; kept < end; kept++) hold(kept);
    },
  };
}
