/** A run that ends with its first window that is not what a strategy says. */
import type { ResolvedConfig } from '../config/types.js';
import { BacktestError } from '../errors.js';
import type { StrategyAccount } from './accounting/keeper.js';
import type { BacktestInputs } from './inputs.types.js';
import type { RunRecord } from './record.js';
import { outcomeOf } from './result.js';

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
        const { status, reason, used } = outcomeOf(s, checked, accounts[s].lostAt, record, inputs);
        if (status === 'ok') return;
        const decision = inputs.returns.dates[inputs.schedule.at(checked).decision];
        throw new BacktestError(
          'strict',
          `the strategy ${name} ${status === 'skipped' ? 'is skipped' : `falls back on ${used}`} at the decision of ` +
            `${decision}: ${reason}`,
          'make the strategy possible there, or leave out backtest.strict to go on with what takes its place',
          { strategy: name, decision, window: checked, status, reason },
        );
      });
  };
}
