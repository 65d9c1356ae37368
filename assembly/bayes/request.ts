/** Prior of a standard deviation σ; the host writes these numbers. */
export const enum PriorKind {
  /** σ = |x|, x ~ N(0, scale²) */
  HALF_NORMAL = 0,
  /** σ = |x|, x ~ Cauchy(0, scale) */
  HALF_CAUCHY = 1,
  /** penalised complexity: σ exponential with mean `scale` */
  EXPONENTIAL = 2,
}

/** Positions in the statistics of a draw, in doubles. */
export const enum DrawStatistic {
  /** log posterior density of θ, without constants; with t errors given the weights of the periods, with their part in p(y) */
  LOG_DENSITY = 0,
  /** Hamiltonian of the draw */
  ENERGY = 1,
  /** mean acceptance probability of its trajectory */
  ACCEPTANCE = 2,
  /** doublings of the trajectory; leapfrog steps */
  DEPTH = 3,
  LEAPFROGS = 4,
  /** 1 where the energy error passed 1,000 */
  DIVERGENT = 5,
  LENGTH = 6,
}

/** Positions in what is said of t errors, in doubles. */
export const enum StudentInput {
  /** degrees of freedom, 0 where they are drawn */
  DEGREES = 0,
  /** their prior is Gamma(SHAPE, RATE) above LEAST */
  SHAPE = 1,
  RATE = 2,
  LEAST = 3,
  LENGTH = 4,
}

/** Status of a sampler beside those of FitStatus: no start of some chain has a posterior density. */
export const NO_START: i32 = 100;

/**
 * Chains of draws from the posterior of a panel's variances as the host asks for them. 4 bytes a field, in this order; the
 * host's twin is `src/bayes/draw.ts`.
 */
@unmanaged
export class SampleRequest {
  /** address of the panel's PanelRequest */
  panel: usize;
  /** numbers of the chains to run: first, and how many */
  firstChain: i32;
  chains: i32;
  /** iterations of each that adapt, and that are kept */
  warmup: i32;
  draws: i32;
  /** most doublings of a trajectory */
  maxDepth: i32;
  /** two words of the seed */
  seedLow: u32;
  seedHigh: u32;
  /** in: the acceptance probability to adapt to, one double */
  target: usize;
  /** in: q integers, PriorKind of each component */
  priors: usize;
  /** in: q doubles, scale of each prior in units of σ; 0 for `units` times that of `relative` */
  scales: usize;
  /** in: q doubles, scale in multiples of `units`, where `scales` has none */
  relative: usize;
  /** out: q doubles, the σ at which a component alone makes up the residual variance of the returns */
  units: usize;
  /** out: q doubles, share of a cell's variance that a component has at σ = `units` */
  shares: usize;
  /** out: chains × draws × q, σ² */
  variances: usize;
  /** out: chains × draws × DrawStatistic.LENGTH */
  statistics: usize;
  /** out: chains, the step size that warm-up ended with */
  stepSizes: usize;
  /** in: StudentInput.LENGTH doubles, of t errors; 0 (no address) with normal ones, the next two too */
  student: usize;
  /** out: chains × draws, degrees of freedom */
  degrees: usize;
  /** out: chains × T, means over the draws of the weights λ of the periods */
  weights: usize;
}
