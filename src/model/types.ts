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
  /**
   * covariates that say when, or in which state, a period is, such as a volatility or a season: they move the mean and
   * are no part of Σ_x in the systematic covariance, as factors and straight lines over the periods never are. Default
   * none: a numeric covariate is random whatever its name.
   */
  conditioning?: string[];
  /**
   * assets outside the panel whose returns are a straight line of a numeric covariate, intercept + slope·x in every
   * period: they have a loading on it and no residual. One that *is* a covariate, number for number, needs no entry.
   */
  lines?: Record<string, { covariate: string; intercept: number; slope: number }>;
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
   * `REML` (default) takes the fixed effects out of the likelihood before it is maximised over the variances. `ML`
   * maximises the likelihood of the returns over both: variances are too small by what the fixed effects take up, and
   * likelihoods of different fixed effects can be compared. See docs/theory.md#maximum-likelihood.
   */
  method?: 'REML' | 'ML';
  /**
   * `average`: a covariate with a fixed slope per asset is the average of the panel's returns, so that residuals add up
   * to zero in every period; the fit then uses contrasts of the assets that do not see their average, without `time`.
   * Every fixed effect has to be per asset. Variances are those of the kernels and the residual as ever; effects,
   * residuals and within-period covariances add up to zero over the assets. See docs/theory.md#the-market.
   */
  contrasts?: 'average';
  /**
   * w_t > 0, one a period: covariances within period t (`time`, `asset:time(K)`, the residual) are those of the model
   * divided by w_t; persistent effects keep their meaning. c·w gives the same fit with these variances times c.
   * Residual scales are s_i² = Σ_t w_t e_it²/(T_i − m_a), e the residuals of weighted least squares; shares of variance
   * and the heritability are of returns times √w_t. Fitted values, residuals and effects are those of the returns.
   */
  periodWeights?: Float64Array;
  /**
   * Multivariate t errors in each period instead of normal ones, so that single periods of turmoil do not decide the
   * variances: within period t all covariances are divided by τ_t ~ Gamma(df/2, df/2). Degrees of freedom are above 2,
   * or estimated from 2.1 to 200, where errors are taken to be normal. See docs/theory.md#weights-and-tails.
   */
  errors?: { kind: 't'; degreesOfFreedom: number | 'estimate' };
  /**
   * h > 0, in periods: the period k before the last counts 2^{−k/h} as much. This is discounting, not precision: as if
   * there were (Σd)²/Σd² periods, with standard errors to match, all periods having the same covariance. Only beside
   * fixed effects per asset, random effects within periods, complete returns and normal errors.
   */
  halfLife?: number;
  /**
   * What happens to fixed effects that are combinations of others, of columns per asset first and then in the order in which
   * they are written: `refuse` (default) throws an error that names the first of them; `drop` leaves them out, names them in
   * `dropped` and in a note. With missing cells that goes for effects of single assets too, where an asset is seen too
   * rarely for its own; what a fit says of it then lacks them.
   */
  aliased?: 'refuse' | 'drop';
  /**
   * Residual variances that differ, by group of assets, of periods, or of both: one variance a group, labelled
   * `residual[group]`, `residual[level]` or `residual[group:level]`, in the place of `residual`. With `scale: "residual"`
   * they are on the scaled returns, where they tell how much of an asset's variance is its own. Not beside `contrasts`;
   * groups of periods not beside t errors or a half-life. See docs/theory.md#residual-groups.
   */
  residualGroups?: {
    /** `each` asset has a variance, or the group of every asset of the panel */
    assets?: 'each' | Record<string, string>;
    /** name of a covariate whose values are strings: a variance a level */
    periods?: string;
  };
  /**
   * Variances that are given and not estimated, by label as written in `random`, or `residual` (of every group that has
   * no value of its own); on the scaled returns as
   * all variances are. With all of them given the fit is an evaluation: log-likelihood, fixed effects and BLUPs there.
   */
  fixedVariances?: Record<string, number>;
  /**
   * Where the search for the maximum starts. `few`, the default: with equal shares, or the fit given; where a variance
   * other than that of `time` ends at 0, with a small residual too. `several`: always with a small residual, and with each
   * term having nearly all of the variance; the best maximum is kept. See docs/theory.md#the-optimiser.
   */
  starts?: 'few' | 'several';
}

/** A variance component σ² as estimated, on the returns that were fitted (scaled ones where `scale` says so). */
export interface VarianceComponent {
  label: string;
  /** σ² */
  estimate: number;
  /** from the average information over the components inside the boundary; null at the boundary */
  standardError: number | null;
  atBoundary: boolean;
  /** given by `fixedVariances` and not estimated: without a standard error, and not at the boundary */
  fixed?: boolean;
}

/** What t errors add to a fit. */
export interface StudentErrors {
  /** df; null where the estimate is at its upper end and errors are normal */
  degreesOfFreedom: number | null;
  estimated: boolean;
  /**
   * of estimated df, df times that of ln df: df/√(−ℓ″) of the likelihood over ln df and a common factor of all covariances,
   * relative variances and effects as they are; null at a bound and of given df. Not there in results of earlier versions
   */
  standardError?: number | null;
  /** T: w_t = (df + n_t)/(df + δ_t²), beside the model's own period weights; ones where errors are normal */
  weights: Float64Array;
  /** of the weights, each a fit of the variances */
  iterations: number;
  converged: boolean;
}

/** A fixed effect with its standard error and t = estimate/standardError, at the estimated variances. */
export interface FixedEffect {
  label: string;
  estimate: number;
  standardError: number;
  tValue: number;
}

/** Estimates of p effects with their sampling covariance. */
export interface EffectCovariance {
  /** p, unique */
  labels: string[];
  /** p */
  estimates: Float64Array;
  /** p×p, row-major, positive definite */
  values: Float64Array;
}

/**
 * A fitted panel model: variances, effects, BLUPs, log-likelihood, and how the optimiser ended. Arrays of periods ×
 * assets are row-major.
 */
export interface PanelFit {
  /** in the order of `random`, labelled as written there; last: `residual`, or one `residual[group]` a residual group */
  variances: VarianceComponent[];
  /** in the order of `fixed`; a per-asset term gives one entry an asset, in the order of assets */
  fixedEffects: FixedEffect[];
  /**
   * labels of the fixed effects that were left out as combinations of others (of a factor of one level, its term), with
   * `aliased: 'drop'`; else empty
   */
  dropped: string[];
  /** BLUPs by term as written: per asset, per period, or periods × assets */
  randomEffects: Record<string, Float64Array>;
  /** periods × assets: fixed + all random effects; NaN where missing */
  fitted: Float64Array;
  /** periods × assets: returns − fitted */
  residuals: Float64Array;
  /**
   * log-likelihood with its full constant, on the scale of the returns given: of the contrasts beside the fixed effects, X
   * as written (REML), or of the returns (ML). With t errors the t likelihood, with REML's correction for fixed effects
   * where the method is REML, which tends to that of normal errors as df grow
   */
  logLikelihood: number;
  /** share of the variance that belongs to terms with a kernel */
  heritability: { estimate: number; standardError: number | null };
  converged: boolean;
  /** of the optimiser; with t errors of all the fits that they took */
  iterations: number;
  /** largest projected score, in units of its standard error */
  kktResidual: number;
  path: 'spectral' | 'collapsed' | 'patterns' | 'dense' | 'lowRank';
  /** N: the residual standard deviations s_i the returns were divided by; ones when `scale` is `none` */
  scales: Float64Array;
  /** repairs and approximations, in words; empty when there were none */
  notes: string[];
  /** of a model with residual groups: the group of each asset and of each period, where they are grouped */
  residualGroups?: { assets?: string[]; periods?: string[] };
  /** of a model with t errors: variances are those of Ω, the covariance of returns within a period Ω·df/(df − 2) */
  errors?: StudentErrors;
  /**
   * of a model with a half-life: (Σd)²/Σd² and ν = c(Σd − tr W'DW), c = Σd/Σd². Its log-likelihood is discounted as
   * well, ℓ = −½[ν log|Ω| + c·tr(Ω⁻¹S) + …], and cannot be compared with that of another half-life
   */
  discount?: { effectivePeriods: number; degreesOfFreedom: number };
  /** what the fit was made of, by which tests know what they compare */
  origin: FitOrigin;
}

/** Data and model of a fit in short; checksums of 64 bits tell data apart, and are no proof against forgery. */
export interface FitOrigin {
  method: 'REML' | 'ML';
  scale: 'none' | 'residual';
  contrasts: 'average' | null;
  /** checksum of period weights, half-life and t errors; null without any */
  weights: string | null;
  /** n: returns, or contrasts of them */
  observations: number;
  /** n − p: those beyond the fixed effects */
  degreesOfFreedom: number;
  /** checksum of assets, periods and returns */
  returns: string;
  /** checksum of the fixed effects' labels and columns */
  fixed: string;
  /** checksum of the residual groups; null without any */
  residual: string | null;
  /** checksum by column of the fixed effects per asset, and of those common to all, by label: `1`, `market` */
  fixedColumns: { perAsset: Record<string, string>; common: Record<string, string> };
  /** by random term: checksum of its kind, covariate and kernel */
  random: Record<string, string>;
}
