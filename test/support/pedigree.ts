import type { Kernel } from '../../src/kernels/types.js';

/** Additive relationships: a_ij = ½(a_j,sire(i) + a_j,dam(i)) for j before i, a_ii = 1 + ½a_sire,dam. */
export function pedigree(animals: [number, number, number][]): Kernel {
  const n = animals.length;
  const A = new Float64Array(n * n);
  const at = (i: number, j: number): number => (i > 0 && j > 0 ? A[(i - 1) * n + j - 1] : 0);
  for (const [id, sire, dam] of animals) {
    for (let j = 1; j < id; j++) {
      A[(id - 1) * n + j - 1] = A[(j - 1) * n + id - 1] = 0.5 * (at(j, sire) + at(j, dam));
    }
    A[(id - 1) * n + id - 1] = 1 + 0.5 * at(sire, dam);
  }
  return { labels: animals.map(([id]) => String(id)), values: A };
}
