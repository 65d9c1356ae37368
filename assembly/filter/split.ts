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
import { add, axpy, copy, dot, fill, from, get, row, set } from '../linalg/vector';
import { log } from '../numeric/log';
import { FilterInfo, FilterPaths, FilterRequest } from './request';
import { allocateDisturbances, crossProducts, scoreWorkspace } from './score';
import { backwardSemidefinite, factorSemidefinite, forwardSemidefinite } from './semidefinite';
import { scoreSeries } from './split-score';
import { smoothSeries } from './split-smoother';

/** One of the filters under way, and what it keeps of every period for the smoother. */
@unmanaged
export class Series {
  /** of T, m, f; p = f + m flat effects, w = 1 + p columns of what is linear in (1, δ) */
  T: i32;
  m: i32;
  p: i32;
  w: i32;
  /** T each: e, w; F; K, m; P, m×m; (a | A), m×w: predictions of the period */
  e: usize;
  F: usize;
  K: usize;
  P: usize;
  A: usize;
  /** p×p, S, then its factor; p, δ̂; p, scratch */
  L: usize;
  effects: usize;
  x: usize;
}

/**
 * n independent filters of m states each, without a missing value:
 *
 *     z_t = g_t'c + x_t'b_t + e_t     e_t ~ N(0, 1)
 *     b_t = b_{t−1} + h_t             h_t ~ N(0, diag(q_·i)),   c and b_1 flat
 *
 * The flat effects δ = (c, b_1) are kept apart from the filter, which starts at P_1 = 0 and carries what it says as a linear
 * function of (1, δ): the state (a | A), the innovation e = (v | −V) with v(δ) = v − Vδ (de Jong 1991). Then
 *
 *     S = Σ V'V/F     δ̂ = S⁻¹ Σ V'v/F     Σ_t (v − Vδ̂)²/F = Σ v²/F − δ̂'Sδ̂
 *
 * are generalised least squares: nothing large is ever subtracted, and with q = 0 all of it is ordinary least squares.
 *
 * Left in `info`: the sums over the series of Σ log F, log|S| and these squares.
 *
 * returns −1, or the first series of which the data do not tell all flat effects
 * work    `splitFilterWorkspace(request)` bytes of the arena
 */
export function splitFilter(at: usize): i32 {
  const request = changetype<FilterRequest>(at);
  fill(FilterInfo.COUNT, 0.0, request.info);
  const position = mark();
  const series = allocateSeries(request);
  const isScored = request.paths == FilterPaths.SCORE;
  const disturbances = isScored ? allocateDisturbances(request) : 0;
  let aliased = -1;
  for (let i = 0; i < request.series; i++) {
    if (!filterSeries(request, series, i) && aliased < 0) aliased = i;
    if (request.paths == FilterPaths.ALL) smoothSeries(request, series, i);
    if (isScored) scoreSeries(request, series, disturbances, i);
  }
  if (isScored) crossProducts(request, disturbances);
  release(position);
  return aliased;
}

/** Arena bytes that `splitFilter` takes. */
export function splitFilterWorkspace(at: usize): usize {
  const request = changetype<FilterRequest>(at);
  const T = request.periods;
  const m = request.moving;
  const p = m + request.constant;
  return (
    roundUp(offsetof<Series>()) +
    2 * matrixBytes(T, 1 + p) +
    vectorBytes(T) +
    matrixBytes(T, m) +
    matrixBytes(T, m * m) +
    matrixBytes(T, m * (1 + p)) +
    2 * matrixBytes(p, p) +
    5 * vectorBytes(p) +
    2 * vectorBytes(m) +
    3 * matrixBytes(m, m) +
    3 * matrixBytes(m, 1 + p) +
    (request.paths == FilterPaths.SCORE ? scoreWorkspace(request) : 0)
  );
}

function allocateSeries(request: FilterRequest): Series {
  const series = changetype<Series>(allocate(offsetof<Series>()));
  const T = request.periods;
  const m = request.moving;
  const p = m + request.constant;
  series.T = T;
  series.m = m;
  series.p = p;
  series.w = 1 + p;
  series.e = allocateMatrix(T, 1 + p);
  series.F = allocateVector(T);
  series.K = allocateMatrix(T, m);
  series.P = allocateMatrix(T, m * m);
  series.A = allocateMatrix(T, m * (1 + p));
  series.L = allocateMatrix(p, p);
  series.effects = allocateVector(p);
  series.x = allocateVector(p);
  return series;
}

/** Forward in time; leaves L and δ̂ of all periods. Returns whether these tell all flat effects. */
function filterSeries(request: FilterRequest, series: Series, i: i32): bool {
  const T = series.T;
  const m = series.m;
  const p = series.p;
  const w = series.w;
  const f = p - m;
  const n = request.series;
  const isPath = request.paths == FilterPaths.ALL;
  const position = mark();
  const P = allocateMatrix(m, m);
  const A = allocateMatrix(m, w);
  const S = allocateMatrix(p, p);
  const s = allocateVector(p);
  const Px = allocateVector(m);
  const M = allocateMatrix(m, m);
  fill(m * m, 0.0, P);
  fill(m * w, 0.0, A);
  for (let j = 0; j < m; j++) set(row(A, j, w), 1 + f + j, 1.0);
  fill(p * p, 0.0, S);
  fill(p, 0.0, s);
  const z = row(request.values, i, T);
  let logs = 0.0;
  let squares = 0.0;
  let isTold = false;
  for (let t = 0; t < T; t++) {
    const g = row(request.covariates, t, p);
    const x = from(g, f);
    const e = row(series.e, t, w);
    const K = row(series.K, t, m);
    copy(m * m, P, row(series.P, t, m * m));
    copy(m * w, A, row(series.A, t, m * w));
    // e = (z | −g') − x'(a | A)
    fill(w, 0.0, e);
    set(e, 0, get(z, t));
    for (let k = 0; k < f; k++) set(e, 1 + k, -get(g, k));
    for (let j = 0; j < m; j++) axpy(w, -get(x, j), row(A, j, w), e);
    for (let j = 0; j < m; j++) set(Px, j, dot(m, row(P, j, m), x));
    const spread = dot(m, x, Px);
    const F = 1.0 + spread;
    set(series.F, t, F);
    for (let j = 0; j < m; j++) set(K, j, get(Px, j) / F);
    if (isPath) {
      const cell = t * n + i;
      let uncertainty = 0.0;
      if (isTold) uncertainty = quadratic(series, from(e, 1));
      set(request.innovations, cell, isTold ? get(e, 0) + dot(p, from(e, 1), series.effects) : NaN);
      set(request.innovationVariances, cell, isTold ? F + uncertainty : NaN);
    }
    logs += log(F);
    squares += (get(e, 0) * get(e, 0)) / F;
    for (let k = 0; k < p; k++) {
      const share = get(e, 1 + k) / F;
      add(s, k, -share * get(e, 0));
      axpy(k + 1, share, from(e, 1), row(S, k, p));
    }
    for (let j = 0; j < m; j++) axpy(w, get(K, j), e, row(A, j, w));
    // Joseph: P := (I − Kx')P(I − Kx')' + KK'
    for (let j = 0; j < m; j++) {
      for (let k = 0; k < m; k++) set(row(M, j, m), k, get(row(P, j, m), k) - get(K, j) * get(Px, k));
    }
    for (let j = 0; j < m; j++) {
      const left = dot(m, row(M, j, m), x);
      for (let k = 0; k <= j; k++) {
        const value = get(row(M, j, m), k) - left * get(K, k) + get(K, j) * get(K, k);
        set(row(P, j, m), k, value);
        set(row(P, k, m), j, value);
      }
    }
    if (isPath || t == T - 1) {
      copy(p * p, S, series.L);
      isTold = factorSemidefinite(p, series.L) == 0;
      copy(p, s, series.effects);
      forwardSemidefinite(p, series.L, series.effects);
      if (t == T - 1) squares -= dot(p, series.effects, series.effects);
      backwardSemidefinite(p, series.L, series.effects);
      const at = isPath ? t : 0;
      if (request.paths != FilterPaths.NONE) writeFiltered(request, series, (at * n + i) * m, A, P, isTold);
    }
    for (let j = 0; j < m; j++) add(row(P, j, m), j, get(row(request.noise, j, n), i));
  }
  for (let k = 0; k < p; k++) {
    const pivot = get(row(series.L, k, p), k);
    if (pivot > 0.0) add(request.info, FilterInfo.LOG_INFORMATION, 2.0 * log(pivot));
    if (request.paths != FilterPaths.NONE) set(row(request.effects, k, n), i, get(series.effects, k));
  }
  add(request.info, FilterInfo.LOG_INNOVATIONS, logs);
  add(request.info, FilterInfo.SQUARES, squares);
  release(position);
  return isTold;
}

/** v'S⁻¹v */
export function quadratic(series: Series, v: usize): f64 {
  copy(series.p, v, series.x);
  forwardSemidefinite(series.p, series.L, series.x);
  return dot(series.p, series.x, series.x);
}

/** a + Aδ̂ and diag(P + AS⁻¹A'). */
function writeFiltered(
  request: FilterRequest,
  series: Series,
  cell: i32,
  A: usize,
  P: usize,
  isTold: bool,
): void {
  const p = series.p;
  for (let j = 0; j < series.m; j++) {
    const own = row(A, j, series.w);
    const estimate = get(own, 0) + dot(p, from(own, 1), series.effects);
    const variance = get(row(P, j, series.m), j) + quadratic(series, from(own, 1));
    set(request.filtered, cell + j, isTold ? estimate : NaN);
    set(request.filteredVariances, cell + j, isTold ? variance : NaN);
  }
}
