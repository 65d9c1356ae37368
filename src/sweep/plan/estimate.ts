/** How many windows a backtest has, without running it. */
import { scheduleDecisions } from '../../backtest/schedule.js';
import type { ResolvedConfig } from '../../config/types.js';
import { DataError } from '../../errors.js';
import type { FieldTexts } from './identity.js';

/** Dates of the return periods of a configuration, ISO. */
export type DatesOf = (config: ResolvedConfig) => readonly string[] | Promise<readonly string[]>;

/** What the periods of a configuration depend on, beside its data. */
const periodFields = ['frequency', 'input', 'incompletePeriod', 'from', 'to', 'assets', 'market'];

/**
 * Counts the decisions of backtests; asks for dates once for each data, universe, period and frequency. A backtest whose
 * data are too short has none.
 *
 * @returns a function of a resolved configuration and its data hash; throws what `datesOf` does, but `too-few-periods`
 */
export function windowCounter(
  datesOf: DatesOf,
): (config: ResolvedConfig, fields: FieldTexts, data: string) => Promise<number> {
  const known = new Map<string, readonly string[]>();
  return async (config, fields, data) => {
    const key = [data, ...periodFields.map((name) => fields[name])].join();
    let dates = known.get(key);
    if (dates === undefined) {
      dates = await orNone(() => datesOf(config), []);
      known.set(key, dates);
    }
    const all = dates;
    return all.length === 0
      ? 0
      : orNone(() => scheduleDecisions(all.length, config.backtest, () => all).length, 0);
  };
}

async function orNone<Value>(make: () => Value | Promise<Value>, none: Value): Promise<Value> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof DataError && error.code === 'too-few-periods') return none;
    throw error;
  }
}
