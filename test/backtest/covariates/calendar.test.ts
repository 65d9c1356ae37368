import { describe, expect, it } from 'vitest';
import { month } from '../../../src/backtest/covariates/month.js';
import { trend } from '../../../src/backtest/covariates/trend.js';

describe('the trend', () => {
  it('counts years from the middle of the window', () => {
    expect([...trend(4, 12)]).toEqual([-1.5 / 12, -0.5 / 12, 0.5 / 12, 1.5 / 12]);
    expect([...trend(3, 52)]).toEqual([-1 / 52, 0, 1 / 52]);
  });
});

describe('the month', () => {
  it('is the calendar month that a period ends in, with two digits', () => {
    expect(month(['2019-12-31', '2020-01-31', '2020-10-30'])).toEqual(['12', '01', '10']);
  });
});
