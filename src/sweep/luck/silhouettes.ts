import type { Merger } from '../../portfolio/cluster-tree.js';

/** One cut of a tree of clusters. */
export interface Cut {
  clusters: number;
  /** cluster of each leaf, from 0 on */
  labels: Int32Array;
  /** mean silhouette over its standard deviation; null where that is not defined */
  quality: number | null;
}

/**
 * The cut of a tree whose silhouettes have the largest mean over standard deviation (the quality of López de Prado and
 * Lewis 2019), of 2 to N − 1 clusters; of equal ones that of fewest. With a_i the mean distance of a leaf to the others of
 * its cluster and b_i the smallest mean distance to another cluster,
 *
 *     s_i = (b_i − a_i)/max(a_i, b_i), 0 of a leaf alone (Rousseeuw 1987)
 *
 * Sums of distances by cluster are kept from cut to cut: O(N·k) each, N³/2 operations in all.
 *
 * @param distances N × N, symmetric, zeros on the diagonal
 * @param mergers   N − 1, see `clusterTree`
 * @returns N clusters for fewer than three leaves, and where no cut has a quality
 */
export function bestCut(distances: Float64Array, N: number, mergers: readonly Merger[]): Cut {
  const state = singles(distances, N, mergers.length);
  let best: Cut = { clusters: N, labels: state.labels.slice(), quality: null };
  for (const [k, { left, right }] of mergers.slice(0, -1).entries()) {
    merge(state, left, right, N + k);
    const quality = qualityOf(state);
    if (quality === null || quality < (best.quality ?? -Infinity)) continue;
    best = { clusters: state.size.length, labels: state.labels.slice(), quality };
  }
  return best;
}

/** Clusters of one cut, in places from 0 on without gaps. */
interface Clusters {
  N: number;
  /** N × N, of which the first columns count: sum of the distances of a leaf to those of a cluster */
  sums: Float64Array;
  /** by place */
  size: number[];
  /** place of each leaf's cluster */
  labels: Int32Array;
  /** place of a cluster of the tree, and the other way round */
  placeOf: Int32Array;
  idAt: number[];
}

function singles(distances: Float64Array, N: number, mergers: number): Clusters {
  const leaves = Array.from({ length: N }, (_, i) => i);
  const placeOf = new Int32Array(N + mergers);
  placeOf.set(leaves);
  return {
    N,
    sums: distances.slice(),
    size: leaves.map(() => 1),
    labels: Int32Array.from(leaves),
    placeOf,
    idAt: leaves,
  };
}

/** Two clusters become the one of that number; the last place moves to the one that falls free. */
function merge(
  { N, sums, size, labels, placeOf, idAt }: Clusters,
  left: number,
  right: number,
  id: number,
): void {
  const [x, y] = [Math.min(placeOf[left], placeOf[right]), Math.max(placeOf[left], placeOf[right])];
  const last = size.length - 1;
  for (let i = 0; i < N; i++) {
    const row = i * N;
    sums[row + x] += sums[row + y];
    sums[row + y] = sums[row + last];
    if (labels[i] === y) labels[i] = x;
    if (labels[i] === last) labels[i] = y;
  }
  size[x] += size[y];
  size[y] = size[last];
  idAt[x] = id;
  idAt[y] = idAt[last];
  placeOf[idAt[y]] = y;
  placeOf[id] = x;
  size.pop();
  idAt.pop();
}

/** Mean silhouette over its standard deviation, N in the denominator of the variance; null where they are all the same. */
function qualityOf({ N, sums, size, labels }: Clusters): number | null {
  const scale = Float64Array.from(size, (count) => 1 / count);
  const silhouettes = new Float64Array(N);
  for (let i = 0; i < N; i++) {
    const own = labels[i];
    if (size[own] === 1) continue;
    const row = i * N;
    let nearest = Infinity;
    for (let c = 0; c < scale.length; c++) {
      const distance = sums[row + c] * scale[c];
      if (distance < nearest && c !== own) nearest = distance;
    }
    const within = sums[row + own] / (size[own] - 1);
    const larger = Math.max(within, nearest);
    silhouettes[i] = larger > 0 ? (nearest - within) / larger : 0;
  }
  let sum = 0;
  for (const s of silhouettes) sum += s;
  const mean = sum / N;
  let squares = 0;
  for (const s of silhouettes) squares += (s - mean) * (s - mean);
  const deviation = Math.sqrt(squares / N);
  return deviation > 1e-12 ? mean / deviation : null;
}
