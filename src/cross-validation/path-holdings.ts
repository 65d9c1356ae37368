/** What is held on a path of a cross-validation, and from when to when. */
import type { BacktestInputs } from '../backtest/inputs.types.js';
import { Schedule } from '../backtest/schedule.js';
import type { ResolvedConfig } from '../config/types.js';
import { ruleDays } from '../data/rebalance-rule.js';
import type { CombinatorialSplits } from './splits.js';

/** The holdings that a path is made of. */
export interface PathHoldings {
  /** one entry a holding */
  schedule: Schedule;
  /** of each holding */
  folds: number[];
}

/**
 * Each fold is bought at its beginning and brought back to its weights as often as the configuration rebalances: every
 * `rebalance` periods from there, or in the period after each day of its rule.
 */
export function pathHoldings(
  folds: CombinatorialSplits['folds'],
  { backtest: { rebalance } }: Pick<ResolvedConfig, 'backtest'>,
  dates: readonly string[],
): PathHoldings {
  const after = typeof rebalance === 'number' ? [] : Array.from(ruleDays(rebalance, dates), (t) => t + 1);
  const holdings = folds.flatMap(({ start, end }, fold) => {
    const starts = [start];
    if (typeof rebalance === 'number')
      for (let t = start + rebalance; t < end; t += rebalance) starts.push(t);
    else starts.push(...after.filter((t) => t > start && t < end));
    return starts.map((holdStart, k) => ({ fold, holdStart, holdEnd: starts.at(k + 1) ?? end }));
  });
  return {
    folds: holdings.map(({ fold }) => fold),
    schedule: new Schedule(holdings.length, (index) => {
      const { holdStart, holdEnd } = holdings[index];
      return { historyStart: holdStart, trainStart: holdStart, decision: holdStart - 1, holdStart, holdEnd };
    }),
  };
}

/** The weights that are bought, and what could not be: its weight is left in cash. */
export interface PathTargets {
  /** holdings × assets of the universe */
  targets: Float64Array;
  /** positions of assets without a return in the first period of a holding, which would have been bought */
  missing: { asset: number; period: number }[];
}

/**
 * Weights of a strategy on a path.
 *
 * @param weightsOf of each fold, by asset of the universe
 */
export function pathTargets(
  { schedule, folds }: PathHoldings,
  weightsOf: (fold: number) => Float64Array,
  { returns, universe }: Pick<BacktestInputs, 'returns' | 'universe'>,
): PathTargets {
  const width = universe.length;
  const targets = new Float64Array(folds.length * width);
  const missing: PathTargets['missing'] = [];
  folds.forEach((fold, holding) => {
    const { holdStart } = schedule.at(holding);
    weightsOf(fold).forEach((weight, asset) => {
      const isThere = !Number.isNaN(returns.returns[holdStart * width + asset]);
      if (isThere) targets[holding * width + asset] = weight;
      else if (weight !== 0) missing.push({ asset, period: holdStart });
    });
  });
  return { targets, missing };
}
