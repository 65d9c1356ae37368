import { describe, expect, it } from 'vitest';
import {
  annualReturn,
  annualVolatility,
  bestPeriod,
  calmar,
  downsideDeviation,
  hitRate,
  sharpe,
  sortino,
  worstPeriod,
} from '../../src/statistics/index.js';

describe('the annual return', () => {
  it('of two months of 1 % is (1.01²)^6 − 1', () => {
    expect(annualReturn([0.01, 0.01], 12)).toBeCloseTo(0.12682503013196977, 15);
  });

  it('is null where wealth was lost or exceeds every number', () => {
    expect(annualReturn([-1], 12)).toBeNull();
    expect(annualReturn([0.1, -1, 0.1], 12)).toBeNull();
    expect(annualReturn([0.1, -1.5, -1.5], 12)).toBeNull();
    expect(annualReturn([1e3, 1e3], 252)).toBeNull();
  });
});

describe('volatility', () => {
  it('is √12 times the deviation with T − 1 degrees of freedom', () => {
    expect(annualVolatility([0.01, 0.03, 0.02], 12)).toBeCloseTo(Math.sqrt(12) * 0.01, 15);
    expect(annualVolatility([0.02], 12)).toBeNull();
  });

  it('of a long constant series is 0 to rounding', () => {
    expect(annualVolatility(new Float64Array(1e5).fill(0.1), 252)).toBeLessThan(1e-15);
  });
});

describe('the Sharpe ratio', () => {
  it('is √12 times mean over deviation of excess returns', () => {
    expect(sharpe([0.02, 0.04, 0.03], [0.01, 0.01, 0.01], 12)).toBeCloseTo(Math.sqrt(12) * 2, 12);
  });

  it('is null where excess returns do not vary, rounding errors included', () => {
    expect(sharpe([0, 0, 0], [0, 0, 0], 12)).toBeNull();
    expect(sharpe([0.1, 0.1, 0.1], [0, 0, 0], 12)).toBeNull();
    expect(sharpe([0.01, 0.02, 0.04], [0.005, 0.015, 0.035], 12)).toBeNull();
    expect(sharpe(new Float64Array(1e5).fill(0.1), new Float64Array(1e5), 252)).toBeNull();
    expect(sharpe([0.01, 0.02, 0.04], [0, 0, 0], 12)).not.toBeNull();
  });
});

describe('downside deviation and Sortino ratio', () => {
  const returns = [0.03, -0.03, 0.05, -0.04];

  it('count what is below the minimum acceptable return, over all periods', () => {
    // √((0.03² + 0.04²)/4)
    expect(downsideDeviation(returns)).toBeCloseTo(0.025, 15);
    expect(sortino(returns, 12)).toBeCloseTo((Math.sqrt(12) * 0.0025) / 0.025, 13);
  });

  it('take another minimum', () => {
    // √((0.04² + 0.05²)/4) below 1 %
    expect(downsideDeviation(returns, 0.01)).toBeCloseTo(Math.sqrt(0.0041 / 4), 15);
    expect(sortino(returns, 1, 0.01)).toBeCloseTo(-0.0075 / Math.sqrt(0.0041 / 4), 13);
  });

  it('have no ratio where nothing is below', () => {
    expect(downsideDeviation([0.01, 0])).toBe(0);
    expect(sortino([0.01, 0], 12)).toBeNull();
  });
});

describe('the Calmar ratio', () => {
  it('is annual return over maximum drawdown', () => {
    // 1.1 · 0.9 · 1.2 = 1.188 in three periods of a year each
    expect(calmar([0.1, -0.1, 0.2], 1)).toBeCloseTo((Math.cbrt(1.188) - 1) / 0.1, 13);
  });

  it('is null without a drawdown and after a total loss', () => {
    expect(calmar([0.1, 0.2], 12)).toBeNull();
    expect(calmar([0.1, -1], 12)).toBeNull();
  });
});

it('hit rate, best and worst period are what they are called; a return of 0 is no hit', () => {
  const returns = [0.01, 0, -0.02, 0.03];
  expect([hitRate(returns), bestPeriod(returns), worstPeriod(returns)]).toEqual([0.5, 0.03, -0.02]);
});
