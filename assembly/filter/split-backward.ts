import { allocate, allocateMatrix, allocateVector, matrixBytes, roundUp, vectorBytes } from '../arena';
import { axpy, dot, fill, from, get, row, set } from '../linalg/vector';
import { FilterRequest } from './request';
import { Series } from './split';

/** Where a pass backward is: r, m×w, linear in (1, δ) as innovations are, and N, m×m; D = K'NK + 1/F of its period. */
@unmanaged
export class Backward {
  D: f64;
  r: usize;
  N: usize;
  /** m, scratch */
  NK: usize;
}

/** Behind the last period, where r and N are zero. */
export function startBackward(series: Series): Backward {
  const back = changetype<Backward>(allocate(offsetof<Backward>()));
  const m = series.m;
  back.r = allocateMatrix(m, series.w);
  back.N = allocateMatrix(m, m);
  back.NK = allocateVector(m);
  fill(m * series.w, 0.0, back.r);
  fill(m * m, 0.0, back.N);
  return back;
}

/** Arena bytes that `startBackward` takes. */
export function backwardBytes(m: i32, w: i32): usize {
  return roundUp(offsetof<Backward>()) + matrixBytes(m, w) + matrixBytes(m, m) + vectorBytes(m);
}

/**
 * One period backward, with L = I − Kx':
 *
 *     u_t = e_t/F − K'r_t     r_{t−1} = r_t + x u_t     N_{t−1} = xx'/F + L'N_t L
 *
 * returns u_t, w, in the place of e_t
 */
export function stepBackward(request: FilterRequest, series: Series, back: Backward, t: i32): usize {
  const m = series.m;
  const p = series.p;
  const w = series.w;
  const r = back.r;
  const N = back.N;
  const NK = back.NK;
  const x = from(row(request.covariates, t, p), p - m);
  const K = row(series.K, t, m);
  const F = get(series.F, t);
  const u = row(series.e, t, w);
  for (let k = 0; k < w; k++) set(u, k, get(u, k) / F);
  for (let j = 0; j < m; j++) axpy(w, -get(K, j), row(r, j, w), u);
  for (let j = 0; j < m; j++) axpy(w, get(x, j), u, row(r, j, w));
  // L'NL + xx'/F = N − x(NK)' − (NK)x' + x(K'NK + 1/F)x'
  for (let j = 0; j < m; j++) set(NK, j, dot(m, row(N, j, m), K));
  const D = dot(m, K, NK) + 1.0 / F;
  for (let j = 0; j < m; j++) {
    for (let k = 0; k <= j; k++) {
      const value =
        get(row(N, j, m), k) - get(x, j) * get(NK, k) - get(NK, j) * get(x, k) + get(x, j) * D * get(x, k);
      set(row(N, j, m), k, value);
      set(row(N, k, m), j, value);
    }
  }
  back.D = D;
  return u;
}
