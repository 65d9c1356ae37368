/** What a filter is asked for; the host's twin is `src/loadings/engine-filter.ts`. */
export const enum FilterPaths {
  /** the likelihood alone */
  NONE = 0,
  /** and what is filtered in the last period */
  LAST = 1,
  /** and all of what is filtered, predicted and smoothed */
  ALL = 2,
  /** the likelihood and its derivatives */
  SCORE = 3,
}

/** Positions in what a filter leaves of the likelihood, see `split.ts`. */
export const enum FilterInfo {
  /** Σ log|F_t| */
  LOG_INNOVATIONS = 0,
  /** log|S| */
  LOG_INFORMATION = 1,
  /** e'Σ⁻¹e of the generalised least squares residuals */
  SQUARES = 2,
  /** number of these */
  COUNT = 3,
}

/** One filter as the host asks for it. 4 bytes a field, in this order; matrices are dense, row-major, doubles. */
@unmanaged
export class FilterRequest {
  /** n, series or assets */
  series: i32;
  /** T */
  periods: i32;
  /** m, covariates whose loadings move; at least 1 */
  moving: i32;
  /** f, covariates whose loadings stay */
  constant: i32;
  /** a FilterPaths */
  paths: i32;

  /** in: T×(f + m), those that stay first */
  covariates: usize;
  /** in: m×n of independent series, variances of h_j; m×n×n of joint ones, their covariances Q_j */
  noise: usize;
  /** in: n×T of independent series; T×n of joint ones, NaN where missing */
  values: usize;
  /** in, of joint ones: Ω, n×n */
  within: usize;

  /** out: `FilterInfo.COUNT` doubles */
  info: usize;
  /** out: T×n×m each (1×n×m of LAST: filtered and its variances alone), NaN where the data do not tell yet */
  filtered: usize;
  filteredVariances: usize;
  smoothed: usize;
  smoothedVariances: usize;
  /** out: T×n, v_t given what came before, and its variance; NaN where the data do not tell yet, or of a missing cell */
  innovations: usize;
  innovationVariances: usize;
  /** out: (f + m)×n: flat effects, loadings that move as in the first period */
  effects: usize;

  /** out, of SCORE: (1 + m)×n×n each (traces of independent series (1 + m)×n, the diagonals), see `score.ts` */
  squares: usize;
  traces: usize;
}
