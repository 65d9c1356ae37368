import { allocateMatrix, allocateVector, mark, matrixBytes, release, vectorBytes } from '../arena';
import { copy, fill, get, row, set } from '../linalg/vector';
import { cholesky, choleskySolve, choleskyWorkspace } from '../linalg/cholesky';
import { allocatePairs, curvature, curvatureWorkspace, rememberStep } from './curvature';
import { Components, Evaluate } from './components';
import { coneExpectation, coneResidual, isBlocked } from './cone';
import { coneStep, coneStepWorkspace } from './cone-step';

/** Projected score, in standard errors, at which the optimiser stops. */
export const TOLERANCE: f64 = 1e-10;
/** The same, at which a fit that can improve no further counts as converged. */
export const CONVERGED: f64 = 1e-6;
/** Projected score, in standard errors, below which scores tell the curvature at the optimum. */
const LOCAL: f64 = 0.1;
/** Relative change of −2ℓ that is rounding. */
export const ROUNDING: f64 = 5e-12;
/** Damping beyond which a step of expectation–maximisation is tried instead. */
const MOST_DAMPING: f64 = 1e8;

/**
 * Maximises ℓ over τ ≥ lower by average information with Levenberg damping and an active set at the bounds.
 *
 * Each step solves max s'δ − ½δ'(H + μ·diag H)δ with τ + δ ≥ lower, H the average information A corrected by the last
 * scores (see curvature.ts), and is taken only if −2ℓ does not rise; a component leaves its bound when its score is
 * positive. Covariance matrices among the components stay positive semi-definite instead (see cone-step.ts).
 * Stops on the projected score in standard errors, |s_k|/√A_kk; iterations and residual are left in the state.
 *
 * returns false when the start cannot be evaluated; else true, converged when the residual is below CONVERGED.
 * work    `optimiseWorkspace(q, blocks)` bytes of the arena, and those of `evaluate`.
 */
export function optimise(state: Components, evaluate: Evaluate): bool {
  const q = state.q;
  const position = mark();
  const H = allocateMatrix(q, q);
  const pairs = allocatePairs(q);
  const before = allocateState(q);
  let remembered = 0;
  if (!evaluate(state)) {
    release(position);
    return false;
  }
  let residual = kktResidual(state);
  let damping = 0.0;
  let iterations = 0;
  let stale = false; // a step was taken back, and the path's factors are still those of the step
  while (residual > TOLERANCE && iterations < state.maxIterations) {
    iterations++;
    saveState(state, before);
    const last = state.objective;
    const lastResidual = residual;
    curvature(q, state.info, remembered, pairs, H);
    const stepped = damping <= MOST_DAMPING ? step(state, H, damping) : expectationStep(state);
    if (stepped && evaluate(state)) {
      residual = kktResidual(state);
      const change = state.objective - last;
      const noise = ROUNDING * (Math.abs(last) + state.nu);
      if (change < -noise || (change <= noise && residual < lastResidual)) {
        damping = damping < 1e-4 ? 0.0 : 0.1 * damping;
        stale = false;
        if (lastResidual < LOCAL || iterations > state.patience) {
          remembered = rememberStep(q, remembered, pairs, before, state.tau, row(before, 1, q), state.score);
        }
        continue;
      }
      if (Math.abs(change) <= noise && lastResidual < CONVERGED) {
        restoreState(state, before);
        stale = true;
        break;
      }
    }
    restoreState(state, before);
    stale = true;
    state.objective = last;
    residual = lastResidual;
    if (damping > MOST_DAMPING) break;
    damping = damping == 0.0 ? 1e-3 : 10.0 * damping;
  }
  if (stale) evaluate(state);
  state.iterations = iterations;
  state.residual = kktResidual(state);
  release(position);
  return true;
}

function step(state: Components, H: usize, damping: f64): bool {
  return state.blockCount > 0 ? coneStep(state, H, damping) : newtonStep(state, H, damping);
}

/** Largest projected score in standard errors: |s_k|/√A_kk inside, max(s_k, 0)/√A_kk at the bound. */
export function kktResidual(state: Components): f64 {
  let largest = coneResidual(state);
  for (let k = 0; k < state.q; k++) {
    if (isBlocked(state, k)) continue;
    const s = get(state.score, k);
    const curvature = get(row(state.info, k, state.q), k);
    const projected = get(state.tau, k) > get(state.lower, k) ? Math.abs(s) : Math.max(s, 0.0);
    largest = Math.max(largest, curvature > 0.0 ? projected / Math.sqrt(curvature) : projected);
  }
  return largest;
}

/**
 * tau := tau + δ with δ = argmax s'δ − ½δ'(H + μ·diag H)δ, tau + δ ≥ lower: bounds that the step would cross are fixed
 * and the rest solved again.
 *
 * returns false when H is not positive definite over the free components.
 */
function newtonStep(state: Components, H: usize, damping: f64): bool {
  const q = state.q;
  const position = mark();
  const M = allocateMatrix(q, q);
  const rhs = allocateVector(q);
  const free = allocateVector(q);
  const delta = allocateVector(q);
  for (let k = 0; k < q; k++) {
    const inside = get(state.tau, k) > get(state.lower, k) || get(state.score, k) > 0.0;
    set(free, k, inside ? 1.0 : 0.0);
    set(delta, k, 0.0);
  }
  let solved = false;
  for (let round = 0; round <= q && !solved; round++) {
    for (let k = 0; k < q; k++) {
      const source = row(H, k, q);
      const target = row(M, k, q);
      if (get(free, k) == 0.0) {
        fill(q, 0.0, target);
        set(target, k, 1.0);
        set(rhs, k, get(delta, k));
        continue;
      }
      let right = get(state.score, k);
      for (let l = 0; l < q; l++) {
        if (get(free, l) == 0.0) {
          right -= get(source, l) * get(delta, l);
          set(target, l, 0.0);
        } else set(target, l, get(source, l));
      }
      set(target, k, get(target, k) * (1.0 + damping));
      set(rhs, k, right);
    }
    if (cholesky(M, q, q) >= 0) break;
    choleskySolve(q, M, q, rhs);
    solved = true;
    for (let k = 0; k < q; k++) {
      if (get(free, k) == 0.0) continue;
      set(delta, k, get(rhs, k));
      if (get(state.tau, k) + get(rhs, k) < get(state.lower, k)) {
        set(free, k, 0.0);
        set(delta, k, get(state.lower, k) - get(state.tau, k));
        solved = false;
      }
    }
  }
  if (solved) {
    for (let k = 0; k < q; k++) {
      const fixed = get(free, k) == 0.0 && get(delta, k) != 0.0;
      set(state.tau, k, fixed ? get(state.lower, k) : get(state.tau, k) + get(delta, k));
    }
  }
  release(position);
  return solved;
}

/** One step of expectation–maximisation, which cannot lower ℓ: τ_k := τ_k + 2τ_k²·s_k/(number of effects of term k). */
function expectationStep(state: Components): bool {
  for (let k = 0; k < state.q; k++) {
    if (isBlocked(state, k)) continue;
    const tau = get(state.tau, k);
    const change = (2.0 * tau * tau * get(state.score, k)) / get(state.effects, k);
    set(state.tau, k, Math.max(get(state.lower, k), tau + change));
  }
  coneExpectation(state);
  return true;
}

/** Room for τ, score and information: q·(q + 2) doubles. */
function allocateState(q: i32): usize {
  return allocateMatrix(q, q + 2);
}

function saveState(state: Components, saved: usize): void {
  const q = state.q;
  copy(q, state.tau, saved);
  copy(q, state.score, row(saved, 1, q));
  copy(q * q, state.info, row(saved, 2, q));
}

function restoreState(state: Components, saved: usize): void {
  const q = state.q;
  copy(q, saved, state.tau);
  copy(q, row(saved, 1, q), state.score);
  copy(q * q, row(saved, 2, q), state.info);
}

/** Arena bytes that `optimise` takes beside those of `evaluate`. */
export function optimiseWorkspace(q: i32, blocks: i32): usize {
  const bounded: usize = 3 * vectorBytes(q) + matrixBytes(q, q) + choleskyWorkspace(q);
  const steps = blocks > 0 ? max(bounded, coneStepWorkspace(q, blocks)) : bounded;
  return matrixBytes(q, q + 2) + matrixBytes(q, q) + curvatureWorkspace(q) + steps;
}
