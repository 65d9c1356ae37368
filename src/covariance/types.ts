/** How a covariance matrix is estimated; see docs/theory.md#covariances. */
export type CovarianceName =
  'sample' | 'systematic' | 'fitted' | 'idiosyncratic' | 'total' | 'ledoitWolf' | 'oas';

export interface Covariance {
  name: CovarianceName;
  assets: string[];
  /** N×N, symmetric, row-major, per period */
  values: Float64Array;
  /** largest over smallest eigenvalue; null when the smallest is not positive */
  conditionNumber: number | null;
  /** shrinkage intensity in [0, 1]; only of shrinkage estimators */
  shrinkage?: number;
}
