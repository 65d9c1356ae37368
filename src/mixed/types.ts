import type { Kernel } from '../kernels/types.js';
import type { EffectCovariance, FixedEffect, VarianceComponent } from '../model/types.js';

/** u_k of y = Xb + Σ Z_k u_k + e: one effect a level, covariance σ_k² K. */
export interface MixedTerm {
  /** unique; not `residual` */
  label: string;
  /** one level an observation */
  levels: string[];
  /** covariance of the levels, by label; independent levels without one */
  kernel?: Kernel;
  /** one value an observation: the effect is a random slope on it */
  covariate?: Float64Array;
  /**
   * Label of an earlier term with the same levels: the effects of both have an unstructured 2×2 covariance matrix G,
   * G ⊗ K with the earlier term's kernel.
   */
  correlatedWith?: string;
}

/** y = Xb + Σ Z_k u_k + e, see docs/theory.md#general-models. */
export interface MixedModel {
  /** n observations; a row whose y is NaN is left out */
  y: Float64Array;
  /** n × columns, row-major */
  X: Float64Array;
  /** names of the columns of X */
  columns: string[];
  random: MixedTerm[];
  /** one group an observation: a residual variance a group, labelled `residual[group]` */
  residualGroups?: string[];
  /** one positive number an observation: residual variance σ²/weight */
  weights?: Float64Array;
  /** default `REML` */
  method?: 'REML' | 'ML';
  /**
   * Variances that are known, by label; `residual` stands for the residual variance of every group. Those of a
   * correlated pair are given together with their covariance, `cov(a, b)`, or not at all.
   */
  fixedVariances?: Record<string, number>;
  /**
   * What becomes of a column of X that is a combination of earlier ones among the rows in use: default `refuse`; `drop`
   * leaves it out and names it in the fit.
   */
  aliased?: 'refuse' | 'drop';
}

/** A variance component of a general model, with its share of the variance of an observation. */
export interface MixedVariance extends VarianceComponent {
  /** given by `fixedVariances` */
  fixed: boolean;
  /**
   * σ_k²·mean diag(Z_kKZ_k') over the rows in use, of a residual σ_g²·mean(1[row in g]/weight), over the sum of those of
   * all components, covariances included: all shares of a fit add up to 1
   */
  share: number;
}

/** Covariance of a correlated pair of terms. */
export interface MixedCovariance {
  labels: [string, string];
  estimate: number;
  /** null where the covariance matrix of the pair is singular */
  standardError: number | null;
  /** as that of a variance, of 2·σ_ab·mean diag(Z_aKZ_b'): negative where the covariance takes variance away */
  share: number;
}

/** A fitted general mixed model y = Xb + Σ Z_k u_k + e. */
export interface MixedModelFit {
  /** σ² in the order of `random`; last: `residual`, or one `residual[group]` a group in order of appearance */
  variances: MixedVariance[];
  /** of the correlated pairs, in the order of `random` */
  covariances?: MixedCovariance[];
  /** in the order of `columns`, without those in `dropped` */
  fixedEffects: FixedEffect[];
  /** (X'V⁻¹X)⁻¹ in the order of `fixedEffects`, for `waldTest`; variances count as known */
  fixedEffectsCovariance: EffectCovariance;
  /** columns of X that were left out as combinations of earlier ones, with `aliased: 'drop'`; else empty */
  dropped: string[];
  /** BLUPs by term: one a label of the kernel, or one an observed level in order of appearance */
  randomEffects: Record<string, { labels: string[]; values: Float64Array }>;
  /** n: fixed + all random effects; NaN where y is */
  fitted: Float64Array;
  /** n: y − fitted */
  residuals: Float64Array;
  /** with its full constant, X as given: of the contrasts beside the fixed effects (REML), or of y (ML) */
  logLikelihood: number;
  /**
   * σ² of the first random term over the sum of all σ², residuals included; 0 without random terms. The σ² are added as
   * they are: with residual groups those of all groups, whatever their rows; for a share of the variance of y see `share`
   */
  heritability: { estimate: number; standardError: number | null };
  converged: boolean;
  iterations: number;
  /** largest projected score, in units of its standard error */
  kktResidual: number;
  /** V as it is, n×n, or Henderson's equations in the levels and fixed effects */
  path: 'dense' | 'henderson';
  /** standard errors of variances come from the average information */
  standardErrors: 'average';
  /** repairs, dropped rows and columns, in words; empty when there were none */
  notes: string[];
  /** what the fit was made of, by which tests know what they compare */
  origin: MixedOrigin;
}

/** Data and model of a general fit in short; checksums of 64 bits tell data apart, and are no proof against forgery. */
export interface MixedOrigin {
  method: 'REML' | 'ML';
  /** n, rows with an observation */
  observations: number;
  /** n − p */
  degreesOfFreedom: number;
  /** checksum of y, and of which rows have none */
  y: string;
  /** checksums of the columns of X that were not dropped, in order */
  fixed: string[];
  /** by random term: checksum of its levels, covariate and kernel; not of what it is correlated with */
  random: Record<string, string>;
  /** checksum of which rows share a residual variance; null where all do */
  groups: string | null;
  /** checksum of the weights; null where all are 1 */
  weights: string | null;
}
