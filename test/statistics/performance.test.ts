import { describe, expect, it } from 'vitest';
import { type BacktestStatistics, performanceStatistics } from '../../src/statistics/index.js';

const nothing: BacktestStatistics = {
  annualReturn: null,
  annualVolatility: null,
  sharpe: null,
  maxDrawdown: null,
  turnover: null,
  sortino: null,
  calmar: null,
  ulcerIndex: null,
  downsideDeviation: null,
  valueAtRisk: null,
  conditionalValueAtRisk: null,
  skewness: null,
  kurtosis: null,
  hitRate: null,
  bestPeriod: null,
  worstPeriod: null,
  breakEvenCost: null,
  effectiveAssets: null,
  trackingError: null,
  informationRatio: null,
  beta: null,
  alpha: null,
  probabilisticSharpe: null,
  minimumTrackRecord: null,
};

function of(returns: number[], periodsPerYear = 12): BacktestStatistics {
  return performanceStatistics({
    grossReturns: returns,
    netReturns: returns,
    riskFree: returns.map(() => 0),
    periodsPerYear,
    turnovers: [],
    effectiveAssets: null,
    benchmark: null,
  });
}
const close = (value: number): number => expect.closeTo(value, 14) as number;

describe('the statistics of a strategy', () => {
  it('are all null of no period', () => {
    expect(of([])).toEqual(nothing);
  });

  it('of one period are those that need no second', () => {
    expect(of([-0.1], 2)).toEqual({
      ...nothing,
      annualReturn: close(0.81 - 1),
      maxDrawdown: close(0.1),
      sortino: close(-Math.SQRT2),
      calmar: close(-1.9),
      ulcerIndex: close(0.1),
      downsideDeviation: close(0.1),
      valueAtRisk: 0.1,
      conditionalValueAtRisk: 0.1,
      hitRate: 0,
      bestPeriod: -0.1,
      worstPeriod: -0.1,
    });
  });

  it('of constant returns are no ratios to what does not vary', () => {
    expect(of([0.1, 0.1, 0.1], 1)).toEqual({
      ...nothing,
      annualReturn: close(0.1),
      annualVolatility: close(0),
      maxDrawdown: 0,
      ulcerIndex: 0,
      downsideDeviation: 0,
      valueAtRisk: close(-0.1),
      conditionalValueAtRisk: close(-0.1),
      hitRate: 1,
      bestPeriod: 0.1,
      worstPeriod: 0.1,
    });
  });

  it('of a total loss are a drawdown of 1 and no annual return', () => {
    const statistics = of([0.1, -1, 0, 0]);
    expect(statistics).toMatchObject({ annualReturn: null, calmar: null, maxDrawdown: 1, worstPeriod: -1 });
    expect(statistics.ulcerIndex).toBeCloseTo(Math.sqrt(3 / 4), 15);
  });

  it('are numbers or null, whatever the size of the returns', () => {
    for (const size of [1e-300, 1e-160, 1e150, 1e300]) {
      for (const value of Object.values(of([size, -size, 2 * size, -size]))) {
        expect(value === null || Number.isFinite(value)).toBe(true);
      }
    }
  });

  it('take what belongs to each: gross returns for costs, net ones for the rest, and the benchmark', () => {
    const netReturns = [0.01, -0.02, 0.03, 0.02];
    const statistics = performanceStatistics({
      grossReturns: netReturns.map((r) => r + 0.001),
      netReturns,
      riskFree: [0, 0, 0, 0],
      periodsPerYear: 12,
      turnovers: [0.1, 0.3],
      effectiveAssets: 2.5,
      benchmark: netReturns.map((r) => 0.5 * r),
    });
    expect(statistics).toMatchObject({
      turnover: close(0.2),
      breakEvenCost: close(0.044 / 0.8),
      effectiveAssets: 2.5,
      bestPeriod: 0.03,
    });
    expect(statistics.beta).toBeCloseTo(2, 12);
    expect(statistics.alpha).toBeCloseTo(0, 14);
    expect(statistics.trackingError).toBeCloseTo(0.5 * statistics.annualVolatility!, 13);
    expect(statistics.informationRatio).toBeCloseTo(statistics.sharpe!, 11);
    expect(Object.values(statistics)).not.toContain(null);
  });
});
