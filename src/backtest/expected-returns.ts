import type { ReturnTable } from '../data/types.js';

/** Mean return of each asset over the periods of a table without missing cells. */
export function sampleMeans({ assets, dates, returns }: ReturnTable): Float64Array {
  const [N, T] = [assets.length, dates.length];
  const sums = new Float64Array(N);
  for (let t = 0; t < T; t++) for (let i = 0; i < N; i++) sums[i] += returns[t * N + i];
  return sums.map((sum) => sum / T);
}
