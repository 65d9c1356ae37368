import type { ResolvedConfig } from '../config/types.js';
import { periodsPerYear } from '../data/types.js';
import { averageEffectiveAssets } from '../statistics/diversification.js';
import { worstDrawdown } from '../statistics/drawdown.js';
import { standardDeviation } from '../statistics/moments.js';
import { performanceStatistics } from '../statistics/performance.js';
import { deflatedSharpe, expectedMaximumSharpe } from '../statistics/probabilistic-sharpe.js';
import { sharpe } from '../statistics/sharpe.js';
import type { BacktestStatistics } from '../statistics/types.js';
import type { StrategyAccount } from './accounting/keeper.js';
import type { BacktestInputs } from './inputs.types.js';
import type { DatedDrawdown, RunTrials } from './types.js';

/** Statistics of the strategies of a run, by their position; each is computed when it is asked for. */
export interface RunStatistics {
  /** @param weights held, decisions × assets of the universe */
  of: (position: number, weights: Float64Array) => BacktestStatistics;
  worstDrawdown: (position: number) => DatedDrawdown | null;
  trials: () => RunTrials;
}

export function runStatistics(
  accounts: readonly StrategyAccount[],
  { benchmark, strategies }: Pick<ResolvedConfig, 'benchmark'> & { strategies: readonly { name: string }[] },
  inputs: BacktestInputs,
): RunStatistics {
  const { schedule, returns, universe } = inputs;
  const first = schedule.first.holdStart;
  const riskFree = inputs.riskFree.subarray(first);
  const named = strategies.findIndex(({ name }) => name === benchmark);
  return {
    trials: () =>
      trialsOf(
        strategies.map(({ name }, s) => ({ name, netReturns: accounts[s].netReturns })),
        riskFree,
      ),
    of(position, weights) {
      const { grossReturns, netReturns, turnovers, firstPurchase } = accounts[position];
      return performanceStatistics({
        grossReturns,
        netReturns,
        riskFree,
        periodsPerYear: periodsPerYear[returns.frequency],
        turnovers: firstPurchase === null ? [] : turnovers.subarray(firstPurchase + 1),
        effectiveAssets: averageEffectiveAssets(weights, universe.length),
        benchmark: named >= 0 ? accounts[named].netReturns : inputs.benchmark,
      });
    },
    worstDrawdown(position) {
      const found = worstDrawdown(accounts[position].netReturns);
      if (found === null) return null;
      const { depth, start, trough, recovery } = found;
      const date = (period: number): string => returns.dates[first + period];
      return {
        depth,
        start: date(start),
        trough: date(trough),
        recovery: recovery === null ? null : date(recovery),
      };
    },
  };
}

/**
 * Strategies as trials: those whose Sharpe ratio is defined count.
 *
 * @param judged whose Sharpe ratios are deflated
 * @param tried  by what
 */
export function trialsOf(
  judged: readonly { name: string; netReturns: Float64Array }[],
  riskFree: Float64Array,
  tried: readonly { netReturns: Float64Array }[] = judged,
): RunTrials {
  const ratios = tried.flatMap(({ netReturns }) => sharpe(netReturns, riskFree, 1) ?? []);
  const count = ratios.length;
  const deviation = standardDeviation(ratios);
  const sharpeVariance = deviation === null ? null : deviation * deviation;
  const trials = { count, sharpeVariance: sharpeVariance ?? 0 };
  return {
    count,
    sharpeVariance,
    expectedMaximumSharpe: count === 0 ? null : expectedMaximumSharpe(trials),
    deflatedSharpe: Object.fromEntries(
      judged.map(({ name, netReturns }) => [
        name,
        count === 0 ? null : deflatedSharpe(netReturns, riskFree, trials),
      ]),
    ),
  };
}
