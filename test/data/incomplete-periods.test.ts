import { describe, expect, it } from 'vitest';
import { toReturns } from '../../src/data/to-returns.js';
import { priceTable, weekdayPrices } from '../support/price-tables.js';

describe('an incomplete last period', () => {
  const untilFriday = weekdayPrices('2025-07-01', '2025-09-26');

  it('is dropped by default, with a note', () => {
    const { dates, notes } = toReturns(untilFriday);
    expect(dates).toEqual(['2025-08-29']);
    expect(notes).toEqual(['2025-09 ends 2025-09-26: dropped, 2 weekdays are missing']);
  });

  it('is kept when asked for, with a note', () => {
    const { dates, returns, notes } = toReturns(untilFriday, { incompletePeriod: 'keep' });
    expect(dates).toEqual(['2025-08-29', '2025-09-26']);
    // weekdays: 23 in July, 21 in August, 20 to 26 September
    expect([...returns]).toEqual([44 / 23 - 1, 64 / 44 - 1]);
    expect(notes).toEqual(['2025-09 ends 2025-09-26: kept, 2 weekdays are missing']);
  });

  it('is none when only a weekend is left of it', () => {
    const { dates, notes } = toReturns(weekdayPrices('2025-07-01', '2025-08-29'));
    expect(dates).toEqual(['2025-08-29']);
    expect(notes).toEqual([]);
  });

  it('is noted in the singular for one weekday', () => {
    expect(toReturns(weekdayPrices('2025-07-01', '2025-09-29')).notes).toEqual([
      '2025-09 ends 2025-09-29: dropped, 1 weekday is missing',
    ]);
  });

  it('is a week too', () => {
    const { dates, notes } = toReturns(weekdayPrices('2025-09-08', '2025-09-24'), { frequency: 'week' });
    expect(dates).toEqual(['2025-09-19']);
    expect(notes).toEqual(['2025-W39 ends 2025-09-24: dropped, 2 weekdays are missing']);
  });

  it('is never a week whose Friday is New Year', () => {
    const { dates, notes } = toReturns(weekdayPrices('2020-12-14', '2020-12-31'), { frequency: 'week' });
    expect(dates).toEqual(['2020-12-25', '2020-12-31']);
    expect(notes).toEqual([]);
  });

  it('is none where the table goes on after it, so that a holiday at its end does not matter', () => {
    // Good Friday, 29 March 2024, was no trading day
    const all = weekdayPrices('2024-02-01', '2024-04-30');
    const rows = all.dates.flatMap((date, row): [string, number][] =>
      date === '2024-03-29' ? [] : [[date, all.prices[row]]],
    );
    const { dates, notes } = toReturns(priceTable(['A'], rows), { to: '2024-03-31' });
    expect(dates).toEqual(['2024-03-28']);
    expect(notes).toEqual([]);
  });

  it('is one where the table goes on within it after the last date asked for', () => {
    const { dates, notes } = toReturns(weekdayPrices('2024-02-01', '2024-04-30'), { to: '2024-04-26' });
    expect(dates).toEqual(['2024-03-29']);
    expect(notes).toEqual(['2024-04 ends 2024-04-26: dropped, 2 weekdays are missing']);
  });
});
