import { allocateMatrix, mark, matrixBytes, release } from '../arena';
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
import { axpy, copy, fill, from, get, row, set } from '../linalg/vector';
import { writeInnovation } from './joint-effects';
import { Joint, Step } from './joint-memory';
import { FilterPaths, FilterRequest } from './request';

/** Which cells of the period there are. */
export function observe(request: FilterRequest, step: Step, t: i32): void {
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
export function update(
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
  if (request.paths >= FilterPaths.ALL) choleskySolveMany(n, w, step.F, n, step.u, w);
  release(position);
  return choleskyLogDeterminant(n, step.F, n);
}

/** Arena bytes that `update` takes. */
export function updateWorkspace(N: i32, M: i32, w: i32): usize {
  return (
    2 * matrixBytes(M, N) +
    matrixBytes(N, w) +
    max(
      max(choleskyWorkspace(N), choleskySolveManyWorkspace(N, max(M, w))),
      max(trsmWorkspace(N, w), max(syrkWorkspace(w, N), max(gemmWorkspace(M, M, N), gemmWorkspace(M, w, N)))),
    )
  );
}
