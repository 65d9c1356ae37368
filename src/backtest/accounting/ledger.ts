/** A strategy's account in money, from which its returns follow a second time. */
import type { BacktestInputs } from '../inputs.types.js';
import { type StrategyAccount, accountKeeper } from './keeper.js';
import { IMPACT, LINEAR, QUADRATIC } from './trade-costs.js';

/** Money by kind of cost and holding period; of trades and exits the first three. */
export interface LedgerCosts {
  linear: Float64Array;
  quadratic: Float64Array;
  impact: Float64Array;
  /** fees on short positions, and on cash below 0 beyond the risk-free rate */
  borrow: Float64Array;
  margin: Float64Array;
}

/**
 * What a strategy had, gained and paid in each holding period, in the money of `backtest.capital`, or of a capital of 1:
 *
 *     wealthAtEnd = wealthAtStart + gains + interest − Σ costs
 */
export interface Ledger {
  /** last trading day of each holding period */
  periods: string[];
  assets: string[];
  /** before the trade, where the period begins with one; of the first period the capital */
  wealthAtStart: Float64Array;
  /** of all assets, delisting returns included */
  gains: Float64Array;
  /** the same by asset, periods × assets */
  assetGains: Float64Array;
  /** risk-free interest on cash, below 0 where more is invested than there is */
  interest: Float64Array;
  costs: LedgerCosts;
  /** the capital times 1 + net return of every period up to this one; once all is lost it stays */
  wealthAtEnd: Float64Array;
}

/**
 * @param targets decisions × assets, as the account was kept by
 * @param capital wealth at the start
 */
export function ledgerOf(
  targets: Float64Array,
  { netReturns, lostAt }: StrategyAccount,
  inputs: BacktestInputs,
  capital: number,
): Ledger {
  const { schedule, returns, universe } = inputs;
  const width = universe.length;
  const T = netReturns.length;
  const begin = schedule.first.holdStart;
  const byPeriod = (): Float64Array => new Float64Array(T);
  const ledger: Ledger = {
    periods: returns.dates.slice(begin),
    assets: [...universe],
    wealthAtStart: byPeriod(),
    gains: byPeriod(),
    assetGains: new Float64Array(T * width),
    interest: byPeriod(),
    costs: {
      linear: byPeriod(),
      quadratic: byPeriod(),
      impact: byPeriod(),
      borrow: byPeriod(),
      margin: byPeriod(),
    },
    wealthAtEnd: byPeriod(),
  };
  const { costs } = ledger;
  let wealth = capital;
  const keeper = accountKeeper(schedule, targets, returns, inputs, (flows) => {
    const t = flows.period - begin;
    const { trade, exits, delisted, weights } = flows;
    const traded = wealth * Math.max(0, 1 - trade[LINEAR] - trade[QUADRATIC] - trade[IMPACT]);
    let gains = 0;
    let lost = 0;
    for (let i = 0; i < width; i++) {
      if (delisted[i] === 0) continue;
      lost += delisted[i];
      ledger.assetGains[t * width + i] = traded * delisted[i];
      gains += traded * delisted[i];
    }
    const settled = traded * (1 + lost);
    const held = settled * Math.max(0, 1 - exits[LINEAR] - exits[QUADRATIC] - exits[IMPACT]);
    let cash = 1;
    for (let i = 0; i < width; i++) {
      if (weights[i] === 0) continue;
      cash -= weights[i];
      const gain = held * weights[i] * returns.returns[flows.period * width + i];
      ledger.assetGains[t * width + i] += gain;
      gains += gain;
    }
    costs.linear[t] = wealth * trade[LINEAR] + settled * exits[LINEAR];
    costs.quadratic[t] = wealth * trade[QUADRATIC] + settled * exits[QUADRATIC];
    costs.impact[t] = wealth * trade[IMPACT] + settled * exits[IMPACT];
    costs.borrow[t] = held * flows.borrow;
    costs.margin[t] = held * flows.margin;
    ledger.wealthAtStart[t] = wealth;
    ledger.gains[t] = gains;
    ledger.interest[t] = held * cash * flows.rate;
    // by the account's own return: that both agree is no matter of course
    if (lostAt === null || flows.period <= lostAt) wealth *= 1 + netReturns[t];
    ledger.wealthAtEnd[t] = wealth;
  });
  keeper.through(schedule.length);
  return ledger;
}
