import { ModelError } from '../errors.js';
import { matchKernel } from '../kernels/combine.js';
import type { Kernel } from './types.js';

/** Relative difference between K_ij and K_ji that is rounding. */
const ASYMMETRY = 1e-10;

/**
 * The block of a kernel that belongs to these assets, in their order: N×N, row-major, symmetrised.
 *
 * @throws ModelError as `matchKernel`; `kernel-not-finite` and `kernel-asymmetric` naming two assets
 */
export function kernelBlock(name: string, kernel: Kernel, assets: readonly string[]): Float64Array {
  const N = assets.length;
  const block = matchKernel(name, kernel, assets);
  for (let i = 0; i < N; i++) {
    for (let j = 0; j <= i; j++) {
      const [below, above] = [block[i * N + j], block[j * N + i]];
      if (!Number.isFinite(below) || !Number.isFinite(above)) {
        throw new ModelError(
          'kernel-not-finite',
          `kernel "${name}" has no finite value for ${assets[i]} and ${assets[j]}`,
          'every pair of assets needs a number',
          { kernel: name, assets: [assets[i], assets[j]] },
        );
      }
      if (Math.abs(below - above) > ASYMMETRY * Math.max(Math.abs(below), Math.abs(above))) {
        throw new ModelError(
          'kernel-asymmetric',
          `kernel "${name}" has ${below} for ${assets[i]}, ${assets[j]} and ${above} for the same pair reversed`,
          'a relationship kernel is symmetric',
          { kernel: name, assets: [assets[i], assets[j]] },
        );
      }
      block[i * N + j] = block[j * N + i] = 0.5 * (below + above);
    }
  }
  return block;
}
