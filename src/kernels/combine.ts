import { ConfigError, ModelError } from '../errors.js';
import { kernelBlock } from './block.js';
import type { Kernel } from './types.js';
import { suggestion } from '../suggest.js';

/**
 * Weighted sum of kernels Σ_k w_k K_k, assets matched by label.
 *
 * @param kernels  over the same assets, in any order
 * @param weights  one a kernel, not negative, at least one above 0; they need not add up to 1
 * @returns labelled in the order of the first kernel
 * @throws ModelError `kernel-label` naming the kernel and the label that is missing or repeated, `kernel-size`,
 *         `kernel-not-finite`, `kernel-asymmetric`
 * @throws ConfigError `unknown-kernel`, `missing-weight`, `bad-weight`
 *
 * @example
 * ```ts
 * import { combineKernels } from 'mixfolio';
 *
 * const labels = ['SPY', 'AGG'];
 * const risk = { labels, values: Float64Array.of(1, 0.2, 0.2, 1) };
 * const region = { labels, values: Float64Array.of(1, 1, 1, 1) };
 * const { values } = combineKernels({ risk, region }, { risk: 0.75, region: 0.25 });
 * console.log([...values].map((value) => value.toFixed(2)));
 * // prints
 * //   [ '1.00', '0.40', '0.40', '1.00' ]
 * ```
 */
export function combineKernels(kernels: Record<string, Kernel>, weights: Record<string, number>): Kernel {
  const names = Object.keys(kernels);
  checkWeights(names, weights);
  const { labels } = kernels[names[0]];
  const values = new Float64Array(labels.length * labels.length);
  for (const name of names) {
    const matched = kernelBlock(name, kernels[name], labels);
    if (kernels[name].labels.length > labels.length) {
      const label = kernels[name].labels.find((extra) => !labels.includes(extra)) as string;
      throw new ModelError(
        'kernel-label',
        `kernel ${names[0]} has no row for ${label}, which kernel ${name} has`,
        `kernels that are added are over the same assets; ${suggestion(label, labels)}`,
        { kernel: names[0], asset: label },
      );
    }
    const weight = weights[name];
    for (let index = 0; index < values.length; index++) values[index] += weight * matched[index];
  }
  return { labels: [...labels], values };
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
