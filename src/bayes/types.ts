import type { PanelFit } from '../model/types.js';

/**
 * Prior of a standard deviation σ = √variance, in the unit of the returns that are fitted (scaled ones where the model scales).
 *
 *     halfNormal           p(σ) ∝ exp(−½(σ/scale)²)
 *     halfCauchy           p(σ) ∝ 1/(1 + (σ/scale)²)
 *     penalisedComplexity  exponential with P(σ > upper) = probability (Simpson et al. 2017)
 *
 * `scale` and `upper` are by default u and 2u, u the σ at which the term alone has the variance that the returns have beside
 * their fixed effects.
 */
export type VariancePrior =
  | { kind: 'halfNormal' | 'halfCauchy'; scale?: number }
  | { kind: 'penalisedComplexity'; upper?: number; probability?: number };

/** A prior as it was used. */
export interface UsedPrior {
  component: string;
  kind: VariancePrior['kind'];
  /** scale of a half-normal or half-Cauchy prior, mean of an exponential one */
  scale: number;
}

/** How the posterior is sampled. */
export interface PosteriorOptions {
  /** independent chains, default 4; convergence is told by comparing them */
  chains?: number;
  /** draws kept of each chain, default 1,000 */
  draws?: number;
  /** iterations of each chain before that, in which it adapts; default 500 */
  warmup?: number;
  /** of the random numbers; default 1 */
  seed?: number;
  /** mean acceptance probability that the step size is adapted to; default 0.8 */
  targetAcceptance?: number;
  /** most doublings of a trajectory, default 10 */
  maxTreeDepth?: number;
  /** of all components, or by label as `fit.variances` has them; default half-normal, of those not named too */
  priors?: VariancePrior | Record<string, VariancePrior>;
}

/** What the draws of one quantity say. */
export interface PosteriorSummary {
  /** label of a variance, `heritability`, or an asset */
  name: string;
  mean: number;
  sd: number;
  /** quantiles */
  q5: number;
  median: number;
  q95: number;
  /** rank-normalised split R̂, the larger of bulk and folded (Vehtari et al. 2021); NaN of a constant */
  rHat: number;
  /** effective number of draws for the middle and for the 5 % and 95 % quantiles; NaN of a constant */
  essBulk: number;
  essTail: number;
  /** Monte Carlo standard error of the mean, sd/√ESS of the mean */
  monteCarloError: number;
}

/** How the sampler went, by chain. */
export interface SamplerReport {
  /** trajectories whose energy error passed 1,000 */
  divergences: number[];
  /** trajectories that were ended by `maxTreeDepth` */
  saturated: number[];
  /** estimated Bayesian fraction of missing information (Betancourt 2016) */
  eBfmi: number[];
  stepSize: number[];
  /** mean acceptance probability, and leapfrog steps a draw */
  acceptance: number[];
  leapfrogs: number[];
}

/** Something that a reader of the draws has to know. */
export interface PosteriorNote {
  code:
    | 'r-hat'
    | 'low-ess'
    | 'divergences'
    | 'tree-depth'
    | 'low-e-bfmi'
    | 'one-chain'
    | 'plug-in-scales'
    | 'plug-in-loadings'
    | 'fixed-variances'
    | 'failed-draws'
    | 'no-loadings';
  message: string;
}

/** Draws from the posterior of the variances of a panel model. Arrays of draws are chain after chain, chains × draws long. */
export interface PanelPosterior {
  chains: number;
  draws: number;
  warmup: number;
  seed: number;
  /** σ² by component as `fit.variances` labels them; one that is fixed is constant */
  variances: Record<string, Float64Array>;
  /** share of the variance that belongs to terms with a kernel */
  heritability: Float64Array;
  /** log posterior density of the θ that are drawn, without constants: σ = u·sinh θ, see docs/bayes.md */
  logDensity: Float64Array;
  priors: UsedPrior[];
  /** of every variance, then of the heritability */
  summary: PosteriorSummary[];
  sampler: SamplerReport;
  notes: PosteriorNote[];
  /** the REML fit: its residual scales are those of the draws */
  fit: PanelFit;
}
