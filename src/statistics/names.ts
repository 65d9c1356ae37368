import type { BacktestStatistics } from './types.js';

/** Every statistic, in the order of tables; one that is missing here does not compile. */
const all: Record<keyof BacktestStatistics, true> = {
  annualReturn: true,
  annualVolatility: true,
  sharpe: true,
  maxDrawdown: true,
  turnover: true,
  sortino: true,
  calmar: true,
  ulcerIndex: true,
  downsideDeviation: true,
  valueAtRisk: true,
  conditionalValueAtRisk: true,
  skewness: true,
  kurtosis: true,
  hitRate: true,
  bestPeriod: true,
  worstPeriod: true,
  breakEvenCost: true,
  effectiveAssets: true,
  trackingError: true,
  informationRatio: true,
  beta: true,
  alpha: true,
  probabilisticSharpe: true,
  minimumTrackRecord: true,
};

export const statisticNames = Object.keys(all) as (keyof BacktestStatistics)[];
