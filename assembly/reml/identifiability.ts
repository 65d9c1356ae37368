import { allocateMatrix, allocateVector, mark, matrixBytes, release, vectorBytes } from '../arena';
import { dot, get, row, scale, set } from '../linalg/vector';
import { gemv } from '../linalg/gemm';
import { symmetricEigen, symmetricEigenWorkspace } from '../linalg/eigen';
import { kernelTimes } from './kernels';
import { isHeld, isSpectral, kernelMatrix, kernelOf, kindOf, Panel, report } from './panel';
import { FitStatus, Summary, TermKind } from './request';
import { isGrouped, isResidual, residualOf } from './residual';

/** Below this share of its own size a term is invisible beside the fixed effects. */
const INVISIBLE: f64 = 1e-13;
/** Smallest eigenvalue of the normalised Gram matrix of terms that can be told apart. */
const APART: f64 = 1e-12;

/**
 * Tells, before fitting, which variance components the data cannot separate, from the Gram matrix
 *
 *     G_ij = tr(P₀V_iP₀V_j),  P₀ the projection off the fixed effects,  V = A⊗B
 *          = tr(V_iV_j) − 2 tr(ΠV_iV_j) + tr(ΠV_iΠV_j),  Π = RR'⊗ĥĥ', ĥ = h/‖h‖
 *
 * over the directions beyond Wa. returns FITTED; NO_INFORMATION with the term's index; or NOT_IDENTIFIABLE with the
 * weights of the indistinguishable combination in the request's `variances`.
 * work    `identifiabilityWorkspace(N, q, p)` bytes of the arena.
 */
export function checkIdentifiability(panel: Panel): i32 {
  const N = panel.N;
  const q = panel.q;
  const position = mark();
  const gram = allocateMatrix(q, q);
  const Bh = allocateMatrix(q, N);
  const rho = allocateMatrix(q, panel.p);
  prepareTerms(panel, Bh, rho);
  const full = allocateVector(q);
  for (let k = 0; k < q; k++) {
    for (let l = 0; l <= k; l++) {
      const inner = innerProduct(panel, k, l, Bh, rho);
      set(row(gram, k, q), l, inner);
      set(row(gram, l, q), k, inner);
    }
    const T = <f64>panel.T;
    set(full, k, (kindOf(panel, k) == TermKind.PERSISTENT ? T * T : T) * assetTrace(panel, k, k));
  }
  const status = judgeGram(panel, gram, full);
  release(position);
  return status;
}

/**
 * What a Gram matrix of terms says: FITTED, NO_INFORMATION or NOT_IDENTIFIABLE, see `checkIdentifiability`. Held
 * variances need not be told apart from anything.
 *
 * gram    q×q, both triangles; overwritten
 * full    q, tr(V_kV_k): what a term would be worth without fixed effects
 */
export function judgeGram(panel: Panel, gram: usize, full: usize): i32 {
  const q = panel.q;
  for (let k = 0; k < q; k++) {
    if (isHeld(panel, k) || get(row(gram, k, q), k) > INVISIBLE * get(full, k)) continue;
    report(panel.request, Summary.DETAIL, <f64>k);
    return FitStatus.NO_INFORMATION;
  }
  const position = mark();
  const vectors = allocateMatrix(q, q);
  const values = allocateVector(q);
  for (let k = 0; k < q; k++)
    set(values, k, isHeld(panel, k) ? 0.0 : 1.0 / Math.sqrt(get(row(gram, k, q), k)));
  for (let k = 0; k < q; k++) {
    for (let l = 0; l < q; l++) {
      set(row(gram, k, q), l, get(row(gram, k, q), l) * get(values, k) * get(values, l));
    }
  }
  for (let k = 0; k < q; k++) if (isHeld(panel, k)) set(row(gram, k, q), k, 1.0);
  symmetricEigen(q, gram, q, values, vectors, q);
  const apart = get(values, 0) > APART;
  if (!apart) for (let k = 0; k < q; k++) set(panel.request.variances, k, get(row(vectors, k, q), 0));
  release(position);
  return apart ? FitStatus.FITTED : FitStatus.NOT_IDENTIFIABLE;
}

/** Rows B_k·ĥ (q×N, working coordinates) and R'q_k (q×p). */
function prepareTerms(panel: Panel, Bh: usize, rho: usize): void {
  const N = panel.N;
  const p = panel.p;
  const h = panel.hw;
  const norm = Math.sqrt(dot(N, h, h));
  for (let k = 0; k < panel.q; k++) {
    const out = row(Bh, k, N);
    const kind = kindOf(panel, k);
    if (kind == TermKind.TIME) {
      const along = dot(N, panel.one, h);
      for (let i = 0; i < N; i++) set(out, i, along * get(panel.one, i));
    } else if (kind == TermKind.RESIDUAL) {
      for (let i = 0; i < N; i++) set(out, i, residualOf(panel, 0, i) == k ? get(h, i) : 0.0);
    } else {
      kernelTimes(panel, kernelOf(panel, k), 1, h, out);
    }
    scale(N, 1.0 / norm, out);
    if (p > 0) gemv(true, panel.m, p, 1.0, panel.Rw, p, row(panel.Qw, k, panel.m), 0.0, row(rho, k, p));
  }
}

/** G_kl */
function innerProduct(panel: Panel, k: i32, l: i32, Bh: usize, rho: usize): f64 {
  const N = panel.N;
  const p = panel.p;
  const m = panel.m;
  const persistentK = kindOf(panel, k) == TermKind.PERSISTENT;
  const persistentL = kindOf(panel, l) == TermKind.PERSISTENT;
  const rhoK = row(rho, k, p);
  const rhoL = row(rho, l, p);
  const qK = row(panel.Qw, k, m);
  const qL = row(panel.Qw, l, m);
  let whole: f64; // tr(A_kA_l)
  let mixed: f64; // tr(RR'A_kA_l)
  let inside: f64; // tr(RR'A_kRR'A_l)
  if (persistentK && persistentL) {
    const qq = dot(m, qK, qL);
    const rr = dot(p, rhoK, rhoL);
    whole = qq * qq;
    mixed = qq * rr;
    inside = rr * rr;
  } else if (persistentK || persistentL) {
    const q = persistentK ? qK : qL;
    const r = persistentK ? rhoK : rhoL;
    whole = dot(m, q, q);
    mixed = dot(p, r, r);
    inside = mixed;
  } else {
    whole = panel.nu + <f64>m;
    mixed = <f64>p;
    inside = <f64>p;
  }
  const bK = row(Bh, k, N);
  const bL = row(Bh, l, N);
  const norm = Math.sqrt(dot(N, panel.hw, panel.hw));
  const hBh = (dot(N, panel.hw, bK) / norm) * (dot(N, panel.hw, bL) / norm);
  return whole * assetTrace(panel, k, l) - 2.0 * mixed * dot(N, bK, bL) + inside * hBh;
}

/** tr(B_kB_l) */
function assetTrace(panel: Panel, k: i32, l: i32): f64 {
  const N = panel.N;
  const kindK = kindOf(panel, k);
  const kindL = kindOf(panel, l);
  if (kernelOf(panel, k) >= 0 && kernelOf(panel, l) >= 0) {
    if (isSpectral(panel)) return dot(N, panel.lambda, panel.lambda);
    return dot(N * N, kernelMatrix(panel, kernelOf(panel, k)), kernelMatrix(panel, kernelOf(panel, l)));
  }
  if (kindK == TermKind.RESIDUAL) return residualTrace(panel, k, l);
  if (kindL == TermKind.RESIDUAL) return residualTrace(panel, l, k);
  if (kindK == TermKind.TIME && kindL == TermKind.TIME) return <f64>N * <f64>N;
  return kernelSum(panel, kernelOf(panel, kindK == TermKind.TIME ? l : k));
}

/** tr(B_kB_l) of a residual k: the sum of diag B_l over its assets. */
function residualTrace(panel: Panel, k: i32, l: i32): f64 {
  const N = panel.N;
  const kernel = kernelOf(panel, l);
  if (!isGrouped(panel)) return <f64>N; // of a kernel too: its mean diagonal is 1
  let trace = 0.0;
  for (let i = 0; i < N; i++) {
    if (residualOf(panel, 0, i) != k) continue;
    if (kernel >= 0) trace += get(row(kernelMatrix(panel, kernel), i, N), i);
    else if (!isResidual(panel, l) || l == k) trace += 1.0;
  }
  return trace;
}

/** 1'K1 */
function kernelSum(panel: Panel, kernel: i32): f64 {
  const N = panel.N;
  const position = mark();
  const sums = allocateVector(N);
  kernelTimes(panel, kernel, 1, panel.one, sums);
  const total = dot(N, sums, panel.one);
  release(position);
  return total;
}

/** Arena bytes that `checkIdentifiability` takes. */
export function identifiabilityWorkspace(N: i32, q: i32, p: i32): usize {
  return (
    matrixBytes(q, q) +
    vectorBytes(q) +
    matrixBytes(q, N) +
    matrixBytes(q, p) +
    max(judgeGramWorkspace(q), vectorBytes(N))
  );
}

/** Arena bytes that `judgeGram` takes. */
export function judgeGramWorkspace(q: i32): usize {
  return matrixBytes(q, q) + vectorBytes(q) + symmetricEigenWorkspace(q);
}
