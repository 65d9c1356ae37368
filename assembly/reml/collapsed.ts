import { allocate, allocateMatrix, allocateVector, matrixBytes, roundUp, vectorBytes } from '../arena';
import { add, axpy, copy, dot, fill, from, get, row, set } from '../linalg/vector';
import { gemm, gemmWorkspace, gemv } from '../linalg/gemm';
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
import { residualOf } from './residual';
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
  /** rN×rN: V_P, then its factor, and V_P⁻¹ */
  LP: usize;
  VPinverse: usize;
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
  state.VPinverse = allocateMatrix(size, size);
}

/**
 * Factors Ω and V_P at the current variances.
 *
 * returns log|V_W|, or NaN when they are not positive definite.
 */
export function collapsedFactor(panel: Panel): f64 {
  const state = stateOf(panel);
  const N = panel.N;
  const r = panel.r;
  buildOmega(panel, state.L);
  if (r > 0) buildPersistent(panel, state);
  if (cholesky(state.L, N, N) >= 0) return NaN;
  choleskyInverse(N, state.L, N, state.P, N);
  const plain = <f64>(panel.m - r) * choleskyLogDeterminant(N, state.L, N);
  if (r == 0) return plain;
  if (cholesky(state.LP, r * N, r * N) >= 0) return NaN;
  choleskyInverse(r * N, state.LP, r * N, state.VPinverse, r * N);
  return plain + choleskyLogDeterminant(r * N, state.LP, r * N);
}

/** LP := I_r⊗Ω + Σ_s τ_s (q_s q_s')⊗K_s, with Ω still in state.L. */
function buildPersistent(panel: Panel, state: CollapsedState): void {
  const N = panel.N;
  const r = panel.r;
  fill(r * N * r * N, 0.0, state.LP);
  for (let a = 0; a < r; a++) {
    for (let i = 0; i < N; i++) copy(N, row(state.L, i, N), from(row(state.LP, a * N + i, r * N), a * N));
  }
  for (let k = 0; k < panel.q; k++) {
    if (kindOf(panel, k) != TermKind.PERSISTENT) continue;
    const q = row(panel.Qw, k, panel.m);
    const K = kernelMatrix(panel, kernelOf(panel, k));
    for (let a = 0; a < r; a++) {
      for (let b = 0; b < r; b++) {
        const weight = get(panel.tau, k) * get(q, a) * get(q, b);
        if (weight == 0.0) continue;
        for (let i = 0; i < N; i++)
          axpy(N, weight, row(K, i, N), from(row(state.LP, a * N + i, r * N), b * N));
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

/** tr(V_W⁻¹V_k) */
export function collapsedTrace(panel: Panel, k: i32): f64 {
  const state = stateOf(panel);
  const N = panel.N;
  const r = panel.r;
  const kind = kindOf(panel, k);
  let trace = 0.0;
  if (kind != TermKind.PERSISTENT) {
    if (panel.m > r) trace = <f64>(panel.m - r) * traceWithTerm(panel, k, state.P, N);
    for (let a = 0; a < r; a++) {
      trace += traceWithTerm(panel, k, from(row(state.VPinverse, a * N, r * N), a * N), r * N);
    }
    return trace;
  }
  const q = row(panel.Qw, k, panel.m);
  for (let a = 0; a < r; a++) {
    for (let b = 0; b < r; b++) {
      const weight = get(q, a) * get(q, b);
      if (weight != 0.0)
        trace += weight * traceWithTerm(panel, k, from(row(state.VPinverse, a * N, r * N), b * N), r * N);
    }
  }
  return trace;
}

/**
 * The ν directions beyond W: adds ν·log|Ω| + tr(Ω⁻¹S) to the objective, their scores and average information
 * ½ tr(B_k P B_l H), H = PSP.
 */
export function collapsedBeyond(panel: Panel): void {
  const state = stateOf(panel);
  const N = panel.N;
  const nu = panel.nu;
  gemm(false, false, N, N, N, 1.0, state.P, N, panel.Sw, N, 0.0, state.PS, N);
  gemm(false, false, N, N, N, 1.0, state.PS, N, state.P, N, 0.0, state.H, N);
  let trace = 0.0;
  for (let i = 0; i < N; i++) trace += get(row(state.PS, i, N), i);
  panel.objective += nu * choleskyLogDeterminant(N, state.L, N) + trace;

  for (let k = 0; k < panel.firstResidual; k++) {
    if (kindOf(panel, k) == TermKind.PERSISTENT) continue;
    multiplyByTerm(panel, k, state.P, row(state.BP, k * N, N), true);
    multiplyByTerm(panel, k, state.H, row(state.HB, k * N, N), false);
    add(
      panel.score,
      k,
      -0.5 * (nu * traceWithTerm(panel, k, state.P, N) - traceWithTerm(panel, k, state.H, N)),
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
  for (let i = 0; i < N; i++) {
    const k = residualOf(panel, 0, i);
    const P = row(state.P, i, N);
    const H = row(state.H, i, N);
    add(panel.score, k, -0.5 * (panel.nu * get(P, i) - get(H, i)));
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
    2 * matrixBytes(size, size);
  const large = max(choleskyWorkspace(size), choleskyInverseWorkspace(size));
  const small = max(max(choleskyWorkspace(N), choleskyInverseWorkspace(N)), gemmWorkspace(N, N, N));
  return state + max(kernelsSufficeWorkspace(N), max(large, small));
}
