import {
  cholesky,
  choleskyInverse,
  choleskyInverseWorkspace,
  choleskyLogDeterminant,
  choleskySolve,
  choleskyWorkspace,
} from '../../linalg/cholesky';
import { gemm, gemmWorkspace, gemv } from '../../linalg/gemm';
import { gather, gatherSquare, getIndex, scatterAdd, scatterAddSquare } from '../../linalg/indexed';
import { symmetricProduct, symmetricProductWorkspace } from '../../linalg/symmetric-product';
import { symmetrize } from '../../linalg/syrk';
import { add, axpy, copy, dot, fill, from, get, row, scale, set } from '../../linalg/vector';
import { kindOf, Panel } from '../panel';
import { TermKind } from '../request';
import { residualOf } from '../residual';
import { buildShared } from '../within';
import { Pattern, patternAt, PatternsState, setAbsent } from './state';

/**
 * Γ⁻¹ by pattern, A = Z'Γ⁻¹Z = Σ_g C_g ⊗ Ω_OO⁻¹ and b = Z'Γ⁻¹y; adds log|Γ| to the objective.
 *
 * returns false when Ω is not positive definite on the assets of a pattern.
 */
export function factorPatterns(panel: Panel, state: PatternsState): bool {
  const N = panel.N;
  const d = state.d;
  buildShared(panel, state.Omega);
  fill(d * N * d * N, 0.0, state.A);
  fill(d * N, 0.0, state.b);
  for (let g = 0; g < state.count; g++) {
    const pattern = patternAt(state, g);
    const n = pattern.n;
    fill(n * n, 0.0, state.block);
    gatherSquare(n, 1.0, state.Omega, N, pattern.assets, state.block);
    for (let o = 0; o < n; o++) {
      const k = residualOf(panel, pattern.group, getIndex(pattern.assets, o));
      add(row(state.block, o, n), o, get(panel.tau, k));
    }
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
 * Henderson's equations H·γ = D·F'b, H = D·F'AF·D + [0; I]: the state's `inverse`, `standard`, `gamma`, `Phi` and `z`.
 *
 * Adds log|H|, with ML log|H_mm|, and γ_m'γ_m, the random effects' part of y'Py, to the objective. returns false when H is
 * not positive definite.
 */
export function solveEquations(panel: Panel, state: PatternsState): bool {
  const size = state.d * panel.N;
  const h = state.h;
  const H = state.square;
  const random = h - state.fixed;
  if (state.F == 0) {
    copy(h * h, state.A, H);
    copy(h, state.b, state.standard);
  } else {
    gemm(false, false, size, h, size, 1.0, state.A, size, state.F, h, 0.0, state.AF, h);
    symmetricProduct(true, false, h, size, 1.0, state.F, h, state.AF, h, 0.0, state.FAF, h);
    copy(h * h, state.FAF, H);
    scaleRandom(panel, state, H);
    for (let k = state.fixed; k < h; k++) add(row(H, k, h), k, 1.0);
    gemv(true, size, h, 1.0, state.F, h, state.b, 0.0, state.standard);
    scaleRandomVector(panel, state, state.standard);
  }
  setAbsent(panel, H, h, 1.0);
  if (cholesky(H, h, h) >= 0) return false;
  if (!panel.isML) panel.objective += choleskyLogDeterminant(h, H, h);
  choleskySolve(h, H, h, state.standard);
  expandSolution(panel, state);
  if (random > 0) refine(panel, state, H);
  panel.objective += dot(random, from(state.standard, state.fixed), from(state.standard, state.fixed));
  choleskyInverse(h, H, h, state.inverse, h);
  setAbsent(panel, state.inverse, h, 0.0);
  if (state.F == 0) {
    copy(h * h, state.inverse, state.Phi);
    return true;
  }
  copy(h * h, state.inverse, H);
  scaleRandom(panel, state, H);
  expand(panel, state, H, state.Phi);
  return !panel.isML || random == 0 || wholeDeterminant(panel, state);
}

/**
 * Of maximum likelihood, log|V| = log|Γ| + log|H_mm| with H_mm = D·F_m'AF_m·D + I: adds the latter to the objective and
 * fills in the state's `determinant…`. returns false when it is not positive definite.
 */
function wholeDeterminant(panel: Panel, state: PatternsState): bool {
  const h = state.h;
  const fixed = state.fixed;
  const H = state.determinantSquare;
  copy(h * h, state.FAF, H);
  scaleRandom(panel, state, H);
  for (let k = 0; k < fixed; k++) {
    fill(h, 0.0, row(H, k, h));
    set(row(H, k, h), k, 1.0);
  }
  for (let k = fixed; k < h; k++) {
    fill(fixed, 0.0, row(H, k, h));
    add(row(H, k, h), k, 1.0);
  }
  if (cholesky(H, h, h) >= 0) return false;
  panel.objective += choleskyLogDeterminant(h, H, h);
  const inverse = state.determinantInverse;
  choleskyInverse(h, H, h, inverse, h);
  for (let k = 0; k < fixed; k++) set(row(inverse, k, h), k, 0.0);
  copy(h * h, inverse, H);
  scaleRandom(panel, state, H);
  expand(panel, state, H, state.determinantPhi);
  return true;
}

/** gamma := D·γ and ẑ := F·D·γ. */
function expandSolution(panel: Panel, state: PatternsState): void {
  copy(state.h, state.standard, state.gamma);
  if (state.F == 0) {
    copy(state.h, state.standard, state.z);
    return;
  }
  scaleRandomVector(panel, state, state.gamma);
  gemv(false, state.d * panel.N, state.h, 1.0, state.F, state.h, state.gamma, 0.0, state.z);
}

/**
 * One step of iterative refinement: γ := γ + H⁻¹(D·F'Z'Γ⁻¹(y − Zẑ) − [0; γ_m]), with the residuals from the returns
 * themselves. Where effects explain nearly all of the returns, b − Aẑ would have no digit left.
 */
function refine(panel: Panel, state: PatternsState, factor: usize): void {
  const h = state.h;
  fill(state.d * panel.N, 0.0, state.v);
  for (let g = 0; g < state.count; g++) {
    const pattern = patternAt(state, g);
    projectPattern(panel, state, pattern);
    addAlong(panel, state, pattern, state.U, state.v);
  }
  const correction = state.gamma;
  gemv(true, state.d * panel.N, h, 1.0, state.F, h, state.v, 0.0, correction);
  scaleRandomVector(panel, state, correction);
  axpy(h - state.fixed, -1.0, from(state.standard, state.fixed), from(correction, state.fixed));
  choleskySolve(h, factor, h, correction);
  axpy(h, 1.0, correction, state.standard);
  expandSolution(panel, state);
}

/** E := y − ẑ'w and U := E·Ω_OO⁻¹ on the rows of a pattern. */
export function projectPattern(panel: Panel, state: PatternsState, pattern: Pattern): void {
  const d = state.d;
  const n = pattern.n;
  const rows = pattern.rows;
  for (let a = 0; a < d; a++) {
    gather(n, 1.0, row(state.z, a, panel.N), pattern.assets, row(state.along, a, n));
  }
  copy(rows * n, pattern.Y, state.E);
  gemm(false, false, rows, n, d, -1.0, pattern.W, d, state.along, n, 1.0, state.E, n);
  gemm(false, false, rows, n, n, 1.0, state.E, n, pattern.Q, n, 0.0, state.U, n);
}

/** out_a := out_a + W_a'X on the pattern's assets, for X of rows×n and out of d×N. */
export function addAlong(panel: Panel, state: PatternsState, pattern: Pattern, x: usize, out: usize): void {
  const n = pattern.n;
  gemm(true, false, state.d, n, pattern.rows, 1.0, pattern.W, state.d, x, n, 0.0, state.along, n);
  for (let a = 0; a < state.d; a++) {
    scatterAdd(n, 1.0, row(state.along, a, n), pattern.assets, row(out, a, panel.N));
  }
}

/** out := F·X·F', dN×dN, for the h×h matrix X. */
export function expand(panel: Panel, state: PatternsState, X: usize, out: usize): void {
  const size = state.d * panel.N;
  const h = state.h;
  gemm(false, false, size, h, h, 1.0, state.F, h, X, h, 0.0, state.squareF, h);
  symmetricProduct(false, true, size, h, 1.0, state.squareF, h, state.F, h, 0.0, out, size);
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
export function equationsWorkspace(N: i32, d: i32, h: i32, rows: i32): usize {
  const size = d * N;
  const factors = max(
    max(choleskyWorkspace(N), choleskyInverseWorkspace(N)),
    max(choleskyWorkspace(h), choleskyInverseWorkspace(h)),
  );
  const products = max(
    max(gemmWorkspace(size, h, size), symmetricProductWorkspace(h, size)),
    max(gemmWorkspace(size, h, h), max(symmetricProductWorkspace(size, h), gemmWorkspace(d, N, N))),
  );
  const patterns = max(gemmWorkspace(rows, N, d), max(gemmWorkspace(rows, N, N), gemmWorkspace(d, N, rows)));
  return max(factors, max(products, patterns));
}
