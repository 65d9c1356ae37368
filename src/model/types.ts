import type { Kernel } from '../kernels/types.js';

/** Returns of assets by period with what is known about each period. */
export interface Panel {
  /** N unique labels */
  assets: string[];
  /** T unique labels */
  periods: string[];
  /** periods × assets; NaN marks a missing cell */
  returns: Float64Array;
  /** one value a period; strings are factor levels; a missing value is an error */
  covariates: Record<string, Float64Array | string[]>;
}

/** r_it = fixed + random + residual, see docs/theory.md. */
export interface PanelModel {
  /** `1` common intercept · `x` common slope · `asset` intercept per asset · `asset:x` slope per asset */
  fixed: string[];
  /** `asset(K)` · `asset:x(K)` · `time` · `asset:time(K)`; K names an entry of `kernels` */
  random: string[];
  kernels: Record<string, Kernel>;
  /**
   * `residual` divides each asset by its residual standard deviation s_i before the fit and scales back:
   * variances, the `time` BLUP and the heritability are then on the scaled returns. Default `none`.
   */
  scale?: 'none' | 'residual';
  /**
   * `average`: a covariate with a fixed slope per asset is the average of the panel's returns, so that residuals add up
   * to zero in every period; the fit then uses contrasts of the assets that do not see their average, without `time`.
   * Every fixed effect has to be per asset. Variances are those of the kernels and the residual as ever; effects,
   * residuals and within-period covariances add up to zero over the assets. See docs/theory.md#the-market.
   */
  contrasts?: 'average';
  /**
   * Variances that are given and not estimated, by label as written in `random`, or `residual`; on the scaled returns as
   * all variances are. With all of them given the fit is an evaluation: log-likelihood, fixed effects and BLUPs there.
   */
  fixedVariances?: Record<string, number>;
}

export interface VarianceComponent {
  label: string;
  /** σ² */
  estimate: number;
  /** from the average information over the components inside the boundary; null at the boundary */
  standardError: number | null;
  atBoundary: boolean;
  /** given by `fixedVariances` and not estimated: without a standard error, and not at the boundary */
  fixed?: true;
}

export interface FixedEffect {
  label: string;
  estimate: number;
  standardError: number;
  tValue: number;
}

export interface PanelFit {
  /** in the order of `random`, labelled as written there; last: `residual` */
  variances: VarianceComponent[];
  /** in the order of `fixed`; a per-asset term gives one entry an asset, in the order of assets */
  fixedEffects: FixedEffect[];
  /** BLUPs by term as written: per asset, per period, or periods × assets */
  randomEffects: Record<string, Float64Array>;
  /** periods × assets: fixed + all random effects; NaN where missing */
  fitted: Float64Array;
  /** periods × assets: returns − fitted */
  residuals: Float64Array;
  /** REML log-likelihood with its full constant, X as written, on the scale of the returns given */
  logLikelihood: number;
  /** share of the variance that belongs to terms with a kernel */
  heritability: { estimate: number; standardError: number | null };
  converged: boolean;
  iterations: number;
  /** largest projected score, in units of its standard error */
  kktResidual: number;
  path: 'spectral' | 'collapsed' | 'patterns' | 'dense';
  /** N: the residual standard deviations s_i the returns were divided by; ones when `scale` is `none` */
  scales: Float64Array;
  /** repairs, in words; empty when there were none */
  notes: string[];
  /** what the fit was made of, by which tests know what they compare */
  origin: FitOrigin;
}

/** Data and model of a fit in short; checksums are the first 64 bits of a SHA-256. */
export interface FitOrigin {
  method: 'REML';
  scale: 'none' | 'residual';
  contrasts: 'average' | null;
  /** n − p: returns, or contrasts of them, beyond the fixed effects */
  degreesOfFreedom: number;
  /** checksum of assets, periods and returns */
  returns: string;
  /** checksum of the fixed effects' labels and columns */
  fixed: string;
  /** by random term: checksum of its kind, covariate and kernel */
  random: Record<string, string>;
}
