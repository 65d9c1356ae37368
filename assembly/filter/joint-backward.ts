import { allocate, allocateMatrix, matrixBytes, roundUp } from '../arena';
import { choleskyInverse, choleskyInverseWorkspace } from '../linalg/cholesky';
import { gemm, gemmWorkspace } from '../linalg/gemm';
import { axpy, fill, from, get, row, set } from '../linalg/vector';
import { Joint, Step } from './joint-memory';
import { FilterRequest } from './request';

/** Where a pass backward is: r, M×w, and N, M×M; D = F⁻¹ + K'NK of its period, n×n of the observed. */
@unmanaged
export class JointBackward {
  r: usize;
  N: usize;
  D: usize;
  /** count×M, scratch */
  G: usize;
}

/** Behind the last period, where r and N are zero. */
export function startJointBackward(joint: Joint): JointBackward {
  const back = changetype<JointBackward>(allocate(offsetof<JointBackward>()));
  const M = joint.M;
  back.r = allocateMatrix(M, joint.w);
  back.N = allocateMatrix(M, M);
  back.D = allocateMatrix(joint.N, joint.N);
  back.G = allocateMatrix(joint.N, M);
  fill(M * joint.w, 0.0, back.r);
  fill(M * M, 0.0, back.N);
  return back;
}

/**
 * One period backward, as `stepBackward` has it; X_t takes states to observed cells, G = K'N:
 *
 *     u_t = F⁻¹e_t − K'r_t     r_{t−1} = r_t + X'u_t     N_{t−1} = N − X'G − G'X + X'DX
 *
 * u_t takes the place of F⁻¹e_t.
 */
export function stepJointBackward(
  request: FilterRequest,
  joint: Joint,
  step: Step,
  back: JointBackward,
  t: i32,
): void {
  const n = step.count;
  if (n == 0) return;
  const M = joint.M;
  const w = joint.w;
  const m = joint.m;
  const x = from(row(request.covariates, t, joint.f + m), joint.f);
  gemm(false, false, n, w, M, -1.0, step.K, M, back.r, w, 1.0, step.u, w);
  gemm(false, false, n, M, M, 1.0, step.K, M, back.N, M, 0.0, back.G, M);
  choleskyInverse(n, step.F, n, back.D, n);
  gemm(false, true, n, n, M, 1.0, back.G, M, step.K, M, 1.0, back.D, n);
  for (let j = 0; j < m; j++) {
    for (let a = 0; a < n; a++) {
      const state = stateOf(joint, step, j, a);
      const own = get(x, j);
      axpy(w, own, row(step.u, a, w), row(back.r, state, w));
      axpy(M, -own, row(back.G, a, M), row(back.N, state, M));
      for (let k = 0; k < M; k++) {
        const cell = row(back.N, k, M);
        set(cell, state, get(cell, state) - own * get(row(back.G, a, M), k));
      }
      for (let k = 0; k < m; k++) {
        for (let b = 0; b < n; b++) {
          const cell = row(back.N, state, M);
          const other = stateOf(joint, step, k, b);
          set(cell, other, get(cell, other) + own * get(x, k) * get(row(back.D, a, n), b));
        }
      }
    }
  }
}

/** The state of a covariate and the a-th observed asset. */
function stateOf(joint: Joint, step: Step, covariate: i32, a: i32): i32 {
  return covariate * joint.N + load<i32>(step.observed + ((<usize>a) << 2));
}

/** Arena bytes that a pass backward takes. */
export function jointBackwardWorkspace(N: i32, M: i32, w: i32): usize {
  const products = max(max(gemmWorkspace(N, w, M), gemmWorkspace(N, M, M)), gemmWorkspace(N, N, M));
  return (
    roundUp(offsetof<JointBackward>()) +
    matrixBytes(M, w) +
    matrixBytes(M, M) +
    matrixBytes(N, M) +
    matrixBytes(N, N) +
    max(products, choleskyInverseWorkspace(N))
  );
}
