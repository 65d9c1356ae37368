import type { ReturnTable } from '../data/types.js';

/**
 * Slopes of returns on the market by least squares, Σ(m − m̄)(r − r̄)/Σ(m − m̄)², over the periods in which the asset has a
 * return; NaN where the market does not vary in these.
 *
 * @param market one return a period of the table
 */
export function marketBetas({ assets, dates, returns }: ReturnTable, market: Float64Array): Float64Array {
  const N = assets.length;
  return Float64Array.from(assets, (_, i) => {
    let [count, meanR, meanM] = [0, 0, 0];
    for (let t = 0; t < dates.length; t++) {
      const r = returns[t * N + i];
      if (Number.isNaN(r)) continue;
      count++;
      meanR += r;
      meanM += market[t];
    }
    meanR /= count;
    meanM /= count;
    let [squares, products] = [0, 0];
    for (let t = 0; t < dates.length; t++) {
      const r = returns[t * N + i];
      if (Number.isNaN(r)) continue;
      const m = market[t] - meanM;
      squares += m * m;
      products += m * (r - meanR);
    }
    return squares > 0 ? products / squares : NaN;
  });
}
