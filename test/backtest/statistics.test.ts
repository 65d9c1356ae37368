import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  annualReturn,
  annualVolatility,
  maxDrawdown,
  sharpe,
  statisticsOf,
} from '../../src/backtest/statistics.js';

interface Golden {
  riskFreePerPeriod: number;
  x: number[];
  y: number[];
  expected: Record<'x' | 'y', Record<string, number>>;
}
const golden = JSON.parse(
  readFileSync(new URL('../reference/statistics.json', import.meta.url), 'utf8'),
) as Golden[];

describe.each(golden.flatMap((entry) => (['x', 'y'] as const).map((series) => ({ entry, series }))))(
  'statistics of $entry.periods months, series $series, against PerformanceAnalytics',
  ({ entry, series }) => {
    const returns = entry[series];
    const expected = entry.expected[series];
    const riskFree = returns.map(() => entry.riskFreePerPeriod);

    // The fixture prints 15 significant digits.
    it('agrees in the compound annual return', () => {
      expect(annualReturn(returns, 12)! / expected.annualReturnGeometric).toBeCloseTo(1, 12);
    });
    it('agrees in the annual volatility', () => {
      expect(annualVolatility(returns, 12)! / expected.annualVolatility).toBeCloseTo(1, 12);
    });
    it('agrees in the Sharpe ratio of excess returns', () => {
      expect(sharpe(returns, riskFree, 12)! / expected.sharpeArithmetic).toBeCloseTo(1, 12);
    });
    it('agrees in the maximum drawdown', () => {
      expect(maxDrawdown(returns)! / expected.maxDrawdown).toBeCloseTo(1, 12);
    });
  },
);

describe('statistics by hand', () => {
  it('counts a loss in the first period as a drawdown from V_0', () => {
    expect(maxDrawdown([-0.1, 0.05])).toBeCloseTo(0.1, 15);
  });

  it('annualises two months of 1 % to (1.01²)^6 − 1', () => {
    expect(annualReturn([0.01, 0.01], 12)).toBeCloseTo(0.12682503013196977, 15);
  });

  it('leaves everything null of no period', () => {
    expect(statisticsOf([], [], [], 12)).toEqual({
      annualReturn: null,
      annualVolatility: null,
      sharpe: null,
      maxDrawdown: null,
      turnover: null,
    });
  });

  it('has the growth and the drawdown of one period, which does not vary', () => {
    expect(statisticsOf([-0.1], [0], [], 2)).toEqual({
      annualReturn: expect.closeTo(0.81 - 1, 15) as number,
      annualVolatility: null,
      sharpe: null,
      maxDrawdown: expect.closeTo(0.1, 15) as number,
      turnover: null,
    });
    expect(maxDrawdown([0.1])).toBe(0);
    expect(annualReturn([-1], 12)).toBeNull();
  });

  it('has no Sharpe ratio where excess returns do not vary, rounding errors included', () => {
    expect(sharpe([0, 0, 0], [0, 0, 0], 12)).toBeNull();
    expect(sharpe([0.1, 0.1, 0.1], [0, 0, 0], 12)).toBeNull();
    expect(sharpe([0.01, 0.02, 0.04], [0.005, 0.015, 0.035], 12)).toBeNull();
    expect(sharpe([0.01, 0.02, 0.04], [0, 0, 0], 12)).not.toBeNull();
  });

  it('has no annual return where wealth was lost or exceeds every number', () => {
    expect(annualReturn([0.1, -1, 0.1], 12)).toBeNull();
    expect(annualReturn([0.1, -1.5, -1.5], 12)).toBeNull();
    expect(annualReturn([1e3, 1e3], 252)).toBeNull();
  });

  it('averages turnover over rebalances', () => {
    expect(statisticsOf([0.1, 0.2], [0, 0], [0.1, 0.3], 12).turnover).toBeCloseTo(0.2, 15);
  });
});
