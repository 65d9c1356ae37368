/** Hierarchical risk parity a second time: clusters from the definition of their distance, recursion instead of lists. */
import type { Linkage } from '../../src/browser.js';

type Distances = (i: number, j: number) => number;

/** Distance of two sets of leaves, from that of leaves alone. */
function clusterDistance(d: Distances, a: readonly number[], b: readonly number[], linkage: Linkage): number {
  const pairs = (x: readonly number[], y: readonly number[]): number[] =>
    x.flatMap((i) => y.map((j) => d(i, j)));
  const mean = (values: number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
  const square = (values: number[]): number => mean(values.map((v) => v * v));
  if (linkage === 'single') return Math.min(...pairs(a, b));
  if (linkage === 'complete') return Math.max(...pairs(a, b));
  if (linkage === 'average') return mean(pairs(a, b));
  // squared distance of the centres, times 2|a||b|/(|a| + |b|)
  const centres = square(pairs(a, b)) - square(pairs(a, a)) / 2 - square(pairs(b, b)) / 2;
  return Math.sqrt(((2 * a.length * b.length) / (a.length + b.length)) * centres);
}

/** Leaves in the order of the tree; of two branches the one that was merged first, or the first leaf, is on the left. */
export function treeOrder(d: Distances, N: number, linkage: Linkage): number[] {
  let clusters = Array.from({ length: N }, (_, i) => ({ born: i - N, leaves: [i], order: [i] }));
  for (let time = 0; clusters.length > 1; time++) {
    let best = { distance: Infinity, a: 0, b: 0 };
    clusters.forEach((x, a) =>
      clusters.slice(0, a).forEach((y, b) => {
        const distance = clusterDistance(d, x.leaves, y.leaves, linkage);
        if (distance < best.distance) best = { distance, a, b };
      }),
    );
    const [left, right] = [clusters[best.a], clusters[best.b]].sort((x, y) => x.born - y.born);
    const union = {
      born: time,
      leaves: [...left.leaves, ...right.leaves],
      order: [...left.order, ...right.order],
    };
    clusters = [...clusters.filter((_, k) => k !== best.a && k !== best.b), union];
  }
  return clusters[0].order;
}

/** Weights of the runs' halves, from 1 down. */
export function bisectedWeights(
  sigma: (i: number, j: number) => number,
  order: readonly number[],
): Map<number, number> {
  const weights = new Map<number, number>();
  const risk = (run: readonly number[]): number => {
    const total = run.reduce((sum, i) => sum + 1 / sigma(i, i), 0);
    const w = (i: number): number => 1 / sigma(i, i) / total;
    return run.reduce((sum, i) => sum + w(i) * run.reduce((row, j) => row + sigma(i, j) * w(j), 0), 0);
  };
  const split = (run: readonly number[], weight: number): void => {
    if (run.length === 1) {
      weights.set(run[0], weight);
      return;
    }
    const half = Math.floor(run.length / 2);
    const [first, second] = [run.slice(0, half), run.slice(half)];
    const alpha = 1 - risk(first) / (risk(first) + risk(second));
    split(first, weight * alpha);
    split(second, weight * (1 - alpha));
  };
  split(order, 1);
  return weights;
}
