import { describe, expect, it } from 'vitest';
import { userSeries } from '../../../src/backtest/covariates/user-series.js';
import { priceTable } from '../../support/price-tables.js';
import { thrown } from '../../support/thrown.js';

const target = { frequency: 'month' as const, dates: ['2024-02-29', '2024-03-28', '2024-04-30'] };
const file = { path: 'vix.csv', column: 'VIX', as: 'level' as const, lag: { periods: 0 } };
const monthly = priceTable(
  ['VIX'],
  [
    ['2024-02-29', 13],
    ['2024-03-31', 14],
    ['2024-04-30', 15],
  ],
);

describe('a covariate of the user', () => {
  it('is refused where it is missing, with its name and the period', () => {
    const error = thrown(() => userSeries('vix', { ...file, as: 'change' }, monthly, target, 0));
    expect(error).toMatchObject({
      name: 'DataError',
      code: 'missing-covariate',
      details: { covariate: 'vix', period: '2024-02-29', file: 'vix.csv' },
    });
    expect(error.message).toContain('runs from 2024-02-29 to 2024-04-30');
  });

  it('is refused with what its stamps mean where it counts later than they say', () => {
    const starts = priceTable(
      ['VIX'],
      [
        ['2024-02-01', 13],
        ['2024-03-01', 14],
        ['2024-04-01', 15],
      ],
    );
    const late = { ...file, lag: { periods: 1 } };
    const { hint } = thrown(() => userSeries('vix', late, starts, target, 0));
    expect(hint).toMatch(/A value dated the first of a month counts from the end of the span that it opens$/);
    const { hint: other } = thrown(() => userSeries('vix', late, monthly, target, 0));
    expect(other).not.toContain('span');
    expect([...userSeries('vix', file, starts, target, 0).values]).toEqual([13, 14, 15]);
  });

  it('may be missing in periods that no decision needs', () => {
    const { values } = userSeries('vix', { ...file, as: 'change' }, monthly, target, 1);
    expect([...values]).toEqual([NaN, 0, 2]);
  });

  it('comes with a note where monthly values are dated behind the last trading day', () => {
    const { values, notes } = userSeries('vix', file, monthly, target, 0);
    expect([...values]).toEqual([13, 13, 15]);
    expect(notes).toEqual([
      'covariate vix: 1 of 3 values are dated after the last trading day of their month, the first 2024-03-31; ' +
        'they count from the next month on',
    ]);
  });

  it('comes with a note where a period has no value of its own and the last one counts', () => {
    const blank = (skipped: string) => ({
      ...monthly,
      prices: monthly.prices.map((value, t) => (monthly.dates[t] === skipped ? NaN : value)),
    });
    const { values, notes } = userSeries('vix', file, blank('2024-03-31'), target, 0);
    expect([...values]).toEqual([13, 13, 15]);
    expect(notes).toEqual([
      'covariate vix: no value is dated in 1 of 3 periods, the first the month to 2024-03-28; ' +
        'the last value before counts there',
    ]);
    expect(userSeries('vix', file, blank('2024-03-31'), target, 2).notes).toEqual([]);
  });
});
