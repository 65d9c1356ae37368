import { describe, expect, it } from 'vitest';
import { parsePrices } from '../../src/data/parse-prices.js';
import { riskFreeReturns } from '../../src/data/risk-free.js';
import type { Frequency } from '../../src/data/types.js';
import { thrown } from '../support/thrown.js';

const periods = (frequency: Frequency, ...dates: string[]) => ({ frequency, dates });
const rates = (text: string) => parsePrices(text, { input: 'returns' });

// (1 + r)^(1/P) − 1 computed in 40 decimal digits (Python decimal)
const monthly2 = 0.00165158130192017;
const monthly5 = 0.0040741237836483;
const monthly6 = 0.00486755056534303;
const weekly3 = 0.000568600096428746;
const daily4 = 0.000155649862791329;

function expectClose(actual: Float64Array, expected: number[]) {
  expect(actual.length).toBe(expected.length);
  // 1 + r per period is rounded to 1.1e-16
  expected.forEach((value, t) => expect(Math.abs(actual[t] - value)).toBeLessThan(4e-16));
}

describe('a risk-free rate a year', () => {
  it('becomes the same return in every period', () => {
    expectClose(riskFreeReturns(0.02, periods('month', '2024-01-31', '2024-02-29')), [monthly2, monthly2]);
    expectClose(riskFreeReturns(0.03, periods('week', '2024-01-05')), [weekly3]);
    expectClose(riskFreeReturns(0.04, periods('day', '2024-01-05')), [daily4]);
  });

  it('of zero is exactly zero', () => {
    expect([...riskFreeReturns(0, periods('month', '2024-01-31'))]).toEqual([0]);
  });

  it.each([-1, 1, 4.69, NaN, Infinity])('is refused when it is %s', (rate) => {
    expect(thrown(() => riskFreeReturns(rate, periods('month', '2024-01-31')))).toMatchObject({
      name: 'ConfigError',
      code: 'invalid-option',
      message: `the risk-free rate is ${rate}`,
      hint: 'give rates a year as fractions between −1 and 1: 0.0469 is 4.69 %',
    });
  });
});

describe('a series of risk-free rates', () => {
  const daily = rates(
    'date,R\n2024-01-30,0.01\n2024-01-31,0.02\n2024-02-01,0.5\n2024-02-28,0.05\n2024-02-29,\n2024-03-01,0.5\n2024-03-28,0.06\n2024-04-01,0.9\n',
  );

  it('gives each month the last rate of the month before, never one of its own', () => {
    const target = periods('month', '2024-02-29', '2024-03-28', '2024-04-30');
    expectClose(riskFreeReturns(daily, target), [monthly2, monthly5, monthly6]);
  });

  it('gives each day the last rate of an earlier day', () => {
    const file = rates('date,R\n2024-01-04,0.04\n2024-01-05,0\n2024-01-08,0.5\n');
    expectClose(riskFreeReturns(file, periods('day', '2024-01-05', '2024-01-08')), [daily4, 0]);
  });

  it('gives each week the last rate up to the Sunday before', () => {
    const file = rates('date,R\n2024-01-04,0.9\n2024-01-05,0.03\n2024-01-08,0.9\n2024-01-09,0.9\n');
    expectClose(riskFreeReturns(file, periods('week', '2024-01-12')), [weekly3]);
  });

  it('of monthly averages stamped on the first counts from the month’s end on', () => {
    const file = rates('date,R\n2024-01-01,0.02\n2024-02-01,0.05\n2024-03-01,0.06\n');
    const target = periods('month', '2024-02-29', '2024-03-28', '2024-04-30');
    expectClose(riskFreeReturns(file, target), [monthly2, monthly5, monthly6]);
    expectClose(riskFreeReturns(file, periods('day', '2024-02-01', '2024-02-29')), [
      1.02 ** (1 / 252) - 1,
      1.02 ** (1 / 252) - 1,
    ]);
  });

  it('is one column of a file of several', () => {
    const file = rates('date,A,R\n2024-01-31,0.5,0.02\n2024-02-29,0.5,0.05\n');
    expectClose(riskFreeReturns(file, periods('month', '2024-02-29'), { column: 'R' }), [monthly2]);
  });

  it.each([
    ['2024-01-31', '2023-12-31', '2024-01'],
    ['2024-06-28', '2024-05-31', '2024-06'],
  ])('without a rate before the month of %s is refused', (date, before, period) => {
    expect(thrown(() => riskFreeReturns(daily, periods('month', date), { name: 'r.csv' }))).toMatchObject({
      name: 'DataError',
      code: 'missing-period',
      message: `r.csv has no rate known on ${before}, for ${period}; it runs from 2024-01-30 to 2024-04-01`,
      details: { file: 'r.csv', period, first: '2024-01-30', last: '2024-04-01' },
    });
  });

  it('in percent is refused', () => {
    const percent = rates('date,R\n2024-01-30,4.69\n2024-01-31,4.7\n');
    expect(
      thrown(() => riskFreeReturns(percent, periods('month', '2024-02-29'), { name: 'r.csv' })),
    ).toMatchObject({
      name: 'DataError',
      code: 'rate-out-of-range',
      message: 'r.csv: the rate on 2024-01-30 is 4.69',
      hint: 'give rates a year as fractions between −1 and 1: 0.0469 is 4.69 %',
      details: { file: 'r.csv', date: '2024-01-30', value: 4.69 },
    });
  });

  it('that comes more seldom than monthly is refused', () => {
    const quarterly = rates('date,R\n2024-01-01,0.02\n2024-04-01,0.02\n');
    expect(thrown(() => riskFreeReturns(quarterly, periods('month', '2024-05-31')))).toMatchObject({
      code: 'too-coarse',
      message:
        'the risk-free series: half of the dates are 91 days apart or more, too far for the frequency month',
    });
  });
});
