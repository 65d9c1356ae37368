import type { StackedCovariance } from '../covariance/stacking/types.js';
import type { ModelConfig } from './types.js';

/** A model of a stack: what it has instead of the configuration's `model`. */
export interface StackingCandidateConfig extends Pick<
  ModelConfig,
  'fixed' | 'random' | 'errors' | 'halfLife'
> {
  /** residual variances that differ between assets */
  residualGroups?: 'asset' | 'class';
  /** default that of the stack */
  covariance?: StackedCovariance;
}

/** How the covariance `stacked` is made; see docs/stacking.md. */
export interface StackingConfig {
  /**
   * default random effects none; `time`; `time`, `asset:time(combined)`; with classes also `time`, `asset:time(combined)`,
   * `asset:time(class)`
   */
  candidates?: StackingCandidateConfig[];
  /** what each candidate's covariance is, where it does not say: its `total`, the default, or its `posterior` */
  covariance?: StackedCovariance;
  /** blocks of the second half of a window; default 4 */
  blocks?: number;
  /** what a score is of; default `period` */
  score?: 'period' | 'block';
  /** above 2, of t densities; default normal, or those of a candidate's own t errors */
  degreesOfFreedom?: number;
}

/** With every default filled in. */
export type ResolvedStacking = Required<
  Omit<StackingConfig, 'degreesOfFreedom' | 'candidates' | 'covariance'>
> &
  Pick<StackingConfig, 'degreesOfFreedom'> & {
    candidates: (StackingCandidateConfig & { covariance: StackedCovariance })[];
  };
