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
  /** what went into the estimate beyond its name, in words; only where there is something to say */
  notes?: string[];
  /** shrinkage intensity in [0, 1]; only of shrinkage estimators */
  shrinkage?: number;
}
