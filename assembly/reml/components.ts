import { allocateMatrix, allocateVector, matrixBytes, vectorBytes } from '../arena';
import { fill } from '../linalg/vector';

/**
 * Variance components θ and the likelihood there: what the optimiser works on, whoever computes it.
 *
 * Components are normalised to shares of the variance, so that their size is of order 1. A component is bounded from
 * below by itself, or is one of three that form a covariance matrix G = [θ_i θ_j; θ_j θ_k] ⪰ 0. A C struct in the
 * arena; a model extends it by what its likelihood needs.
 */
@unmanaged
export class Components {
  /** q, number of components */
  q: i32;
  /** number of matrices G, and their indices (i, j, k), 32-bit; their components have no bounds of their own */
  blockCount: i32;
  blocks: usize;
  /** degrees of freedom: the order of magnitude of −2ℓ, beside which a change is rounding */
  nu: f64;
  /** most iterations of the optimiser; those taken; and the KKT residual it ended with */
  maxIterations: i32;
  /** iterations after which scores tell the curvature however far the maximum is; until then only near it */
  patience: i32;
  iterations: i32;
  residual: f64;
  /** θ (q), its lower bounds, −2ℓ without constants, ∂ℓ/∂θ (q), average information (q×q) */
  tau: usize;
  lower: usize;
  objective: f64;
  score: usize;
  info: usize;
  /** q: number of random effects that have this variance (per row of G in a block) */
  effects: usize;
}

/** Computes objective, score and info at tau; false where the covariance is not positive definite. */
export type Evaluate = (state: Components) => bool;

/** Allocates the arrays of q components; no blocks, no bounds. */
export function allocateComponents(state: Components, q: i32): void {
  state.q = q;
  state.blockCount = 0;
  state.blocks = 0;
  state.patience = i32.MAX_VALUE;
  state.iterations = 0;
  state.residual = 0.0;
  state.tau = allocateVector(q);
  state.lower = allocateVector(q);
  state.score = allocateVector(q);
  state.info = allocateMatrix(q, q);
  state.effects = allocateVector(q);
  fill(q, 0.0, state.lower);
}

/** Arena bytes that `allocateComponents` takes. */
export function componentsBytes(q: i32): usize {
  return 4 * vectorBytes(q) + matrixBytes(q, q);
}
