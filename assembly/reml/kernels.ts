import { allocateMatrix, allocateVector, mark, matrixBytes, release, vectorBytes } from '../arena';
import { copy, fill, from, get, row, scale, set } from '../linalg/vector';
import { gemm, gemmWorkspace, gemv } from '../linalg/gemm';
import { symmetricEigen, symmetricEigenvalues, symmetricEigenWorkspace } from '../linalg/eigen';
import { symmetricProduct } from '../linalg/symmetric-product';
import { FitStatus, Summary } from './request';
import { isSpectral, kernelMatrix, Panel, report, reported } from './panel';

/** Below minus this share of the largest eigenvalue a kernel is indefinite. */
const INDEFINITE: f64 = 1e-8;
/** Above minus this share a negative eigenvalue is rounding and not worth a report. */
const ROUNDING: f64 = 1e-13;

/**
 * Brings every kernel to mean diagonal 1, checks it, and sets up the working coordinates: on the spectral path
 * the eigenbasis of the one kernel (or of none: identity), on the collapsed path the assets themselves.
 *
 * Tiny negative eigenvalues are set to 0 and counted in the summary; large ones are refused.
 * returns FITTED, INDEFINITE or EIGEN_FAILED with the kernel's index.
 * work    `kernelsWorkspace(N, m)` bytes of the arena.
 */
export function prepareKernels(panel: Panel): i32 {
  const N = panel.N;
  const request = panel.request;
  report(request, Summary.CLIPPED, 0.0);
  report(request, Summary.SMALLEST_EIGENVALUE, 0.0);
  for (let k = 0; k < request.kernelCount; k++) {
    const K = kernelMatrix(panel, k);
    copy(N * N, row(request.kernels, k, N * N), K);
    let trace = 0.0;
    for (let i = 0; i < N; i++) trace += get(row(K, i, N), i);
    if (!(trace > 0.0)) return refuse(panel, FitStatus.INDEFINITE, k);
    set(panel.kernelScales, k, trace / <f64>N);
    scale(N * N, <f64>N / trace, K);
    const status = checkKernel(panel, k, K);
    if (status != FitStatus.FITTED) return status;
  }
  if (isSpectral(panel)) toEigenbasis(panel);
  else keepAssets(panel);
  return FitStatus.FITTED;
}

/**
 * Eigenvalues of kernel k, left in the panel, on the spectral path with their vectors, or what an earlier fit left of these;
 * rebuilds the kernel when eigenvalues were clipped.
 */
function checkKernel(panel: Panel, k: i32, K: usize): i32 {
  const N = panel.N;
  const basis = panel.request.basis;
  if (basis != 0 && get(basis, 0) == 1.0) {
    copy(N, from(basis, 1), panel.lambda);
    copy(N * N, from(basis, 1 + N), panel.eigenvectors);
    return FitStatus.FITTED;
  }
  const position = mark();
  const scratch = allocateMatrix(N, N);
  copy(N * N, K, scratch);
  const failed = isSpectral(panel)
    ? symmetricEigen(N, scratch, N, panel.lambda, panel.eigenvectors, N)
    : symmetricEigenvalues(N, scratch, N, panel.lambda);
  const smallest = get(panel.lambda, 0);
  const largest = get(panel.lambda, N - 1);
  let status: i32 = FitStatus.FITTED;
  if (failed != 0) status = refuse(panel, FitStatus.EIGEN_FAILED, k);
  else if (smallest < -INDEFINITE * largest) {
    report(panel.request, Summary.SMALLEST_EIGENVALUE, smallest / largest);
    status = refuse(panel, FitStatus.INDEFINITE, k);
  } else if (smallest < 0.0) {
    const rebuild = smallest < -ROUNDING * largest;
    if (rebuild && !isSpectral(panel)) {
      copy(N * N, K, scratch);
      if (symmetricEigen(N, scratch, N, panel.lambda, panel.eigenvectors, N) != 0)
        status = refuse(panel, FitStatus.EIGEN_FAILED, k);
    }
    if (status == FitStatus.FITTED) clip(panel, K, scratch, rebuild);
  } else if (basis != 0) {
    set(basis, 0, 1.0);
    copy(N, panel.lambda, from(basis, 1));
    copy(N * N, panel.eigenvectors, from(basis, 1 + N));
  }
  release(position);
  return status;
}

/** Sets negative eigenvalues to 0; with `rebuild` the kernel matrix too, and the repair is reported. */
function clip(panel: Panel, K: usize, scratch: usize, rebuild: bool): void {
  const N = panel.N;
  const request = panel.request;
  if (rebuild) {
    const ratio = get(panel.lambda, 0) / get(panel.lambda, N - 1);
    report(
      request,
      Summary.SMALLEST_EIGENVALUE,
      Math.min(ratio, reported(request, Summary.SMALLEST_EIGENVALUE)),
    );
  }
  let count = 0.0;
  for (let j = 0; j < N; j++) {
    if (get(panel.lambda, j) < -ROUNDING * get(panel.lambda, N - 1)) count += 1.0;
    set(panel.lambda, j, Math.max(0.0, get(panel.lambda, j)));
  }
  if (!rebuild) return;
  report(request, Summary.CLIPPED, reported(request, Summary.CLIPPED) + count);
  for (let i = 0; i < N; i++) {
    for (let j = 0; j < N; j++) {
      set(row(scratch, i, N), j, get(row(panel.eigenvectors, i, N), j) * get(panel.lambda, j));
    }
  }
  symmetricProduct(false, true, N, N, 1.0, scratch, N, panel.eigenvectors, N, 0.0, K, N);
}

/** Working coordinates of the spectral path; without a kernel the identity serves, with eigenvalues 1. */
function toEigenbasis(panel: Panel): void {
  const N = panel.N;
  const m = panel.m;
  const V = panel.eigenvectors;
  if (panel.request.kernelCount == 0) {
    keepAssets(panel);
    fill(N, 1.0, panel.lambda);
    fill(N * N, 0.0, V);
    for (let i = 0; i < N; i++) set(row(V, i, N), i, 1.0);
    return;
  }
  const position = mark();
  const ones = allocateVector(N);
  const product = allocateMatrix(N, N);
  fill(N, 1.0, ones);
  gemv(true, N, N, 1.0, V, N, ones, 0.0, panel.one);
  gemv(true, N, N, 1.0, V, N, panel.h, 0.0, panel.hw);
  gemm(false, false, N, N, N, 1.0, panel.S, N, V, N, 0.0, product, N);
  symmetricProduct(true, false, N, N, 1.0, V, N, product, N, 0.0, panel.Sw, N);
  gemm(false, false, m, N, N, 1.0, panel.Z, N, V, N, 0.0, panel.Zw, N);
  copy(m * panel.p, panel.R, panel.Rw);
  copy(panel.q * m, panel.Q, panel.Qw);
  release(position);
}

/** Working coordinates of the collapsed path: nothing changes. */
function keepAssets(panel: Panel): void {
  const N = panel.N;
  fill(N, 1.0, panel.one);
  copy(N, panel.h, panel.hw);
  copy(N * N, panel.S, panel.Sw);
  copy(panel.m * N, panel.Z, panel.Zw);
  copy(panel.m * panel.p, panel.R, panel.Rw);
  copy(panel.q * panel.m, panel.Q, panel.Qw);
}

/** out := rows of v times kernel `kernel`, in working coordinates; both `rows`×N. */
export function kernelTimes(panel: Panel, kernel: i32, rows: i32, v: usize, out: usize): void {
  const N = panel.N;
  if (!isSpectral(panel)) {
    gemm(false, false, rows, N, N, 1.0, v, N, kernelMatrix(panel, kernel), N, 0.0, out, N);
    return;
  }
  for (let a = 0; a < rows; a++) {
    const x = row(v, a, N);
    const y = row(out, a, N);
    for (let j = 0; j < N; j++) set(y, j, get(x, j) * get(panel.lambda, j));
  }
}

/** out := rows of v (working coordinates of the assets) back in the order of assets; `rows`×N. */
export function toAssets(panel: Panel, rows: i32, v: usize, out: usize): void {
  const N = panel.N;
  if (isSpectral(panel)) gemm(false, true, rows, N, N, 1.0, v, N, panel.eigenvectors, N, 0.0, out, N);
  else copy(rows * N, v, out);
}

function refuse(panel: Panel, status: i32, kernel: i32): i32 {
  report(panel.request, Summary.DETAIL, <f64>kernel);
  return status;
}

/** Arena bytes that this file's functions take. */
export function kernelsWorkspace(N: i32, m: i32): usize {
  const products = max(gemmWorkspace(N, N, N), gemmWorkspace(m, N, N));
  return vectorBytes(N) + matrixBytes(N, N) + max(symmetricEigenWorkspace(N), products);
}
