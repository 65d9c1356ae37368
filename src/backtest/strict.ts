/** A run that ends with its first window that is not what a strategy says. */
import type { ResolvedConfig } from '../config/types.js';
import { BacktestError, type ErrorDetails } from '../errors.js';
import type { StrategyAccount } from './accounting/keeper.js';
import type { BacktestInputs } from './inputs.types.js';
import type { RunRecord } from './record.js';
import { outcomeOf } from './result.js';
import type { BacktestWindow } from './types.js';

/**
 * Looks at the windows of a run in their order, whichever thread did them.
 *
 * @param accounts kept up to the position that is asked for
 * @returns to be called as windows are known, with the position before which all are; it throws BacktestError `strict`,
 *          naming decision, strategy and reason, for the first window that is not `ok` for some strategy. It does
 *          nothing where the configuration does not ask for that
 */
export function strictness(
  { strategies, backtest: { strict } }: ResolvedConfig,
  inputs: BacktestInputs,
  record: RunRecord,
  accounts: readonly StrategyAccount[],
): (end: number) => void {
  if (!strict) return () => {};
  let checked = 0;
  return (end) => {
    for (; checked < end; checked++)
      strategies.forEach(({ name }, s) => {
        const outcome = outcomeOf(s, checked, accounts[s].lostAt, record, inputs);
        if (outcome.status === 'ok') return;
        const decision = inputs.returns.dates[inputs.schedule.at(checked).decision];
        throw strictError(name, outcome, `at the decision of ${decision}`, { decision, window: checked });
      });
  };
}

/** The error of a strategy that does not do what it says; `where` and `place` say in which window. */
export function strictError(
  strategy: string,
  { status, reason, used }: Pick<BacktestWindow, 'status' | 'reason' | 'used'>,
  where: string,
  place: ErrorDetails,
): BacktestError {
  return new BacktestError(
    'strict',
    `the strategy ${strategy} ${status === 'skipped' ? 'is skipped' : `falls back on ${used}`} ${where}: ${reason}`,
    'make the strategy possible there, or leave out backtest.strict to go on with what takes its place',
    { strategy, ...place, status, reason },
  );
}
