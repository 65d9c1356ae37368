import { allocateMatrix, allocateVector, mark, matrixBytes, release, vectorBytes } from '../arena';
import { copy, fill, get, maxAbs, row, set } from '../linalg/vector';
import { getIndex } from '../linalg/indexed';
import { cholesky, choleskyWorkspace } from '../linalg/cholesky';
import { symmetricEigen, symmetricEigenWorkspace } from '../linalg/eigen';
import { symmetrize, syrk, syrkWorkspace } from '../linalg/syrk';
import { kernelAt, Mixed, reportMixed } from './model';
import { MixedRequest, MixedStatus, MixedSummary } from './request';

/** Below minus this share of the largest eigenvalue a kernel is indefinite. */
const INDEFINITE: f64 = 1e-8;
/** Above minus this share a negative eigenvalue is rounding and not worth a report. */
const ROUNDING: f64 = 1e-13;
/**
 * Elements below this share of the largest are set to 0. They are far below rounding, and their products would be
 * subnormal numbers, which are computed a hundred times more slowly.
 */
const NEGLIGIBLE: f64 = 1e-40;

/**
 * Checks every kernel, and in Henderson's form replaces it by a factor L, K = LL': its Cholesky factor, or QΛ^½ of a
 * kernel that has none. Tiny negative eigenvalues are set to 0 and counted in `kernelRepairs`.
 *
 * returns FITTED, INDEFINITE or EIGEN_FAILED with the kernel's index.
 * work    `mixedKernelsWorkspace(request)` bytes of the arena.
 */
export function prepareMixedKernels(mixed: Mixed): i32 {
  const request = mixed.request;
  for (let kernel = 0; kernel < request.kernelCount; kernel++) {
    const size = getIndex(request.kernelSizes, kernel);
    set(row(request.kernelRepairs, kernel, 2), 0, 0.0);
    set(row(request.kernelRepairs, kernel, 2), 1, 0.0);
    const position = mark();
    const K = kernelAt(mixed, kernel);
    const factor = allocateMatrix(size, size);
    flush(size, K);
    copy(size * size, K, factor);
    let status: i32 = MixedStatus.FITTED;
    if (cholesky(factor, size, size) < 0) {
      if (!mixed.dense) {
        for (let i = 0; i < size; i++) {
          fill(size, 0.0, row(K, i, size));
          copy(i + 1, row(factor, i, size), row(K, i, size));
        }
        flush(size, K);
      }
    } else status = factorByEigen(mixed, kernel, size, K, factor);
    release(position);
    if (status != MixedStatus.FITTED) {
      reportMixed(mixed, MixedSummary.DETAIL, <f64>kernel);
      return status;
    }
  }
  return MixedStatus.FITTED;
}

function factorByEigen(mixed: Mixed, kernel: i32, size: i32, K: usize, scratch: usize): i32 {
  const position = mark();
  const values = allocateVector(size);
  const vectors = allocateMatrix(size, size);
  copy(size * size, K, scratch);
  let status: i32 = MixedStatus.FITTED;
  if (symmetricEigen(size, scratch, size, values, vectors, size) != 0) status = MixedStatus.EIGEN_FAILED;
  else {
    const smallest = get(values, 0);
    const largest = get(values, size - 1);
    const repairs = row(mixed.request.kernelRepairs, kernel, 2);
    set(repairs, 1, largest > 0.0 ? smallest / largest : -1.0);
    if (!(largest > 0.0) || smallest < -INDEFINITE * largest) status = MixedStatus.INDEFINITE;
    else {
      let clipped = 0.0;
      for (let j = 0; j < size; j++) if (get(values, j) < -ROUNDING * largest) clipped += 1.0;
      set(repairs, 0, clipped);
      for (let j = 0; j < size; j++) set(values, j, Math.sqrt(Math.max(0.0, get(values, j))));
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++)
          set(row(vectors, i, size), j, get(row(vectors, i, size), j) * get(values, j));
      }
      if (!mixed.dense) copy(size * size, vectors, K);
      else if (clipped > 0.0) {
        syrk(false, size, size, 1.0, vectors, size, 0.0, K, size);
        symmetrize(size, K, size);
      }
    }
  }
  release(position);
  return status;
}

/** Negligible elements of the n×n matrix A to 0. */
function flush(n: i32, A: usize): void {
  const least = NEGLIGIBLE * maxAbs(n * n, A);
  for (let k = 0; k < n * n; k++) if (Math.abs(get(A, k)) < least) set(A, k, 0.0);
}

/** Arena bytes that `prepareMixedKernels` takes. */
export function mixedKernelsWorkspace(request: MixedRequest): usize {
  let bytes: usize = 0;
  for (let kernel = 0; kernel < request.kernelCount; kernel++) {
    const size = getIndex(request.kernelSizes, kernel);
    const eigen =
      vectorBytes(size) +
      matrixBytes(size, size) +
      max(symmetricEigenWorkspace(size), syrkWorkspace(size, size));
    bytes = max(bytes, matrixBytes(size, size) + max(choleskyWorkspace(size), eigen));
  }
  return bytes;
}
