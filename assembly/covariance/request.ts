/** How a covariance is estimated from returns alone; the host's twin is `src/covariance/estimate.ts`. */
export const enum Estimator {
  EXPONENTIAL = 0,
  CONSTANT_CORRELATION = 1,
  SINGLE_FACTOR = 2,
  NONLINEAR = 3,
  NONLINEAR_2020 = 4,
  PCA_FACTOR = 5,
}

export const enum EstimateStatus {
  DONE = 0,
  /** the returns span fewer dimensions than min(N, T − 1), see `EstimateInfo` */
  SINGULAR = 1,
  /** the market's variance is zero, or rounding of it */
  MARKET = 2,
  /** an eigendecomposition did not converge */
  NO_CONVERGENCE = 3,
}

/** Positions in what an estimate leaves beside its values. */
export const enum EstimateInfo {
  /** intensity in [0, 1] of linear shrinkage */
  SHRINKAGE = 0,
  /** number of factors */
  FACTORS = 1,
  /** where singular: how many dimensions the returns span, and the asset with most of one that they do not */
  RANK = 2,
  ASSET = 3,
  /** number of these */
  COUNT = 4,
}

/** One estimate as the host asks for it. 4 bytes a field, in this order; matrices are dense, row-major, doubles. */
@unmanaged
export class EstimateRequest {
  /** an Estimator */
  estimator: i32;
  /** T, at least 2 */
  periods: i32;
  /** N, at least 1 */
  assets: i32;
  /** k of PCA_FACTOR, at most min(N, T − 1); 0 where the rule decides */
  factors: i32;

  /** in: T×N; overwritten */
  returns: usize;
  /** in, of EXPONENTIAL: T weights that add up to 1 */
  weights: usize;
  /** in, of SINGLE_FACTOR: T, overwritten; 0 for the average of the assets */
  market: usize;

  /** out: N×N, exactly symmetric */
  values: usize;
  /** out: `EstimateInfo.COUNT` doubles */
  info: usize;
}
