import {
  allocate,
  allocateMatrix,
  allocateVector,
  mark,
  matrixBytes,
  release,
  roundUp,
  vectorBytes,
} from '../arena';
import { add, axpy, copy, dot, fill, from, get, row, set } from '../linalg/vector';
import { gemm, gemmWorkspace, gemv } from '../linalg/gemm';
import { symmetricEigen, symmetricEigenWorkspace } from '../linalg/eigen';
import { symmetricProduct } from '../linalg/symmetric-product';
import { kindOf, Panel } from './panel';
import { TermKind } from './request';

/**
 * The spectral path: one kernel K = QΛQ' (or none). In its eigenbasis Ω = diag(d) + τ_t·cc', d = τ_at·λ + τ_e, c = Q'1.
 *
 * Persistent terms share K, so on the first r directions V_W = I⊗Ω + Σ_s τ_s q_s q_s' ⊗ Λ; rotating those directions by
 * the eigenvectors of Σ_s τ_s q_s q_s' (eigenvalues θ_a) leaves independent blocks Ω_a = diag(d + θ_a·λ) + τ_t·cc'.
 * Every block is inverted by Sherman–Morrison: Ω_a⁻¹ = diag(E_a) − g_a·A_a·A_a', E = 1/(d + θλ), A = E∘c,
 * g = τ_t/(1 + τ_t·c'A). An evaluation costs O(N²) with `time`, O(N) without.
 */
@unmanaged
export class SpectralState {
  /** (m+1+w)×N each; row a belongs to direction a, row m to the ν directions beyond W, the last w to those of whole.ts */
  E: usize;
  A: usize;
  /** m+1+w each: g_a, log|Ω_a|, θ_a */
  g: usize;
  logDeterminant: usize;
  theta: usize;
  /** unrotated r×N and r×p: where each evaluation starts from */
  Z0: usize;
  R0: usize;
  /** r×r or w×w */
  M: usize;
  /** rotation of the w directions, w×w, and the terms' coordinates there, q×w */
  wholeRotation: usize;
  wholeQ: usize;
  /** whether there is a `time` term; τ of the kernel's term and of the residual, as the last factors have them */
  hasTime: bool;
  kernelShare: f64;
  residual: f64;
  /** N each: S·A; E∘A or E∘λ∘A and S times it; and the BeyondSums, see spectral-beyond.ts */
  SA: usize;
  x: usize;
  Sx: usize;
  sums: usize;
}

/** Doubles that a BeyondSums takes. */
const BEYOND_SUMS: i32 = 12;

/** The state of the path, once `prepareSpectral` has run. */
// @ts-ignore: decorator
@inline
export function stateOf(panel: Panel): SpectralState {
  return changetype<SpectralState>(panel.state);
}

/** Allocates the path's state. */
export function prepareSpectral(panel: Panel): void {
  const N = panel.N;
  const m = panel.m;
  const r = panel.r;
  const state = changetype<SpectralState>(allocate(offsetof<SpectralState>()));
  panel.state = changetype<usize>(state);
  const w = panel.w;
  state.E = allocateMatrix(m + 1 + w, N);
  state.A = allocateMatrix(m + 1 + w, N);
  state.g = allocateVector(m + 1 + w);
  state.logDeterminant = allocateVector(m + 1 + w);
  state.theta = allocateVector(m + 1 + w);
  state.Z0 = allocateMatrix(r, N);
  state.R0 = allocateMatrix(r, panel.p);
  state.M = allocateMatrix(max(r, w), max(r, w));
  state.wholeRotation = allocateMatrix(w, w);
  state.wholeQ = allocateMatrix(panel.q, w);
  state.hasTime = false;
  for (let k = 0; k < panel.q; k++) if (kindOf(panel, k) == TermKind.TIME) state.hasTime = true;
  state.SA = allocateVector(N);
  state.x = allocateVector(N);
  state.Sx = allocateVector(N);
  state.sums = allocateVector(BEYOND_SUMS);
  copy(r * N, panel.Zw, state.Z0);
  copy(r * panel.p, panel.Rw, state.R0);
  fill(m + 1 + w, 0.0, state.theta);
}

/**
 * Ω_a and its inverse for every direction, at the current variances.
 *
 * returns log|V_W|, or that of the w directions where there are any; NaN when some Ω_a is not positive definite.
 */
export function spectralFactor(panel: Panel): f64 {
  const state = stateOf(panel);
  const N = panel.N;
  const m = panel.m;
  let assetTime = 0.0;
  let residual = 0.0;
  let time = 0.0;
  for (let k = 0; k < panel.q; k++) {
    const tau = get(panel.tau, k);
    const kind = kindOf(panel, k);
    if (kind == TermKind.ASSET_TIME) assetTime += tau;
    else if (kind == TermKind.TIME) time += tau;
    else if (kind == TermKind.RESIDUAL) residual += tau;
  }
  state.kernelShare = assetTime;
  state.residual = residual;
  if (!rotateDirections(panel, state) || !rotateWhole(panel, state)) return NaN;
  const first = firstDeterminant(panel);
  const last = lastDeterminant(panel);
  let logDeterminant = 0.0;
  for (let a = 0; a <= m + panel.w; a++) {
    const kernelShare = assetTime + get(state.theta, a);
    const E = row(state.E, a, N);
    const A = row(state.A, a, N);
    let logs = 0.0;
    let product = 1.0;
    let cA = 0.0;
    let smallest = Infinity;
    let largest = 0.0;
    for (let j = 0; j < N; j++) {
      const d = kernelShare * get(panel.lambda, j) + residual;
      smallest = Math.min(smallest, d);
      largest = Math.max(largest, d);
      const c = get(panel.one, j);
      const e = 1.0 / d;
      const ce = c * e;
      set(E, j, e);
      set(A, j, ce);
      cA += c * ce;
      product *= d;
      if (product < 1e-150 || product > 1e150) {
        logs += Math.log(product);
        product = 1.0;
      }
    }
    if (!(smallest > 1e-13 * largest)) return NaN;
    set(state.g, a, time / (1.0 + time * cA));
    const logOmega = logs + Math.log(product) + Math.log(1.0 + time * cA);
    set(state.logDeterminant, a, logOmega);
    if (a >= first && a < last) logDeterminant += logOmega;
  }
  return logDeterminant;
}

/** Rotates Z, R and Q on the first r directions by the eigenvectors of Σ_s τ_s q_s q_s'. */
function rotateDirections(panel: Panel, state: SpectralState): bool {
  const r = panel.r;
  if (r == 0) return true;
  const N = panel.N;
  const p = panel.p;
  const m = panel.m;
  fill(r * r, 0.0, state.M);
  for (let k = 0; k < panel.q; k++) {
    if (kindOf(panel, k) != TermKind.PERSISTENT) continue;
    const q = row(panel.Q, k, m);
    for (let a = 0; a < r; a++) axpy(r, get(panel.tau, k) * get(q, a), q, row(state.M, a, r));
  }
  if (symmetricEigen(r, state.M, r, state.theta, panel.rotation, r) != 0) return false;
  for (let a = 0; a < r; a++) set(state.theta, a, Math.max(0.0, get(state.theta, a)));
  gemm(true, false, r, N, r, 1.0, panel.rotation, r, state.Z0, N, 0.0, panel.Zw, N);
  gemm(true, false, r, p, r, 1.0, panel.rotation, r, state.R0, p, 0.0, panel.Rw, p);
  gemm(false, false, panel.q, r, r, 1.0, panel.Q, m, panel.rotation, r, 0.0, panel.Qw, m);
  return true;
}

/** Rotates the w directions in the same way. */
function rotateWhole(panel: Panel, state: SpectralState): bool {
  const w = panel.w;
  if (w == 0) return true;
  const theta = from(state.theta, panel.m + 1);
  const persistent = panel.request.persistent;
  fill(w * w, 0.0, state.M);
  for (let k = 0; k < panel.q; k++) {
    if (kindOf(panel, k) != TermKind.PERSISTENT) continue;
    const x = row(panel.whole, k, persistent);
    for (let a = 0; a < w; a++) axpy(w, get(panel.tau, k) * get(x, a), x, row(state.M, a, w));
  }
  if (symmetricEigen(w, state.M, w, theta, state.wholeRotation, w) != 0) return false;
  for (let a = 0; a < w; a++) set(theta, a, Math.max(0.0, get(theta, a)));
  gemm(
    false,
    false,
    panel.q,
    w,
    w,
    1.0,
    panel.whole,
    persistent,
    state.wholeRotation,
    w,
    0.0,
    state.wholeQ,
    w,
  );
  return true;
}

/** First row of the directions whose determinant counts beside that of Ω: those of W, or the w directions. */
function firstDeterminant(panel: Panel): i32 {
  return panel.w > 0 ? panel.m + 1 : 0;
}

/** The row behind the last of them. */
function lastDeterminant(panel: Panel): i32 {
  return panel.w > 0 ? panel.m + 1 + panel.w : panel.m;
}

/** out := V_W⁻¹v; both m×N. */
export function spectralSolve(panel: Panel, v: usize, out: usize): void {
  const state = stateOf(panel);
  for (let a = 0; a < panel.m; a++) solveDirection(panel, state, a, row(v, a, panel.N), row(out, a, panel.N));
}

/** y := Ω_a⁻¹x */
function solveDirection(panel: Panel, state: SpectralState, a: i32, x: usize, y: usize): void {
  const N = panel.N;
  const E = row(state.E, a, N);
  const A = row(state.A, a, N);
  for (let j = 0; j < N; j++) set(y, j, get(E, j) * get(x, j));
  axpy(N, -get(state.g, a) * dot(N, A, x), A, y);
}

/** tr(V_W⁻¹V_k), or over the w directions where there are any */
export function spectralTrace(panel: Panel, k: i32): f64 {
  const state = stateOf(panel);
  const kind = kindOf(panel, k);
  const first = firstDeterminant(panel);
  const last = lastDeterminant(panel);
  const coordinates = panel.w > 0 ? row(state.wholeQ, k, panel.w) : row(panel.Qw, k, panel.m);
  let trace = 0.0;
  for (let a = first; a < last; a++) {
    if (kind == TermKind.TIME) {
      trace += timeTrace(panel, state, a);
    } else {
      const q = get(coordinates, a - first);
      const weight = kind == TermKind.PERSISTENT ? q * q : 1.0;
      if (weight != 0.0) trace += weight * diagonalTrace(panel, state, a, kind != TermKind.RESIDUAL);
    }
  }
  return trace;
}

/** c'Ω_a⁻¹c */
function timeTrace(panel: Panel, state: SpectralState, a: i32): f64 {
  const cA = dot(panel.N, panel.one, row(state.A, a, panel.N));
  return cA * (1.0 - get(state.g, a) * cA);
}

/** tr(Ω_a⁻¹Λ), or tr(Ω_a⁻¹) */
function diagonalTrace(panel: Panel, state: SpectralState, a: i32, kernel: bool): f64 {
  const N = panel.N;
  const E = row(state.E, a, N);
  const A = row(state.A, a, N);
  const g = get(state.g, a);
  let trace = 0.0;
  for (let j = 0; j < N; j++) {
    const A_j = get(A, j);
    const inverse = get(E, j) - g * A_j * A_j;
    trace += kernel ? inverse * get(panel.lambda, j) : inverse;
  }
  return trace;
}

/** Ω and Ω⁻¹ in the order of assets, N×N each. work: `spectralWorkspace` bytes. */
export function spectralOmega(panel: Panel, Omega: usize, inverse: usize): void {
  const state = stateOf(panel);
  const N = panel.N;
  const V = panel.eigenvectors;
  const position = mark();
  const product = allocateMatrix(N, N);
  const A = allocateVector(N);
  const E = row(state.E, panel.m, N);
  for (let i = 0; i < N; i++)
    for (let j = 0; j < N; j++) set(row(product, i, N), j, get(row(V, i, N), j) * get(E, j));
  symmetricProduct(false, true, N, N, 1.0, product, N, V, N, 0.0, inverse, N);
  gemv(false, N, N, 1.0, V, N, row(state.A, panel.m, N), 0.0, A);
  for (let i = 0; i < N; i++) axpy(N, -get(state.g, panel.m) * get(A, i), A, row(inverse, i, N));

  for (let i = 0; i < N; i++)
    for (let j = 0; j < N; j++) set(row(product, i, N), j, get(row(V, i, N), j) / get(E, j));
  symmetricProduct(false, true, N, N, 1.0, product, N, V, N, 0.0, Omega, N);
  for (let k = 0; k < panel.q; k++) {
    if (kindOf(panel, k) != TermKind.TIME) continue;
    for (let i = 0; i < N; i++) for (let j = 0; j < N; j++) add(row(Omega, i, N), j, get(panel.tau, k));
  }
  release(position);
}

/** Arena bytes of the state, and of what this file's functions take on top of it. */
export function spectralWorkspace(N: i32, m: i32, w: i32, q: i32, p: i32): usize {
  const state =
    roundUp(offsetof<SpectralState>()) +
    2 * matrixBytes(m + 1 + w, N) +
    3 * vectorBytes(m + 1 + w) +
    matrixBytes(w, w) +
    matrixBytes(q, w) +
    matrixBytes(m, N) +
    matrixBytes(m, p) +
    matrixBytes(m, m) +
    3 * vectorBytes(N) +
    vectorBytes(BEYOND_SUMS);
  const rotation = max(
    symmetricEigenWorkspace(m),
    max(gemmWorkspace(m, N, m), max(gemmWorkspace(m, p, m), gemmWorkspace(q, m, m))),
  );
  return state + max(rotation, matrixBytes(N, N) + vectorBytes(N) + gemmWorkspace(N, N, N));
}
