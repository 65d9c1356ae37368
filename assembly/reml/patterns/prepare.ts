import { allocateMatrix, allocateVector, mark, matrixBytes, release, vectorBytes } from '../../arena';
import { symmetricEigen, symmetricEigenWorkspace } from '../../linalg/eigen';
import { gemm, gemmWorkspace } from '../../linalg/gemm';
import { gather, getIndex } from '../../linalg/indexed';
import { triangularise, triangulariseWorkspace } from '../../linalg/qr';
import { copy, fill, from, get, row, set } from '../../linalg/vector';
import { kernelMatrix, kernelOf, kindOf, Panel } from '../panel';
import { PanelRequest, TermKind } from '../request';
import { allocatePatterns, Pattern, patternAt, patternsBytes, PatternsState, setAbsent } from './state';

/**
 * Sets up the patterns of a panel whose kernels are checked and whose returns are the residuals of `ordinaryLeastSquares`:
 * the rows that stand for the periods, F, and what a component is worth in an observed cell.
 *
 * work    `preparePatternsWorkspace(request)` bytes of the arena, state included.
 */
export function preparePatterns(panel: Panel): void {
  const state = allocatePatterns(panel);
  for (let g = 0; g < state.count; g++) compress(panel, state, patternAt(state, g));
  coefficientsOf(panel, state);
  if (state.F != 0) designOf(panel, state);
  sharesOf(panel);
}

/** The rows [w_t, y_t] of a pattern's periods, or their triangle where that is shorter, and their cross-products. */
function compress(panel: Panel, state: PatternsState, pattern: Pattern): void {
  const d = state.d;
  const n = pattern.n;
  const width = d + n;
  const periods = pattern.periods;
  const position = mark();
  const rows = allocateMatrix(periods, width);
  for (let k = 0; k < periods; k++) {
    const t = getIndex(panel.request.patternPeriods, pattern.first + k);
    const target = row(rows, k, width);
    directionsAt(panel, t, target);
    gather(n, 1.0, row(panel.Yperp, t, panel.N), pattern.assets, from(target, d));
  }
  if (periods > width) triangularise(periods, width, rows, width);
  for (let k = 0; k < pattern.rows; k++) {
    copy(d, row(rows, k, width), row(pattern.W, k, d));
    copy(n, from(row(rows, k, width), d), row(pattern.Y, k, n));
  }
  gemm(true, false, d, d, pattern.rows, 1.0, pattern.W, d, pattern.W, d, 0.0, pattern.C, d);
  gemm(true, false, d, n, pattern.rows, 1.0, pattern.W, d, pattern.Y, n, 0.0, pattern.WY, n);
  release(position);
}

/** w_t: the d directions at period t, Wa then W. */
export function directionsAt(panel: Panel, t: i32, w: usize): void {
  for (let a = 0; a < panel.mA; a++) set(w, a, get(row(panel.Wa, a, panel.T), t));
  for (let a = 0; a < panel.m; a++) set(w, panel.mA + a, get(row(panel.W, a, panel.T), t));
}

function coefficientsOf(panel: Panel, state: PatternsState): void {
  for (let k = 0; k < panel.q; k++) {
    const coefficients = row(state.coefficients, k, state.d);
    copy(panel.mA, row(panel.Qa, k, panel.mA), coefficients);
    copy(panel.m, row(panel.Q, k, panel.m), from(coefficients, panel.mA));
  }
}

/** F: an identity for the effects per asset, R ⊗ h for the common ones, coefficients ⊗ L_s with K_s = L_sL_s'. */
function designOf(panel: Panel, state: PatternsState): void {
  const N = panel.N;
  const h = state.h;
  const mA = panel.mA;
  fill(state.d * N * h, 0.0, state.F);
  for (let k = 0; k < mA * N; k++) set(row(state.F, k, h), k, 1.0);
  setAbsent(panel, state.F, h, 0.0);
  for (let a = 0; a < panel.m; a++) {
    for (let i = 0; i < N; i++) {
      const target = from(row(state.F, (mA + a) * N + i, h), mA * N);
      for (let l = 0; l < panel.p; l++) set(target, l, get(row(panel.R, a, panel.p), l) * get(panel.h, i));
    }
  }
  const position = mark();
  const root = allocateMatrix(N, N);
  let first = state.fixed;
  for (let k = 0; k < panel.q; k++) {
    if (kindOf(panel, k) != TermKind.PERSISTENT) continue;
    rootOf(panel, kernelOf(panel, k), root);
    for (let a = 0; a < state.d; a++) {
      const weight = get(row(state.coefficients, k, state.d), a);
      for (let i = 0; i < N; i++) {
        const target = from(row(state.F, a * N + i, h), first);
        for (let j = 0; j < N; j++) set(target, j, weight * get(row(root, i, N), j));
      }
    }
    first += N;
  }
  release(position);
}

/** root := V·√Λ of the kernel VΛV'. */
function rootOf(panel: Panel, kernel: i32, root: usize): void {
  const N = panel.N;
  const position = mark();
  const scratch = allocateMatrix(N, N);
  const values = allocateVector(N);
  copy(N * N, kernelMatrix(panel, kernel), scratch);
  symmetricEigen(N, scratch, N, values, root, N);
  for (let i = 0; i < N; i++) {
    for (let j = 0; j < N; j++) {
      set(row(root, i, N), j, get(row(root, i, N), j) * Math.sqrt(Math.max(0.0, get(values, j))));
    }
  }
  release(position);
}

/** Mean of diag(A_k ⊗ B_k) over the observed cells, of the normalised covariates and kernels. */
function sharesOf(panel: Panel): void {
  const N = panel.N;
  for (let k = 0; k < panel.q; k++) {
    const kernel = kernelOf(panel, k);
    if (kernel < 0) continue;
    let total = 0.0;
    for (let t = 0; t < panel.T; t++) {
      const x = kindOf(panel, k) == TermKind.PERSISTENT ? covariateAt(panel, k, t) : 1.0;
      for (let i = 0; i < N; i++) {
        if (isNaN(get(row(panel.request.returns, t, N), i))) continue;
        total += x * x * get(row(kernelMatrix(panel, kernel), i, N), i);
      }
    }
    set(panel.shares, k, total / <f64>panel.cells);
  }
}

/** Normalised covariate of persistent component k in period t. */
function covariateAt(panel: Panel, k: i32, t: i32): f64 {
  let x = 0.0;
  for (let a = 0; a < panel.mA; a++) {
    x += get(row(panel.Qa, k, panel.mA), a) * get(row(panel.Wa, a, panel.T), t);
  }
  for (let a = 0; a < panel.m; a++) x += get(row(panel.Q, k, panel.m), a) * get(row(panel.W, a, panel.T), t);
  return x;
}

/** Arena bytes that `preparePatterns` takes, the state included. */
export function preparePatternsWorkspace(request: PanelRequest, d: i32): usize {
  const N = request.assets;
  const T = request.periods;
  const width = d + N;
  const compressed =
    matrixBytes(T, width) +
    max(triangulariseWorkspace(T, width), max(gemmWorkspace(d, d, width), gemmWorkspace(d, N, width)));
  const roots: usize = 2 * matrixBytes(N, N) + vectorBytes(N) + symmetricEigenWorkspace(N);
  return patternsBytes(request) + max(compressed, roots);
}
