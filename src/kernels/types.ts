/** A relationship kernel: how alike two assets are. */
export interface Kernel {
  /** one label a row, unique */
  labels: string[];
  /** N×N, symmetric, positive semi-definite, row-major */
  values: Float64Array;
}

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
