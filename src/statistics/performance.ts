import { annualReturn } from './annual-return.js';
import { alpha, beta, informationRatio, trackingError } from './benchmark.js';
import { calmar } from './calmar.js';
import { downsideDeviation, sortino } from './downside.js';
import { maxDrawdown, ulcerIndex } from './drawdown.js';
import { minimumTrackRecord, probabilisticSharpe } from './probabilistic-sharpe.js';
import { kurtosis, skewness } from './shape.js';
import { sharpe } from './sharpe.js';
import { bestPeriod, hitRate, worstPeriod } from './single-periods.js';
import { conditionalValueAtRisk, valueAtRisk } from './tail-risk.js';
import { averageTurnover, breakEvenCost } from './trading.js';
import type { BacktestStatistics } from './types.js';
import { annualVolatility } from './volatility.js';

/** What is known of a strategy; series have one value a holding period. */
export interface PerformanceInput {
  grossReturns: ArrayLike<number>;
  netReturns: ArrayLike<number>;
  riskFree: ArrayLike<number>;
  /** P */
  periodsPerYear: number;
  /** one way, of every rebalance but the first purchase */
  turnovers: ArrayLike<number>;
  /** mean over the decisions */
  effectiveAssets: number | null;
  /** returns of the benchmark; null where there is none */
  benchmark: ArrayLike<number> | null;
}

/**
 * All statistics of a strategy; one that is not defined is null.
 *
 * @throws DataError `wrong-length`, `not-finite`
 */
export function performanceStatistics(performance: PerformanceInput): BacktestStatistics {
  const { grossReturns, netReturns: r, riskFree, periodsPerYear: P } = performance;
  const { turnovers, effectiveAssets, benchmark: b } = performance;
  return {
    annualReturn: annualReturn(r, P),
    annualVolatility: annualVolatility(r, P),
    sharpe: sharpe(r, riskFree, P),
    maxDrawdown: maxDrawdown(r),
    turnover: averageTurnover(turnovers),
    sortino: sortino(r, P),
    calmar: calmar(r, P),
    ulcerIndex: ulcerIndex(r),
    downsideDeviation: downsideDeviation(r),
    valueAtRisk: valueAtRisk(r),
    conditionalValueAtRisk: conditionalValueAtRisk(r),
    skewness: skewness(r),
    kurtosis: kurtosis(r),
    hitRate: hitRate(r),
    bestPeriod: bestPeriod(r),
    worstPeriod: worstPeriod(r),
    breakEvenCost: breakEvenCost(grossReturns, riskFree, turnovers),
    effectiveAssets,
    trackingError: b && trackingError(r, b, P),
    informationRatio: b && informationRatio(r, b, P),
    beta: b && beta(r, b, riskFree),
    alpha: b && alpha(r, b, riskFree, P),
    probabilisticSharpe: probabilisticSharpe(r, riskFree),
    minimumTrackRecord: minimumTrackRecord(r, riskFree),
  };
}
