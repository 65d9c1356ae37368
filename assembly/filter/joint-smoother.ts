import { allocateMatrix, mark, matrixBytes, release } from '../arena';
import { gemm, gemmWorkspace } from '../linalg/gemm';
import { copy, dot, from, get, row, set } from '../linalg/vector';
import { jointBackwardWorkspace, startJointBackward, stepJointBackward } from './joint-backward';
import { isTold, jointQuadratic } from './joint-effects';
import { Joint, stepOf } from './joint-memory';
import { FilterRequest } from './request';

/** Smoothed loadings, as `smoothSeries` has them. */
export function smoothJoint(request: FilterRequest, joint: Joint): void {
  const N = joint.N;
  const M = joint.M;
  const w = joint.w;
  const m = joint.m;
  const position = mark();
  const back = startJointBackward(joint);
  const W = allocateMatrix(M, w);
  const PN = allocateMatrix(M, M);
  for (let t = joint.T - 1; t >= 0; t--) {
    const step = stepOf(joint, t);
    stepJointBackward(request, joint, step, back, t);
    copy(M * w, step.A, W);
    gemm(false, false, M, w, M, 1.0, step.P, M, back.r, w, 1.0, W, w);
    gemm(false, false, M, M, M, 1.0, step.P, M, back.N, M, 0.0, PN, M);
    for (let i = 0; i < N; i++) {
      const told = isTold(joint, i);
      for (let j = 0; j < m; j++) {
        const state = j * N + i;
        const own = row(W, state, w);
        const cell = (t * N + i) * m + j;
        const P = row(step.P, state, M);
        const variance = get(P, state) - dot(M, row(PN, state, M), P) + jointQuadratic(joint, from(own, 1));
        set(request.smoothed, cell, told ? get(own, 0) + dot(joint.p, from(own, 1), joint.effects) : NaN);
        set(request.smoothedVariances, cell, told ? variance : NaN);
      }
    }
  }
  release(position);
}

/** Arena bytes that `smoothJoint` takes. */
export function smoothJointWorkspace(N: i32, M: i32, w: i32): usize {
  return (
    jointBackwardWorkspace(N, M, w) +
    matrixBytes(M, w) +
    matrixBytes(M, M) +
    max(gemmWorkspace(M, w, M), gemmWorkspace(M, M, M))
  );
}
