import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { Kernel } from '../../src/kernels/types.js';
import type { randomSource } from './random.js';

export type Source = ReturnType<typeof randomSource>;

export const kernelKinds = [
  'exponential',
  'identical assets',
  'identity',
  'near-singular',
  'low rank',
] as const;
export type KernelKind = (typeof kernelKinds)[number];

/** Uniform on the integers low … high. */
export function integer({ uniform }: Source, low: number, high: number): number {
  return low + Math.floor(uniform() * (high - low + 1));
}

export function pick<Value>(source: Source, values: readonly Value[]): Value {
  return values[integer(source, 0, values.length - 1)];
}

/** The values in a random order. */
export function shuffle<Value>(source: Source, values: readonly Value[]): Value[] {
  return values
    .map((value) => ({ value, key: source.uniform() }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value);
}

/**
 * A kernel of random features x (three an asset) over these assets and two more, rows in an order of their own:
 *
 * - exponential: exp(−‖x_i − x_j‖)
 * - identical assets: the same where the first two assets share their features
 * - identity
 * - near-singular: exp(−‖x_i − x_j‖²/50), eigenvalues down to rounding
 * - low rank: FF' with half as many columns as assets, its mean diagonal not 1
 */
export function randomKernel(source: Source, assets: string[], kind: KernelKind): Kernel {
  const n = assets.length;
  const all = [...assets, 'unused 1', 'unused 2'];
  const features = all.map(() => [source.normal(), source.normal(), source.normal()]);
  if (kind === 'identical assets') features[1] = features[0];
  const rank = Math.max(1, Math.floor(n / 2));
  const loadings = all.map(() => Array.from({ length: rank }, () => source.normal()));
  const value = (i: number, j: number): number => {
    const distance = Math.hypot(...features[i].map((x, f) => x - features[j][f]));
    if (kind === 'identity') return i === j ? 1 : 0;
    if (kind === 'low rank') return loadings[i].reduce((sum, x, f) => sum + x * loadings[j][f], 0);
    return kind === 'near-singular' ? Math.exp(-(distance ** 2) / 50) : Math.exp(-distance);
  };
  const order = shuffle(
    source,
    all.map((_, i) => i),
  );
  return {
    labels: order.map((i) => all[i]),
    values: Float64Array.from(order.flatMap((i) => order.map((j) => value(i, j)))),
  };
}

/** F with FF' = K over these assets, negative eigenvalues of rounding taken as 0. */
export function kernelRoot(kernel: Kernel, assets: string[]): Matrix {
  const position = assets.map((asset) => kernel.labels.indexOf(asset));
  const K = new Matrix(position.map((i) => position.map((j) => kernel.values[i * kernel.labels.length + j])));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(K, { assumeSymmetric: true });
  return eigenvectorMatrix.mulRowVector(realEigenvalues.map((value) => Math.sqrt(Math.max(0, value))));
}
