import { ModelError } from '../errors.js';
import { suggestion } from '../suggest.js';
import { kernelBlock } from './block.js';
import type { Kernel } from './types.js';

/** How alike two assets are: K_ij. */
export interface KernelPair {
  assets: [string, string];
  similarity: number;
}

/**
 * Similarities K_ij of pairs of assets.
 *
 * @param pairs which, in which order; default all pairs i < j, the most alike first, equal ones in the order of labels
 * @throws ModelError `kernel-label` naming an asset that the kernel does not have, or a repeated label; `kernel-size`,
 *         `kernel-not-finite`, `kernel-asymmetric`
 */
export function kernelPairs(kernel: Kernel, pairs?: readonly (readonly [string, string])[]): KernelPair[] {
  const { labels } = kernel;
  const N = labels.length;
  const values = kernelBlock('of these pairs', kernel, labels);
  if (pairs === undefined) {
    return labels
      .flatMap((a, i) =>
        labels.slice(i + 1).map((b, k): KernelPair => ({
          assets: [a, b],
          similarity: values[i * N + i + 1 + k],
        })),
      )
      .sort((a, b) => b.similarity - a.similarity);
  }
  const position = new Map(labels.map((label, row) => [label, row]));
  const rowOf = (asset: string): number => {
    const row = position.get(asset);
    if (row !== undefined) return row;
    throw new ModelError(
      'kernel-label',
      `the kernel has no row for asset ${asset}`,
      suggestion(asset, labels),
      {
        asset,
      },
    );
  };
  return pairs.map(([a, b]) => ({ assets: [a, b], similarity: values[rowOf(a) * N + rowOf(b)] }));
}
