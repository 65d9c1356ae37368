import { ModelError } from '../errors.js';
import type { Kernel } from './types.js';

/** Difference between K_ij and K_ji, relative to the kernel's largest element, that is rounding. */
export const ASYMMETRY = 1e-10;

/**
 * The block of a kernel that belongs to these assets, in their order: N×N, row-major, symmetrised.
 *
 * @param what the kernel's labels stand for, in messages
 * @throws ModelError `kernel-label` naming a missing or repeated label, `kernel-size`, `kernel-not-finite`,
 *         `kernel-asymmetric` naming two assets
 */
export function kernelBlock(
  name: string,
  kernel: Kernel,
  assets: readonly string[],
  what = 'asset',
): Float64Array {
  const size = kernel.labels.length;
  const N = assets.length;
  if (kernel.values.length !== size * size) {
    throw new ModelError(
      'kernel-size',
      `kernel ${name} has ${kernel.values.length} values when its ${size} labels make ${size * size}`,
      'values are square and row-major, one label a row',
      { kernel: name, length: kernel.values.length, expected: size * size },
    );
  }
  const rows = labelRows(name, kernel.labels, assets, what);
  const largest = kernel.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const block = new Float64Array(N * N);
  for (let i = 0; i < N; i++) {
    for (let j = 0; j <= i; j++) {
      const below = kernel.values[rows[i] * size + rows[j]];
      const above = kernel.values[rows[j] * size + rows[i]];
      if (!Number.isFinite(below) || !Number.isFinite(above)) {
        throw new ModelError(
          'kernel-not-finite',
          `kernel ${name} has no finite value for ${assets[i]} and ${assets[j]}`,
          `every pair of ${what}s needs a number`,
          { kernel: name, [`${what}s`]: [assets[i], assets[j]] },
        );
      }
      if (Math.abs(below - above) > ASYMMETRY * largest) {
        throw new ModelError(
          'kernel-asymmetric',
          `kernel ${name} has ${below} for ${assets[i]}, ${assets[j]} and ${above} for the same pair reversed`,
          'a relationship kernel is symmetric',
          { kernel: name, [`${what}s`]: [assets[i], assets[j]] },
        );
      }
      block[i * N + j] = block[j * N + i] = 0.5 * (below + above);
    }
  }
  return block;
}

/**
 * The rows of a kernel that these assets are in.
 *
 * @throws ModelError `kernel-label` naming a missing or repeated label
 */
export function labelRows(
  name: string,
  labels: readonly string[],
  assets: readonly string[],
  what = 'asset',
): number[] {
  const position = new Map<string, number>();
  labels.forEach((label, row) => {
    if (position.has(label)) {
      throw new ModelError(
        'kernel-label',
        `kernel ${name} has the label ${label} in rows ${position.get(label)} and ${row}`,
        'labels of a kernel are unique',
        { kernel: name, [what]: label },
      );
    }
    position.set(label, row);
  });
  return assets.map((asset) => {
    const row = position.get(asset);
    if (row !== undefined) return row;
    throw new ModelError(
      'kernel-label',
      `kernel ${name} has no row for ${what} ${asset}`,
      `label the rows of the kernel with the names of the ${what}s`,
      { kernel: name, [what]: asset },
    );
  });
}
