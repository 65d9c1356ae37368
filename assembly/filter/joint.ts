import {
  allocate,
  allocateMatrix,
  allocateVector,
  mark,
  matrixBytes,
  release,
  roundUp,
  vectorBytes,
} from '../arena';
import {
  cholesky,
  choleskyLogDeterminant,
  choleskySolveMany,
  choleskySolveManyWorkspace,
  choleskyWorkspace,
} from '../linalg/cholesky';
import { gemm, gemmWorkspace } from '../linalg/gemm';
import { symmetrize, syrk, syrkWorkspace } from '../linalg/syrk';
import { trsm, trsmWorkspace } from '../linalg/triangular';
import { axpy, copy, dot, fill, from, get, row, set } from '../linalg/vector';
import { log } from '../numeric/log';
import { smoothJoint, smoothJointWorkspace } from './joint-smoother';
import { FilterInfo, FilterPaths, FilterRequest } from './request';
import { backwardSemidefinite, factorSemidefinite, forwardSemidefinite } from './semidefinite';

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

/**
 * The filter of all assets at once, of the cells that are observed:
 *
 *     y_it = g_t'c_i + x_t'b_it + u_it     u_t ~ N(0, Ω)
 *     b_jt = b_j,t−1 + h_jt                h_jt ~ N(0, q_j K),   c and b_1 flat
 *
 * as `splitFilter` has it, δ being kept apart in the same way. States are ordered by covariate, then asset, and so are flat
 * effects, those that stay first. P starts at 0 and stays of the order of Ω over x², so that P − PX'F⁻¹XP loses nothing.
 * An effect of an asset that is not seen often enough is left out of S, which changes no other asset's.
 *
 * returns −1; the first flat effect that the data do not tell; −2 where an F is not positive definite
 * work    `jointFilterWorkspace(request)` bytes of the arena
 */
export function jointFilter(at: usize): i32 {
  const request = changetype<FilterRequest>(at);
  const T = request.periods;
  const N = request.series;
  const position = mark();
  const joint = allocateJoint(request);
  const M = joint.M;
  const w = joint.w;
  const p = joint.p;
  const isAll = request.paths == FilterPaths.ALL;
  const P = allocateMatrix(M, M);
  const A = allocateMatrix(M, w);
  const C = allocateMatrix(w, w);
  fill(M * M, 0.0, P);
  fill(M * w, 0.0, A);
  fill(w * w, 0.0, C);
  for (let r = 0; r < M; r++) set(row(A, r, w), 1 + N * joint.f + r, 1.0);
  const once = stepOf(joint, 0);
  let logs = 0.0;
  let isDefinite = true;
  for (let t = 0; t < T && isDefinite; t++) {
    const step = isAll ? stepOf(joint, t) : once;
    if (isAll) {
      copy(M * M, P, step.P);
      copy(M * w, A, step.A);
    }
    observe(request, step, t);
    const before = isAll && t > 0;
    const change = update(request, joint, step, t, P, A, C, before);
    isDefinite = change == change;
    if (!isDefinite) break;
    logs += change;
    if (isAll || t == T - 1) {
      factorInformation(joint, C);
      if (request.paths != FilterPaths.NONE) writeFiltered(request, joint, isAll ? t * M : 0, A, P);
    }
    for (let j = 0; j < joint.m; j++) {
      for (let a = 0; a < N; a++) {
        axpy(N, get(request.noise, j), row(request.likeness, a, N), from(row(P, j * N + a, M), j * N));
      }
    }
  }
  let aliased = -1;
  if (isDefinite) {
    let logInformation = 0.0;
    for (let k = 0; k < p; k++) {
      const pivot = get(row(joint.L, k, p), k);
      if (pivot > 0.0) logInformation += 2.0 * log(pivot);
      else if (aliased < 0) aliased = k;
      if (request.paths != FilterPaths.NONE) set(request.effects, k, get(joint.effects, k));
    }
    // δ̂'Sδ̂ = ‖L'δ̂‖², and L'δ̂ is L⁻¹ of the right-hand side
    for (let k = 0; k < p; k++) set(joint.x, k, -get(row(C, 1 + k, w), 0));
    forwardSemidefinite(p, joint.L, joint.x);
    set(request.info, FilterInfo.LOG_INNOVATIONS, logs);
    set(request.info, FilterInfo.LOG_INFORMATION, logInformation);
    set(request.info, FilterInfo.SQUARES, get(C, 0) - dot(p, joint.x, joint.x));
    if (isAll) smoothJoint(request, joint);
  }
  release(position);
  return isDefinite ? aliased : -2;
}

/** Arena bytes that `jointFilter` takes. */
export function jointFilterWorkspace(at: usize): usize {
  const request = changetype<FilterRequest>(at);
  const N = request.series;
  const M = N * request.moving;
  const p = M + N * request.constant;
  const w = 1 + p;
  const steps = request.paths == FilterPaths.ALL ? request.periods : 1;
  const kept =
    matrixBytes(N, N) + matrixBytes(N, w) + matrixBytes(N, M) + matrixBytes(M, M) + matrixBytes(M, w);
  const scratch = 2 * matrixBytes(M, N) + matrixBytes(N, w);
  const linear = max(
    max(choleskyWorkspace(N), choleskySolveManyWorkspace(N, max(M, w))),
    max(trsmWorkspace(N, w), max(syrkWorkspace(w, N), max(gemmWorkspace(M, M, N), gemmWorkspace(M, w, N)))),
  );
  return (
    roundUp(offsetof<Joint>()) +
    roundUp(<usize>steps * offsetof<Step>()) +
    <usize>steps * (kept + roundUp(<usize>N * 4)) +
    matrixBytes(p, p) +
    2 * vectorBytes(p) +
    matrixBytes(M, M) +
    matrixBytes(M, w) +
    matrixBytes(w, w) +
    max(scratch + linear, request.paths == FilterPaths.ALL ? smoothJointWorkspace(N, M, w) : 0)
  );
}

function allocateJoint(request: FilterRequest): Joint {
  const joint = changetype<Joint>(allocate(offsetof<Joint>()));
  const N = request.series;
  joint.N = N;
  joint.T = request.periods;
  joint.m = request.moving;
  joint.f = request.constant;
  joint.M = N * request.moving;
  joint.p = joint.M + N * request.constant;
  joint.w = 1 + joint.p;
  const steps = request.paths == FilterPaths.ALL ? request.periods : 1;
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

/** Which cells of the period there are. */
function observe(request: FilterRequest, step: Step, t: i32): void {
  const y = row(request.values, t, request.series);
  let count = 0;
  for (let i = 0; i < request.series; i++) {
    if (get(y, i) != get(y, i)) continue;
    store<i32>(step.observed + ((<usize>count) << 2), i);
    count++;
  }
  step.count = count;
}

/**
 * One period: innovations, the information that they carry, and the state after them.
 *
 * before  whether innovations are to be written, given the effects that are known so far
 * returns log|F|, NaN where F is not positive definite
 */
function update(
  request: FilterRequest,
  joint: Joint,
  step: Step,
  t: i32,
  P: usize,
  A: usize,
  C: usize,
  before: bool,
): f64 {
  const N = joint.N;
  const M = joint.M;
  const w = joint.w;
  const f = joint.f;
  const n = step.count;
  const g = row(request.covariates, t, f + joint.m);
  const x = from(g, f);
  if (request.paths == FilterPaths.ALL) {
    fill(N, NaN, row(request.innovations, t, N));
    fill(N, NaN, row(request.innovationVariances, t, N));
  }
  if (n == 0) return 0.0;
  const position = mark();
  const PX = allocateMatrix(M, n);
  for (let r = 0; r < M; r++) {
    const own = row(PX, r, n);
    for (let c = 0; c < n; c++) {
      const i = load<i32>(step.observed + ((<usize>c) << 2));
      let sum = 0.0;
      for (let j = 0; j < joint.m; j++) sum += get(x, j) * get(row(P, r, M), j * N + i);
      set(own, c, sum);
    }
  }
  const y = row(request.values, t, N);
  for (let a = 0; a < n; a++) {
    const i = load<i32>(step.observed + ((<usize>a) << 2));
    const e = row(step.u, a, w);
    fill(w, 0.0, e);
    set(e, 0, get(y, i));
    for (let k = 0; k < f; k++) set(e, 1 + k * N + i, -get(g, k));
    for (let j = 0; j < joint.m; j++) axpy(w, -get(x, j), row(A, j * N + i, w), e);
    const F = row(step.F, a, n);
    for (let c = 0; c < n; c++) {
      let sum = get(row(request.within, i, N), load<i32>(step.observed + ((<usize>c) << 2)));
      for (let j = 0; j < joint.m; j++) sum += get(x, j) * get(row(PX, j * N + i, n), c);
      set(F, c, sum);
    }
    if (before) writeInnovation(request, joint, t * N + i, e, get(F, a));
  }
  if (cholesky(step.F, n, n) >= 0) {
    release(position);
    return NaN;
  }
  const whitened = allocateMatrix(n, w);
  copy(n * w, step.u, whitened);
  trsm(false, n, w, step.F, n, whitened, w);
  syrk(true, w, n, 1.0, whitened, w, 1.0, C, w);
  const KT = step.K;
  for (let r = 0; r < M; r++) for (let c = 0; c < n; c++) set(row(KT, c, M), r, get(row(PX, r, n), c));
  choleskySolveMany(n, M, step.F, n, KT, M);
  gemm(true, false, M, w, n, 1.0, KT, M, step.u, w, 1.0, A, w);
  gemm(true, true, M, M, n, -1.0, KT, M, PX, n, 1.0, P, M);
  symmetrize(M, P, M);
  if (request.paths == FilterPaths.ALL) choleskySolveMany(n, w, step.F, n, step.u, w);
  release(position);
  return choleskyLogDeterminant(n, step.F, n);
}

/** S of the cross-products C of (v | −V), factored, and δ̂. */
function factorInformation(joint: Joint, C: usize): void {
  const p = joint.p;
  for (let k = 0; k < p; k++) {
    copy(k + 1, from(row(C, 1 + k, joint.w), 1), row(joint.L, k, p));
    set(joint.effects, k, -get(row(C, 1 + k, joint.w), 0));
  }
  factorSemidefinite(p, joint.L);
  forwardSemidefinite(p, joint.L, joint.effects);
  backwardSemidefinite(p, joint.L, joint.effects);
}

/** Whether the data tell all flat effects of an asset. */
export function isTold(joint: Joint, asset: i32): bool {
  for (let k = asset; k < joint.p; k += joint.N) {
    if (get(row(joint.L, k, joint.p), k) == 0.0) return false;
  }
  return true;
}

/** v'S⁻¹v */
export function jointQuadratic(joint: Joint, v: usize): f64 {
  copy(joint.p, v, joint.x);
  forwardSemidefinite(joint.p, joint.L, joint.x);
  return dot(joint.p, joint.x, joint.x);
}

function writeInnovation(request: FilterRequest, joint: Joint, cell: i32, e: usize, F: f64): void {
  if (!isTold(joint, cell % joint.N)) return;
  set(request.innovations, cell, get(e, 0) + dot(joint.p, from(e, 1), joint.effects));
  set(request.innovationVariances, cell, F + jointQuadratic(joint, from(e, 1)));
}

/** a + Aδ̂ and diag(P + AS⁻¹A'), by asset, then covariate. */
function writeFiltered(request: FilterRequest, joint: Joint, first: i32, A: usize, P: usize): void {
  for (let i = 0; i < joint.N; i++) {
    const told = isTold(joint, i);
    for (let j = 0; j < joint.m; j++) {
      const state = j * joint.N + i;
      const own = row(A, state, joint.w);
      const cell = first + i * joint.m + j;
      set(request.filtered, cell, told ? get(own, 0) + dot(joint.p, from(own, 1), joint.effects) : NaN);
      const variance = get(row(P, state, joint.M), state) + jointQuadratic(joint, from(own, 1));
      set(request.filteredVariances, cell, told ? variance : NaN);
    }
  }
}
