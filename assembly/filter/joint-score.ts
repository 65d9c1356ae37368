import { allocateMatrix, mark, matrixBytes, release } from '../arena';
import { gemm, gemmWorkspace } from '../linalg/gemm';
import { symmetrize, syrk, syrkWorkspace } from '../linalg/syrk';
import { add, axpy, dot, fill, from, get, row, set } from '../linalg/vector';
import { jointBackwardWorkspace, startJointBackward, stepJointBackward } from './joint-backward';
import { Joint, stepOf } from './joint-memory';
import { FilterRequest } from './request';
import { allocateDisturbances, crossProducts, disturbancesOf, scoreWorkspace } from './score';
import { forwardSemidefiniteMany } from './semidefinite';

/** Disturbances of all assets, the sums of their D_t and their squares: see `score.ts`. */
export function scoreJoint(request: FilterRequest, joint: Joint): void {
  const N = joint.N;
  const M = joint.M;
  const w = joint.w;
  const p = joint.p;
  const m = joint.m;
  const position = mark();
  const disturbances = allocateDisturbances(request);
  const back = startJointBackward(joint);
  const inverse = allocateMatrix(p, p);
  const X = allocateMatrix(N, p);
  const uncertain = allocateMatrix(N, N);
  fill((1 + m) * joint.T * N, 0.0, disturbances);
  fill((1 + m) * N * N, 0.0, request.traces);
  fill(p * p, 0.0, inverse);
  for (let k = 0; k < p; k++) set(row(inverse, k, p), k, 1.0);
  forwardSemidefiniteMany(p, joint.L, p, inverse);
  for (let t = joint.T - 1; t >= 0; t--) {
    const step = stepOf(joint, t);
    const n = step.count;
    stepJointBackward(request, joint, step, back, t);
    if (n > 0) {
      ofEffects(joint, n, step.u, inverse, X, uncertain);
      const own = disturbancesOf(request, disturbances, 0, t);
      for (let a = 0; a < n; a++) {
        const i = load<i32>(step.observed + ((<usize>a) << 2));
        set(own, i, valueOf(joint, row(step.u, a, w)));
        for (let b = 0; b < n; b++) {
          const k = load<i32>(step.observed + ((<usize>b) << 2));
          add(row(request.traces, i, N), k, get(row(back.D, a, n), b) - get(row(uncertain, a, n), b));
        }
      }
    }
    // nothing disturbs the loadings of the first period
    if (t == 0) break;
    for (let j = 0; j < m; j++) {
      const r = row(back.r, j * N, w);
      const own = disturbancesOf(request, disturbances, 1 + j, t);
      ofEffects(joint, N, r, inverse, X, uncertain);
      for (let i = 0; i < N; i++) {
        set(own, i, valueOf(joint, row(r, i, w)));
        const traces = row(request.traces, (1 + j) * N + i, N);
        axpy(N, 1.0, from(row(back.N, j * N + i, M), j * N), traces);
        axpy(N, -1.0, row(uncertain, i, N), traces);
      }
    }
  }
  crossProducts(request, disturbances);
  release(position);
}

/** What is linear in (1, δ), at δ̂. */
function valueOf(joint: Joint, v: usize): f64 {
  return get(v, 0) + dot(joint.p, from(v, 1), joint.effects);
}

/** V S⁻¹V' of n rows (v | V), with the inverse of S's factor. */
function ofEffects(joint: Joint, n: i32, rows: usize, inverse: usize, X: usize, result: usize): void {
  const p = joint.p;
  gemm(false, true, n, p, p, 1.0, from(rows, 1), joint.w, inverse, p, 0.0, X, p);
  syrk(false, n, p, 1.0, X, p, 0.0, result, n);
  symmetrize(n, result, n);
}

/** Arena bytes that `scoreJoint` takes. */
export function scoreJointWorkspace(request: FilterRequest): usize {
  const N = request.series;
  const M = N * request.moving;
  const p = M + N * request.constant;
  return (
    scoreWorkspace(request) +
    jointBackwardWorkspace(N, M, 1 + p) +
    matrixBytes(p, p) +
    matrixBytes(N, p) +
    matrixBytes(N, N) +
    max(gemmWorkspace(N, p, p), syrkWorkspace(N, p))
  );
}
