/** A second derivation of a strategy's account: shares and money, no weights and no shares of wealth. */
import type { Schedule } from '../../src/backtest/schedule.js';

export interface MoneyProblem {
  schedule: Schedule;
  /** decisions × assets */
  targets: number[][];
  /** periods × assets, NaN where an asset does not trade */
  returns: number[][];
  riskFree: number[];
  capital: number;
  /** by asset */
  linear: number[];
  quadratic: number[];
  /** k, σ a day by decision and asset, and money traded a day; null without impact */
  impact: { coefficient: number; volatility: number[][]; volume: number[] } | null;
  /** rates a period */
  borrow: number[];
  margin: number;
  /** return of each stop of an asset, by period and asset */
  delisting: (period: number, asset: number) => number;
}

export interface MoneyPeriod {
  start: number;
  end: number;
  gains: number[];
  interest: number;
  costs: { linear: number; quadratic: number; impact: number; borrow: number; margin: number };
}

/** Prices of 1 at first; what stops trading keeps its last one. */
export function moneyAccount(problem: MoneyProblem): MoneyPeriod[] {
  const { schedule, targets, returns, riskFree, capital, linear, quadratic, impact } = problem;
  const N = linear.length;
  const all = Array.from({ length: N }, (_, i) => i);
  const prices = all.map(() => 1);
  const shares = all.map(() => 0);
  let cash = capital;
  const worth = () => cash + all.reduce((sum, i) => sum + shares[i] * prices[i], 0);
  const periods: MoneyPeriod[] = [];

  /** Money that trading x of asset i costs when there is W. */
  const kinds = (x: number, i: number, W: number, decision: number) => ({
    linear: linear[i] * Math.abs(x),
    quadratic: W === 0 ? 0 : (quadratic[i] * x * x) / W,
    impact:
      impact === null
        ? 0
        : impact.coefficient *
          impact.volatility[decision][i] *
          Math.abs(x) *
          Math.sqrt(Math.abs(x) / impact.volume[i]),
  });
  const sum = (k: ReturnType<typeof kinds>) => k.linear + k.quadratic + k.impact;
  /** Pays out of everything that there is, in proportion. */
  const pay = (amount: number) => {
    const left = 1 - amount / worth();
    cash *= left;
    all.forEach((i) => (shares[i] *= left));
  };

  for (let decision = 0; decision < schedule.length; decision++) {
    const { holdStart, holdEnd } = schedule.at(decision);
    const start = worth();
    const target = targets[decision];
    // the wealth left after the trade, by halving
    const missing = (left: number) =>
      left +
      all.reduce(
        (total, i) => total + sum(kinds(left * target[i] - shares[i] * prices[i], i, start, decision)),
        0,
      ) -
      start;
    let [low, high] = [0, start];
    for (let step = 0; step < 200; step++) {
      const middle = (low + high) / 2;
      if (missing(middle) > 0) high = middle;
      else low = middle;
    }
    const left = (low + high) / 2;
    const paid = { linear: 0, quadratic: 0, impact: 0 };
    const charge = (k: ReturnType<typeof kinds>) => {
      paid.linear += k.linear;
      paid.quadratic += k.quadratic;
      paid.impact += k.impact;
    };
    all.forEach((i) => charge(kinds(left * target[i] - shares[i] * prices[i], i, start, decision)));
    cash = left;
    all.forEach((i) => {
      shares[i] = (left * target[i]) / prices[i];
      cash -= left * target[i];
    });

    for (let period = holdStart; period < holdEnd; period++) {
      const gains = all.map(() => 0);
      const begin = period === holdStart ? start : worth();
      if (period > holdStart) Object.assign(paid, { linear: 0, quadratic: 0, impact: 0 });
      const stopped = all.filter((i) => shares[i] !== 0 && Number.isNaN(returns[period][i]));
      for (const i of stopped) {
        const own = problem.delisting(period, i);
        gains[i] += shares[i] * prices[i] * own;
        prices[i] *= 1 + own;
      }
      const settled = worth();
      let exits = 0;
      for (const i of stopped) {
        const cost = kinds(shares[i] * prices[i], i, settled, decision);
        charge(cost);
        exits += sum(cost);
        cash += shares[i] * prices[i];
        shares[i] = 0;
        prices[i] = 1;
      }
      pay(exits);
      const short = all.map((i) => Math.max(0, -shares[i] * prices[i]));
      const borrow = all.reduce((total, i) => total + problem.borrow[i] * short[i], 0);
      const margin = problem.margin * Math.max(0, -cash);
      all.forEach((i) => {
        if (shares[i] === 0) return;
        gains[i] += shares[i] * prices[i] * returns[period][i];
        prices[i] *= 1 + returns[period][i];
      });
      const interest = cash * riskFree[period];
      cash += interest;
      pay(borrow + margin);
      periods.push({
        start: begin,
        end: worth(),
        gains,
        interest,
        costs: { ...paid, borrow, margin },
      });
    }
  }
  return periods;
}
