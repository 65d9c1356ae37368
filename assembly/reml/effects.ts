import { allocateMatrix, allocateVector, mark, matrixBytes, release, vectorBytes } from '../arena';
import { axpy, copy, fill, from, get, row, set, sum } from '../linalg/vector';
import { gemm, gemmWorkspace, gemv } from '../linalg/gemm';
import { toAssets } from './kernels';
import { collapsedOmega } from './collapsed';
import { spectralOmega } from './spectral';
import { fixedEffects } from './fixed-effects';
import { isSpectral, kernelMatrix, kernelOf, kindOf, Panel } from './panel';
import { TermKind } from './request';
import { periodGroupOf, residualOf } from './residual';

/**
 * Everything that follows from the fitted variances: BLUPs, fixed effects, fitted values and residuals, on the
 * scale of the returns (only `time` stays on the scaled returns).
 *
 * With U = P·y, T×N: asset(K) û = σ²K·U'x, time σ²·U1, asset:time(K) σ²·U·K, residual σ_e²·U; the fitted values are
 * the returns without the residuals.
 * work    `effectsWorkspace(T, N, m, mA, p, q)` bytes of the arena.
 */
export function computeEffects(panel: Panel): void {
  const T = panel.T;
  const N = panel.N;
  const m = panel.m;
  const position = mark();
  const Omega = allocateMatrix(N, N);
  const inverse = allocateMatrix(N, N);
  const U = allocateMatrix(T, N);
  const UW = allocateMatrix(m, N);
  const persistent = allocateMatrix(panel.q, N);
  if (isSpectral(panel)) spectralOmega(panel, Omega, inverse);
  else collapsedOmega(panel, Omega, inverse);

  directionsToAssets(panel, UW);
  gemm(false, false, T, N, N, 1.0, panel.Yperp, N, inverse, N, 0.0, U, N);
  gemm(true, false, T, N, m, 1.0, panel.W, T, UW, N, 1.0, U, N);

  const along = allocateVector(N);
  for (let k = 0; k < panel.firstResidual; k++) {
    fill(N, 0.0, along);
    for (let a = 0; a < panel.r; a++) axpy(N, get(row(panel.Q, k, panel.m), a), row(UW, a, N), along);
    randomEffects(panel, k, U, along, row(persistent, k, N));
  }
  residuals(panel, U);
  fixedEffects(panel, Omega, persistent);
  release(position);
}

/** UW := u back in the order of assets and the directions of W, m×N. */
function directionsToAssets(panel: Panel, UW: usize): void {
  const N = panel.N;
  const r = panel.r;
  const position = mark();
  const unrotated = allocateMatrix(panel.m, N);
  copy(panel.m * N, panel.u, unrotated);
  if (isSpectral(panel) && r > 0)
    gemm(false, false, r, N, r, 1.0, panel.rotation, r, panel.u, N, 0.0, unrotated, N);
  toAssets(panel, panel.m, unrotated, UW);
  release(position);
}

/**
 * BLUPs of component k, no residual, into the request's outputs; those of a persistent term, normalised, into `persistent`
 * too.
 *
 * U       T×N, P·y in the order of assets, 0 where a cell is missing
 * along   N, U'x for the covariate of a persistent term
 */
export function randomEffects(panel: Panel, k: i32, U: usize, along: usize, persistent: usize): void {
  const T = panel.T;
  const N = panel.N;
  const tau = get(panel.tau, k);
  const kind = kindOf(panel, k);
  const out = blupsOf(panel, k);
  if (kind == TermKind.TIME) {
    for (let t = 0; t < T; t++) set(out, t, panel.c * tau * sum(N, row(U, t, N)));
  } else if (kind == TermKind.ASSET_TIME) {
    gemm(false, false, T, N, N, tau, U, N, kernelMatrix(panel, kernelOf(panel, k)), N, 0.0, out, N);
    toReturns(panel, T, out);
  } else {
    gemv(false, N, N, tau, kernelMatrix(panel, kernelOf(panel, k)), N, along, 0.0, persistent);
    for (let i = 0; i < N; i++) set(out, i, get(persistent, i) / get(panel.columnScales, k));
    toReturns(panel, 1, out);
  }
}

/** Residuals σ²·U of the cells, each with the variance of its group, and fitted values; U as for `randomEffects`. */
export function residuals(panel: Panel, U: usize): void {
  const T = panel.T;
  const N = panel.N;
  const request = panel.request;
  for (let t = 0; t < T; t++) {
    const group = periodGroupOf(panel, t);
    for (let i = 0; i < N; i++) {
      const k = residualOf(panel, group, i);
      const variance = k < 0 ? 0.0 : get(panel.tau, k);
      set(row(request.residuals, t, N), i, variance * get(row(U, t, N), i));
    }
  }
  toReturns(panel, T, request.residuals);
  for (let cell = 0; cell < T * N; cell++)
    set(request.fitted, cell, get(request.returns, cell) - get(request.residuals, cell));
}

/** Where the BLUPs of component k go. */
export function blupsOf(panel: Panel, k: i32): usize {
  return from(panel.request.randomEffects, load<i32>(panel.request.randomOffsets + ((<usize>k) << 2)));
}

/** Scales `rows`×N values of normalised returns back: times c·s_i. */
export function toReturns(panel: Panel, rows: i32, x: usize): void {
  for (let t = 0; t < rows; t++) {
    const line = row(x, t, panel.N);
    for (let i = 0; i < panel.N; i++) set(line, i, get(line, i) * panel.c * get(panel.request.scales, i));
  }
}

/** Arena bytes that this file's functions take, without those of `fixedEffects`. */
export function effectsWorkspace(T: i32, N: i32, m: i32, q: i32): usize {
  const products = max(
    max(gemmWorkspace(T, N, N), gemmWorkspace(T, N, m)),
    max(gemmWorkspace(m, N, N), gemmWorkspace(m, N, m)),
  );
  return (
    2 * matrixBytes(N, N) +
    matrixBytes(T, N) +
    2 * matrixBytes(m, N) +
    matrixBytes(q, N) +
    vectorBytes(N) +
    products
  );
}
