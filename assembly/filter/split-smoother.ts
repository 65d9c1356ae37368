import { allocateMatrix, mark, release } from '../arena';
import { dot, from, get, row, set } from '../linalg/vector';
import { FilterRequest } from './request';
import { Series, quadratic } from './split';
import { startBackward, stepBackward } from './split-backward';

/**
 * Smoothed loadings, by a pass backward:
 *
 *     b̂_t = a + Aδ̂ + P(r | R)(1, δ̂)     var b̂_t = P − P N_{t−1} P + W S⁻¹W',  W = A + PR
 */
export function smoothSeries(request: FilterRequest, series: Series, i: i32): void {
  const m = series.m;
  const p = series.p;
  const w = series.w;
  const n = request.series;
  const position = mark();
  const back = startBackward(series);
  const W = allocateMatrix(m, w);
  const PN = allocateMatrix(m, m);
  for (let t = series.T - 1; t >= 0; t--) {
    stepBackward(request, series, back, t);
    const P = row(series.P, t, m * m);
    const A = row(series.A, t, m * w);
    for (let j = 0; j < m; j++) {
      const own = row(W, j, w);
      for (let k = 0; k < w; k++) {
        let sum = get(row(A, j, w), k);
        for (let l = 0; l < m; l++) sum += get(row(P, j, m), l) * get(row(back.r, l, w), k);
        set(own, k, sum);
      }
      for (let k = 0; k < m; k++) {
        let sum = 0.0;
        for (let l = 0; l < m; l++) sum += get(row(P, j, m), l) * get(row(back.N, l, m), k);
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
