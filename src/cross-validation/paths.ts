/** What holding the paths of a cross-validation came to. */
import { accountKeeper, type StrategyAccount } from '../backtest/accounting/keeper.js';
import type { BacktestInputs } from '../backtest/inputs.types.js';
import { exitNotes, heldWeights } from '../backtest/result.js';
import { runStatistics } from '../backtest/run-statistics.js';
import type { ResolvedConfig } from '../config/types.js';
import { distributions } from './distribution.js';
import { type PathHoldings, pathTargets } from './path-holdings.js';
import type { CrossValidatedStrategy, CrossValidationPath } from './types.js';

/**
 * Holds every strategy on every path, and says what could not be bought or was sold because it stopped trading.
 *
 * @param inputs  with the schedule and the benchmark of the holdings
 * @param weights by path, fold and strategy: weights by asset of the universe
 */
export function heldOnPaths(
  inputs: BacktestInputs,
  config: ResolvedConfig,
  holdings: PathHoldings,
  weights: readonly Float64Array[][][],
): { strategies: CrossValidatedStrategy[]; notes: string[] } {
  const notes = new Set<string>();
  const paths = weights.map((ofFolds) => heldOnPath(inputs, config, holdings, ofFolds, notes));
  const strategies = config.strategies.map(({ name }, s): CrossValidatedStrategy => {
    const own = paths.map((ofStrategies) => ofStrategies[s]);
    const ratios = own.flatMap(({ statistics: { sharpe } }) => sharpe ?? []);
    return {
      name,
      paths: own,
      distribution: distributions(own.map(({ statistics }) => statistics)),
      positiveSharpe: ratios.length === 0 ? null : ratios.filter((ratio) => ratio > 0).length / ratios.length,
    };
  });
  return { strategies, notes: [...notes] };
}

function heldOnPath(
  inputs: BacktestInputs,
  config: ResolvedConfig,
  holdings: PathHoldings,
  weights: readonly Float64Array[][],
  notes: Set<string>,
): CrossValidationPath[] {
  const { universe, returns } = inputs;
  const { schedule } = holdings;
  const chosen = config.strategies.map((_, s) => pathTargets(holdings, (fold) => weights[fold][s], inputs));
  for (const { asset, period } of chosen.flatMap(({ missing }) => missing)) {
    notes.add(
      `${universe[asset]} has no return in the period to ${returns.dates[period]}, in which it would have been bought: ` +
        `its weight is kept in cash`,
    );
  }
  const accounts = chosen.map(({ targets }): StrategyAccount => {
    const keeper = accountKeeper(schedule, targets, returns, inputs);
    keeper.through(schedule.length);
    return keeper.account;
  });
  for (const note of [...exitNotes(accounts, inputs).values()].flat()) notes.add(note);
  const statistics = runStatistics(accounts, config, inputs);
  return accounts.map((account, s) => ({
    statistics: statistics.of(s, heldWeights(chosen[s].targets, account, inputs)),
    grossReturns: Array.from(account.grossReturns),
    netReturns: Array.from(account.netReturns),
  }));
}
