import type { Dated } from '../data/types.js';

/** A relationship kernel: how alike two assets are. */
export interface Kernel {
  /** one label a row, unique */
  labels: string[];
  /** N×N, symmetric, positive semi-definite, row-major */
  values: Float64Array;
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
