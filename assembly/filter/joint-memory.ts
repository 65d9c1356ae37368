import { allocate, allocateMatrix, allocateVector, matrixBytes, roundUp, vectorBytes } from '../arena';
import { fill } from '../linalg/vector';
import { FilterPaths, FilterRequest } from './request';

/** What the joint filter keeps of a period for the smoother. */
@unmanaged
export class Step {
  /** how many cells are observed, and which: i32 each */
  count: i32;
  observed: usize;
  /** F's factor; F⁻¹e, count×w; K', count×M; P, M×M; (a | A), M×w: predictions of the period */
  F: usize;
  u: usize;
  K: usize;
  P: usize;
  A: usize;
}

/** Sizes: N assets, M = Nm states, p = N(f + m) flat effects, w = 1 + p; and what is as of the last period that was seen. */
@unmanaged
export class Joint {
  N: i32;
  T: i32;
  m: i32;
  f: i32;
  M: i32;
  p: i32;
  w: i32;
  steps: usize;
  /** p×p factor of S; p: δ̂, scratch */
  L: usize;
  effects: usize;
  x: usize;
}

export function stepOf(joint: Joint, t: i32): Step {
  return changetype<Step>(joint.steps + <usize>t * offsetof<Step>());
}

/** How many periods are kept: all where the filter is followed by a pass backward. */
export function keptPeriods(request: FilterRequest): i32 {
  return request.paths >= FilterPaths.ALL ? request.periods : 1;
}

export function allocateJoint(request: FilterRequest): Joint {
  const joint = changetype<Joint>(allocate(offsetof<Joint>()));
  const N = request.series;
  joint.N = N;
  joint.T = request.periods;
  joint.m = request.moving;
  joint.f = request.constant;
  joint.M = N * request.moving;
  joint.p = joint.M + N * request.constant;
  joint.w = 1 + joint.p;
  const steps = keptPeriods(request);
  joint.steps = allocate(<usize>steps * offsetof<Step>());
  for (let t = 0; t < steps; t++) {
    const step = stepOf(joint, t);
    step.observed = allocate(<usize>N * 4);
    step.F = allocateMatrix(N, N);
    step.u = allocateMatrix(N, joint.w);
    step.K = allocateMatrix(N, joint.M);
    step.P = allocateMatrix(joint.M, joint.M);
    step.A = allocateMatrix(joint.M, joint.w);
  }
  joint.L = allocateMatrix(joint.p, joint.p);
  joint.effects = allocateVector(joint.p);
  joint.x = allocateVector(joint.p);
  fill(joint.p * joint.p, 0.0, joint.L);
  return joint;
}

/** Arena bytes that `allocateJoint` takes. */
export function jointMemory(request: FilterRequest): usize {
  const N = request.series;
  const M = N * request.moving;
  const p = M + N * request.constant;
  const w = 1 + p;
  const steps = <usize>keptPeriods(request);
  const kept =
    matrixBytes(N, N) + matrixBytes(N, w) + matrixBytes(N, M) + matrixBytes(M, M) + matrixBytes(M, w);
  return (
    roundUp(offsetof<Joint>()) +
    roundUp(steps * offsetof<Step>()) +
    steps * (kept + roundUp(<usize>N * 4)) +
    matrixBytes(p, p) +
    2 * vectorBytes(p)
  );
}
