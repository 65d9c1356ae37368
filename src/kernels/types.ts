import type { Dated } from '../data/types.js';

/** A relationship kernel: how alike two assets are. */
export interface Kernel {
  /** one label a row, unique */
  labels: string[];
  /** N×N, symmetric, positive semi-definite, row-major */
  values: Float64Array;
}

/**
 * A relationship kernel of low rank and a diagonal, K = FF' + diag(δ): what `fitLowRankPanel` fits without ever forming
 * the N×N matrix.
 */
export interface LowRankKernel {
  /** N, one label a row, unique */
  labels: string[];
  /** F: N×r, row-major; r is its length over N */
  factors: Float64Array;
  /** δ ≥ 0: one number for all assets, or one each */
  diagonal: number | Float64Array;
}

/** Matrices of a kernel as they were published one after the other, the oldest first; each may be of other assets. */
export interface KernelHistory extends Dated {
  /** one a date */
  kernels: Kernel[];
}

/** A table of features as a caller may make one, with or without what was dropped from it. */
export type Features = Omit<FeatureTable, 'dropped'> & Partial<Pick<FeatureTable, 'dropped'>>;

/** Characteristics of assets: standardised across assets, or class indicators as they are. */
export interface FeatureTable {
  assets: string[];
  /** one name a column */
  names: string[];
  /** assets × names, row-major */
  values: Float64Array;
  /** characteristics that do not vary across these assets, and were therefore dropped */
  dropped: string[];
}
