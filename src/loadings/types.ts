import type { LikelihoodRatioTest } from '../inference/likelihood-ratio.js';

/** How loadings move. */
export interface MovementOptions {
  /**
   * covariates whose loadings move; by default all with a slope per asset (`asset:x`) that are no conditioning ones. Every other
   * fixed effect stays as it is
   */
  moving?: string[];
  /**
   * name of the kernel K over assets by which loadings move alike; by default null, I, each on its own. Of several each has its
   * own q: `['K', null]` are loadings that move partly alike and partly on their own
   */
  kernel?: string | null | (string | null)[];
  /** `each` (default): every covariate has its own q, of each kernel; `common`: all have one, of covariates of unit mean square */
  noise?: 'each' | 'common';
}

/** How loadings move, and what a filter of them is told. */
export interface LoadingsOptions extends MovementOptions {
  /** variances that are given and not estimated, such as those of an earlier path */
  given?: LoadingVariances;
  /** an earlier path, whose variances the search starts from too */
  start?: LoadingVariances;
}

/** What a filter needs to know beside the data. */
export interface LoadingVariances {
  /** q by covariate, see `MovingCovariate`; of several kernels by both, `market(K)`, and `market` for I */
  noise: Record<string, number>;
  /** σ² by component of Ω as a fit labels them, `residual` the last, on the scaled returns */
  variances: Record<string, number>;
  /** N: s_i */
  scales: Float64Array;
}

/** How the loadings on one covariate move, by one kernel. */
export interface MovingCovariate {
  covariate: string;
  /** name of the kernel of these movements; null for I */
  kernel: string | null;
  /** q: variance a period of a loading on the scaled returns, b_it/s_i, times K_ii; 0 where loadings stay */
  variance: number;
  /** q·x̄²/σ_e², x̄² the mean square of the covariate: the share of a period's residual variance that one step adds */
  ratio: number;
  /** of the ratio, from the curvature of the likelihood over the logarithms of all ratios; null at the boundary or where given */
  standardError: number | null;
  /** the likelihood is largest where the loadings stay */
  atBoundary: boolean;
}

/** Loadings through time, and the likelihood of how they move. Arrays are row-major. */
export interface LoadingsPath extends LoadingVariances {
  assets: string[];
  periods: string[];
  /** m covariates whose loadings move */
  covariates: string[];
  /** names of the kernels of their movements; null for I */
  kernels: (string | null)[];
  /** by covariate, then kernel */
  moving: MovingCovariate[];
  /**
   * T×N×m: E[b_it | returns up to period t], and their standard errors at the estimated variances; NaN as long as these returns
   * do not tell the flat effects
   */
  filtered: Float64Array;
  filteredErrors: Float64Array;
  /** T×N×m: E[b_it | all returns], and their standard errors */
  smoothed: Float64Array;
  smoothedErrors: Float64Array;
  /**
   * T×N: r_it less what the returns before t and the covariates of t say, and its standard deviation; NaN as long as they do
   * not tell, and where a return is missing
   */
  innovations: Float64Array;
  innovationDeviations: Float64Array;
  /** T×n: independent N(0, 1) where the model holds: innovations in the directions that do so; null with missing returns */
  standardised: Float64Array | null;
  /** effects that stay, by label as of a fit (`asset[XLE]`) */
  constants: Record<string, number>;
  /** diffuse log-likelihood on the scale of the returns, with its full constant; with q = 0 the REML likelihood */
  logLikelihood: number;
  /** that of loadings that stay, its variances by REML: of the same kind, and can be compared */
  constantLogLikelihood: number;
  /** of all q = 0, on the boundary: χ² of m degrees of freedom and fewer in equal or binomial shares; null where variances are given */
  test: MovementTest | null;
  /** `split` into independent filters where no return is missing and the steps on all covariates are alike, else `joint` */
  path: 'split' | 'joint';
  converged: boolean;
  /** of the likelihood */
  evaluations: number;
  notes: string[];
}

/** Likelihood ratio test of loadings that stay. */
export type MovementTest = Pick<LikelihoodRatioTest, 'statistic' | 'pValue'>;

/** How the loadings of a filtered covariance move. */
export interface LoadingsMovement {
  /** q by covariate, then kernel; 0 where loadings stay, and the covariance is then that of constant ones */
  moving: MovingCovariate[];
  /** of all q = 0 */
  test: MovementTest | null;
  /** of a backtest: what was dropped, replaced or repaired to make kernels that the model does not have; only where it was */
  notes?: string[];
}
