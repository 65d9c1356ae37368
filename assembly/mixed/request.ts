/** How a fit ended. Everything but FITTED leaves the outputs undefined, except the summary's `detail`. */
export const enum MixedStatus {
  FITTED = 0,
  /** columns of X depend on earlier ones; detail: index of the first, all of them in `aliased` */
  ALIASED = 1,
  /** y has no variation beside the fixed effects */
  NO_VARIATION = 2,
  /** a kernel has a large negative eigenvalue; detail: its index, value in `kernelRepairs` */
  INDEFINITE = 3,
  /** a component does not change the likelihood; detail: its index */
  NO_INFORMATION = 4,
  /** a combination of components does not change the likelihood; its weights are left in `variances` */
  NOT_IDENTIFIABLE = 5,
  /** an eigenvalue iteration did not converge; detail: the kernel's index */
  EIGEN_FAILED = 6,
  /** V is not positive definite at the start */
  SINGULAR = 7,
  /** the likelihood has no maximum: it grows without bound as a residual variance goes to 0; detail: its component */
  UNBOUNDED = 8,
  /** a residual variance goes to 0, where only the dense form is regular */
  NEEDS_DENSE = 9,
}

/** What a component of the covariance multiplies. */
export const enum ComponentKind {
  /** Z_a K Z_a' */
  VARIANCE = 0,
  /** Z_a K Z_b' + Z_b K Z_a' */
  COVARIANCE = 1,
  /** identity on one residual group */
  RESIDUAL = 2,
}

/** What became of a component. */
export const enum ComponentFate {
  /** estimated, inside its bounds */
  INSIDE = 0,
  AT_BOUNDARY = 1,
  /** given by the request */
  FIXED = 2,
}

/**
 * One fit as the host asks for it: sizes, addresses of inputs and outputs. 4 bytes a field, in this order; the host's
 * twin is `src/mixed/request.ts`. Matrices are dense, row-major, doubles. Rows are observations, already multiplied by
 * the roots of their weights; components are the terms' variances, then the covariances, then the residuals'.
 */
@unmanaged
export class MixedRequest {
  /** n, rows with an observation */
  rows: i32;
  /** p, columns of X */
  columns: i32;
  /** random terms */
  terms: i32;
  /** correlated pairs of terms */
  pairCount: i32;
  /** residual groups, at least one */
  groups: i32;
  /** distinct kernels */
  kernelCount: i32;
  /** 0 REML, 1 ML */
  maximumLikelihood: i32;
  /** 1: V as it is (n×n); 0: Henderson's equations (levels + p) */
  dense: i32;
  /** most iterations of the optimiser */
  maxIterations: i32;

  /** in: n */
  y: usize;
  /** in: n×p */
  X: usize;
  /** in: terms×n, the non-zero entry of each row of Z */
  loadings: usize;
  /** in: terms×n integers, its column */
  levels: usize;
  /** in: terms integers, number of columns of Z */
  levelCounts: usize;
  /** in: terms integers, kernel index or −1 */
  termKernels: usize;
  /** in: kernelCount integers, where a kernel starts in `kernels`, in doubles */
  kernelOffsets: usize;
  /** in: kernelCount integers, order of a kernel */
  kernelSizes: usize;
  /** in: the kernels of the levels in use, one after the other; overwritten */
  kernels: usize;
  /** in: pairCount×2 integers, terms a and b with the same levels and kernel */
  pairs: usize;
  /** in: n integers, residual group of a row */
  groupOf: usize;
  /** in: q integers, 1 where the component is given in `variances` and not estimated */
  fixed: usize;

  /** out: see `MixedSummary` */
  summary: usize;
  /** in (where fixed) and out: q */
  variances: usize;
  /** out: q×q, sampling covariance of the components; 0 for those that are not inside */
  covariance: usize;
  /** out: q integers, ComponentFate */
  fates: usize;
  /** out: q, ∂ℓ/∂σ_k² of every component, those that are given too */
  score: usize;
  /** out: q×q, average information, likewise */
  information: usize;
  /** out: p integers, 1 where a column is a combination of earlier ones */
  aliased: usize;
  /** out: p estimates and p×p, their covariance (X'V⁻¹X)⁻¹ */
  fixedEffects: usize;
  fixedCovariance: usize;
  /** out: n, P·y */
  Py: usize;
  /** out: kernelCount×2: how many negative eigenvalues were set to 0, and the smallest over the largest */
  kernelRepairs: usize;
  /** out, of `mixedPredictionErrors` alone: var(û − u) of every level, term after term */
  errorVariance: usize;
}

/** Positions in the summary, in doubles. */
export const enum MixedSummary {
  DETAIL = 0,
  LOG_LIKELIHOOD = 1,
  KKT_RESIDUAL = 2,
  ITERATIONS = 3,
  CONVERGED = 4,
  LENGTH = 5,
}
