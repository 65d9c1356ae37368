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

/**
 * Prior of the degrees of freedom of t errors: p(df) ∝ df^(shape − 1)·e^(−rate·df) above 2.1, where estimates begin; without that
 * bound covariances Ω·df/(df − 2) would have no mean.
 */
export interface DegreesPrior {
  shape: number;
  rate: number;
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
  /** of degrees of freedom that the model estimates; default shape 2, rate 0.1 (Juárez and Steel 2010) */
  degreesOfFreedomPrior?: DegreesPrior;
}

/** What the draws of one quantity say. */
export interface PosteriorSummary {
  /** label of a variance, `degreesOfFreedom`, `heritability`, or an asset */
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
  /** estimated Bayesian fraction of missing information (Betancourt 2016); NaN with t errors, whose weights move the energy too */
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
    | 'few-degrees'
    | 'no-loadings';
  message: string;
}

/** What a posterior has with t errors; variances are those of Ω, the covariance of returns within a period Ω·df/(df − 2). */
export interface PosteriorErrors {
  /** of every draw; constant where the model gives them */
  degreesOfFreedom: Float64Array;
  estimated: boolean;
  /** null where they are given; 0 up to `above` */
  prior: (DegreesPrior & { above: number }) | null;
  /** T: posterior means of the weights λ_t of the periods, beside the model's own */
  weights: Float64Array;
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
  /**
   * log posterior density of the θ that are drawn, without constants: σ = u·sinh θ, see docs/bayes.md; with t errors of the
   * returns and θ given the weights of the periods
   */
  logDensity: Float64Array;
  priors: UsedPrior[];
  /** only with t errors */
  errors?: PosteriorErrors;
  /** of every variance, then of estimated degrees of freedom of t errors, last of the heritability */
  summary: PosteriorSummary[];
  sampler: SamplerReport;
  notes: PosteriorNote[];
  /** the REML fit: its residual scales are those of the draws */
  fit: PanelFit;
}
