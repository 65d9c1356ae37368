import { add, axpy, dot, fill, get, row, set } from '../linalg/vector';
import { cholesky, choleskyWorkspace } from '../linalg/cholesky';
import { allocateMatrix, mark, matrixBytes, release } from '../arena';
import { kernelMatrix, kernelOf, kindOf, Panel } from './panel';
import { TermKind } from './request';

/** The terms within a period, whose covariance over assets is B_k = 11', I or a kernel; assets as they are. */

/** Omega := Σ τ_k B_k, N×N, both triangles. */
export function buildOmega(panel: Panel, Omega: usize): void {
  const N = panel.N;
  fill(N * N, 0.0, Omega);
  for (let k = 0; k < panel.q; k++) {
    const tau = get(panel.tau, k);
    const kind = kindOf(panel, k);
    if (kind == TermKind.ASSET_TIME) axpy(N * N, tau, kernelMatrix(panel, kernelOf(panel, k)), Omega);
    else if (kind == TermKind.TIME) for (let i = 0; i < N * N; i++) set(Omega, i, get(Omega, i) + tau);
    else if (kind == TermKind.RESIDUAL) for (let i = 0; i < N; i++) add(row(Omega, i, N), i, tau);
  }
}

/** tr(X·B_k) of an N×N block X with leading dimension ld; of a persistent term, tr(X·K_k). */
export function traceWithTerm(panel: Panel, k: i32, x: usize, ld: i32): f64 {
  const N = panel.N;
  const kind = kindOf(panel, k);
  let trace = 0.0;
  for (let i = 0; i < N; i++) {
    if (kind == TermKind.RESIDUAL) trace += get(row(x, i, ld), i);
    else if (kind == TermKind.TIME) trace += dot(N, row(x, i, ld), panel.one);
    else trace += dot(N, row(x, i, ld), row(kernelMatrix(panel, kernelOf(panel, k)), i, N));
  }
  return trace;
}

/** Share of its mean diagonal below which an eigenvalue of Ω is 0. */
export const SINGULAR: f64 = 1e-8;

/** Whether Σ τ_k K_k of the terms within a period is positive definite by itself, so that the residual may be 0. */
export function kernelsSuffice(panel: Panel): bool {
  const N = panel.N;
  const position = mark();
  const sum = allocateMatrix(N, N);
  fill(N * N, 0.0, sum);
  for (let k = 0; k < panel.q; k++) {
    if (kindOf(panel, k) != TermKind.ASSET_TIME) continue;
    const tau = get(panel.tau, k);
    axpy(N * N, tau, kernelMatrix(panel, kernelOf(panel, k)), sum);
    for (let i = 0; i < N; i++) add(row(sum, i, N), i, -SINGULAR * tau);
  }
  const definite = cholesky(sum, N, N) < 0;
  release(position);
  return definite;
}

/** Arena bytes that `kernelsSuffice` takes. */
export function kernelsSufficeWorkspace(N: i32): usize {
  return matrixBytes(N, N) + choleskyWorkspace(N);
}
