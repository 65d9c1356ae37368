import { getIndex } from '../linalg/indexed';
import { get, row, set } from '../linalg/vector';
import { Components } from './components';

/**
 * Components that form a covariance matrix G = [θ_i θ_j; θ_j θ_k] ⪰ 0.
 *
 * With S = [s_i ½s_j; ½s_j s_k] the gradient of ℓ, dℓ = tr(S dG), a maximum has SG = 0 and S ⪯ 0 on the null space
 * of G. Inside the cone that is S = 0; on its boundary G = gg' it is Sg = 0 and n'Sn ≤ 0 for n ⟂ g.
 */

/** G is on the boundary when det G is below this share of θ_iθ_k: rounding. */
const SINGULAR: f64 = 1e-13;

/** Index of component `position` (0 … 2: θ_i, θ_j, θ_k) of a block. */
// @ts-ignore: decorator
@inline
export function blockIndex(state: Components, block: i32, position: i32): i32 {
  return getIndex(state.blocks, 3 * block + position);
}

/** Whether component k is one of a block. */
export function isBlocked(state: Components, k: i32): bool {
  for (let i = 0; i < 3 * state.blockCount; i++) if (getIndex(state.blocks, i) == k) return true;
  return false;
}

/** Rank of [a b; b c] as far as rounding lets it be told; 0 where both variances are 0. */
export function blockRank(a: f64, b: f64, c: f64): i32 {
  if (!(a > 0.0) && !(c > 0.0)) return 0;
  return a * c - b * b > SINGULAR * a * c ? 2 : 1;
}

/** Rank of a block at the current components. */
export function rankOf(state: Components, block: i32): i32 {
  return blockRank(
    get(state.tau, blockIndex(state, block, 0)),
    get(state.tau, blockIndex(state, block, 1)),
    get(state.tau, blockIndex(state, block, 2)),
  );
}

/** The two components of g with gg' = [a b; b c] of rank one, written to g. */
export function rankOneFactor(a: f64, b: f64, c: f64, g: usize): void {
  set(g, 0, Math.sqrt(Math.max(0.0, a)));
  set(g, 1, b < 0.0 ? -Math.sqrt(Math.max(0.0, c)) : Math.sqrt(Math.max(0.0, c)));
}

/** Larger eigenvalue of [a b; b c]. */
export function largestEigenvalue(a: f64, b: f64, c: f64): f64 {
  const half = 0.5 * (a - c);
  return 0.5 * (a + c) + Math.sqrt(half * half + b * b);
}

/** Unit eigenvector of the larger eigenvalue of [a b; b c], written to v; (1, 0) of a multiple of the identity. */
export function largestEigenvector(a: f64, b: f64, c: f64, v: usize): void {
  const half = 0.5 * (a - c);
  const radius = Math.sqrt(half * half + b * b);
  let x = half >= 0.0 ? half + radius : b;
  let y = half >= 0.0 ? b : radius - half;
  const length = Math.sqrt(x * x + y * y);
  if (length > 0.0) {
    x /= length;
    y /= length;
  } else x = 1.0;
  set(v, 0, x);
  set(v, 1, y);
}

/** Largest projected score of the blocks in standard errors; along D it is tr(SD)/√(D'AD), A the information. */
export function coneResidual(state: Components): f64 {
  let largest = 0.0;
  for (let block = 0; block < state.blockCount; block++) {
    largest = Math.max(largest, blockResidual(state, block));
  }
  return largest;
}

function blockResidual(state: Components, block: i32): f64 {
  const a = get(state.tau, blockIndex(state, block, 0));
  const b = get(state.tau, blockIndex(state, block, 1));
  const c = get(state.tau, blockIndex(state, block, 2));
  const rank = blockRank(a, b, c);
  if (rank == 2) {
    return Math.max(
      Math.abs(along(state, block, 1.0, 0.0, 0.0)),
      Math.max(Math.abs(along(state, block, 0.0, 1.0, 0.0)), Math.abs(along(state, block, 0.0, 0.0, 1.0))),
    );
  }
  if (rank == 0) {
    const s0 = get(state.score, blockIndex(state, block, 0));
    const s1 = 0.5 * get(state.score, blockIndex(state, block, 1));
    const s2 = get(state.score, blockIndex(state, block, 2));
    // the eigenvector of the largest eigenvalue of S, without room of its own
    const half = 0.5 * (s0 - s2);
    const radius = Math.sqrt(half * half + s1 * s1);
    const x = half >= 0.0 ? half + radius : s1;
    const y = half >= 0.0 ? s1 : radius - half;
    const steepest = x == 0.0 && y == 0.0 ? 0.0 : along(state, block, x * x, x * y, y * y);
    const first = Math.max(0.0, along(state, block, 1.0, 0.0, 0.0));
    return Math.max(Math.max(0.0, steepest), Math.max(first, along(state, block, 0.0, 0.0, 1.0)));
  }
  const x = Math.sqrt(Math.max(0.0, a));
  const y = b < 0.0 ? -Math.sqrt(Math.max(0.0, c)) : Math.sqrt(Math.max(0.0, c));
  const tangent = Math.max(
    Math.abs(along(state, block, 2.0 * x, y, 0.0)),
    Math.abs(along(state, block, 0.0, x, 2.0 * y)),
  );
  return Math.max(tangent, along(state, block, y * y, -x * y, x * x));
}

/** Score along the direction D = [d0 d1; d1 d2] of a block, in its standard errors. */
function along(state: Components, block: i32, d0: f64, d1: f64, d2: f64): f64 {
  let slope = 0.0;
  let information = 0.0;
  for (let i = 0; i < 3; i++) {
    const di = i == 0 ? d0 : i == 1 ? d1 : d2;
    const k = blockIndex(state, block, i);
    slope += di * get(state.score, k);
    for (let j = 0; j < 3; j++) {
      const dj = j == 0 ? d0 : j == 1 ? d1 : d2;
      information += di * dj * get(row(state.info, k, state.q), blockIndex(state, block, j));
    }
  }
  return information > 0.0 ? slope / Math.sqrt(information) : slope;
}

/** G := G + (2/m)·GSG for every block, m its number of effects: a step of expectation–maximisation. */
export function coneExpectation(state: Components): void {
  for (let block = 0; block < state.blockCount; block++) {
    const i = blockIndex(state, block, 0);
    const j = blockIndex(state, block, 1);
    const k = blockIndex(state, block, 2);
    const a = get(state.tau, i);
    const b = get(state.tau, j);
    const c = get(state.tau, k);
    const s0 = get(state.score, i);
    const s1 = 0.5 * get(state.score, j);
    const s2 = get(state.score, k);
    const factor = 2.0 / get(state.effects, i);
    // rows of GS
    const p0 = a * s0 + b * s1;
    const p1 = a * s1 + b * s2;
    const r0 = b * s0 + c * s1;
    const r1 = b * s1 + c * s2;
    set(state.tau, i, a + factor * (p0 * a + p1 * b));
    set(state.tau, j, b + factor * (p0 * b + p1 * c));
    set(state.tau, k, c + factor * (r0 * b + r1 * c));
  }
}
