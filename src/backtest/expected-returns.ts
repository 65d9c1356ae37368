import type { ReturnTable } from '../data/types.js';

/** Mean return of each asset over the periods in which it has one. */
export function sampleMeans({ assets, dates, returns }: ReturnTable): Float64Array {
  const [N, T] = [assets.length, dates.length];
  const sums = new Float64Array(N);
  const counts = new Float64Array(N);
  for (let t = 0; t < T; t++) {
    for (let i = 0; i < N; i++) {
      if (Number.isNaN(returns[t * N + i])) continue;
      sums[i] += returns[t * N + i];
      counts[i]++;
    }
  }
  return sums.map((sum, i) => sum / counts[i]);
}
