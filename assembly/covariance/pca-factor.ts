import { allocateMatrix, allocateVector, mark, matrixBytes, release, vectorBytes } from '../arena';
import {
  symmetricEigen,
  symmetricEigenvalues,
  symmetricEigenvaluesWorkspace,
  symmetricEigenWorkspace,
} from '../linalg/eigen';
import { copy, get, row, set } from '../linalg/vector';
import { compose, composeWorkspace } from './nonlinear';
import { EstimateInfo, EstimateStatus } from './request';

/**
 * S := V_k·diag(λ_k)·V_k' + diag(S − V_k·diag(λ_k)·V_k'): the k leading principal components of S, and what they leave
 * of each variance.
 *
 * factors k, at most min(N, n); 0: as many as correlations have eigenvalues above (1 + √(N/n))², the edge of those of
 *         noise (Marchenko and Pastur 1967), at least 1 and less than min(N, n) where that is above 1
 * values  N×N, S on entry; no diagonal element is 0 where factors is
 * info    k
 * work    `pcaFactorWorkspace(N)`
 */
export function pcaFactor(N: i32, n: f64, factors: i32, values: usize, info: usize): EstimateStatus {
  const position = mark();
  const lambda = allocateVector(N);
  const variances = allocateVector(N);
  const vectors = allocateMatrix(N, N);
  for (let i = 0; i < N; i++) set(variances, i, get(row(values, i, N), i));
  let status = EstimateStatus.NO_CONVERGENCE;
  const k = factors > 0 ? factors : aboveNoise(N, n, values, variances, lambda, vectors);
  if (k > 0 && symmetricEigen(N, values, N, lambda, vectors, N) == 0) {
    for (let i = 0; i < N; i++) set(lambda, i, Math.max(0.0, get(lambda, i)));
    compose(N, k, vectors, lambda, values);
    for (let i = 0; i < N; i++) set(row(values, i, N), i, get(variances, i));
    set(info, EstimateInfo.FACTORS, <f64>k);
    status = EstimateStatus.DONE;
  }
  release(position);
  return status;
}

export function pcaFactorWorkspace(N: i32): usize {
  const eigen = max(symmetricEigenvaluesWorkspace(N), symmetricEigenWorkspace(N));
  return 2 * vectorBytes(N) + matrixBytes(N, N) + max(eigen, composeWorkspace(N, N));
}

/**
 * Eigenvalues of the correlations above the edge of noise, within the bounds on k; 0 where they did not converge.
 *
 * lambda, scratch: N and N×N, overwritten
 */
function aboveNoise(N: i32, n: f64, values: usize, variances: usize, lambda: usize, scratch: usize): i32 {
  copy(N * N, values, scratch);
  for (let i = 0; i < N; i++) {
    const line = row(scratch, i, N);
    const own = get(variances, i);
    for (let j = 0; j <= i; j++) set(line, j, get(line, j) / Math.sqrt(own * get(variances, j)));
  }
  if (symmetricEigenvalues(N, scratch, N, lambda) != 0) return 0;
  const root = 1.0 + Math.sqrt(<f64>N / n);
  let count = 0;
  for (let i = 0; i < N; i++) if (get(lambda, i) > root * root) count++;
  return max(1, min(count, min(N, <i32>n) - 1));
}
