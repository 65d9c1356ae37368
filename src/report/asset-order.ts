import { clusterTree } from '../portfolio/cluster-tree.js';

/**
 * Assets with the most alike side by side: the leaves of the cluster tree by average linkage on the distances
 * √(½(1 − ρ)), where of each merger's two branches either is turned so that the ends that meet are the nearest
 * (Gruvaeus and Wainer 1972).
 *
 * @param correlation ρ of the assets i and j
 * @returns positions
 */
export function clusteredOrder(n: number, correlation: (i: number, j: number) => number): number[] {
  if (n === 0) return [];
  const distances = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) distances[i * n + j] = Math.sqrt(Math.max(0, 0.5 * (1 - correlation(i, j))));
  const clusters: number[][] = Array.from({ length: n }, (_, i) => [i]);
  for (const { left, right } of clusterTree(distances, n, 'average')) {
    clusters.push(joined(clusters[left], clusters[right], (i, j) => distances[i * n + j]));
  }
  return clusters[clusters.length - 1];
}

/** Both runs of assets as one, each turned or not; of equal ways the first of: neither, right, left, both. */
function joined(left: number[], right: number[], distance: (i: number, j: number) => number): number[] {
  const [leftTurned, rightTurned] = [left.toReversed(), right.toReversed()];
  let best: { gap: number; order: number[] } | null = null;
  for (const a of [left, leftTurned]) {
    for (const b of [right, rightTurned]) {
      const gap = distance(a[a.length - 1], b[0]);
      if (best === null || gap < best.gap) best = { gap, order: [...a, ...b] };
    }
  }
  return best!.order;
}
