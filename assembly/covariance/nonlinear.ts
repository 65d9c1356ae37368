import { allocateMatrix, allocateVector, mark, matrixBytes, release, vectorBytes } from '../arena';
import { symmetricEigen, symmetricEigenWorkspace } from '../linalg/eigen';
import { symmetrize, syrk, syrkWorkspace } from '../linalg/syrk';
import { get, row, set } from '../linalg/vector';
import { analytical } from './analytical';
import { quadraticInverse } from './quadratic-inverse';
import { EstimateInfo, EstimateStatus } from './request';

/** Eigenvalues below this share of the largest are rounding of 0. */
const SINGULAR: f64 = 1e-13;

/**
 * S := V·diag(δ)·V', S = V·diag(λ)·V' a sample covariance with divisor n, δ the shrunk eigenvalues (Ledoit and Wolf).
 *
 * isAnalytical those of `analytical`, else of `quadraticInverse`
 * values  N×N, S on entry, of rank min(N, n)
 * info    where it has a smaller rank: that, and the asset that the eigenvector of λ_{N−min(N,n)} has most of
 * work    `nonlinearWorkspace(N)`
 */
export function nonlinear(N: i32, n: f64, isAnalytical: bool, values: usize, info: usize): EstimateStatus {
  const position = mark();
  const lambda = allocateVector(N);
  const delta = allocateVector(N);
  const vectors = allocateMatrix(N, N);
  let status = EstimateStatus.NO_CONVERGENCE;
  if (symmetricEigen(N, values, N, lambda, vectors, N) == 0) {
    status = checkRank(N, min(N, <i32>n), lambda, vectors, info);
    if (status == EstimateStatus.DONE) {
      if (isAnalytical) analytical(N, n, lambda, delta);
      else quadraticInverse(N, n, lambda, delta);
      compose(N, N, vectors, delta, values);
    }
  }
  release(position);
  return status;
}

export function nonlinearWorkspace(N: i32): usize {
  return 2 * vectorBytes(N) + matrixBytes(N, N) + max(symmetricEigenWorkspace(N), composeWorkspace(N, N));
}

/**
 * S := V·diag(δ)·V' over the last `count` of N eigenvectors, exactly symmetric.
 *
 * vectors N×N, in columns; these are overwritten by V·diag(√δ)
 * delta   N, none of the last `count` below 0
 * work    `composeWorkspace(N, count)`
 */
export function compose(N: i32, count: i32, vectors: usize, delta: usize, values: usize): void {
  const first = N - count;
  for (let j = first; j < N; j++) set(delta, j, Math.sqrt(get(delta, j)));
  for (let i = 0; i < N; i++) {
    const line = row(vectors, i, N);
    for (let j = first; j < N; j++) set(line, j, get(line, j) * get(delta, j));
  }
  syrk(false, N, count, 1.0, vectors + ((<usize>first) << 3), N, 0.0, values, N);
  symmetrize(N, values, N);
}

export function composeWorkspace(N: i32, count: i32): usize {
  return syrkWorkspace(N, count);
}

function checkRank(N: i32, expected: i32, lambda: usize, vectors: usize, info: usize): EstimateStatus {
  const least = SINGULAR * get(lambda, N - 1);
  let rank = 0;
  for (let i = N - expected; i < N; i++) if (get(lambda, i) > least) rank++;
  if (rank == expected) return EstimateStatus.DONE;
  let asset = 0;
  for (let i = 1; i < N; i++) {
    const now = Math.abs(get(row(vectors, i, N), N - expected));
    if (now > Math.abs(get(row(vectors, asset, N), N - expected))) asset = i;
  }
  set(info, EstimateInfo.RANK, <f64>rank);
  set(info, EstimateInfo.ASSET, <f64>asset);
  return EstimateStatus.SINGULAR;
}
