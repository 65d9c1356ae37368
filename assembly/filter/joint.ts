import { allocateMatrix, mark, matrixBytes, release } from '../arena';
import { axpy, copy, dot, fill, from, get, row, set } from '../linalg/vector';
import { log } from '../numeric/log';
import { factorInformation, writeFiltered } from './joint-effects';
import { allocateJoint, jointMemory, stepOf } from './joint-memory';
import { scoreJoint, scoreJointWorkspace } from './joint-score';
import { smoothJoint, smoothJointWorkspace } from './joint-smoother';
import { observe, update, updateWorkspace } from './joint-update';
import { FilterInfo, FilterPaths, FilterRequest } from './request';
import { forwardSemidefinite } from './semidefinite';

/**
 * The filter of all assets at once, of the cells that are observed:
 *
 *     y_it = g_t'c_i + x_t'b_it + u_it     u_t ~ N(0, Ω)
 *     b_jt = b_j,t−1 + h_jt                h_jt ~ N(0, Q_j),   c and b_1 flat
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
  const isKept = request.paths >= FilterPaths.ALL;
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
    const step = isKept ? stepOf(joint, t) : once;
    if (isKept) {
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
        axpy(N, 1.0, row(request.noise, j * N + a, N), from(row(P, j * N + a, M), j * N));
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
    if (request.paths == FilterPaths.SCORE) scoreJoint(request, joint);
  }
  release(position);
  return isDefinite ? aliased : -2;
}

/** Arena bytes that `jointFilter` takes. */
export function jointFilterWorkspace(at: usize): usize {
  const request = changetype<FilterRequest>(at);
  const N = request.series;
  const M = N * request.moving;
  const w = 1 + M + N * request.constant;
  let after: usize = 0;
  if (request.paths == FilterPaths.ALL) after = smoothJointWorkspace(N, M, w);
  if (request.paths == FilterPaths.SCORE) after = scoreJointWorkspace(request);
  return (
    jointMemory(request) +
    matrixBytes(M, M) +
    matrixBytes(M, w) +
    matrixBytes(w, w) +
    max(updateWorkspace(N, M, w), after)
  );
}
