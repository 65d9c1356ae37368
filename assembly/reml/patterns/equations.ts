import {
  cholesky,
  choleskyInverse,
  choleskyInverseWorkspace,
  choleskyLogDeterminant,
  choleskySolve,
  choleskyWorkspace,
} from '../../linalg/cholesky';
import { gemm, gemmWorkspace, gemv } from '../../linalg/gemm';
import { gatherSquare, scatterAdd, scatterAddSquare } from '../../linalg/indexed';
import { symmetrize } from '../../linalg/syrk';
import { add, copy, dot, fill, from, get, row, scale } from '../../linalg/vector';
import { kindOf, Panel } from '../panel';
import { TermKind } from '../request';
import { buildOmega } from '../within';
import { patternAt, PatternsState } from './state';

/**
 * Γ⁻¹ by pattern, A = Z'Γ⁻¹Z = Σ_g C_g ⊗ Ω_OO⁻¹ and b = Z'Γ⁻¹y; adds log|Γ| to the objective.
 *
 * returns false when Ω is not positive definite on the assets of a pattern.
 */
export function factorPatterns(panel: Panel, state: PatternsState): bool {
  const N = panel.N;
  const d = state.d;
  buildOmega(panel, state.Omega);
  fill(d * N * d * N, 0.0, state.A);
  fill(d * N, 0.0, state.b);
  for (let g = 0; g < state.count; g++) {
    const pattern = patternAt(state, g);
    const n = pattern.n;
    fill(n * n, 0.0, state.block);
    gatherSquare(n, 1.0, state.Omega, N, pattern.assets, state.block);
    if (cholesky(state.block, n, n) >= 0) return false;
    panel.objective += <f64>pattern.periods * choleskyLogDeterminant(n, state.block, n);
    choleskyInverse(n, state.block, n, pattern.Q, n);
    addCrossProducts(panel, state, g, pattern.Q, state.A);
    gemm(false, false, d, n, n, 1.0, pattern.WY, n, pattern.Q, n, 0.0, state.along, n);
    for (let a = 0; a < d; a++) {
      scatterAdd(n, 1.0, row(state.along, a, n), pattern.assets, row(state.b, a, N));
    }
  }
  symmetrize(d * N, state.A, d * N);
  return true;
}

/** The blocks of A on and below the diagonal: A_ac := A_ac + C_ac·X for a symmetric n×n X of pattern g. */
export function addCrossProducts(panel: Panel, state: PatternsState, g: i32, x: usize, A: usize): void {
  const N = panel.N;
  const d = state.d;
  const pattern = patternAt(state, g);
  for (let a = 0; a < d; a++) {
    for (let c = 0; c <= a; c++) {
      const weight = get(row(pattern.C, a, d), c);
      const block = from(row(A, a * N, d * N), c * N);
      if (weight != 0.0) scatterAddSquare(pattern.n, weight, x, block, d * N, pattern.assets);
    }
  }
}

/**
 * Henderson's equations H·γ = D·F'b, H = D·F'AF·D + [0; I]: the state's `inverse`, `gamma`, `Phi` and `z`.
 *
 * Adds log|H| and γ_m'γ_m, the random effects' part of y'Py, to the objective. returns false when H is not positive
 * definite.
 */
export function solveEquations(panel: Panel, state: PatternsState): bool {
  const size = state.d * panel.N;
  const h = state.h;
  const H = state.square;
  if (state.F == 0) {
    copy(h * h, state.A, H);
    copy(h, state.b, state.gamma);
  } else {
    gemm(false, false, size, h, size, 1.0, state.A, size, state.F, h, 0.0, state.AF, h);
    gemm(true, false, h, h, size, 1.0, state.F, h, state.AF, h, 0.0, H, h);
    gemv(true, size, h, 1.0, state.F, h, state.b, 0.0, state.gamma);
    scaleRandom(panel, state, H);
    scaleRandomVector(panel, state, state.gamma);
    for (let k = state.fixed; k < h; k++) add(row(H, k, h), k, 1.0);
  }
  if (cholesky(H, h, h) >= 0) return false;
  panel.objective += choleskyLogDeterminant(h, H, h);
  choleskySolve(h, H, h, state.gamma);
  const random = h - state.fixed;
  panel.objective += dot(random, from(state.gamma, state.fixed), from(state.gamma, state.fixed));
  choleskyInverse(h, H, h, state.inverse, h);
  if (state.F == 0) {
    copy(h * h, state.inverse, state.Phi);
    copy(h, state.gamma, state.z);
    return true;
  }
  copy(h * h, state.inverse, H);
  scaleRandom(panel, state, H);
  scaleRandomVector(panel, state, state.gamma);
  expand(panel, state, H);
  gemv(false, size, h, 1.0, state.F, h, state.gamma, 0.0, state.z);
  return true;
}

/** Φ := F·X·F' for the h×h matrix X. */
export function expand(panel: Panel, state: PatternsState, X: usize): void {
  const size = state.d * panel.N;
  const h = state.h;
  gemm(false, false, size, h, h, 1.0, state.F, h, X, h, 0.0, state.squareF, h);
  gemm(false, true, size, size, h, 1.0, state.squareF, h, state.F, h, 0.0, state.Phi, size);
}

/** X := D·X·D for an h×h matrix. */
function scaleRandom(panel: Panel, state: PatternsState, X: usize): void {
  const N = panel.N;
  const h = state.h;
  for (let k = 0; k < state.fixed; k++) scaleRandomVector(panel, state, row(X, k, h));
  let first = state.fixed;
  for (let s = 0; s < panel.q; s++) {
    if (kindOf(panel, s) != TermKind.PERSISTENT) continue;
    const factor = Math.sqrt(get(panel.tau, s));
    for (let k = first; k < first + N; k++) {
      scaleRandomVector(panel, state, row(X, k, h));
      scale(h, factor, row(X, k, h));
    }
    first += N;
  }
}

/** x := D·x for a vector of h. */
function scaleRandomVector(panel: Panel, state: PatternsState, x: usize): void {
  let first = state.fixed;
  for (let s = 0; s < panel.q; s++) {
    if (kindOf(panel, s) != TermKind.PERSISTENT) continue;
    scale(panel.N, Math.sqrt(get(panel.tau, s)), from(x, first));
    first += panel.N;
  }
}

/** Arena bytes that this file's functions take. */
export function equationsWorkspace(N: i32, d: i32, h: i32): usize {
  const size = d * N;
  const factors = max(
    max(choleskyWorkspace(N), choleskyInverseWorkspace(N)),
    max(choleskyWorkspace(h), choleskyInverseWorkspace(h)),
  );
  const products = max(
    max(gemmWorkspace(size, h, size), gemmWorkspace(h, h, size)),
    max(gemmWorkspace(size, h, h), max(gemmWorkspace(size, size, h), gemmWorkspace(d, N, N))),
  );
  return max(factors, products);
}
