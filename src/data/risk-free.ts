import { ConfigError, DataError } from '../errors.js';
import { power } from '../numeric/elementary.js';
import { dateOfDay, dayNumber, firstDayOf, periodLabel, periodOf } from './calendar.js';
import { checkPriceTable } from './check-table.js';
import { valueKnown } from './known-values.js';
import { type DatedValues, missingInSeries, pickSeries } from './series.js';
import { refuseCoarser } from './spacing.js';
import { periodsPerYear, type PriceTable, type ReturnTable } from './types.js';

/** Which column of a table holds the rates. */
export interface RiskFreeOptions {
  /** column of the table of rates; not needed where it has one only */
  column?: string;
  /** what messages call the series, best its path; default `the risk-free series` */
  name?: string;
}

/**
 * Risk-free return of each period from rates a year: r_p = (1 + r)^{1/P} − 1, P periods per year.
 *
 * From a series, r is the last rate known at or before the calendar end of the period before (of days: the table's
 * day before): what was known when the period began. A rate is known on the day of its stamp; monthly rates stamped on
 * the first of the month are averages, known at the month's end, see `daysKnown`. How old a rate may be, `valueKnown`
 * says.
 *
 * @param rate a fraction a year (0.02 is 2 %), or a table of such
 * @param target periods to fill, of `toReturns`
 * @throws ConfigError `invalid-option` for a number that is not a rate
 * @throws DataError `rate-out-of-range`, `missing-period` naming the first period without a known rate, `too-coarse`
 *         for series that come more seldom than monthly, `unknown-ticker`, `ambiguous-column`
 */
export function riskFreeReturns(
  rate: number | PriceTable,
  target: Pick<ReturnTable, 'dates' | 'frequency'>,
  options: RiskFreeOptions = {},
): Float64Array {
  const { dates, frequency } = target;
  const perPeriod = (annual: number) => power(1 + annual, 1 / periodsPerYear[frequency]) - 1;
  if (typeof rate === 'number') {
    if (isRate(rate)) return new Float64Array(dates.length).fill(perPeriod(rate));
    throw new ConfigError('invalid-option', `the risk-free rate is ${rate}`, rateHint, { value: rate });
  }
  const name = options.name ?? 'the risk-free series';
  const rates = ratesOf(rate, options.column, name);
  const returns = rates.values.map(perPeriod);
  const rowOn = valueKnown(rates.dates, target);
  return Float64Array.from(dates, (date, t) => {
    const before = dayBefore(target, t);
    const row = rowOn(dayNumber(before));
    if (row >= 0) return returns[row];
    const period = periodLabel(periodOf(date, frequency), frequency);
    throw missingInSeries(rates, name, `rate known on ${before}, for ${period}`, period);
  });
}

const rateHint = 'give rates a year as fractions between −1 and 1: 0.0469 is 4.69 %';

function isRate(value: number): boolean {
  return value > -1 && value < 1;
}

/** A column of rates. */
function ratesOf(table: PriceTable, column: string | undefined, name: string): DatedValues {
  checkPriceTable(table, 'returns');
  const rates = pickSeries(table, column, name);
  refuseCoarser(rates.dates, 'month', name);
  const wrong = rates.values.findIndex((value) => !isRate(value));
  if (wrong >= 0) {
    const date = rates.dates[wrong];
    const value = rates.values[wrong];
    throw new DataError('rate-out-of-range', `${name}: the rate on ${date} is ${value}`, rateHint, {
      file: name,
      date,
      value,
    });
  }
  return rates;
}

/** The last day before a period of the target. */
function dayBefore({ dates, frequency }: Pick<ReturnTable, 'dates' | 'frequency'>, t: number): string {
  if (frequency === 'day' && t > 0) return dates[t - 1];
  return dateOfDay(firstDayOf(periodOf(dates[t], frequency), frequency) - 1);
}
