import type { PosteriorAverage } from '../bayes/averaged-covariance.js';
import type { BacktestConfig, FallbackName } from '../config/types.js';
import type { CostColumns } from './accounting/keeper.js';
import type { Ledger } from './accounting/ledger.js';
import type { LoadingsMovement } from '../loadings/types.js';
import type { Stacking } from '../covariance/stacking/types.js';
import type { PriorEvidence } from '../covariance/posterior/posterior.js';
import type { PeriodDeletion } from '../inference/case-deletion.js';
import type { KernelLearning } from '../kernels/learn/types.js';
import type { KernelRepair } from '../kernels/repair.js';
import type { ErrorsSummary } from '../model/errors-summary.js';
import type { PanelFit } from '../model/types.js';
import type { WeightsByPeriod } from '../model/weights-by-period.js';
import type { RiskComparison, WeightComparison } from '../portfolio/compare.js';
import type { SelectionResult } from '../selection/types.js';
import type { DifferenceTests } from '../statistics/difference-tests.types.js';
import type { BacktestStatistics } from '../statistics/types.js';
import type { ForecastScores } from './forecast-scores.js';
import type { TailChoice } from './tail.js';

/** What a strategy decided in one window, and what held it back. */
export interface BacktestWindow {
  /** last trading day whose data the decision may see, that day included */
  decision: string;
  status: 'ok' | 'fallback' | 'skipped';
  /** why the strategy did not do what it says, null when ok */
  reason: string | null;
  /** what was used instead: a link of the strategy's chain, or the caller's `function`; null when ok */
  used: FallbackName | 'function' | null;
  /** every asset of the universe, 0 where it sat out */
  weights: Record<string, number>;
  /** one-way turnover ½Σ|w − w⁻| of this rebalance */
  turnover: number;
  /** share of wealth paid for this rebalance */
  cost: number;
  /**
   * where the configuration names kinds of costs: those of the rebalance, which add up to `cost`, of `exits` until the
   * next decision, and fees on short positions and on cash below 0 until then; each a share of the wealth of its time
   */
  costs?: Record<'linear' | 'quadratic' | 'impact' | 'exits' | 'borrow' | 'margin', number>;
  /** of the objective minimumCVaR: the tail of these weights in its scenarios; not there where others took their place */
  tail?: TailChoice;
}

/** What one training window showed, shared by all strategies. */
export interface BacktestDecision {
  decision: string;
  trainStart: string;
  /** assets that sat out, with the reason */
  satOut: { asset: string; reason: string }[];
  /** repairs, drops and other things that a reader should know */
  notes: string[];
  fit: {
    path: string;
    converged: boolean;
    iterations: number;
    logLikelihood: number;
    heritability: number;
    heritabilityStandardError: number | null;
    variances: { label: string; estimate: number; standardError: number | null; atBoundary: boolean }[];
    /** of a model with t errors */
    errors?: ErrorsSummary;
    /** of a model with a half-life */
    discount?: PanelFit['discount'];
  } | null;
  /**
   * the kernels that were built, with what had to be changed to make them positive definite; of a file with dates the
   * date of the matrix that the decision saw
   */
  kernels: { name: string; repair: KernelRepair | null; date?: string }[];
  /** condition number of each covariance that a strategy used, by name and options as `pcaFactor (3 factors)`; null where it is singular */
  conditionNumbers: Record<string, number | null>;
  /** of each `posterior` among them how much it believed the model, by the same labels; only where there is one */
  posteriors?: Record<string, PriorEvidence>;
  /** how parameters of kernels were learned, and what they are; only where the configuration asks for it */
  learning?: KernelLearning;
  /** of each `filtered` and `filteredSystematic` among them how the loadings move, by the same labels; only where there is one */
  movements?: Record<string, LoadingsMovement>;
  /** of each `stacked` among them its models and their weights, by the same labels; only where there is one */
  stacks?: Record<string, Stacking>;
  /** of each `averaged` among them the posterior that it is averaged over, by the same labels; only where there is one */
  averages?: Record<string, PosteriorAverage>;
}

/** The largest loss of net wealth from a peak, with the dates of its periods. */
export interface DatedDrawdown {
  /** the maximum drawdown */
  depth: number;
  /** last day of the period that ends at the peak; the day before the first holding period where that is the start */
  start: string;
  trough: string;
  /** when wealth was back at the peak; null where it never was */
  recovery: string | null;
}

/**
 * The strategies of a run as trials of which one is picked: what luck alone makes of the best, and what is left of each.
 * Nothing else in a result depends on which other strategies there are but the adjusted p-values of `comparisons`.
 */
export interface RunTrials {
  /** M, strategies whose Sharpe ratio is defined */
  count: number;
  /** variance of their Sharpe ratios per period, ddof 1; null for fewer than two */
  sharpeVariance: number | null;
  /** SR*, the Sharpe ratio per period that the best of M without skill would reach; 0 for one, null for none */
  expectedMaximumSharpe: number | null;
  /** by strategy: probability that its true Sharpe ratio is above SR*; null where it has none */
  deflatedSharpe: Record<string, number | null>;
}

/**
 * Whether the strategies differ by more than chance: each against one of them, on net returns, by the studentised block
 * bootstrap with the configuration's seed. The base is the benchmark where that is a strategy, else `sample`, else the
 * first.
 */
export interface StrategyTests {
  /** of Sharpe ratios per period, in excess of the risk-free rate */
  sharpe: DifferenceTests;
  /** of log σ², whose difference is the logarithm of the ratio of two variances */
  logVariance: DifferenceTests;
}

/** Numbers of a strategy by window and by holding period, as the run left them. */
export interface StrategyColumns {
  /** windows × assets of the universe */
  weights: Float64Array;
  /** by window: one-way turnover, and share of wealth paid for the rebalance */
  turnovers: Float64Array;
  costs: Float64Array;
  /** by window, where the configuration names kinds of costs */
  costsByKind?: CostColumns;
  /** by holding period */
  grossReturns: Float64Array;
  netReturns: Float64Array;
}

/**
 * All but the name and the cost are put together from `columns` when they are first read: a run over 100,000 windows
 * costs what its numbers take.
 */
export interface StrategyResult {
  name: string;
  statistics: BacktestStatistics;
  /** the maximum drawdown's dates; null where wealth was never below a peak. Not there in results of earlier versions */
  worstDrawdown?: DatedDrawdown | null;
  /** last trading day of each holding period */
  periods: string[];
  grossReturns: number[];
  netReturns: number[];
  /** share of wealth paid for the first purchase */
  firstPurchaseCost: number;
  windows: BacktestWindow[];
  /** not there in copies, in JSON and in results read from it */
  readonly columns?: StrategyColumns;
  /** the account in money, put together when it is first read; like `columns` not there in copies and in JSON */
  readonly ledger?: Ledger;
}

/** What the last decision's window showed, for charts. Matrices row-major, or lower triangles with their diagonal, row by row; assets in this order. */
export interface BacktestSnapshot {
  decision: string;
  assets: string[];
  /** the first that the model's random terms name, or null */
  kernel: number[] | null;
  /** its name; null where there is no kernel */
  kernelName: string | null;
  sampleCorrelation: number[];
  systematicCorrelation: number[] | null;
  /** of the fit of the last decision; null where there is none. Not there in results of earlier versions */
  periods?: PeriodSnapshot | null;
  /** the model's other kernels, in the order of its terms. Not there in results of earlier versions */
  furtherKernels?: { name: string; triangle: number[] }[];
  /** why there are no matrices though there are assets, which are too many to be drawn; not there where there is nothing to say */
  notes?: string[];
  /** of the model's total covariance, a triangle; null where there is none. Not there in results of earlier versions */
  totalCorrelation?: number[] | null;
  /** null where no asset has returns in all periods. Not there in results of earlier versions */
  spectra?: SpectraSnapshot | null;
  /** of the fit of the last decision; null where there is none. Not there in results of earlier versions */
  effects?: EffectsSnapshot | null;
}

/** Eigenvalues of the correlation matrices of a window, all of the snapshot's assets. */
export interface SpectraSnapshot {
  /** T, periods of the window: those of noise alone have sample eigenvalues up to about (1 + √(N/(T − 1)))² */
  periods: number;
  matrices: CorrelationSpectrum[];
  /** why a covariance is not among them */
  notes: string[];
}

export interface CorrelationSpectrum {
  /** the estimator with its options, as in `conditionNumbers` */
  covariance: string;
  /** N, the largest first; those of at most 1e-13 of the largest are 0 */
  eigenvalues: number[];
  /** of the covariance itself, over all assets that it is of; null where it is singular */
  conditionNumber: number | null;
}

/** BLUPs of the model's assets. */
export interface EffectsSnapshot {
  assets: string[];
  /** those of assets, in the order of the model */
  terms: EffectsOfTerm[];
  /** why there are no prediction errors, and what makes them approximate */
  notes: string[];
}

/** BLUPs of a term by asset, on the scale of the returns: per period, and per unit of the covariate where there is one. */
export interface EffectsOfTerm {
  term: string;
  /** of `asset:time(K)`, the last of the window; null where effects last */
  period: string | null;
  /** x of `asset:x(K)` */
  covariate: string | null;
  blups: number[];
  /** √var(û − u), in the unit of the BLUPs; null where there are none */
  predictionErrors: number[] | null;
  /** 1 − var(û − u)/var(u), each null where var(u) = 0 */
  reliability: (number | null)[] | null;
}

/** What the periods of a training window do to its fit. */
export interface PeriodSnapshot {
  /** null where all count alike */
  weights: WeightsByPeriod | null;
  /** labels of the variances that periods can move */
  components: string[];
  /** those that the variances depend on most, the largest Cook's distance first */
  influential: PeriodDeletion[];
  /** why there are none, and what makes them approximate */
  notes: string[];
}

/** The portfolios of the last decision side by side, with their differences from one of them. */
export interface LastDecision {
  decision: string;
  /** strategy that the others are compared with, `sample`; null where it is not there or alone */
  base: string | null;
  /** one row an asset of the universe; no differences without a base */
  weights: WeightComparison[];
  /** of the decision's training window, what volatilities are measured by: `total`, or `ledoitWolf` where there is none */
  covariance: 'total' | 'ledoitWolf' | null;
  /** why it is not `total`; null where it is */
  reason: string | null;
  /**
   * one row a strategy that holds anything: √(w'Σw) per period, √P times that a year, by how much it is below the
   * base's, as a share of that (null without a base), and the diversification ratio Σwσ/√(w'Σw), not there in results of
   * earlier versions
   */
  risk: (RiskComparison & { annualVolatility: number; diversificationRatio?: number | null })[];
  /** where each portfolio's variance under that covariance comes from, by strategy that has any; not there in results of earlier versions */
  shares?: Record<string, VarianceShares>;
}

/** Shares of the variance w'Σw of a portfolio; those of each list add up to 1. */
export interface VarianceShares {
  /** w_i(Σw)_i/w'Σw, of the assets that take part */
  assets: Record<string, number>;
  /** sums over the assets of a class, or of the same ones, joined by `+`; null without classes */
  classes: Record<string, number> | null;
  /** w'Σ_kw/w'Σw by component of the model: `covariates`, the loadings on the market and others, random terms, `residual`; null of another covariance than `total` */
  components: Record<string, number> | null;
}

/**
 * A finished backtest: with `result.json` the same, all of it plain data. Returns and weights are shares, 0.01 for 1
 * %.
 */
export interface BacktestResult {
  /** the configuration with every default filled in */
  config: BacktestConfig;
  /** the configured model, as `formatFormula` writes it */
  formula: string;
  engineVersion: string;
  /** SHA-256 of the canonical price table */
  dataHash: string;
  frequency: string;
  periodsPerYear: number;
  universe: string[];
  /** what happened to the data before the first window */
  notes: string[];
  /** put together when they are first read */
  decisions: BacktestDecision[];
  /** those of the configuration in its order, and with a selection the one that it makes, last */
  strategies: StrategyResult[];
  /** where the configuration has one */
  selection?: SelectionResult;
  /** not there in results of earlier versions */
  trials?: RunTrials;
  /** made when it is first read; null for one strategy. Not there in results of earlier versions */
  comparisons?: StrategyTests | null;
  /** of the covariances of the strategies, where `backtest.forecastScores` of the configuration asks for them */
  forecastScores?: ForecastScores[];
  /** put together when it is first read, like `lastDecision` */
  snapshot: BacktestSnapshot;
  /** not there in results of earlier versions */
  lastDecision?: LastDecision;
}
