import type { ReturnTable } from '../../data/types.js';
import type { Schedule, ScheduledDecision } from '../schedule.js';
import type { CostModel } from './cost-model.js';
import { type DelistingReturns, closeStopped, holdPeriod, settleDelisted } from './hold.js';
import { impactRates } from './impact.js';
import {
  IMPACT,
  LINEAR,
  QUADRATIC,
  TRADE_KINDS,
  type TradeCosts,
  addTradeCosts,
  limitToWealth,
  wealthAfterTrade,
} from './trade-costs.js';
import { oneWayTurnover, wealthAfterCosts } from './trade.js';

/** Costs of a strategy by kind and decision, as shares of the wealth at the time of each. */
export interface CostColumns {
  /** of the rebalance: they add up to its cost */
  linear: Float64Array;
  quadratic: Float64Array;
  impact: Float64Array;
  /** of positions that were closed until the next decision because their asset stopped trading */
  exits: Float64Array;
  /** of the periods until the next decision, added up */
  borrow: Float64Array;
  margin: Float64Array;
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
  /** where the configuration names kinds of costs, else null */
  costsByKind: CostColumns | null;
  /** the decision that bought for the first time; null where nothing ever was */
  firstPurchase: number | null;
  /**
   * positions closed because their asset stopped trading: `period` is the first one without a return, `amount` what the
   * delisting return made of the portfolio, as a share of wealth, 0 without one
   */
  exits: { decision: number; asset: number; period: number; delistingReturn: number; amount: number }[];
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

/** What an account is kept by beside targets and returns. */
export interface AccountTerms {
  /** rate of each period of the returns */
  riskFree: Float64Array;
  /** by asset, per unit of value traded one way */
  costs: Float64Array;
  /** what there is beside proportional costs, and these; null for those alone */
  costModel?: CostModel | null;
  /** null where positions are closed at their last price */
  delisting?: DelistingReturns | null;
}

/**
 * What happens to a portfolio in one period, in this order: a trade, delisting returns, exits, then the period itself.
 * The object and its arrays are overwritten with each period.
 */
export interface PeriodFlows {
  period: number;
  /** costs of the trade by kind, as shares of the wealth before it; 0 where the period does not begin with one */
  trade: Float64Array;
  /** by asset: w_i·d_i of positions that stop trading, as shares of the wealth after the trade */
  delisted: Float64Array;
  /** costs of exits by kind, as shares of the wealth after the delisting returns */
  exits: Float64Array;
  /** weights that are held through the period, and the rate that cash earns in it */
  weights: Float64Array;
  rate: number;
  /** fees of the period, as shares of the wealth at its begin */
  borrow: number;
  margin: number;
}

/**
 * Holds each decision's target from its holdStart to its holdEnd: drift, costs of every rebalance and exit, financing,
 * returns before and after costs. The cost of a trade is charged in the first period after it, fees of a period at its
 * end. Kept piece by piece, as targets become known.
 *
 * @param targets decisions × assets of `returns`
 * @param observe sees every period before it is held
 */
export function accountKeeper(
  schedule: Schedule,
  targets: Float64Array,
  returns: ReturnTable,
  { riskFree, costs, costModel = null, delisting = null }: AccountTerms,
  observe?: (flows: PeriodFlows) => void,
): AccountKeeper {
  const width = returns.assets.length;
  const begin = schedule.first.holdStart;
  const periods = schedule.last.holdEnd - begin;
  const byDecision = (): Float64Array => new Float64Array(schedule.length);
  const account: StrategyAccount = {
    grossReturns: new Float64Array(periods),
    netReturns: new Float64Array(periods),
    turnovers: byDecision(),
    costs: byDecision(),
    costsByKind: costModel && {
      linear: byDecision(),
      quadratic: byDecision(),
      impact: byDecision(),
      exits: byDecision(),
      borrow: byDecision(),
      margin: byDecision(),
    },
    firstPurchase: null,
    exits: [],
    lostAt: null,
  };
  const { costsByKind } = account;
  const isFree = costModel === null && costs.every((cost) => cost === 0);
  const target = new Float64Array(width);
  const held = new Float64Array(width);
  const flows: PeriodFlows = {
    period: begin,
    trade: new Float64Array(TRADE_KINDS),
    delisted: new Float64Array(width),
    exits: new Float64Array(TRADE_KINDS),
    weights: held,
    rate: 0,
    borrow: 0,
    margin: 0,
  };
  const isSplit = costsByKind !== null || observe !== undefined;
  const impact = costModel?.impact ?? null;
  // κσ by asset, and the same times the root of wealth
  const rates = new Float64Array(impact === null ? 0 : width);
  const tradeCosts: TradeCosts = {
    linear: costs,
    quadratic: costModel?.quadratic ?? new Float64Array(width),
    impact: impact && new Float64Array(width),
  };
  const setImpact = (wealth: number): void => {
    if (tradeCosts.impact === null) return;
    const root = Math.sqrt(wealth);
    for (let i = 0; i < width; i++) tradeCosts.impact[i] = root * rates[i];
  };
  /** in multiples of the capital */
  let netWealth = 1;
  let kept = 0;

  /** Trades to a decision's target and returns what that leaves of wealth. */
  const trade = (decision: number, scheduled: ScheduledDecision): number => {
    let wealth = 1;
    if (costModel !== null) {
      if (impact !== null)
        impactRates(impact, returns, scheduled, (i) => target[i] !== 0 || held[i] !== 0, rates);
      setImpact(netWealth);
      wealth = wealthAfterTrade(target, held, tradeCosts);
    } else if (!isFree) wealth = wealthAfterCosts(target, held, costs);
    if (isSplit) {
      for (let i = 0; i < width; i++) addTradeCosts(flows.trade, tradeCosts, i, wealth * target[i] - held[i]);
      if (wealth === 0) limitToWealth(flows.trade);
    }
    if (costsByKind !== null) {
      costsByKind.linear[decision] = flows.trade[LINEAR];
      costsByKind.quadratic[decision] = flows.trade[QUADRATIC];
      costsByKind.impact[decision] = flows.trade[IMPACT];
    }
    account.turnovers[decision] = oneWayTurnover(target, held);
    account.costs[decision] = 1 - wealth;
    held.set(target);
    return wealth;
  };

  /** Gives positions that stop trading their delisting returns, and returns what these made of wealth. */
  const settle = (decision: number, period: number, of: DelistingReturns): number => {
    flows.delisted.fill(0);
    return settleDelisted(held, returns.returns, of, period * width, (asset, weight, delistingReturn) => {
      const amount = weight * delistingReturn;
      flows.delisted[asset] = amount;
      account.exits.push({ decision, asset, period, delistingReturn, amount });
    });
  };

  /** Closes positions that stop trading, and returns what that costs; `wealth` is what there is then. */
  const close = (decision: number, period: number, wealth: number): number => {
    const row = period * width;
    let cost = 0;
    for (const { asset, weight } of closeStopped(held, returns.returns, row)) {
      // Nothing else is traded: the exit costs what its own trade does, no more.
      cost += costs[asset] * Math.abs(weight);
      if (isSplit) {
        setImpact(wealth);
        addTradeCosts(flows.exits, tradeCosts, asset, weight);
      }
      if (delisting === null || flows.delisted[asset] === 0)
        account.exits.push({ decision, asset, period, delistingReturn: 0, amount: 0 });
    }
    if (cost === 0 && !isSplit) return 0;
    if (isSplit) limitToWealth(flows.exits);
    if (costsByKind === null) return cost;
    cost = flows.exits[LINEAR] + flows.exits[QUADRATIC] + flows.exits[IMPACT];
    costsByKind.exits[decision] += cost;
    return cost;
  };

  /** What financing the portfolio costs through a period. */
  const finance = (decision: number): number => {
    if (costModel === null || costsByKind === null) return 0;
    flows.borrow = account.lostAt === null ? borrowFee(held, costModel.borrow) : 0;
    flows.margin = account.lostAt === null ? marginFee(held, costModel.margin) : 0;
    costsByKind.borrow[decision] += flows.borrow;
    costsByKind.margin[decision] += flows.margin;
    return flows.borrow + flows.margin;
  };

  const hold = (decision: number): void => {
    const scheduled = schedule.at(decision);
    const { holdStart, holdEnd } = scheduled;
    let isNothing = true;
    for (let i = 0; i < width; i++) {
      target[i] = account.lostAt === null ? targets[decision * width + i] : 0;
      if (target[i] !== 0) isNothing = false;
    }
    let wealth = trade(decision, scheduled);
    if (account.firstPurchase === null && !isNothing) account.firstPurchase = decision;

    for (let period = holdStart; period < holdEnd; period++) {
      const delisted = delisting === null ? 0 : settle(decision, period, delisting);
      const left = 1 + delisted;
      const exitCosts = close(decision, period, netWealth * wealth * left);
      if (exitCosts > 0) wealth *= Math.max(0, 1 - exitCosts);
      const rate = account.lostAt === null && delisted > -1 ? riskFree[period] : 0;
      const fees = finance(decision);
      if (observe !== undefined) observe(Object.assign(flows, { period, rate }));
      if (isSplit) {
        flows.trade.fill(0);
        flows.exits.fill(0);
      }
      const heldReturn = holdPeriod(held, returns.returns, rate, period * width);
      const grossReturn = delisted === 0 ? heldReturn : left * (1 + heldReturn) - 1;
      const netReturn = grossReturn - (1 - wealth) * (1 + grossReturn) - wealth * left * fees;
      account.grossReturns[period - begin] = grossReturn;
      account.netReturns[period - begin] = netReturn;
      if (!(grossReturn > -1) || wealth === 0 || (fees > 0 && !(netReturn > -1))) {
        account.lostAt ??= period;
        held.fill(0);
      }
      netWealth *= Math.max(0, 1 + netReturn);
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

/** Σ b_i|w_i| over short positions. */
function borrowFee(weights: Float64Array, borrow: Float64Array): number {
  let fee = 0;
  for (let i = 0; i < weights.length; i++) if (weights[i] < 0) fee -= borrow[i] * weights[i];
  return fee;
}

/** Cash below 0 that is no more than rounding in weights that add up to 1. */
const NO_CASH = 1e-12;

/** m·max(0, Σw − 1): cash is what is not invested. */
function marginFee(weights: Float64Array, margin: number): number {
  if (margin === 0) return 0;
  let cash = 1;
  for (const weight of weights) cash -= weight;
  return cash < -NO_CASH ? -margin * cash : 0;
}
