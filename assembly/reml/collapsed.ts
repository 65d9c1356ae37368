import { allocate, allocateMatrix, allocateVector, matrixBytes, roundUp, vectorBytes } from '../arena';
import { add, axpy, copy, dot, fill, from, get, row, set } from '../linalg/vector';
import { gemm, gemmWorkspace, gemv } from '../linalg/gemm';
import { symmetricProduct } from '../linalg/symmetric-product';
import {
  cholesky,
  choleskyInverse,
  choleskyInverseWorkspace,
  choleskyLogDeterminant,
  choleskySolve,
  choleskyWorkspace,
} from '../linalg/cholesky';
import { addInformation, kernelMatrix, kernelOf, kindOf, Panel } from './panel';
import { TermKind } from './request';
import { isGrouped, residualOf } from './residual';
import { buildOmega, kernelsSufficeWorkspace, traceWithTerm } from './within';

/**
 * The collapsed path: several kernels, so no common eigenbasis. Ω (N×N) and, on the first r directions, V_P (rN×rN)
 * are factored as they are: O(N³) a component and an iteration, whatever T is.
 */
@unmanaged
class CollapsedState {
  /** N×N: Ω, then its factor; P = Ω⁻¹; PS; H = PSP */
  L: usize;
  P: usize;
  PS: usize;
  H: usize;
  /** a matrix N×N for every component but the residuals: B_k·P and H·B_k of the terms within a period */
  BP: usize;
  HB: usize;
  /** N: scratch of the residuals */
  column: usize;
  /** rN×rN: V_P, then its factor */
  LP: usize;
  /** the covariance of the w directions of whole.ts where there are any, wN×wN, then its factor; else LP */
  LW: usize;
  /** inverse of what LW is the factor of */
  inverse: usize;
}

// @ts-ignore: decorator
@inline
function stateOf(panel: Panel): CollapsedState {
  return changetype<CollapsedState>(panel.state);
}

/** Allocates the path's state. */
export function prepareCollapsed(panel: Panel): void {
  const N = panel.N;
  const size = panel.r * N;
  const whole = panel.w * N;
  const state = changetype<CollapsedState>(allocate(offsetof<CollapsedState>()));
  panel.state = changetype<usize>(state);
  state.L = allocateMatrix(N, N);
  state.P = allocateMatrix(N, N);
  state.PS = allocateMatrix(N, N);
  state.H = allocateMatrix(N, N);
  state.BP = allocateMatrix(panel.firstResidual * N, N);
  state.HB = allocateMatrix(panel.firstResidual * N, N);
  state.column = allocateVector(N);
  state.LP = allocateMatrix(size, size);
  state.LW = panel.w > 0 ? allocateMatrix(whole, whole) : state.LP;
  state.inverse = allocateMatrix(max(size, whole), max(size, whole));
}

/**
 * Factors Ω and V_P, and the covariance of the w directions, at the current variances.
 *
 * returns log|V_W|, or that of the w directions where there are any; NaN when they are not positive definite.
 */
export function collapsedFactor(panel: Panel): f64 {
  const state = stateOf(panel);
  const N = panel.N;
  const r = panel.r;
  buildOmega(panel, state.L);
  if (r > 0) buildPersistent(panel, state, r, panel.Qw, panel.m, state.LP);
  if (panel.w > 0) buildPersistent(panel, state, panel.w, panel.whole, panel.request.persistent, state.LW);
  if (cholesky(state.L, N, N) >= 0) return NaN;
  choleskyInverse(N, state.L, N, state.P, N);
  if (r > 0 && cholesky(state.LP, r * N, r * N) >= 0) return NaN;
  if (panel.w > 0 && cholesky(state.LW, panel.w * N, panel.w * N) >= 0) return NaN;
  const plain = <f64>plainDirections(panel) * choleskyLogDeterminant(N, state.L, N);
  const size = touchedDirections(panel) * N;
  if (size == 0) return plain;
  choleskyInverse(size, state.LW, size, state.inverse, size);
  return plain + choleskyLogDeterminant(size, state.LW, size);
}

/** Directions touched by persistent terms, of which `state.inverse` is: w, or the first r of W. */
function touchedDirections(panel: Panel): i32 {
  return panel.w > 0 ? panel.w : panel.r;
}

/** Directions of W whose determinant counts and whose covariance is Ω. */
function plainDirections(panel: Panel): i32 {
  return panel.w > 0 ? 0 : panel.m - panel.r;
}

/** out := I_r⊗Ω + Σ_s τ_s (q_s q_s')⊗K_s, with Ω still in state.L; rows of coordinates are ld apart. */
function buildPersistent(
  panel: Panel,
  state: CollapsedState,
  r: i32,
  coordinates: usize,
  ld: i32,
  out: usize,
): void {
  const N = panel.N;
  fill(r * N * r * N, 0.0, out);
  for (let a = 0; a < r; a++) {
    for (let i = 0; i < N; i++) copy(N, row(state.L, i, N), from(row(out, a * N + i, r * N), a * N));
  }
  for (let k = 0; k < panel.q; k++) {
    if (kindOf(panel, k) != TermKind.PERSISTENT) continue;
    const q = row(coordinates, k, ld);
    const K = kernelMatrix(panel, kernelOf(panel, k));
    for (let a = 0; a < r; a++) {
      for (let b = 0; b < r; b++) {
        const weight = get(panel.tau, k) * get(q, a) * get(q, b);
        if (weight == 0.0) continue;
        for (let i = 0; i < N; i++) axpy(N, weight, row(K, i, N), from(row(out, a * N + i, r * N), b * N));
      }
    }
  }
}

/** out := V_W⁻¹v; both m×N. */
export function collapsedSolve(panel: Panel, v: usize, out: usize): void {
  const state = stateOf(panel);
  const N = panel.N;
  const r = panel.r;
  copy(panel.m * N, v, out);
  if (r > 0) choleskySolve(r * N, state.LP, r * N, out);
  for (let a = r; a < panel.m; a++) choleskySolve(N, state.L, N, row(out, a, N));
}

/** tr(V_W⁻¹V_k), or over the w directions where there are any */
export function collapsedTrace(panel: Panel, k: i32): f64 {
  const state = stateOf(panel);
  const N = panel.N;
  const r = touchedDirections(panel);
  const plain = plainDirections(panel);
  const kind = kindOf(panel, k);
  let trace = 0.0;
  if (kind != TermKind.PERSISTENT) {
    if (plain > 0) trace = <f64>plain * traceWithTerm(panel, k, state.P, N);
    for (let a = 0; a < r; a++) {
      trace += traceWithTerm(panel, k, from(row(state.inverse, a * N, r * N), a * N), r * N);
    }
    return trace;
  }
  const q = panel.w > 0 ? row(panel.whole, k, panel.request.persistent) : row(panel.Qw, k, panel.m);
  for (let a = 0; a < r; a++) {
    for (let b = 0; b < r; b++) {
      const weight = get(q, a) * get(q, b);
      if (weight != 0.0)
        trace += weight * traceWithTerm(panel, k, from(row(state.inverse, a * N, r * N), b * N), r * N);
    }
  }
  return trace;
}

/**
 * The ν directions beyond W: adds n·log|Ω| + tr(Ω⁻¹S) to the objective, their scores and average information
 * ½ tr(B_k P B_l H), H = PSP, n = ν with REML and as whole.ts says with ML.
 */
export function collapsedBeyond(panel: Panel): void {
  const state = stateOf(panel);
  const N = panel.N;
  const count = panel.omegaCount;
  gemm(false, false, N, N, N, 1.0, state.P, N, panel.Sw, N, 0.0, state.PS, N);
  symmetricProduct(false, false, N, N, 1.0, state.PS, N, state.P, N, 0.0, state.H, N);
  let trace = 0.0;
  for (let i = 0; i < N; i++) trace += get(row(state.PS, i, N), i);
  panel.objective += count * choleskyLogDeterminant(N, state.L, N) + trace;

  for (let k = 0; k < panel.firstResidual; k++) {
    if (kindOf(panel, k) == TermKind.PERSISTENT) continue;
    multiplyByTerm(panel, k, state.P, row(state.BP, k * N, N), true);
    multiplyByTerm(panel, k, state.H, row(state.HB, k * N, N), false);
    add(
      panel.score,
      k,
      -0.5 * (count * traceWithTerm(panel, k, state.P, N) - traceWithTerm(panel, k, state.H, N)),
    );
    for (let l = 0; l <= k; l++) {
      if (kindOf(panel, l) == TermKind.PERSISTENT) continue;
      const information = 0.5 * dot(N * N, row(state.BP, l * N, N), row(state.HB, k * N, N));
      addInformation(panel, k, l, information);
    }
  }
  residualsBeyond(panel, state);
}

/**
 * Score and information of the residuals beyond W, in O(N²) a term whatever their number: B_k is the identity on the
 * assets of residual k, so that ½ tr(B_kPB_lH) = ½ Σ_{i∈k, j∈l} P_ij·H_ij, and with another term ½ Σ_{j∈k} (H∘B_lP)'1.
 */
function residualsBeyond(panel: Panel, state: CollapsedState): void {
  const N = panel.N;
  if (!isGrouped(panel)) {
    residualBeyond(panel, state);
    return;
  }
  for (let i = 0; i < N; i++) {
    const k = residualOf(panel, 0, i);
    const P = row(state.P, i, N);
    const H = row(state.H, i, N);
    add(panel.score, k, -0.5 * (panel.omegaCount * get(P, i) - get(H, i)));
    const info = row(panel.info, k, panel.q);
    for (let j = 0; j < N; j++) add(info, residualOf(panel, 0, j), 0.5 * get(P, j) * get(H, j));
  }
  for (let l = 0; l < panel.firstResidual; l++) {
    if (kindOf(panel, l) == TermKind.PERSISTENT) continue;
    fill(N, 0.0, state.column);
    for (let i = 0; i < N; i++) {
      const BP = row(state.BP, l * N + i, N);
      const H = row(state.H, i, N);
      for (let j = 0; j < N; j++) add(state.column, j, 0.5 * get(BP, j) * get(H, j));
    }
    for (let j = 0; j < N; j++) addInformation(panel, residualOf(panel, 0, j), l, get(state.column, j));
  }
}

/** The same of the one residual of all assets. */
function residualBeyond(panel: Panel, state: CollapsedState): void {
  const N = panel.N;
  const e = panel.firstResidual;
  const score = panel.omegaCount * traceWithTerm(panel, e, state.P, N) - traceWithTerm(panel, e, state.H, N);
  add(panel.score, e, -0.5 * score);
  addInformation(panel, e, e, 0.5 * dot(N * N, state.P, state.H));
  for (let l = 0; l < e; l++) {
    if (kindOf(panel, l) == TermKind.PERSISTENT) continue;
    addInformation(panel, e, l, 0.5 * dot(N * N, row(state.BP, l * N, N), state.H));
  }
}

/** out := B_k·x (left) or x·B_k, N×N; not of a residual. */
function multiplyByTerm(panel: Panel, k: i32, x: usize, out: usize, left: bool): void {
  const N = panel.N;
  if (kindOf(panel, k) == TermKind.TIME) {
    if (left) {
      const first = row(out, 0, N);
      gemv(true, N, N, 1.0, x, N, panel.one, 0.0, first);
      for (let i = 1; i < N; i++) copy(N, first, row(out, i, N));
    } else {
      for (let i = 0; i < N; i++) fill(N, dot(N, row(x, i, N), panel.one), row(out, i, N));
    }
  } else {
    const K = kernelMatrix(panel, kernelOf(panel, k));
    if (left) gemm(false, false, N, N, N, 1.0, K, N, x, N, 0.0, out, N);
    else gemm(false, false, N, N, N, 1.0, x, N, K, N, 0.0, out, N);
  }
}

/** Ω and Ω⁻¹, N×N each. */
export function collapsedOmega(panel: Panel, Omega: usize, inverse: usize): void {
  buildOmega(panel, Omega);
  copy(panel.N * panel.N, stateOf(panel).P, inverse);
}

/**
 * Arena bytes of the state, and of what this file's functions take on top of it.
 *
 * terms   number of components without the residuals
 */
export function collapsedWorkspace(N: i32, r: i32, terms: i32): usize {
  const size = r * N;
  const state =
    roundUp(offsetof<CollapsedState>()) +
    4 * matrixBytes(N, N) +
    2 * matrixBytes(terms * N, N) +
    vectorBytes(N) +
    3 * matrixBytes(size, size);
  const large = max(choleskyWorkspace(size), choleskyInverseWorkspace(size));
  const small = max(max(choleskyWorkspace(N), choleskyInverseWorkspace(N)), gemmWorkspace(N, N, N));
  return state + max(kernelsSufficeWorkspace(N), max(large, small));
}
