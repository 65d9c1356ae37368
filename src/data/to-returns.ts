import { ConfigError, DataError } from '../errors.js';
import { dateOfDay, dayNumber, firstDayOf, lastDayOf, periodOf } from './calendar.js';
import type { PriceInput } from './cells.js';
import { log1p } from '../numeric/elementary.js';
import { checkPriceTable } from './check-table.js';
import { periodReturns } from './period-returns.js';
import { groupByPeriod, type IncompletePeriod, incompleteAtEnd, incompleteAtStart } from './periods.js';
import { select, type Selection, type SelectionOptions } from './select.js';
import { notesOnStalePrices } from './stale-prices.js';
import { isOnceAPeriod, refuseCoarser } from './spacing.js';
import type { Frequency, PriceTable, ReturnTable } from './types.js';

/** Length and kind of returns, and which dates and assets of the table they are of. */
export interface ReturnOptions extends SelectionOptions {
  /** length of a return period; default `month` */
  frequency?: Frequency;
  /** what the table holds; default `prices` */
  input?: PriceInput;
  /** default `simple`, R; `log` is log(1 + R), for models, never for the accounts of a portfolio */
  returns?: 'simple' | 'log';
  /** default `drop`: a last week or month that has not ended, or a first one of returns that began before the data */
  incompletePeriod?: 'drop' | 'keep';
}

const choices = {
  frequency: ['day', 'week', 'month'],
  input: ['prices', 'returns'],
  returns: ['simple', 'log'],
  incompletePeriod: ['drop', 'keep'],
} as const;

/**
 * Simple or log returns by calendar period: days as the table has them, ISO weeks, months.
 *
 * From prices R_p = P_p / P_{p−1} − 1 with P_p the last price within period p; the first period is only a base. An
 * asset without any price within a period has no return there nor in the next: prices are not carried on. A note says
 * where P_p is older than the table's last date in p. From
 * returns R_p = Π (1 + r) − 1, missing where any of its values is. Log returns are log(1 + R_p).
 *
 * A week or month is complete when no weekday of it lies behind the last date (1 January aside), when the table goes
 * on after `to` without another date in it, or when the data come once a period anyway. Incomplete ones are dropped
 * or kept as the option says, and noted. Periods with one row stamped on their first day, and none but such before
 * them, get their last day as their date, and a note says so: such data come once a period.
 *
 * @param prices the table, of returns when `input` says so
 * @returns periods × assets, NaN where there is no return
 * @throws ConfigError `invalid-option`
 * @throws DataError `too-coarse`, `missing-period` for a week or month without any date, `too-few-periods`,
 *         `looks-like-prices`, `unknown-ticker`, `duplicate-ticker`, `no-tickers`, `no-dates`, and what `checkPriceTable` throws
 *
 * @example
 * ```ts
 * import { simulatePrices, toReturns } from 'mixfolio';
 *
 * const { assets, dates, returns } = toReturns(simulatePrices({ seed: 1 }).prices, { frequency: 'month' });
 * // the return of asset i in period t is returns[t * assets.length + i]
 * console.log(assets.length, dates.length, returns.length);
 * // prints
 * //   10 57 570
 * ```
 */
export function toReturns(prices: PriceTable, options: ReturnOptions = {}): ReturnTable {
  const { frequency = 'month', input = 'prices', incompletePeriod = 'drop' } = options;
  const { returns: kind = 'simple' } = options;
  checkChoices({ frequency, input, returns: kind, incompletePeriod });
  checkPriceTable(prices, input);
  const selection = select(prices, options);
  const { table } = selection;
  if (input === 'returns') refusePrices(table);
  refuseCoarser(table.dates, frequency, 'the table');
  const { rows, ends } = groupByPeriod(table.dates, frequency, 'the table');
  const opened = stampedAtStart(table.dates, rows, frequency);

  const notes = [...selection.notes];
  let begin = input === 'prices' ? 1 : 0;
  let end = ends.length;
  const { atStart, atEnd } = incompletePeriods(selection, frequency, input, opened);
  if (atStart !== null) notes.push(noteOf(atStart, 'begins', incompletePeriod));
  if (atEnd !== null) notes.push(noteOf(atEnd, 'ends', incompletePeriod));
  if (atStart !== null && incompletePeriod === 'drop') begin++;
  if (atEnd !== null && incompletePeriod === 'drop') end--;
  if (begin >= end) throw tooFewPeriods(table.dates, frequency, input);

  // the first price is the base of a return
  if (input === 'prices' && frequency !== 'day')
    notes.push(...notesOnStalePrices(table, rows, begin - 1, end, frequency));

  const relabelled = opened.slice(begin, end).filter(Boolean).length;
  if (relabelled > 0) {
    const until = relabelled < end - begin ? ` up to that of ${ends[begin + relabelled - 1]}` : '';
    notes.push(
      `the data come once a ${frequency} already, stamped on its first day: stamps${until} relabelled to the ${frequency}'s end`,
    );
  }
  const width = table.assets.length;
  const simple = periodReturns(table.prices, width, rows, ends.length, input).slice(
    begin * width,
    end * width,
  );
  return {
    assets: table.assets,
    dates: ends.slice(begin, end).map((date, p) => (opened[begin + p] ? endOfPeriod(date, frequency) : date)),
    returns: kind === 'log' ? simple.map((value) => log1p(value)) : simple,
    frequency,
    notes,
    ...(atEnd !== null && incompletePeriod === 'keep' && { unfinished: true }),
  };
}

/**
 * Whether each period has one row alone, stamped on its first day, and so have all before it. No period's stamp depends
 * on later rows, such as one of today behind monthly ones.
 */
function stampedAtStart(dates: readonly string[], rows: readonly number[], frequency: Frequency): boolean[] {
  const opened: boolean[] = [];
  if (frequency === 'day') return rows.map(() => false);
  dates.forEach((date, row) => {
    const isStart = dayNumber(date) === firstDayOf(periodOf(date, frequency), frequency);
    opened[rows[row]] = isStart && (rows[row] === 0 || opened[rows[row] - 1]);
  });
  return opened;
}

/**
 * A first period of returns that began before the data, and a last one that has not ended. Data that come once a period
 * have neither: at the start the first two rows tell, at the end all of them.
 */
function incompletePeriods(
  { table: { dates }, before, after }: Selection,
  frequency: Frequency,
  input: PriceInput,
  opened: readonly boolean[],
): { atStart: IncompletePeriod | null; atEnd: IncompletePeriod | null } {
  const n = opened.length;
  const isToday = n > 1 && opened[n - 2] && !opened[n - 1];
  const wholeStart = input === 'prices' || frequency === 'day' || isOnceAPeriod(dates.slice(0, 2), frequency);
  const wholeEnd = frequency === 'day' || (isOnceAPeriod(dates, frequency) && !isToday);
  return {
    atStart: wholeStart ? null : incompleteAtStart(dates[0], before, frequency),
    atEnd: wholeEnd ? null : incompleteAtEnd(dates[dates.length - 1], after, frequency),
  };
}

/** Values mostly beyond ±1 are no returns: nothing doubles or is lost in most periods. */
function refusePrices({ assets, dates, prices }: PriceTable): void {
  const values = prices.filter((value) => !Number.isNaN(value));
  const large = values.filter((value) => Math.abs(value) > 1).length;
  if (2 * large <= values.length) return;
  const cell = prices.findIndex((value) => Math.abs(value) > 1);
  const ticker = assets[cell % assets.length];
  const date = dates[Math.floor(cell / assets.length)];
  throw new DataError(
    'looks-like-prices',
    `${large} of ${values.length} returns are beyond 100 %, such as ${prices[cell]} of ${ticker} on ${date}: this looks like prices`,
    'leave out input, or set it to prices; returns are fractions, 0.01 is 1 %',
    { ticker, date, value: prices[cell], large, values: values.length },
  );
}

function endOfPeriod(date: string, frequency: Frequency): string {
  return dateOfDay(lastDayOf(periodOf(date, frequency), frequency));
}

function noteOf(
  { period, date, missingWeekdays }: IncompletePeriod,
  verb: 'begins' | 'ends',
  choice: 'drop' | 'keep',
): string {
  const missing = missingWeekdays === 1 ? '1 weekday is missing' : `${missingWeekdays} weekdays are missing`;
  return `${period} ${verb} ${date}: ${choice === 'drop' ? 'dropped' : 'kept'}, ${missing}`;
}

function tooFewPeriods(dates: readonly string[], frequency: Frequency, input: PriceInput): DataError {
  const first = dates[0];
  const last = dates[dates.length - 1];
  return new DataError(
    'too-few-periods',
    `${input} from ${first} to ${last} give no return of a whole ${frequency}`,
    'use more data or a shorter frequency',
    { first, last, frequency },
  );
}

function checkChoices(options: Record<keyof typeof choices, string>): void {
  for (const option of Object.keys(choices) as (keyof typeof choices)[]) {
    const allowed: readonly string[] = choices[option];
    if (allowed.includes(options[option])) continue;
    throw new ConfigError(
      'invalid-option',
      `${option} is '${options[option]}'`,
      `it must be one of ${allowed.join(', ')}`,
      { option, value: options[option] },
    );
  }
}
