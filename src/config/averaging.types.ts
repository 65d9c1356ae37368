import type { AveragingOptions } from '../bayes/averaged-covariance.js';

/** How the covariance `averaged` is made; see docs/bayes.md. */
export type AveragingConfig = Partial<AveragingOptions>;

/** With every default filled in. */
export type ResolvedAveraging = AveragingOptions;
