import { allocateMatrix, allocateVector, mark, release } from '../arena';
import { axpy, dot, fill, from, get, row, set } from '../linalg/vector';
import { FilterRequest } from './request';
import { Series, quadratic } from './split';

/**
 * Backward in time, with L = I − Kx', r and N zero behind the last period:
 *
 *     u_t = e_t/F − K'r_t     r_{t−1} = r_t + x u_t     N_{t−1} = xx'/F + L'N_t L
 *     b̂_t = a + Aδ̂ + P(r | R)(1, δ̂)     var b̂_t = P − P N_{t−1} P + W S⁻¹W',  W = A + PR
 *
 * r being linear in (1, δ) as the innovations are.
 */
export function smoothSeries(request: FilterRequest, series: Series, i: i32): void {
  const m = series.m;
  const p = series.p;
  const w = series.w;
  const n = request.series;
  const position = mark();
  const r = allocateMatrix(m, w);
  const N = allocateMatrix(m, m);
  const NK = allocateVector(m);
  const W = allocateMatrix(m, w);
  const PN = allocateMatrix(m, m);
  fill(m * w, 0.0, r);
  fill(m * m, 0.0, N);
  for (let t = series.T - 1; t >= 0; t--) {
    const x = from(row(request.covariates, t, p), p - m);
    const K = row(series.K, t, m);
    const P = row(series.P, t, m * m);
    const A = row(series.A, t, m * w);
    const F = get(series.F, t);
    // u takes the place of e
    const u = row(series.e, t, w);
    for (let k = 0; k < w; k++) set(u, k, get(u, k) / F);
    for (let j = 0; j < m; j++) axpy(w, -get(K, j), row(r, j, w), u);
    for (let j = 0; j < m; j++) axpy(w, get(x, j), u, row(r, j, w));
    // L'NL + xx'/F = N − x(NK)' − (NK)x' + x(K'NK + 1/F)x'
    for (let j = 0; j < m; j++) set(NK, j, dot(m, row(N, j, m), K));
    const middle = dot(m, K, NK) + 1.0 / F;
    for (let j = 0; j < m; j++) {
      for (let k = 0; k <= j; k++) {
        const value =
          get(row(N, j, m), k) -
          get(x, j) * get(NK, k) -
          get(NK, j) * get(x, k) +
          get(x, j) * middle * get(x, k);
        set(row(N, j, m), k, value);
        set(row(N, k, m), j, value);
      }
    }
    for (let j = 0; j < m; j++) {
      const own = row(W, j, w);
      for (let k = 0; k < w; k++) {
        let sum = get(row(A, j, w), k);
        for (let l = 0; l < m; l++) sum += get(row(P, j, m), l) * get(row(r, l, w), k);
        set(own, k, sum);
      }
      for (let k = 0; k < m; k++) {
        let sum = 0.0;
        for (let l = 0; l < m; l++) sum += get(row(P, j, m), l) * get(row(N, l, m), k);
        set(row(PN, j, m), k, sum);
      }
    }
    for (let j = 0; j < m; j++) {
      const own = row(W, j, w);
      const cell = (t * n + i) * m + j;
      set(request.smoothed, cell, get(own, 0) + dot(p, from(own, 1), series.effects));
      const within = get(row(P, j, m), j) - dot(m, row(PN, j, m), row(P, j, m));
      set(request.smoothedVariances, cell, within + quadratic(series, from(own, 1)));
    }
  }
  release(position);
}
