import { add, axpy, dot, fill, get, row, set } from '../linalg/vector';
import { cholesky, choleskyWorkspace } from '../linalg/cholesky';
import { allocateMatrix, mark, matrixBytes, release } from '../arena';
import { kernelMatrix, kernelOf, kindOf, Panel } from './panel';
import { TermKind } from './request';
import { addResiduals, isGrouped, residualOf } from './residual';

/**
 * The terms within a period, whose covariance over assets is B_k = 11', a kernel, or the identity on the assets of a
 * residual; assets as they are.
 */

/** Omega := Σ τ_k B_k of a complete panel, N×N, both triangles. */
export function buildOmega(panel: Panel, Omega: usize): void {
  buildShared(panel, Omega);
  addResiduals(panel, 0, Omega);
}

/** Omega := Σ τ_k B_k without the residuals, N×N, both triangles. */
export function buildShared(panel: Panel, Omega: usize): void {
  const N = panel.N;
  fill(N * N, 0.0, Omega);
  for (let k = 0; k < panel.q; k++) {
    const tau = get(panel.tau, k);
    const kind = kindOf(panel, k);
    if (kind == TermKind.ASSET_TIME) axpy(N * N, tau, kernelMatrix(panel, kernelOf(panel, k)), Omega);
    else if (kind == TermKind.TIME) for (let i = 0; i < N * N; i++) set(Omega, i, get(Omega, i) + tau);
  }
}

/** tr(X·B_k) of an N×N block X with leading dimension ld; of a persistent term, tr(X·K_k); residuals of complete panels. */
export function traceWithTerm(panel: Panel, k: i32, x: usize, ld: i32): f64 {
  const N = panel.N;
  const kind = kindOf(panel, k);
  let trace = 0.0;
  for (let i = 0; i < N; i++) {
    if (kind == TermKind.RESIDUAL) trace += residualOf(panel, 0, i) == k ? get(row(x, i, ld), i) : 0.0;
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

/**
 * Whether Ω of every group of periods stays regular when the residuals that are at their floors are 0: what the kernels
 * lack may be made up by `time` and by the residuals of other groups.
 */
export function othersSuffice(panel: Panel): bool {
  if (!isGrouped(panel)) return kernelsSuffice(panel);
  const N = panel.N;
  const position = mark();
  const sum = allocateMatrix(N, N);
  let definite = true;
  for (let group = 0; group < panel.periodGroupCount && definite; group++) {
    buildShared(panel, sum);
    for (let i = 0; i < N; i++) {
      const k = residualOf(panel, group, i);
      const own = k < 0 || get(panel.tau, k) <= get(panel.lower, k) ? 0.0 : get(panel.tau, k);
      set(row(sum, i, N), i, (1.0 - SINGULAR) * (get(row(sum, i, N), i) + own));
      if (k < 0) add(row(sum, i, N), i, 1.0); // an asset without returns in these periods
    }
    definite = cholesky(sum, N, N) < 0;
  }
  release(position);
  return definite;
}

/** Arena bytes that `kernelsSuffice` and `othersSuffice` take. */
export function kernelsSufficeWorkspace(N: i32): usize {
  return matrixBytes(N, N) + choleskyWorkspace(N);
}
