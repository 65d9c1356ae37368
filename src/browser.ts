/**
 * The public surface that runs everywhere: no file, clock or terminal. Bundlers take it for browsers by themselves.
 *
 * @module browser
 */
export * from './errors.js';
export { createEngine, type Engine, type EngineOptions } from './create-engine.js';
export type * from './engine/quadratic-program.types.js';
export type { EngineBuild } from './engine/module.js';
export type { SymmetricEigen } from './engine/linear-algebra.js';
export type * from './model/types.js';
export type * from './mixed/types.js';
export * from './model/summary.js';
export { type ErrorsSummary, summarizeErrors } from './model/errors-summary.js';
export {
  type CovariateValue,
  type ExpectedReturns,
  expectedReturns,
  type ExpectedReturnsOptions,
} from './model/expected-returns.js';
export type { WeightsByPeriod } from './model/weights-by-period.js';
export { formatFormula, type FormulaTerms, parseFormula } from './model/formula.js';
export { fitLowRankPanel } from './model/low-rank/fit.js';
export type { LowRankModel } from './model/low-rank/types.js';
export { predictedReturns } from './model/predicted-returns.js';
export type { PanelLikelihood } from './inference/panel-likelihood.js';
export type { CaseDeletion, PeriodDeletion } from './inference/case-deletion.js';
export type { PredictionErrors } from './inference/prediction-errors.js';
export { type LikelihoodRatioTest, likelihoodRatioTest } from './inference/likelihood-ratio.js';
export type { BootstrapOptions, BootstrapTest } from './inference/bootstrap.js';
export { parametricBootstrap } from './inference/parametric-bootstrap.js';
export { informationCriteria, type InformationCriteria } from './inference/information-criteria.js';
export { heritabilityInterval, type HeritabilityInterval } from './inference/heritability-interval.js';
export { varianceErrors, type VarianceErrors } from './inference/variance-errors.js';
export { type LinearHypothesis, type WaldTest, waldTest } from './inference/wald-test.js';
export { mixedComponents, type MixedLikelihood } from './inference/mixed-likelihood.js';
export {
  mixedLikelihoodRatioTest,
  type MixedLikelihoodRatioTest,
} from './inference/mixed-likelihood-ratio.js';
export { mixedParametricBootstrap } from './inference/mixed-parametric-bootstrap.js';
export {
  mixedInformationCriteria,
  type MixedInformationCriteria,
} from './inference/mixed-information-criteria.js';
export { mixedVarianceErrors, type MixedVarianceErrors } from './inference/mixed-variance-errors.js';
export type { Information } from './inference/information.js';
export type { DiagnosticTest, SeriesDiagnostics } from './inference/series-diagnostics.js';
export {
  type PeriodInfluence,
  residualDiagnostics,
  type ResidualDiagnostics,
} from './inference/residual-diagnostics.js';
export type * from './data/types.js';
export type { CellContent, PriceInput } from './data/cells.js';
export type { DateOrder } from './data/parse-dates.js';
export type { MissingReturns, ReturnMatrix } from './data/check-returns.js';
export type { PeriodTarget } from './data/stamps.js';
export { parsePrices } from './data/parse-prices.js';
export type { PriceFormat } from './data/price-layout.js';
export { parseParquet } from './data/sources/parquet.js';
export { type ArrowColumn, type ArrowTable, fromArrow } from './data/sources/arrow.js';
export { type ColumnValues, fromColumns, fromRows } from './data/sources/rows.js';
export { type ReturnOptions, toReturns } from './data/to-returns.js';
export { type EventFormat, type EventKind, parseEvents } from './data/events.js';
export { adjustForDividends, type DividendOptions, type TotalReturnPrices } from './data/dividends.js';
export { alignSeries, type SeriesOptions } from './data/align-series.js';
export { riskFreeReturns, type RiskFreeOptions } from './data/risk-free.js';
export {
  classesFromMembers,
  type ClassFormat,
  parseClasses,
  parseClassSource,
  selectClasses,
} from './data/classes.js';
export { type MembershipFormat, parseMembership } from './data/membership.js';
export type { PublicationLag } from './data/publication.js';
export type { RowDateFormat } from './data/row-dates.js';
export type { RebalanceRule } from './data/rebalance-rule.js';
export { dataHash } from './data/data-hash.js';
export type * from './simulate/types.js';
export { simulateFactors } from './simulate/factors.js';
export { simulatePrices } from './simulate/prices.js';
export type * from './kernels/types.js';
export { characteristicNames, type CharacteristicName } from './kernels/characteristics.js';
export { assetCharacteristics, assetFeatures, type FeatureOptions } from './kernels/features.js';
export { classFeatures, type ClassIndicators } from './kernels/class-features.js';
export { relationshipKernel, type KernelKind } from './kernels/relationship.js';
export { combineKernels } from './kernels/combine.js';
export { denseKernel } from './kernels/low-rank-block.js';
export { type LowRankApproximation, lowRankKernel, type LowRankOptions } from './kernels/low-rank-kernel.js';
export { repairKernel, type KernelRepair } from './kernels/repair.js';
export { windowKernels, type WindowKernelInput, type WindowKernels } from './kernels/window.js';
export {
  fundamentalFeatures,
  type FundamentalFeatures,
  type FundamentalTable,
} from './kernels/fundamentals.js';
export { treeKernel, type TreeTable } from './kernels/tree.js';
export { type BranchFormat, type BranchSource, parseBranches } from './data/branches.js';
export { type FundamentalFormat, type FundamentalSource, parseFundamentals } from './data/fundamentals.js';
export type { AbsentKernel, FeatureKernel, KernelDefinition, KernelSum } from './kernels/definitions.js';
export { weightedFeatures } from './kernels/weighted-features.js';
export { learnKernel } from './kernels/learn/learn-kernel.js';
export type {
  FeatureParameter,
  KernelLearning,
  KernelParameter,
  LearnableFeatures,
  LearnableKernel,
  LearnableSum,
  LearnedKernel,
  LearnedKernels,
  LearningStart,
} from './kernels/learn/types.js';
export { type KernelFormat, kernelToCsv, parseKernel, parseKernelSource } from './kernels/kernel-csv.js';
export { type KernelPair, kernelPairs } from './kernels/pairs.js';
export type * from './covariance/types.js';
export { covariance, covarianceNames, type CovarianceInput } from './covariance/covariance.js';
export type { HalfLifeScore, HalfLifeScores } from './covariance/posterior/half-life-scores.js';
export type { AskedHalfLives, HalfLifeOption, HalfLives } from './covariance/posterior/half-lives.js';
export {
  type PriorEvidence,
  residualPosterior,
  type ResidualPosterior,
} from './covariance/posterior/posterior.js';
export {
  factorCovariance,
  type FactorCovarianceInput,
  lowRankCovariance,
  type LowRankCovariance,
  type LowRankCovarianceInput,
} from './covariance/low-rank.js';
export { lowRankFactorisation, type LowRankFactorisation } from './covariance/low-rank-solve.js';
export type * from './covariance/stacking/types.js';
export { stackModels } from './covariance/stacking/stack-models.js';
export type { CovarianceOptions } from './covariance/options.js';
export type { CovarianceEstimate, EngineEstimator, EstimateOptions } from './covariance/estimate.js';
export { covarianceComponents } from './covariance/components.js';
export type { CovarianceComponent } from './covariance/systematic.js';
export { covarianceToCorrelation } from './covariance/correlation.js';
export type * from './portfolio/types.js';
export { optimizeWeights } from './portfolio/optimize.js';
export { type DrawOptions, drawScenarios } from './portfolio/tails/draw-scenarios.js';
export { minimumCVaR } from './portfolio/tails/minimum-cvar.js';
export type { MinimumCVaROptions, MinimumCVaRResult } from './portfolio/tails/types.js';
export type { Scenarios } from './portfolio/tails/scenarios.js';
export { type EmpiricalTail, empiricalTail } from './portfolio/tails/empirical-tail.js';
export {
  type HighsModule,
  highsSolver,
  type LinearProgram,
  type LinearSolution,
  type LinearSolver,
} from './portfolio/tails/linear-solver.js';
export type { CholeskyFactoriser } from './portfolio/closed-form.js';
export type { PortfolioEngine } from './portfolio/problem.js';
export type { QuadraticSolver } from './portfolio/quadratic.js';
export type { SearchOptimality } from './portfolio/search-optimality.types.js';
export type * from './portfolio/allocation/types.js';
export { discreteAllocation } from './portfolio/allocation/discrete-allocation.js';
export type * from './portfolio/frontier/types.js';
export { efficientFrontier, type FrontierOptions } from './portfolio/frontier/efficient-frontier.js';
export {
  type FrontierTarget,
  frontierPortfolio,
  type FrontierPortfolioResult,
} from './portfolio/frontier/frontier-portfolio.js';
export { equilibriumReturns, type EquilibriumOptions } from './portfolio/views/equilibrium.js';
export {
  blackLitterman,
  type BlackLitterman,
  type BlackLittermanOptions,
} from './portfolio/views/black-litterman.js';
export type { View } from './portfolio/views/view.js';
export { type Groups, riskShares, type RiskShareOptions, type RiskShares } from './portfolio/risk.js';
export {
  compareRisk,
  compareWeights,
  type Portfolios,
  type RiskComparison,
  type WeightComparison,
} from './portfolio/compare.js';
export type * from './config/types.js';
export type * from './backtest/types.js';
export type * from './selection/types.js';
export { selectionCandidates } from './selection/candidates.js';
export { pickNow, type PickNowOptions } from './selection/now.js';
export type { SelectionCandidate } from './config/candidates.js';
export { resolveConfig } from './config/resolve.js';
export { configJsonSchema } from './config/json-schema.js';
export * from './statistics/index.js';
export {
  mixedModelPortfolio,
  type MixedModelPortfolio,
  type MixedModelPortfolioOptions,
} from './backtest/mixed-model-portfolio.js';
export {
  decideNow,
  type DecideNowOptions,
  type DecisionNow,
  type StrategyNow,
} from './backtest/decide-now.js';
export { compareStrategies, type ComparedStatistic, type StrategyComparison } from './backtest/compare.js';
export {
  type ComparableResult,
  type ComparedStatistics,
  compareResults,
  type PeriodRange,
  type ResultComparison,
  type ResultTest,
} from './backtest/compare-results.js';
export type { DifferingField } from './config/differing-fields.js';
export type { CostColumns } from './backtest/accounting/keeper.js';
export type { Ledger, LedgerCosts } from './backtest/accounting/ledger.js';
export { backtest, type BacktestOptions } from './backtest/backtest.js';
export type * from './tables/types.js';
export { fitTables } from './tables/fit-tables.js';
export { resultTables } from './tables/tables.js';
export { fitParquet, resultParquet } from './tables/parquet.js';
export { type BacktestPreview, previewBacktest, type PreviewedDecision } from './backtest/preview.js';
export {
  type ByPortfolio,
  forecastScores,
  type ForecastScores,
  type ForecastScoresOptions,
} from './backtest/forecast-scores.js';
export type { TailChoice } from './backtest/tail.js';
export type { FittedModel } from './backtest/window.js';
export type { DecisionData, FunctionsByStrategy, StrategyFunctions } from './backtest/user-functions.js';
export type { Checkpoint, CheckpointOptions, RunCheckpoint, RunIdentity } from './backtest/checkpoint.js';
export type * from './cross-validation/types.js';
export {
  combinatorialPurgedSplits,
  type CombinatorialSplit,
  type CombinatorialSplitOptions,
  type CombinatorialSplits,
  type Split,
  walkForwardSplits,
  type WalkForwardSplitOptions,
} from './cross-validation/splits.js';
export { crossValidate, type CrossValidationOptions } from './cross-validation/cross-validate.js';
export type { BacktestSources } from './backtest/inputs.types.js';
export type * from './bayes/types.js';
export { fitPosterior, type FitPosterior } from './fit/bayes.js';
export { samplePosterior } from './bayes/sample-posterior.js';
export type { AveragingOptions, PosteriorAverage } from './bayes/averaged-covariance.js';
export { covarianceDraws, type CovarianceDraws } from './bayes/covariance-draws.js';
export { posteriorEffects, type PosteriorEffects, type PosteriorEffectsOptions } from './bayes/effects.js';
export type { NormalMixture } from './bayes/mixture.js';
export {
  posteriorWeights,
  type PosteriorWeights,
  type PosteriorWeightsOptions,
  type WeightSummary,
} from './bayes/weights.js';
export type * from './fit/types.js';
export { fitModel, type ModelFitOptions } from './fit/fit-model.js';
export { fitInference } from './fit/inference.js';
export { fitResult } from './fit/result.js';
export { filterLoadings, prepareFilters } from './loadings/filter-loadings.js';
export type {
  LoadingsMovement,
  LoadingsOptions,
  MovementOptions,
  LoadingsPath,
  LoadingVariances,
  MovementTest,
  MovingCovariate,
} from './loadings/types.js';
export { type FilteredCovariance, filteredCovariance } from './loadings/filtered-covariance.js';
