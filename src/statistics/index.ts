/** What users get of this folder. */
export { annualReturn } from './annual-return.js';
export { alpha, beta, informationRatio, trackingError } from './benchmark.js';
export { calmar } from './calmar.js';
export type { BlockBootstrap, ComparedMoment } from './block-bootstrap.js';
export { sharpeDifferenceTest, varianceDifferenceTest } from './difference-test.js';
export { type Bootstrapper, sharpeDifferenceTests, varianceDifferenceTests } from './difference-tests.js';
export type * from './difference-tests.types.js';
export { averageEffectiveAssets, diversificationRatio, effectiveAssets } from './diversification.js';
export { downsideDeviation, sortino } from './downside.js';
export {
  type BetsKind,
  type EffectiveBets,
  effectiveBets,
  type EigenSolver,
  minimumTorsion,
} from './effective-bets.js';
export { type Drawdown, drawdownSeries, maxDrawdown, ulcerIndex, worstDrawdown } from './drawdown.js';
export { monthlyReturns, type YearOfReturns } from './monthly-returns.js';
export { type PerformanceInput, performanceStatistics } from './performance.js';
export {
  deflatedSharpe,
  expectedMaximumSharpe,
  minimumTrackRecord,
  probabilisticSharpe,
  type Trials,
} from './probabilistic-sharpe.js';
export { holm, romanoWolf } from './multiple-tests.js';
export { rollingBeta, rollingSharpe, rollingVolatility } from './rolling.js';
export { kurtosis, skewness } from './shape.js';
export { sharpe } from './sharpe.js';
export {
  type SharpeDifference,
  sharpeDifference,
  type SharpeDifferenceOptions,
} from './sharpe-difference.js';
export { bestPeriod, hitRate, worstPeriod } from './single-periods.js';
export { conditionalValueAtRisk, valueAtRisk } from './tail-risk.js';
export { averageTurnover, breakEvenCost } from './trading.js';
export type * from './types.js';
export { annualVolatility } from './volatility.js';
