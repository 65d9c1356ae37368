import { allocateMatrix, mark, matrixBytes, release } from '../arena';
import { choleskyInverse, choleskyInverseWorkspace } from '../linalg/cholesky';
import { gemm, gemmWorkspace } from '../linalg/gemm';
import { axpy, copy, dot, fill, from, get, row, set } from '../linalg/vector';
import { isTold, jointQuadratic, Joint, stepOf } from './joint';
import { FilterRequest } from './request';

/**
 * Backward in time, as `smoothSeries` has it; X_t takes states to observed cells, G = K'N:
 *
 *     u_t = F⁻¹e_t − K'r_t     r_{t−1} = r_t + X'u_t     N_{t−1} = N − X'G − G'X + X'(F⁻¹ + GK)X
 */
export function smoothJoint(request: FilterRequest, joint: Joint): void {
  const N = joint.N;
  const M = joint.M;
  const w = joint.w;
  const m = joint.m;
  const position = mark();
  const r = allocateMatrix(M, w);
  const S = allocateMatrix(M, M);
  const G = allocateMatrix(N, M);
  const D = allocateMatrix(N, N);
  const W = allocateMatrix(M, w);
  const PS = allocateMatrix(M, M);
  fill(M * w, 0.0, r);
  fill(M * M, 0.0, S);
  for (let t = joint.T - 1; t >= 0; t--) {
    const step = stepOf(joint, t);
    const n = step.count;
    const x = from(row(request.covariates, t, joint.f + m), joint.f);
    if (n > 0) {
      gemm(false, false, n, w, M, -1.0, step.K, M, r, w, 1.0, step.u, w);
      gemm(false, false, n, M, M, 1.0, step.K, M, S, M, 0.0, G, M);
      choleskyInverse(n, step.F, n, D, n);
      gemm(false, true, n, n, M, 1.0, G, M, step.K, M, 1.0, D, n);
      for (let j = 0; j < m; j++) {
        for (let a = 0; a < n; a++) {
          const state = j * N + load<i32>(step.observed + ((<usize>a) << 2));
          const own = get(x, j);
          axpy(w, own, row(step.u, a, w), row(r, state, w));
          axpy(M, -own, row(G, a, M), row(S, state, M));
          for (let k = 0; k < M; k++) {
            const cell = row(S, k, M);
            set(cell, state, get(cell, state) - own * get(row(G, a, M), k));
          }
          for (let k = 0; k < m; k++) {
            for (let b = 0; b < n; b++) {
              const other = k * N + load<i32>(step.observed + ((<usize>b) << 2));
              const cell = row(S, state, M);
              set(cell, other, get(cell, other) + own * get(x, k) * get(row(D, a, n), b));
            }
          }
        }
      }
    }
    copy(M * w, step.A, W);
    gemm(false, false, M, w, M, 1.0, step.P, M, r, w, 1.0, W, w);
    gemm(false, false, M, M, M, 1.0, step.P, M, S, M, 0.0, PS, M);
    for (let i = 0; i < N; i++) {
      const told = isTold(joint, i);
      for (let j = 0; j < m; j++) {
        const state = j * N + i;
        const own = row(W, state, w);
        const cell = (t * N + i) * m + j;
        const P = row(step.P, state, M);
        const variance = get(P, state) - dot(M, row(PS, state, M), P) + jointQuadratic(joint, from(own, 1));
        set(request.smoothed, cell, told ? get(own, 0) + dot(joint.p, from(own, 1), joint.effects) : NaN);
        set(request.smoothedVariances, cell, told ? variance : NaN);
      }
    }
  }
  release(position);
}

/** Arena bytes that `smoothJoint` takes. */
export function smoothJointWorkspace(N: i32, M: i32, w: i32): usize {
  const products = max(
    max(gemmWorkspace(N, w, M), gemmWorkspace(N, M, M)),
    max(gemmWorkspace(M, w, M), gemmWorkspace(M, M, M)),
  );
  return (
    2 * matrixBytes(M, w) +
    2 * matrixBytes(M, M) +
    matrixBytes(N, M) +
    matrixBytes(N, N) +
    max(products, max(choleskyInverseWorkspace(N), gemmWorkspace(N, N, M)))
  );
}
