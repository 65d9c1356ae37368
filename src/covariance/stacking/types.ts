import type { ReturnMatrix } from '../../data/check-returns.js';
import type { Panel, PanelFit, PanelModel } from '../../model/types.js';
import type { Covariance } from '../types.js';

/** What a candidate's returns within a period are taken to have: the fitted Ω, or its posterior given the sample. */
export type StackedCovariance = 'total' | 'posterior';

/** A model that may have a part in a stack. */
export interface StackCandidate {
  /** unique */
  name: string;
  /**
   * the model, or what makes it for the first periods of the panel alone: kernels that are made of returns have to be made
   * anew for each, else a block is predicted by kernels that have seen it. Without period weights and residual groups of
   * periods
   */
  model: PanelModel | ((panel: Panel) => PanelModel);
  /** default `total` */
  covariance?: StackedCovariance;
}

/** How models are scored and stacked. */
export interface StackOptions {
  /** B, blocks that the second half of the panel is cut into; default 4 */
  blocks?: number;
  /** what a score is of: each period, the default, or each block, whose periods' log-densities are added up */
  score?: 'period' | 'block';
  /**
   * above 2: every candidate predicts by multivariate t densities of these degrees of freedom, with its covariance. Default: normal
   * ones; of a candidate with t errors, t of its own
   */
  degreesOfFreedom?: number;
  /**
   * returns over the panel's periods of the assets that the covariance is of, the market's too where it is one; default those
   * of the panel
   */
  returns?: ReturnMatrix;
}

/** A candidate with its part in a stack. */
export interface StackedCandidate {
  name: string;
  covariance: StackedCovariance;
  /** stacking weight w_m */
  weight: number;
  /** ∝ exp(Σ log p_m), for comparison: what the scores say where one candidate is taken to be the true model */
  pseudoBayesWeight: number;
  /** Σ_t log p_m(t) of all scored periods */
  score: number;
  /** its parts by block */
  blockScores: number[];
  /** periods, or blocks, in which it has the largest density; shared among equals */
  wins: number;
}

/** Weights of models by predictive likelihood, and what they rest on: plain JSON. */
export interface Stacking {
  /** those that could be fitted and scored, in their order */
  candidates: StackedCandidate[];
  /** the others */
  leftOut: { name: string; reason: string }[];
  score: 'period' | 'block';
  /** first and last scored period of each block */
  blocks: { first: string; last: string }[];
  /** n, periods or blocks that have a score */
  units: number;
  /** max_w Σ log Σ_m w_m p_m, at these weights; never below the best candidate's score */
  logScore: number;
  /** how far the mean of the sum can be below its maximum */
  gap: number;
  notes: string[];
}

/** A stack of models and the covariance that it makes. */
export interface ModelStack {
  stacking: Stacking;
  /** Σ̂ = Σ_m w_m Σ̂_m, of fits to the whole panel */
  covariance: Covariance;
  /** these fits, with what they are of, by candidate; without those left out */
  fits: Record<string, { model: PanelModel; fit: PanelFit }>;
}
