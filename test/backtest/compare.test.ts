import { describe, expect, it } from 'vitest';
import { compareStrategies, performanceStatistics, type StrategyResult } from '../../src/browser.js';
import { thrown } from '../support/thrown.js';

const returns = [0.01, -0.02, 0.03];
const others = performanceStatistics({
  grossReturns: returns,
  netReturns: returns,
  riskFree: [0, 0, 0],
  periodsPerYear: 12,
  turnovers: [0.1],
  effectiveAssets: null,
  benchmark: null,
});

function strategy(name: string, ...values: (number | null)[]): StrategyResult {
  const [annualReturn, annualVolatility, sharpe, maxDrawdown] = values;
  return {
    name,
    statistics: { ...others, annualReturn, annualVolatility, sharpe, maxDrawdown, turnover: 0.1 },
    periods: [],
    grossReturns: [],
    netReturns: [],
    firstPurchaseCost: 0,
    windows: [],
  };
}

/** The study's table. */
const study = {
  strategies: [
    strategy('systematic', 0.072, 0.061, 1.19, 0.022),
    strategy('sample', 0.066, 0.064, 1.03, 0.029),
  ],
};

describe('strategies side by side', () => {
  it('have differences, and improvements in the direction that is better', () => {
    const [row, ...others] = compareStrategies(study, 'sample');
    expect(others).toEqual([]);
    expect(row.name).toBe('systematic');
    expect(row.statistics).toEqual({
      annualReturn: 0.072,
      annualVolatility: 0.061,
      sharpe: 1.19,
      maxDrawdown: 0.022,
    });
    const close = (value: number): number => expect.closeTo(value, 14) as number;
    expect(row.differences).toEqual({
      annualReturn: close(0.006),
      annualVolatility: close(-0.003),
      sharpe: close(0.16),
      maxDrawdown: close(-0.007),
    });
    expect(row.improvements).toEqual({
      annualReturn: close(6 / 66),
      annualVolatility: close(3 / 64),
      sharpe: close(16 / 103),
      maxDrawdown: close(7 / 29),
    });
  });

  it('have no share of a loss, nor of a Sharpe ratio below 0', () => {
    const strategies = [strategy('a', -0.05, 0.1, -0.5, 0.2), strategy('b', -0.1, 0.1, -1, 0.1)];
    const [row] = compareStrategies({ strategies }, 'b');
    expect(row.differences).toMatchObject({ annualReturn: 0.05, sharpe: 0.5 });
    expect(row.improvements).toEqual({
      annualReturn: null,
      annualVolatility: 0,
      sharpe: null,
      maxDrawdown: -1,
    });
  });

  it('have nothing where a statistic is not defined, and no share of 0', () => {
    const strategies = [strategy('a', 0.1, null, 1, 0.1), strategy('b', 0.05, 0.1, null, 0)];
    const [row] = compareStrategies({ strategies }, 'b');
    expect(row.differences).toMatchObject({ annualVolatility: null, sharpe: null, maxDrawdown: 0.1 });
    expect(row.improvements).toEqual({
      annualReturn: 1,
      annualVolatility: null,
      sharpe: null,
      maxDrawdown: null,
    });
  });

  it('need a base that is there', () => {
    expect(thrown(() => compareStrategies(study, 'Sample'))).toMatchObject({
      code: 'unknown-strategy',
      hint: 'did you mean "sample"?',
      details: { base: 'Sample', strategies: ['systematic', 'sample'] },
    });
    // of a caller without types
    const withoutBase = compareStrategies as (result: typeof study) => unknown;
    expect(thrown(() => withoutBase(study))).toMatchObject({ code: 'unknown-strategy' });
  });
});
