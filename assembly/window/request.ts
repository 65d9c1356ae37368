import { getIndex } from '../linalg/indexed';

/** What a strategy's weights come from; the host's twin is `src/backtest/batch/request.ts`. */
export const enum WeightSource {
  EQUAL = 0,
  SAMPLE = 1,
  LEDOIT_WOLF = 2,
  SYSTEMATIC = 3,
  TOTAL = 4,
  POSTERIOR = 5,
  /** number of sources */
  COUNT = 6,
}

/** Whether a window was done, or why it is left to the host, which knows what to say of it. */
export const enum WindowStatus {
  DONE = 0,
  /** a return is missing, or an asset or the market never moves */
  RETURNS = 1,
  /** a characteristic does not differ between the assets, or most assets are alike in all of them */
  CHARACTERISTICS = 2,
  /** the kernel needs a repair */
  KERNEL = 3,
  /** the market explains an asset's returns but for rounding, or the fit is refused or did not converge */
  FIT = 4,
  /** the heritability is below the least that is asked for */
  HERITABILITY = 5,
  /** a quadratic program did not end at its optimum */
  WEIGHTS = 6,
  /** what the fit says of a period is singular, so that it is no prior */
  PRIOR = 7,
}

/**
 * A run of training windows as the host asks for it: the default model, fixed `asset` and `asset:market`, random `time`
 * (optional) and `asset:time(K)`, K a constant matrix plus a weight times the exponential kernel of all characteristics.
 * 4 bytes a field, in this order; matrices are dense, row-major, doubles.
 */
@unmanaged
export class WindowsRequest {
  /** T, periods of a training window */
  train: i32;
  /** N, assets, all of which take part */
  assets: i32;
  /** position of the asset that is the market and stays outside the panel, −1 where none is */
  marketAsset: i32;
  /** number of windows */
  windows: i32;
  /** S, number of strategies */
  strategies: i32;
  /** whether a strategy needs the model */
  fits: i32;
  /** whether there is a `time` term before `asset:time(K)` */
  hasTime: i32;
  /** 1: assets are divided by their residual standard deviations */
  scaleResidual: i32;
  /** most iterations of the optimiser */
  maxIterations: i32;
  /** whether weights are chosen; else variances are those in `summaries`, of windows that were done */
  chooses: i32;
  /** whether condition numbers are computed */
  measures: i32;

  /** in: integers, the row that each window begins with */
  firsts: usize;
  /** in: periods×N returns, and the market's */
  returns: usize;
  market: usize;
  /** in: N×N, and 1: K = constant + weight·K_characteristics */
  constantKernel: usize;
  characteristicsWeight: usize;
  /** in: 1, the heritability below which a fit is of no use */
  minHeritability: usize;
  /** in: S integers, each a WeightSource */
  sources: usize;
  /** in: S×N each, bounds on weights */
  lower: usize;
  upper: usize;

  /** in and out: 1 integer, whether the window before these was done; q variances of its fit, and the k of its prior; S·(N + 2)
   * integers, a count and the codes of the active set of each strategy's program */
  isWarm: usize;
  warmVariances: usize;
  warmPrior: usize;
  warmSets: usize;

  /** in and out: 1 integer, the row that the window before these began with, −1 where there was none; and what its sums left,
   * `rolledLength` doubles, see cross-products.ts */
  rolledFirst: usize;
  rolled: usize;

  /** room for the request of a fit and the kinds of its terms, 256 bytes */
  scratch: usize;

  /** out: integers, a WindowStatus each */
  statuses: usize;
  /** out: S×N weights a window */
  weights: usize;
  /** out, and in where no weights are chosen: see `summaryLength`, a window */
  summaries: usize;
}

/**
 * Positions in the summary of a window; behind them q variances, q standard errors (−1 at the boundary), and where a source
 * is POSTERIOR what is known of the prior.
 */
export const enum WindowSummary {
  LOG_LIKELIHOOD = 0,
  ITERATIONS = 1,
  KKT_RESIDUAL = 2,
  HERITABILITY = 3,
  /** −1 where undefined */
  HERITABILITY_ERROR = 4,
  /** condition number of the covariance of each WeightSource but EQUAL: 0 where singular, −1 where not computed */
  CONDITION_NUMBERS = 5,
  /** where the variances begin */
  VARIANCES = 10,
}

/** What is known of the prior of a posterior covariance: behind Prior.LENGTH numbers of the k that was found, log m(k). */
export const enum PriorSummary {
  LOG_EVIDENCE = 3,
  LENGTH = 4,
}

/** Doubles in the summary of a window. */
export function summaryLength(request: WindowsRequest): i32 {
  const length = priorPosition(request);
  return weighs(request) ? length + PriorSummary.LENGTH : length;
}

/** Where in the summary of a window its prior is. */
export function priorPosition(request: WindowsRequest): i32 {
  return WindowSummary.VARIANCES + 2 * varianceCount(request);
}

/** Whether a strategy needs the posterior covariance. */
export function weighs(request: WindowsRequest): bool {
  for (let s = 0; s < request.strategies; s++) {
    if (getIndex(request.sources, s) == WeightSource.POSTERIOR) return true;
  }
  return false;
}

/** q, variances of the model, the residual's last. */
export function varianceCount(request: WindowsRequest): i32 {
  return request.hasTime ? 3 : 2;
}
