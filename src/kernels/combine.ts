import { ConfigError, ModelError } from '../errors.js';
import type { Kernel } from '../model/types.js';
import { suggestion } from '../suggest.js';

/**
 * Weighted sum of kernels Σ_k w_k K_k, assets matched by label.
 *
 * @param kernels  over the same assets, in any order
 * @param weights  one a kernel, not negative, at least one above 0; they need not add up to 1
 * @returns labelled in the order of the first kernel
 * @throws ModelError `missing-label` or `duplicate-label` naming the kernel and the asset, `wrong-length`
 * @throws ConfigError `unknown-kernel`, `missing-weight`, `bad-weight`
 */
export function combineKernels(kernels: Record<string, Kernel>, weights: Record<string, number>): Kernel {
  const names = Object.keys(kernels);
  checkWeights(names, weights);
  const { labels } = kernels[names[0]];
  const values = new Float64Array(labels.length * labels.length);
  for (const name of names) {
    const matched = matchKernel(name, kernels[name], labels);
    if (kernels[name].labels.length > labels.length) {
      const extra = kernels[name].labels.find((label) => !labels.includes(label)) as string;
      throw missingLabel(names[0], extra, labels);
    }
    const weight = weights[name];
    for (let index = 0; index < values.length; index++) values[index] += weight * matched[index];
  }
  return { labels: [...labels], values };
}

/**
 * A kernel's values for these assets, in this order.
 *
 * @param name   of the kernel, for messages
 * @returns N×N, row-major, a copy; labels of the kernel that are not asked for are left out
 * @throws ModelError `missing-label` or `duplicate-label` naming the kernel and the asset, `wrong-length`
 */
export function matchKernel(name: string, kernel: Kernel, assets: readonly string[]): Float64Array {
  const size = kernel.labels.length;
  if (kernel.values.length !== size * size) {
    throw new ModelError(
      'wrong-length',
      `kernel "${name}" has ${kernel.values.length} elements when ${size} labels ask for ${size * size}`,
      'kernels are square, row-major, one label a row',
      { kernel: name, length: kernel.values.length, expected: size * size },
    );
  }
  const rowOf = new Map<string, number>();
  kernel.labels.forEach((label, row) => {
    if (rowOf.has(label)) {
      throw new ModelError(
        'duplicate-label',
        `kernel "${name}" has two rows labelled ${label}`,
        'give every row of a kernel a label of its own',
        { kernel: name, label },
      );
    }
    rowOf.set(label, row);
  });
  const N = assets.length;
  const rows = new Int32Array(N);
  for (let i = 0; i < N; i++) {
    const row = rowOf.get(assets[i]);
    if (row === undefined) throw missingLabel(name, assets[i], kernel.labels);
    rows[i] = row;
  }
  const values = new Float64Array(N * N);
  for (let i = 0; i < N; i++)
    for (let j = 0; j < N; j++) values[i * N + j] = kernel.values[rows[i] * size + rows[j]];
  return values;
}

function missingLabel(name: string, label: string, labels: readonly string[]): ModelError {
  return new ModelError(
    'missing-label',
    `kernel "${name}" has no row for ${label}`,
    `every asset needs a row in the kernel; ${suggestion(label, labels)}`,
    { kernel: name, label },
  );
}

function checkWeights(names: readonly string[], weights: Record<string, number>): void {
  for (const name of Object.keys(weights)) {
    if (!names.includes(name)) {
      throw new ConfigError('unknown-kernel', `there is no kernel "${name}"`, suggestion(name, names), {
        name,
      });
    }
  }
  let sum = 0;
  for (const name of names) {
    if (!Object.hasOwn(weights, name)) {
      throw new ConfigError(
        'missing-weight',
        `kernel "${name}" has no weight`,
        'give every kernel a weight; 0 leaves it out',
        { name },
      );
    }
    const weight = weights[name];
    if (!(weight >= 0 && weight < Infinity)) {
      throw new ConfigError(
        'bad-weight',
        `the weight of kernel "${name}" is ${weight}`,
        'weights are finite and not negative: the sum is then a covariance again',
        { name, weight },
      );
    }
    sum += weight;
  }
  if (!(sum > 0)) {
    throw new ConfigError(
      'bad-weight',
      'all kernels have the weight 0',
      'give at least one a positive weight',
      {
        kernels: names.length,
      },
    );
  }
}
