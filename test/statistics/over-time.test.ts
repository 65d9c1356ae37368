import { describe, expect, it } from 'vitest';
import {
  annualReturn,
  annualVolatility,
  beta,
  monthlyReturns,
  rollingBeta,
  rollingSharpe,
  rollingVolatility,
  sharpe,
} from '../../src/statistics/index.js';
import { randomSource } from '../support/random.js';
import { thrown } from '../support/thrown.js';

const random = randomSource(5);
const draw = (): number[] => Array.from({ length: 30 }, () => 0.01 + 0.04 * random.normal());

describe('rolling statistics', () => {
  const [returns, benchmark, riskFree] = [draw(), draw(), draw()];

  it('are those of each window by itself, null before the first', () => {
    const window = 12;
    const part = (series: number[], t: number): number[] => series.slice(t + 1 - window, t + 1);
    const each = (statistic: (t: number) => number | null) =>
      returns.map((_, t) => (t < window - 1 ? null : statistic(t)));
    expect(rollingVolatility(returns, window, 12)).toEqual(
      each((t) => annualVolatility(part(returns, t), 12)),
    );
    expect(rollingSharpe(returns, riskFree, window, 12)).toEqual(
      each((t) => sharpe(part(returns, t), part(riskFree, t), 12)),
    );
    expect(rollingBeta(returns, benchmark, riskFree, window)).toEqual(
      each((t) => beta(part(returns, t), part(benchmark, t), part(riskFree, t))),
    );
  });

  it('are all null where the series is shorter than the window, and nothing of nothing', () => {
    expect(rollingVolatility([0.1, 0.2], 3, 12)).toEqual([null, null]);
    expect(rollingSharpe([], [], 3, 12)).toEqual([]);
  });

  it('say null where a window does not vary', () => {
    expect(rollingSharpe([0.1, 0.1, 0.2], [0, 0, 0], 2, 1)).toEqual([
      null,
      null,
      expect.closeTo(0.15 / Math.sqrt(0.005), 12) as number,
    ]);
    expect(rollingBeta([0.1, 0.2, 0.3], [0.1, 0.1, 0.2], [0, 0, 0], 2)[1]).toBeNull();
  });

  it.each([1, 0, -3, 2.5, NaN])('refuse a window of %d periods', (window) => {
    expect(thrown(() => rollingVolatility(returns, window, 12))).toMatchObject({
      code: 'invalid-option',
      details: { option: 'window' },
    });
  });

  it('refuse series of different lengths', () => {
    expect(thrown(() => rollingBeta(returns, benchmark.slice(1), riskFree, 3))).toMatchObject({
      code: 'wrong-length',
      details: { name: 'benchmark' },
    });
  });
});

describe('returns by year and month', () => {
  it('put months in their places, and leave out what is not there', () => {
    const [first, second] = monthlyReturns(['2019-11-29', '2019-12-31', '2020-01-31'], [0.1, -0.2, 0.05]);
    const none = new Array<null>(12).fill(null);
    const close = (value: number): number => expect.closeTo(value, 15) as number;
    expect(first).toEqual({
      year: 2019,
      months: [...none.slice(2), close(0.1), close(-0.2)],
      total: close(1.1 * 0.8 - 1),
    });
    expect(second).toEqual({ year: 2020, months: [close(0.05), ...none.slice(1)], total: close(0.05) });
  });

  it('compound days and weeks; a week counts to the month that it ends in', () => {
    const [{ months, total }] = monthlyReturns(['2020-01-24', '2020-01-31', '2020-02-07'], [0.1, 0.1, -0.5]);
    expect(months[0]).toBeCloseTo(0.21, 15);
    expect(months[1]).toBeCloseTo(-0.5, 15);
    expect(total).toBeCloseTo(1.21 * 0.5 - 1, 15);
  });

  it('have a total that is the annual return of a full year', () => {
    const returns = draw().slice(0, 12);
    const dates = returns.map((_, month) => `2021-${String(month + 1).padStart(2, '0')}-28`);
    expect(monthlyReturns(dates, returns)[0].total).toBeCloseTo(annualReturn(returns, 12)!, 13);
  });

  it('are none of none, and refuse dates that are none', () => {
    expect(monthlyReturns([], [])).toEqual([]);
    expect(thrown(() => monthlyReturns(['2020-13-01'], [0.1]))).toMatchObject({ code: 'invalid-date' });
    expect(thrown(() => monthlyReturns(['2020-01-31'], []))).toMatchObject({ code: 'wrong-length' });
  });
});
