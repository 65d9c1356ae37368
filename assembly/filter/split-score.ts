import { mark, release } from '../arena';
import { add, dot, from, get, row, set } from '../linalg/vector';
import { FilterRequest } from './request';
import { disturbancesOf } from './score';
import { Series, quadratic } from './split';
import { startBackward, stepBackward } from './split-backward';

/** Disturbances of one of the independent series, and the sums of their D_t: see `score.ts`. */
export function scoreSeries(request: FilterRequest, series: Series, disturbances: usize, i: i32): void {
  const m = series.m;
  const p = series.p;
  const w = series.w;
  const n = request.series;
  const position = mark();
  const back = startBackward(series);
  for (let b = 0; b <= m; b++) set(row(request.traces, b, n), i, 0.0);
  for (let t = series.T - 1; t >= 0; t--) {
    const u = stepBackward(request, series, back, t);
    set(disturbancesOf(request, disturbances, 0, t), i, get(u, 0) + dot(p, from(u, 1), series.effects));
    add(request.traces, i, back.D - quadratic(series, from(u, 1)));
    for (let j = 0; j < m; j++) {
      const r = row(back.r, j, w);
      const own = disturbancesOf(request, disturbances, 1 + j, t);
      // nothing disturbs the loadings of the first period
      if (t == 0) set(own, i, 0.0);
      else {
        set(own, i, get(r, 0) + dot(p, from(r, 1), series.effects));
        add(row(request.traces, 1 + j, n), i, get(row(back.N, j, m), j) - quadratic(series, from(r, 1)));
      }
    }
  }
  release(position);
}
