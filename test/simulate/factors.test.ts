import { describe, expect, it } from 'vitest';
import { simulateFactors } from '../../src/browser.js';
import { randomStream } from '../../src/numeric/random.js';
import { thrown } from '../support/thrown.js';

describe('simulateFactors', () => {
  it('follows the formulas of the study, date by date', () => {
    const { names, dates, values } = simulateFactors({ seed: 5, periods: 2 });
    expect(names).toEqual(['MARKET', 'VOLATILITY', 'DOLLAR', 'RATES']);
    // Thursday, Friday, Monday
    expect(dates).toEqual(['2020-01-02', '2020-01-03', '2020-01-06']);
    const [market, volatility, dollar, rates] = names.map((name) => {
      const { normal } = randomStream(5, `factor ${name}`);
      return [normal(), normal(), normal()];
    });
    // sin(0.01) = 0.00999983, sin(0.02) = 0.01999867, sin(0.03) = 0.02999550; sin(0.005) = 0.00499998
    const expected = [
      0.0003 + 0.01 * market[0],
      20 + 0.04999916667083 + 2 * volatility[0],
      100 + 0.5 * dollar[0],
      2 + 0.00249998958335 + 0.02 * rates[0],
      0.0006 + 0.01 * (market[0] + market[1]),
      20 + 0.09999333346667 + 2 * volatility[1],
      100 + 0.5 * (dollar[0] + dollar[1]),
      2 + 0.00499991666708 + 0.02 * (rates[0] + rates[1]),
      0.0009 + 0.01 * (market[0] + market[1] + market[2]),
      20 + 0.14997750101248 + 2 * volatility[2],
      100 + 0.5 * (dollar[0] + dollar[1] + dollar[2]),
      2 + 0.00749971875316 + 0.02 * (rates[0] + rates[1] + rates[2]),
    ];
    expected.forEach((value, cell) => expect(values[cell]).toBeCloseTo(value, 12));
  });

  it('skips weekends and 1 January', () => {
    const { dates } = simulateFactors({ start: '2020-12-30', periods: 3 });
    expect(dates).toEqual(['2020-12-30', '2020-12-31', '2021-01-04', '2021-01-05']);
  });

  it('takes the market process as it is given', () => {
    const [a, b] = [
      { mean: 0, volatility: 1 },
      { mean: 0.5, volatility: 2 },
    ].map((marketProcess) => simulateFactors({ periods: 1, marketProcess }).values);
    expect(b[0]).toBeCloseTo(0.5 + 2 * a[0], 14);
    expect(b.subarray(1, 4)).toEqual(a.subarray(1, 4));
  });

  it.each([
    [{ start: '2020-02-30' }, 'invalid-option', 'start'],
    [{ start: '9999-12-30' }, 'invalid-option', 'start'],
    [{ periods: 0 }, 'invalid-option', 'periods'],
    [{ periods: 1.5 }, 'invalid-option', 'periods'],
    [{ marketProcess: { volatility: 0 } }, 'invalid-option', 'marketProcess.volatility'],
    [{ marketProcess: { mean: NaN } }, 'invalid-option', 'marketProcess.mean'],
  ])('refuses %j with %s of %s', (options, code, option) => {
    expect(thrown(() => simulateFactors(options))).toMatchObject({ code, details: { option } });
  });

  it('refuses a seed that is none', () => {
    expect(thrown(() => simulateFactors({ seed: -1 }))).toMatchObject({ code: 'bad-seed' });
  });
});
