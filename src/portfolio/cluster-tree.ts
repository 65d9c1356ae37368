import type { Linkage } from './types.js';

/** Two clusters that become one: leaves are 0 … N − 1, the k-th merger is the cluster N + k; left < right. */
export interface Merger {
  left: number;
  right: number;
  /** the distance of the two */
  height: number;
}

/** Distance of a cluster z to the union of x and y, from the three distances and the numbers of leaves. */
type Update = (xz: number, yz: number, xy: number, sizes: { x: number; y: number; z: number }) => number;

const updates: Readonly<Record<Linkage, Update>> = {
  single: (xz, yz) => Math.min(xz, yz),
  complete: (xz, yz) => Math.max(xz, yz),
  average: (xz, yz, _, { x, y }) => (x * xz + y * yz) / (x + y),
  ward: (xz, yz, xy, { x, y, z }) =>
    Math.sqrt(((x + z) * xz * xz + (y + z) * yz * yz - z * xy * xy) / (x + y + z)),
};

export const linkages = Object.keys(updates) as Linkage[];

/**
 * Agglomerative clustering: the two nearest clusters become one until one is left, in order of their distance. Of equal
 * distances the pair of the first leaves goes first.
 *
 * @param distances N×N, symmetric
 * @returns N − 1 mergers
 */
export function clusterTree(distances: Float64Array, N: number, linkage: Linkage): Merger[] {
  const update = updates[linkage];
  const d = distances.slice();
  /** a cluster is kept at the place of its first leaf */
  const id = Int32Array.from({ length: N }, (_, i) => i);
  const size = new Int32Array(N).fill(1);
  const active = Array.from(id);
  /** of each place, the place behind it that is nearest */
  const nearest = new Int32Array(N).fill(-1);
  const findNearest = (i: number): void => {
    nearest[i] = -1;
    for (const j of active) {
      if (j > i && (nearest[i] < 0 || d[i * N + j] < d[i * N + nearest[i]])) nearest[i] = j;
    }
  };
  for (const i of active) findNearest(i);

  const mergers: Merger[] = [];
  for (let k = 0; k < N - 1; k++) {
    let x = -1;
    for (const i of active) {
      if (nearest[i] >= 0 && (x < 0 || d[i * N + nearest[i]] < d[x * N + nearest[x]])) x = i;
    }
    const y = nearest[x];
    const height = d[x * N + y];
    mergers.push({ left: Math.min(id[x], id[y]), right: Math.max(id[x], id[y]), height });
    active.splice(active.indexOf(y), 1);
    for (const z of active) {
      if (z === x) continue;
      const sizes = { x: size[x], y: size[y], z: size[z] };
      const distance = update(d[x * N + z], d[y * N + z], height, sizes);
      d[x * N + z] = distance;
      d[z * N + x] = distance;
    }
    size[x] += size[y];
    id[x] = N + k;
    for (const z of active) {
      if (z === x || nearest[z] === x || nearest[z] === y) findNearest(z);
      else if (z < x && d[z * N + x] < d[z * N + nearest[z]]) nearest[z] = x;
    }
  }
  return mergers;
}

/** Leaves as the tree has them from left to right, so that those of every cluster are side by side. */
export function leafOrder(mergers: readonly Merger[], N: number): number[] {
  const order: number[] = [];
  const pending = [N + mergers.length - 1];
  while (pending.length > 0) {
    const cluster = pending.pop()!;
    if (cluster < N) order.push(cluster);
    else pending.push(mergers[cluster - N].right, mergers[cluster - N].left);
  }
  return order;
}
