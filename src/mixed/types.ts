import type { Kernel } from '../kernels/types.js';
import type { FixedEffect, VarianceComponent } from '../model/types.js';

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
}

export interface MixedVariance extends VarianceComponent {
  /** given by `fixedVariances` */
  fixed: boolean;
}

export interface MixedModelFit {
  /** σ² in the order of `random`; last: `residual`, or one `residual[group]` a group in order of appearance */
  variances: MixedVariance[];
  /** of the correlated pairs, in the order of `random` */
  covariances?: { labels: [string, string]; estimate: number; standardError: number | null }[];
  /** in the order of `columns` */
  fixedEffects: FixedEffect[];
  /** BLUPs by term: one a label of the kernel, or one an observed level in order of appearance */
  randomEffects: Record<string, { labels: string[]; values: Float64Array }>;
  /** n: fixed + all random effects; NaN where y is */
  fitted: Float64Array;
  /** n: y − fitted */
  residuals: Float64Array;
  /** with its full constant, X as given: of the contrasts beside the fixed effects (REML), or of y (ML) */
  logLikelihood: number;
  /** σ² of the first random term over the sum of all σ², residuals included; 0 without random terms */
  heritability: { estimate: number; standardError: number | null };
  converged: boolean;
  iterations: number;
  /** largest projected score, in units of its standard error */
  kktResidual: number;
  /** V as it is, n×n, or Henderson's equations in the levels and fixed effects */
  path: 'dense' | 'henderson';
  /** standard errors of variances come from the average information */
  standardErrors: 'average';
  /** repairs and dropped rows, in words; empty when there were none */
  notes: string[];
}
