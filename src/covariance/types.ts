import type { PosteriorAverage } from '../bayes/averaged-covariance.js';
import type { LoadingsMovement } from '../loadings/types.js';
import type { PriorEvidence } from './posterior/posterior.js';
import type { Stacking } from './stacking/types.js';

/** How a covariance matrix is estimated; see docs/theory.md#covariances. */
export type CovarianceName =
  | 'sample'
  | 'systematic'
  | 'fitted'
  | 'idiosyncratic'
  | 'total'
  | 'filtered'
  | 'filteredSystematic'
  | 'posterior'
  | 'ledoitWolf'
  | 'oas'
  | 'constantCorrelation'
  | 'singleFactor'
  | 'nonlinear'
  | 'nonlinear2020'
  | 'exponential'
  | 'pcaFactor';

/** A covariance matrix of the returns of assets, per period, with the estimator that it came from. */
export interface Covariance {
  /** `stacked` by `stackModels`, `averaged` over a posterior by a backtest, `given` by a function of the caller */
  name: CovarianceName | 'stacked' | 'averaged' | 'given';
  assets: string[];
  /** N×N, symmetric, row-major, per period */
  values: Float64Array;
  /** largest over smallest eigenvalue; null when the smallest is not positive */
  conditionNumber: number | null;
  /** what went into the estimate beyond its name, in words; only where there is something to say */
  notes?: string[];
  /** shrinkage intensity in [0, 1]; only of linear shrinkage */
  shrinkage?: number;
  /** true where the estimator saw standardised returns, and its result was scaled back */
  standardised?: true;
  /** periods after which a return counts half as much; only of `exponential` */
  halfLife?: number;
  /** how much the estimate believes the model, by the evidence of the returns; only of `posterior` */
  posterior?: PriorEvidence;
  /** how the loadings move; only of `filtered` and `filteredSystematic` */
  movement?: LoadingsMovement;
  /** the models that it is an average of, and their weights; only of `stacked` */
  stacking?: Stacking;
  /** what it is averaged over; only of `averaged` */
  average?: PosteriorAverage;
  /** k, the principal components that were kept; only of `pcaFactor` */
  factors?: number;
  /** observations beside the mean: T − 1, of weighted periods 1/Σw² − 1; of what the engine estimates from returns alone */
  effectiveSampleSize?: number;
}
