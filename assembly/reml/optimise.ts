import { allocateMatrix, allocateVector, mark, matrixBytes, release, vectorBytes } from '../arena';
import { copy, fill, get, row, set } from '../linalg/vector';
import { cholesky, choleskySolve, choleskyWorkspace } from '../linalg/cholesky';
import { allocatePairs, curvature, curvatureWorkspace, rememberStep } from './curvature';
import { evaluate } from './likelihood';
import { kindOf, Panel, report } from './panel';
import { FitStatus, Summary, TermKind } from './request';

/** Projected score, in standard errors, at which the optimiser stops. */
const TOLERANCE: f64 = 1e-10;
/** The same, at which a fit that can improve no further counts as converged. */
const CONVERGED: f64 = 1e-6;
/** Projected score, in standard errors, below which scores tell the curvature at the optimum. */
const LOCAL: f64 = 0.1;
/** Relative change of −2ℓ that is rounding. */
const ROUNDING: f64 = 1e-12;
/** Damping beyond which a step of expectation–maximisation is tried instead. */
const MOST_DAMPING: f64 = 1e8;

/**
 * Maximises ℓ over τ ≥ lower by average information with Levenberg damping and an active set at the bounds.
 *
 * Each step solves max s'δ − ½δ'(H + μ·diag H)δ with τ + δ ≥ lower, H the average information A corrected by the last
 * scores (see curvature.ts), and is taken only if −2ℓ does not rise; a component leaves its bound when its score is
 * positive. Stops on the projected score in standard errors, |s_k|/√A_kk.
 *
 * returns FITTED (whether or not it converged: see the summary), or SINGULAR when the start cannot be evaluated.
 * work    `optimiseWorkspace(q)` bytes of the arena, and those of `evaluate`.
 */
export function optimise(panel: Panel): i32 {
  const q = panel.q;
  const request = panel.request;
  const position = mark();
  const H = allocateMatrix(q, q);
  const pairs = allocatePairs(q);
  const before = allocateState(q);
  let remembered = 0;
  if (!evaluate(panel)) {
    release(position);
    return FitStatus.SINGULAR;
  }
  let residual = kktResidual(panel);
  let damping = 0.0;
  let iterations = 0;
  let stale = false; // a step was taken back, and the path's factors are still those of the step
  while (residual > TOLERANCE && iterations < request.maxIterations) {
    iterations++;
    saveState(panel, before);
    const last = panel.objective;
    const lastResidual = residual;
    curvature(q, panel.info, remembered, pairs, H);
    const stepped = damping <= MOST_DAMPING ? newtonStep(panel, H, damping) : expectationStep(panel);
    if (stepped && evaluate(panel)) {
      residual = kktResidual(panel);
      const change = panel.objective - last;
      const noise = ROUNDING * (Math.abs(last) + panel.nu);
      if (change < -noise || (change <= noise && residual < lastResidual)) {
        damping = damping < 1e-4 ? 0.0 : 0.1 * damping;
        stale = false;
        if (lastResidual < LOCAL) {
          remembered = rememberStep(q, remembered, pairs, before, panel.tau, row(before, 1, q), panel.score);
        }
        continue;
      }
      if (Math.abs(change) <= noise && lastResidual < CONVERGED) {
        restoreState(panel, before);
        stale = true;
        break;
      }
    }
    restoreState(panel, before);
    stale = true;
    panel.objective = last;
    residual = lastResidual;
    if (damping > MOST_DAMPING) break;
    damping = damping == 0.0 ? 1e-3 : 10.0 * damping;
  }
  if (stale) evaluate(panel);
  residual = kktResidual(panel);
  report(request, Summary.ITERATIONS, <f64>iterations);
  report(request, Summary.KKT_RESIDUAL, residual);
  report(request, Summary.CONVERGED, residual < CONVERGED ? 1.0 : 0.0);
  release(position);
  return FitStatus.FITTED;
}

/** Largest projected score in standard errors: |s_k|/√A_kk inside, max(s_k, 0)/√A_kk at the bound. */
function kktResidual(panel: Panel): f64 {
  let largest = 0.0;
  for (let k = 0; k < panel.q; k++) {
    const s = get(panel.score, k);
    const curvature = get(row(panel.info, k, panel.q), k);
    const projected = get(panel.tau, k) > get(panel.lower, k) ? Math.abs(s) : Math.max(s, 0.0);
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
function newtonStep(panel: Panel, H: usize, damping: f64): bool {
  const q = panel.q;
  const position = mark();
  const M = allocateMatrix(q, q);
  const rhs = allocateVector(q);
  const free = allocateVector(q);
  const delta = allocateVector(q);
  for (let k = 0; k < q; k++) {
    const inside = get(panel.tau, k) > get(panel.lower, k) || get(panel.score, k) > 0.0;
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
      let right = get(panel.score, k);
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
      if (get(panel.tau, k) + get(rhs, k) < get(panel.lower, k)) {
        set(free, k, 0.0);
        set(delta, k, get(panel.lower, k) - get(panel.tau, k));
        solved = false;
      }
    }
  }
  if (solved) {
    for (let k = 0; k < q; k++) {
      const fixed = get(free, k) == 0.0 && get(delta, k) != 0.0;
      set(panel.tau, k, fixed ? get(panel.lower, k) : get(panel.tau, k) + get(delta, k));
    }
  }
  release(position);
  return solved;
}

/** One step of expectation–maximisation, which cannot lower ℓ: τ_k := τ_k + 2τ_k²·s_k/(number of effects of term k). */
function expectationStep(panel: Panel): bool {
  for (let k = 0; k < panel.q; k++) {
    const kind = kindOf(panel, k);
    let effects = <f64>panel.N;
    if (kind == TermKind.TIME) effects = <f64>panel.T;
    else if (kind != TermKind.PERSISTENT) effects *= <f64>panel.T;
    const tau = get(panel.tau, k);
    set(panel.tau, k, Math.max(get(panel.lower, k), tau + (2.0 * tau * tau * get(panel.score, k)) / effects));
  }
  return true;
}

/** Room for τ, score and information: q·(q + 2) doubles. */
function allocateState(q: i32): usize {
  return allocateMatrix(q, q + 2);
}

function saveState(panel: Panel, state: usize): void {
  const q = panel.q;
  copy(q, panel.tau, state);
  copy(q, panel.score, row(state, 1, q));
  copy(q * q, panel.info, row(state, 2, q));
}

function restoreState(panel: Panel, state: usize): void {
  const q = panel.q;
  copy(q, state, panel.tau);
  copy(q, row(state, 1, q), panel.score);
  copy(q * q, row(state, 2, q), panel.info);
}

/** Arena bytes that `optimise` takes beside those of `evaluate`. */
export function optimiseWorkspace(q: i32): usize {
  return (
    3 * vectorBytes(q) +
    matrixBytes(q, q + 2) +
    2 * matrixBytes(q, q) +
    choleskyWorkspace(q) +
    curvatureWorkspace(q)
  );
}
