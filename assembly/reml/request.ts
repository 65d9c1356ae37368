/** What a term of the model is; the host writes these numbers. */
export const enum TermKind {
  /** `asset(K)` and `asset:x(K)`: one effect an asset for the whole panel, times a covariate column */
  PERSISTENT = 0,
  /** `time`: one effect a period, shared by all assets */
  TIME = 1,
  /** `asset:time(K)`: related within a period, independent between periods */
  ASSET_TIME = 2,
  /** independent between cells, with one variance in those of its group; always the last terms */
  RESIDUAL = 3,
}

/** How a fit ended. Everything but FITTED leaves the outputs undefined, except the summary's `detail`. */
export const enum FitStatus {
  FITTED = 0,
  /** a fixed column depends on earlier ones; detail: its index, per-asset columns first */
  ALIASED = 1,
  /** an asset has no variation beside its fixed effects; detail: its index, or −1 for the whole panel */
  NO_VARIATION = 2,
  /** a kernel has a large negative eigenvalue; detail: its index, value in the summary */
  INDEFINITE = 3,
  /** a term does not change the likelihood; detail: its index */
  NO_INFORMATION = 4,
  /** a combination of terms does not change the likelihood; its weights are left in `variances` */
  NOT_IDENTIFIABLE = 5,
  /** an eigenvalue iteration did not converge; detail: the kernel's index */
  EIGEN_FAILED = 6,
  /** no variance makes the covariance positive definite */
  SINGULAR = 7,
  /** an asset is seen too rarely for its own fixed effects; detail: column·N + asset */
  ALIASED_IN_ASSET = 8,
}

/**
 * One fit as the host asks for it: sizes, addresses of inputs and outputs. 4 bytes a field, in this order;
 * the host's twin is `src/model/request.ts`. All matrices are dense, row-major, doubles.
 */
@unmanaged
export class PanelRequest {
  /** T, periods */
  periods: i32;
  /** N, assets */
  assets: i32;
  /** number of columns of C with a fixed effect per asset */
  assetFixed: i32;
  /** number of distinct columns with a persistent random effect */
  persistent: i32;
  /** p, number of columns with one fixed effect common to all assets */
  commonFixed: i32;
  /** q, number of variance components, the residuals last */
  terms: i32;
  /** number of distinct kernels */
  kernelCount: i32;
  /** 1: divide each asset by its residual standard deviation (DESIGN: `scale: "residual"`) */
  scaleResidual: i32;
  /** 1: `variances` holds starting values of all components */
  warmStart: i32;
  /** most iterations of the optimiser */
  maxIterations: i32;

  /** in: T×N returns; NaN marks a missing cell, only where there are patterns */
  returns: usize;
  /** in: (assetFixed + persistent + commonFixed)×T, one covariate column a row */
  columns: usize;
  /** in: q integers, TermKind */
  kinds: usize;
  /** in: q integers, which persistent column, or −1 */
  termColumns: usize;
  /** in: q integers, which kernel, or −1 */
  termKernels: usize;
  /** in: kernelCount matrices N×N, in the order of assets */
  kernels: usize;

  /** out: see `Summary` */
  summary: usize;
  /** in (warm start, held ones) and out: q, σ² on the scaled returns */
  variances: usize;
  /** out: q, standard errors; −1 at the boundary */
  varianceErrors: usize;
  /** out: p, then p standard errors */
  commonEffects: usize;
  /** out: assetFixed×N, then as many standard errors */
  assetEffects: usize;
  /** in: q integers: where the BLUPs of a term start in `randomEffects`, in doubles */
  randomOffsets: usize;
  /** out: BLUPs; N a persistent term, T for `time`, T×N for an `asset:time` term */
  randomEffects: usize;
  /** out: T×N */
  fitted: usize;
  /** out: T×N */
  residuals: usize;
  /** out: N, the s_i (ones without scaling) */
  scales: usize;
  /** out: q×q, sampling covariance of the variances; 0 for those at the boundary */
  varianceCovariance: usize;
  /** out: q, a cell's variance by component in units of the normalised returns: σ_k²·mean diag(A_k ⊗ B_k)/c² */
  shares: usize;

  /** number of distinct sets of observed assets, empty ones left out; 0 where no cell is missing */
  patternCount: i32;
  /** in: patternCount integers, the periods of each pattern */
  patternSizes: usize;
  /** in: the periods of the first pattern, then those of the second, … */
  patternPeriods: usize;
  /**
   * in: 2, for discounted periods whose fixed effects are all per asset: ν in the place of T − mA, and the number of
   * periods that they count as, in the place of T; or address 0
   */
  degrees: usize;

  /** in: q integers, 1 where the variance is held at what `variances` says; 0 (no address) where all are estimated */
  held: usize;
  /** out: q, ∂ℓ/∂σ_k², held components too */
  score: usize;
  /** out: q×q, average information of the variances, held components too */
  information: usize;
  /** 1: optimise from starts at which one term or another dominates too, and keep the best maximum */
  severalStarts: i32;

  /** 0 REML, 1 maximum likelihood */
  maximumLikelihood: i32;
  /**
   * in: assetFixed×N integers, 1 where an asset goes without the effect since its periods cannot tell it from its others;
   * 0 (no address) where none does, and always without missing cells
   */
  absent: usize;
  /** out, of `fixedCovariance` alone: f×f, f = assetFixed·N + p; 0 (no address) elsewhere */
  fixedCovariance: usize;

  /** number of groups of periods whose residual variances differ; 0 or 1 where there are none, else only with patterns */
  periodGroupCount: i32;
  /** in: T integers, the group of each period (all of a pattern's are in one); 0 (no address) where there are none */
  periodGroups: usize;
  /**
   * in: max(1, periodGroupCount)×N integers, the residual component of an asset's cells in a group of periods, −1 where
   * the panel has none; 0 (no address) where one component is that of all cells
   */
  residualComponents: usize;
  /**
   * in and out: 1 + N + N² doubles, whether a fit with the same kernel has left its eigenvalues and eigenvectors here;
   * 0 (no address) where no other fit has that kernel
   */
  basis: usize;
}

/** How the likelihood was computed. */
export const enum Path {
  COLLAPSED = 0,
  SPECTRAL = 1,
  PATTERNS = 2,
}

/** Positions in the summary, in doubles. */
export const enum Summary {
  DETAIL = 0,
  LOG_LIKELIHOOD = 1,
  /** largest projected score in units of its standard error */
  KKT_RESIDUAL = 2,
  ITERATIONS = 3,
  CONVERGED = 4,
  HERITABILITY = 5,
  /** −1 where undefined */
  HERITABILITY_ERROR = 6,
  /** a Path */
  PATH = 7,
  /** how many negative eigenvalues of kernels were set to 0, beyond rounding */
  CLIPPED = 8,
  /** smallest eigenvalue of a kernel over its largest */
  SMALLEST_EIGENVALUE = 9,
  /** doubles in a summary */
  LENGTH = 10,
}
