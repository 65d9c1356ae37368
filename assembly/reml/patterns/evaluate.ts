import { gemm, gemmWorkspace, gemv } from '../../linalg/gemm';
import { gatherSquare, getIndex, scatterAdd, scatterAddSquare } from '../../linalg/indexed';
import { symmetricProduct } from '../../linalg/symmetric-product';
import { symmetrize, syrk, syrkWorkspace } from '../../linalg/syrk';
import { add, axpy, dot, fill, from, get, row, sum } from '../../linalg/vector';
import { addInformation, kernelMatrix, kernelOf, kindOf, Panel } from '../panel';
import { TermKind } from '../request';
import { isGrouped, isResidual, residualOf } from '../residual';
import { traceWithTerm } from '../within';
import { addAlong, equationsWorkspace, factorPatterns, projectPattern, solveEquations } from './equations';
import { Pattern, patternAt, patternsOf, PatternsState } from './state';

/**
 * −2ℓ (without its constants), score and average information at panel.tau on the patterns path:
 *
 *     −2ℓ = log|Γ| + log|H| + (y − Zẑ)'Γ⁻¹(y − Zẑ) + γ_m'γ_m
 *
 * with log|H_mm| of the random effects alone in the place of log|H| under maximum likelihood; Φ and H⁻¹ in the traces below
 * are then the state's `determinantPhi` and `determinantInverse`.
 * The cost of an evaluation depends on the patterns and their sizes alone, not on the number of periods.
 * returns false when the covariance is not positive definite there.
 */
export function patternsEvaluate(panel: Panel): bool {
  const state = patternsOf(panel);
  const q = panel.q;
  const size = state.d * panel.N;
  panel.objective = 0.0;
  fill(q, 0.0, panel.score);
  fill(q * q, 0.0, panel.info);
  if (!factorPatterns(panel, state) || !solveEquations(panel, state)) return false;
  fill(panel.N * panel.N, 0.0, state.G);
  fill(size, 0.0, state.v);
  fill(q * size, 0.0, state.g);
  for (let g = 0; g < state.count; g++) addPattern(panel, state, patternAt(state, g));
  for (let k = 0; k < q; k++) {
    if (kindOf(panel, k) == TermKind.PERSISTENT) addPersistent(panel, state, k);
    else if (!isResidual(panel, k)) add(panel.score, k, -0.5 * traceWithTerm(panel, k, state.G, panel.N));
  }
  gemm(false, false, q, size, size, 1.0, state.g, size, state.Phi, size, 0.0, state.gPhi, size);
  for (let k = 0; k < q; k++) {
    for (let l = 0; l <= k; l++) {
      addInformation(panel, k, l, -0.5 * dot(size, row(state.g, k, size), row(state.gPhi, l, size)));
    }
  }
  return true;
}

/** What one pattern adds: y'Py, G, Z'Py, of the terms within a period Z'Γ⁻¹V_kPy and information, the residuals' score. */
function addPattern(panel: Panel, state: PatternsState, pattern: Pattern): void {
  const N = panel.N;
  const d = state.d;
  const n = pattern.n;
  const rows = pattern.rows;
  projectPattern(panel, state, pattern);
  panel.objective += dot(rows * n, state.E, state.U);
  addGradient(panel, state, pattern);
  addAlong(panel, state, pattern, state.U, state.v);
  addResidualsAlong(panel, state, pattern);

  for (let k = 0; k < panel.firstResidual; k++) {
    if (kindOf(panel, k) == TermKind.PERSISTENT) continue;
    const QVU = row(state.QVU, k, rows * n);
    multiplyByTerm(panel, state, pattern, k, row(state.VU, k, rows * n), QVU);
    for (let l = 0; l <= k; l++) {
      if (kindOf(panel, l) == TermKind.PERSISTENT) continue;
      addInformation(panel, k, l, 0.5 * dot(rows * n, row(state.VU, l, rows * n), QVU));
    }
    addResidualsBeside(panel, state, pattern, k, QVU);
    addAlong(panel, state, pattern, QVU, row(state.g, k, d * N));
  }
}

/** Residual component of the pattern's asset o. */
// @ts-ignore: decorator
@inline
function residualAt(panel: Panel, pattern: Pattern, o: i32): i32 {
  return residualOf(panel, pattern.group, getIndex(pattern.assets, o));
}

/**
 * Z'Γ⁻¹V_kPy of the residuals, with Z'Py of the pattern in `along`. Of residual k, V_k is the identity on its assets, so
 * that all residuals together cost what one term does.
 */
function addResidualsAlong(panel: Panel, state: PatternsState, pattern: Pattern): void {
  const N = panel.N;
  const n = pattern.n;
  for (let o = 0; o < n; o++) {
    const own = row(state.g, residualAt(panel, pattern, o), state.d * N);
    for (let a = 0; a < state.d; a++) {
      const weight = get(row(state.along, a, n), o);
      scatterAdd(n, weight, row(pattern.Q, o, n), pattern.assets, row(own, a, N));
    }
  }
}

/** ½ y'PV_lΓ⁻¹V_kPy of the residuals l and another term k, with Γ⁻¹V_kPy of the pattern in QVU. */
function addResidualsBeside(panel: Panel, state: PatternsState, pattern: Pattern, k: i32, QVU: usize): void {
  const n = pattern.n;
  if (!isGrouped(panel)) {
    addInformation(panel, panel.firstResidual, k, 0.5 * dot(pattern.rows * n, state.U, QVU));
    return;
  }
  for (let o = 0; o < n; o++) {
    let product = 0.0;
    for (let t = 0; t < pattern.rows; t++) product += get(row(state.U, t, n), o) * get(row(QVU, t, n), o);
    addInformation(panel, residualAt(panel, pattern, o), k, 0.5 * product);
  }
}

/** ½ y'PV_kΓ⁻¹V_lPy of residuals: ½ (U'U)_op·Q_op of the assets o of the one and p of the other; UU is U'U, n×n. */
function addResidualPairs(panel: Panel, pattern: Pattern, UU: usize): void {
  const n = pattern.n;
  if (!isGrouped(panel)) {
    addInformation(panel, panel.firstResidual, panel.firstResidual, 0.5 * dot(n * n, UU, pattern.Q));
    return;
  }
  for (let o = 0; o < n; o++) {
    const info = row(panel.info, residualAt(panel, pattern, o), panel.q);
    const product = row(UU, o, n);
    const Q = row(pattern.Q, o, n);
    for (let p = 0; p < n; p++) add(info, residualAt(panel, pattern, p), 0.5 * get(product, p) * get(Q, p));
  }
}

/** G := G + T_g·Q − Q·(Σ_t Z_tΦZ_t')·Q − U'U on the pattern's assets, and what that is to the residuals. */
function addGradient(panel: Panel, state: PatternsState, pattern: Pattern): void {
  const N = panel.N;
  const d = state.d;
  const n = pattern.n;
  const Q = pattern.Q;
  const total = state.blockB;
  syrk(true, n, pattern.rows, 1.0, state.U, n, 0.0, total, n);
  symmetrize(n, total, n);
  addResidualPairs(panel, pattern, total);
  if (state.determinantPhi != 0) {
    const fitted = state.block;
    fill(n * n, 0.0, fitted);
    for (let a = 0; a < d; a++) {
      for (let c = 0; c < d; c++) {
        const weight = get(row(pattern.C, a, d), c);
        const block = from(row(state.determinantPhi, a * N, d * N), c * N);
        if (weight != 0.0) gatherSquare(n, weight, block, d * N, pattern.assets, fitted);
      }
    }
    gemm(false, false, n, n, n, 1.0, Q, n, fitted, n, 0.0, state.blockA, n);
    symmetricProduct(false, false, n, n, 1.0, state.blockA, n, Q, n, 1.0, total, n);
  }
  axpy(n * n, -(<f64>pattern.periods), Q, total);
  for (let o = 0; o < n; o++) add(panel.score, residualAt(panel, pattern, o), 0.5 * get(row(total, o, n), o));
  scatterAddSquare(n, -1.0, total, state.G, N, pattern.assets);
}

/** VU := U·B_k and QVU := U·B_k·Q on the pattern's assets, rows×n; not of a residual. */
function multiplyByTerm(
  panel: Panel,
  state: PatternsState,
  pattern: Pattern,
  k: i32,
  VU: usize,
  QVU: usize,
): void {
  const n = pattern.n;
  const rows = pattern.rows;
  if (kindOf(panel, k) == TermKind.TIME) {
    const column = state.blockA;
    gemv(false, n, n, 1.0, pattern.Q, n, panel.one, 0.0, column);
    fill(rows * n, 0.0, QVU);
    for (let t = 0; t < rows; t++) {
      const total = sum(n, row(state.U, t, n));
      fill(n, total, row(VU, t, n));
      axpy(n, total, column, row(QVU, t, n));
    }
    return;
  }
  fill(n * n, 0.0, state.block);
  gatherSquare(n, 1.0, kernelMatrix(panel, kernelOf(panel, k)), panel.N, pattern.assets, state.block);
  gemm(false, false, rows, n, n, 1.0, state.U, n, state.block, n, 0.0, VU, n);
  gemm(false, false, rows, n, n, 1.0, VU, n, pattern.Q, n, 0.0, QVU, n);
}

/**
 * Score and information of a persistent term s, whose effects have the covariance V_s = ZF_sF_s'Z':
 *
 *     tr(PV_s) = tr(F_s'AF_s − F_s'AΦAF_s) = (N − tr (H⁻¹)_ss)/τ_s,  y'PV_sPy = ‖F_s'Z'Py‖²
 *
 * of which the first loses digits where the effects are well determined, the second where τ_s is small. The kernel enters
 * by F alone: K itself differs from its root's square by rounding, which a large variance would multiply.
 */
function addPersistent(panel: Panel, state: PatternsState, s: i32): void {
  const N = panel.N;
  const h = state.h;
  const size = state.d * N;
  const first = firstUnknown(panel, state, s);
  const own = row(state.FAF, first, h);
  const product = state.squareF;
  const w = state.along;
  const m = state.squareF;

  gemm(false, false, N, h, h, 1.0, own, h, state.determinantSquare, h, 0.0, product, h);
  let whole = 0.0;
  for (let k = 0; k < N; k++) whole += get(row(own, k, h), first + k);
  let trace = whole - dot(N * h, product, own);
  if (get(panel.tau, s) * whole > <f64>N)
    trace = (<f64>N - inverseTrace(panel, state, first)) / get(panel.tau, s);

  gemv(true, size, N, 1.0, from(state.F, first), h, state.v, 0.0, w);
  add(panel.score, s, -0.5 * (trace - dot(N, w, w)));
  gemv(false, size, N, 1.0, from(state.F, first), h, w, 0.0, m);
  gemv(false, size, size, 1.0, state.A, size, m, 0.0, row(state.g, s, size));
  for (let l = 0; l < panel.q; l++) {
    if (kindOf(panel, l) == TermKind.PERSISTENT && l > s) continue;
    addInformation(panel, s, l, 0.5 * dot(size, m, row(state.g, l, size)));
  }
}

/** Position of the first unknown of persistent term s. */
export function firstUnknown(panel: Panel, state: PatternsState, s: i32): i32 {
  let first = state.fixed;
  for (let k = 0; k < s; k++) if (kindOf(panel, k) == TermKind.PERSISTENT) first += panel.N;
  return first;
}

/** tr (H⁻¹)_ss, as the determinant needs it, over the N unknowns from `first` on */
function inverseTrace(panel: Panel, state: PatternsState, first: i32): f64 {
  let trace = 0.0;
  for (let k = first; k < first + panel.N; k++) trace += get(row(state.determinantInverse, k, state.h), k);
  return trace;
}

/** Arena bytes that `patternsEvaluate` takes. */
export function patternsEvaluateWorkspace(N: i32, d: i32, h: i32, q: i32, rows: i32): usize {
  const size = d * N;
  const products = max(
    max(gemmWorkspace(rows, N, d), gemmWorkspace(rows, N, N)),
    max(gemmWorkspace(d, N, rows), gemmWorkspace(N, N, N)),
  );
  const persistent = gemmWorkspace(N, h, h);
  return max(
    max(products, persistent),
    max(syrkWorkspace(N, rows), max(gemmWorkspace(q, size, size), equationsWorkspace(N, d, h, rows))),
  );
}
