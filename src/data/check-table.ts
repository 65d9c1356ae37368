import { DataError } from '../errors.js';
import { isIsoDate } from './calendar.js';
import { impossibleValue, isPossible, type CellContent } from './cells.js';
import { checkUnique } from './check-returns.js';
import type { PriceTable } from './types.js';

/**
 * Refuses a table that breaks its type's promises; tables need not come from `parsePrices`.
 *
 * @throws DataError `wrong-length`, `duplicate-asset`, `invalid-date`, `dates-not-ascending`, `non-positive-price`,
 *         `return-below-minus-one`, `not-finite`
 */
export function checkPriceTable({ assets, dates, prices }: PriceTable, input: CellContent): void {
  if (prices.length !== dates.length * assets.length) {
    throw new DataError(
      'wrong-length',
      `prices has ${prices.length} elements when ${dates.length} dates × ${assets.length} assets are expected`,
      'matrices are dense and row-major, dates × assets',
      { name: 'prices', length: prices.length, expected: dates.length * assets.length },
    );
  }
  checkUnique(assets);
  dates.forEach((date, t) => {
    if (!isIsoDate(date)) {
      throw new DataError('invalid-date', `'${date}' is not an ISO date`, 'write dates as 2024-01-31', {
        value: date,
      });
    }
    if (t > 0 && date <= dates[t - 1]) {
      throw new DataError(
        'dates-not-ascending',
        `the date ${date} stands behind ${dates[t - 1]}`,
        'sort the rows by date, one row a date',
        { date, previous: dates[t - 1] },
      );
    }
  });
  prices.forEach((value, cell) => {
    if (Number.isNaN(value) || (Number.isFinite(value) && isPossible(value, input))) return;
    const ticker = assets[cell % assets.length];
    const date = dates[Math.floor(cell / assets.length)];
    throw impossibleValue(value, input, '', { ticker, date, value });
  });
}
