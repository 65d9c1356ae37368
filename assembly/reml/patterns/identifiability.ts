import { allocateMatrix, allocateVector, mark, matrixBytes, release, vectorBytes } from '../../arena';
import {
  cholesky,
  choleskyInverse,
  choleskyInverseWorkspace,
  choleskyWorkspace,
} from '../../linalg/cholesky';
import { gemm, gemmWorkspace } from '../../linalg/gemm';
import { gatherSquare, getIndex } from '../../linalg/indexed';
import { symmetricProduct } from '../../linalg/symmetric-product';
import { symmetrize } from '../../linalg/syrk';
import { add, axpy, copy, dot, fill, from, get, row, set } from '../../linalg/vector';
import { judgeGram, judgeGramWorkspace } from '../identifiability';
import { kernelMatrix, kernelOf, kindOf, Panel } from '../panel';
import { FitStatus, PanelRequest, TermKind } from '../request';
import { residualOf, residualTerms } from '../residual';
import { addCrossProducts, expand } from './equations';
import {
  addResidualPairs,
  addResidualsBeside,
  addResidualsOfPersistent,
  crossProductOfAll,
  crossProductsOfAssets,
  residualBlocksWorkspace,
} from './residual-blocks';
import { Pattern, patternAt, patternsOf, PatternsState, setAbsent } from './state';

/**
 * The Gram matrix of terms G_kl = tr(P₀V_kP₀V_l) on the observed cells, P₀ the projection off the fixed effects, and
 * what it says; see `checkIdentifiability` for a complete panel.
 *
 * With Π = I − P₀ = ZΦ₀Z' and A_k = Z'V_kZ: tr(V_kV_l) − 2 tr(ΠV_kV_l) + tr(Φ₀A_kΦ₀A_l) for terms within a period; a
 * persistent one is V_s = Z(x⊗I)K_s(x⊗I)'Z', so that its products are tr(K_s·x'Z'P₀V_lP₀Z·x). A residual's A_k is
 * d×d blocks D, one for each of its assets; see `crossProductsOfAssets`.
 * work    `patternsIdentifiabilityWorkspace(request, d, h)` bytes of the arena.
 */
export function checkPatternsIdentifiability(panel: Panel): i32 {
  const N = panel.N;
  const q = panel.q;
  const w = panel.firstResidual;
  const state = patternsOf(panel);
  const size = state.d * N;
  const position = mark();
  const gram = allocateMatrix(q, q);
  const full = allocateVector(q);
  const A = allocateMatrix((w + 1) * size, size); // A_k of the terms within a period, then A₀ = Z'Z
  const PhiA = allocateMatrix(w * size, size);
  const D = allocateMatrix(panel.periodGroupCount * N, state.d * state.d);
  const A0 = row(A, w * size, size);
  fill(q * q, 0.0, gram);
  fill(q, 0.0, full);
  crossProducts(panel, state, A);
  crossProductsOfAssets(panel, state, D);
  crossProductOfAll(panel, state, D, A0);
  if (!projectFixed(panel, state, A0)) {
    release(position);
    return FitStatus.SINGULAR;
  }
  for (let g = 0; g < state.count; g++) addWithin(panel, state, patternAt(state, g), gram, full);
  for (let k = 0; k < w; k++) {
    if (kindOf(panel, k) == TermKind.PERSISTENT) continue;
    const own = row(PhiA, k * size, size);
    gemm(false, false, size, size, size, 1.0, state.Phi, size, row(A, k * size, size), size, 0.0, own, size);
    for (let l = 0; l <= k; l++) {
      if (kindOf(panel, l) == TermKind.PERSISTENT) continue;
      add(row(gram, k, q), l, traceOfProduct(size, own, row(PhiA, l * size, size)));
    }
    addResidualsBeside(panel, state, D, own, k, gram);
  }
  addResidualPairs(panel, state, D, gram);
  if (state.h > state.fixed) addPersistentTerms(panel, state, A, D, gram, full);
  for (let k = 0; k < q; k++) for (let l = 0; l < k; l++) set(row(gram, l, q), k, get(row(gram, k, q), l));
  const status = judgeGram(panel, gram, full);
  release(position);
  return status;
}

/** A_k = Z'V_kZ = Σ_g C_g ⊗ B_k,OO of every term within a period but the residuals. */
function crossProducts(panel: Panel, state: PatternsState, A: usize): void {
  const size = state.d * panel.N;
  fill(panel.firstResidual * size * size, 0.0, A);
  for (let k = 0; k < panel.firstResidual; k++) {
    if (kindOf(panel, k) == TermKind.PERSISTENT) continue;
    const own = row(A, k * size, size);
    for (let g = 0; g < state.count; g++) {
      termOf(panel, k, patternAt(state, g), state.block);
      addCrossProducts(panel, state, g, state.block, own);
    }
    symmetrize(size, own, size);
  }
}

/** x := B_k on the pattern's assets, n×n; not of a residual. */
function termOf(panel: Panel, k: i32, pattern: Pattern, x: usize): void {
  const n = pattern.n;
  const isTime = kindOf(panel, k) == TermKind.TIME;
  fill(n * n, isTime ? 1.0 : 0.0, x);
  if (!isTime) gatherSquare(n, 1.0, kernelMatrix(panel, kernelOf(panel, k)), panel.N, pattern.assets, x);
}

/** Φ₀ = F_x(F_x'A₀F_x)⁻¹F_x' over the fixed effects; false when they depend on each other on the observed cells. */
function projectFixed(panel: Panel, state: PatternsState, A0: usize): bool {
  const size = state.d * panel.N;
  const h = state.h;
  const fixed = state.fixed;
  const X = state.square;
  const position = mark();
  const H = allocateMatrix(fixed, fixed);
  if (state.F == 0) copy(size * size, A0, H);
  else {
    gemm(false, false, size, h, size, 1.0, A0, size, state.F, h, 0.0, state.AF, h);
    gemm(true, false, fixed, fixed, size, 1.0, state.F, h, state.AF, h, 0.0, H, fixed);
  }
  setAbsent(panel, H, fixed, 1.0);
  const definite = cholesky(H, fixed, fixed) < 0;
  if (definite) {
    const inverse = allocateMatrix(fixed, fixed);
    choleskyInverse(fixed, H, fixed, inverse, fixed);
    if (state.F == 0) copy(size * size, inverse, state.Phi);
    else {
      fill(h * h, 0.0, X);
      for (let k = 0; k < fixed; k++) copy(fixed, row(inverse, k, fixed), row(X, k, h));
      expand(panel, state, X, state.Phi);
    }
  }
  release(position);
  return definite;
}

/** tr(V_kV_l) − 2 tr(ΠV_kV_l) of the terms within a period, on one pattern's periods; tr(V_kV_k) into `full`. */
function addWithin(panel: Panel, state: PatternsState, pattern: Pattern, gram: usize, full: usize): void {
  const N = panel.N;
  const q = panel.q;
  const d = state.d;
  const n = pattern.n;
  const periods = <f64>pattern.periods;
  const projection = state.block;
  fill(n * n, 0.0, projection);
  for (let a = 0; a < d; a++) {
    for (let c = 0; c < d; c++) {
      const block = from(row(state.Phi, a * N, d * N), c * N);
      gatherSquare(n, get(row(pattern.C, a, d), c), block, d * N, pattern.assets, projection);
    }
  }
  const position = mark();
  const product = allocateMatrix(n, n);
  for (let k = 0; k < panel.firstResidual; k++) {
    if (kindOf(panel, k) == TermKind.PERSISTENT) continue;
    termOf(panel, k, pattern, state.blockA);
    gemm(false, false, n, n, n, 1.0, projection, n, state.blockA, n, 0.0, product, n);
    for (let l = 0; l <= k; l++) {
      if (kindOf(panel, l) == TermKind.PERSISTENT) continue;
      termOf(panel, l, pattern, state.blockB);
      const whole = periods * dot(n * n, state.blockA, state.blockB);
      add(row(gram, k, q), l, whole - 2.0 * dot(n * n, product, state.blockB));
      if (l == k) add(full, k, whole);
    }
    for (let o = 0; o < n; o++) {
      const own = periods * get(row(state.blockA, o, n), o) - 2.0 * get(row(product, o, n), o);
      add(row(gram, residualOf(panel, pattern.group, getIndex(pattern.assets, o)), q), k, own);
    }
  }
  for (let o = 0; o < n; o++) {
    const k = residualOf(panel, pattern.group, getIndex(pattern.assets, o));
    add(row(gram, k, q), k, periods - 2.0 * get(row(projection, o, n), o));
    add(full, k, periods);
  }
  release(position);
}

/** A_k := L·A_k·L' with L = I − A₀Φ₀: Z'P₀V_kP₀Z. */
function projectCrossProduct(size: i32, L: usize, own: usize): void {
  const position = mark();
  const left = allocateMatrix(size, size);
  gemm(false, false, size, size, size, 1.0, L, size, own, size, 0.0, left, size);
  symmetricProduct(false, true, size, size, 1.0, left, size, L, size, 0.0, own, size);
  release(position);
}

/** Products of persistent terms with every term; A, of which A₀ is the last, is overwritten by Z'P₀V_lP₀Z. */
function addPersistentTerms(
  panel: Panel,
  state: PatternsState,
  A: usize,
  D: usize,
  gram: usize,
  full: usize,
): void {
  const N = panel.N;
  const q = panel.q;
  const w = panel.firstResidual;
  const size = state.d * N;
  const position = mark();
  const between = allocateMatrix(N, N);
  const KN = allocateMatrix(N, N);
  const NK = allocateMatrix(N, N);
  const observed = allocateMatrix(size, size); // what Z'P₀Z is without fixed effects
  const L = allocateMatrix(size, size);
  const A0 = row(A, w * size, size);
  copy(size * size, A0, observed);
  fill(size * size, 0.0, L);
  for (let k = 0; k < size; k++) set(row(L, k, size), k, 1.0);
  gemm(false, false, size, size, size, -1.0, A0, size, state.Phi, size, 1.0, L, size);
  for (let k = 0; k <= w; k++) {
    if (k == w || kindOf(panel, k) != TermKind.PERSISTENT)
      projectCrossProduct(size, L, row(A, k * size, size));
  }
  for (let s = 0; s < w; s++) {
    if (kindOf(panel, s) != TermKind.PERSISTENT) continue;
    const K = kernelMatrix(panel, kernelOf(panel, s));
    for (let l = 0; l < w; l++) {
      const persistent = kindOf(panel, l) == TermKind.PERSISTENT;
      if (persistent && l > s) continue;
      const source = row(A, (persistent ? w : l) * size, size);
      along(panel, state, source, s, persistent ? l : s, between);
      let inner: f64;
      if (persistent) {
        gemm(false, false, N, N, N, 1.0, K, N, between, N, 0.0, KN, N);
        gemm(false, false, N, N, N, 1.0, between, N, kernelMatrix(panel, kernelOf(panel, l)), N, 0.0, NK, N);
        inner = dot(N * N, KN, NK);
      } else inner = dot(N * N, K, between);
      add(row(gram, max(s, l), q), min(s, l), inner);
    }
    addResidualsOfPersistent(panel, state, D, L, s, gram);
    along(panel, state, observed, s, s, between);
    gemm(false, false, N, N, N, 1.0, K, N, between, N, 0.0, KN, N);
    gemm(false, false, N, N, N, 1.0, between, N, K, N, 0.0, NK, N);
    set(full, s, dot(N * N, KN, NK));
  }
  release(position);
}

/** out := (x_s⊗I)'·M·(x_l⊗I), N×N, for M of dN×dN. */
function along(panel: Panel, state: PatternsState, M: usize, s: i32, l: i32, out: usize): void {
  const N = panel.N;
  const d = state.d;
  fill(N * N, 0.0, out);
  for (let a = 0; a < d; a++) {
    for (let c = 0; c < d; c++) {
      const weight = get(row(state.coefficients, s, d), a) * get(row(state.coefficients, l, d), c);
      if (weight == 0.0) continue;
      const block = from(row(M, a * N, d * N), c * N);
      for (let i = 0; i < N; i++) axpy(N, weight, row(block, i, d * N), row(out, i, N));
    }
  }
}

/** tr(XY) */
function traceOfProduct(n: i32, x: usize, y: usize): f64 {
  let trace = 0.0;
  for (let i = 0; i < n; i++) {
    const line = row(x, i, n);
    for (let j = 0; j < n; j++) trace += get(line, j) * get(row(y, j, n), i);
  }
  return trace;
}

/** Arena bytes that `checkPatternsIdentifiability` takes. */
export function patternsIdentifiabilityWorkspace(request: PanelRequest, d: i32, h: i32): usize {
  const N = request.assets;
  const q = request.terms;
  const w = q - residualTerms(request);
  const size = d * N;
  const fixed: usize =
    2 * matrixBytes(h, h) +
    max(
      max(choleskyWorkspace(h), choleskyInverseWorkspace(h)),
      max(gemmWorkspace(size, h, size), max(gemmWorkspace(size, h, h), gemmWorkspace(size, size, h))),
    );
  const within: usize = matrixBytes(N, N) + gemmWorkspace(N, N, N);
  const projected: usize = matrixBytes(size, size) + gemmWorkspace(size, size, size);
  const persistent: usize =
    3 * matrixBytes(N, N) +
    2 * matrixBytes(size, size) +
    max(gemmWorkspace(N, N, N), max(projected, residualBlocksWorkspace(N, d)));
  return (
    matrixBytes(q, q) +
    vectorBytes(q) +
    matrixBytes((w + 1) * size, size) +
    matrixBytes(w * size, size) +
    matrixBytes(max(1, request.periodGroupCount) * N, d * d) +
    max(max(fixed, within), max(max(persistent, residualBlocksWorkspace(N, d)), judgeGramWorkspace(q)))
  );
}
