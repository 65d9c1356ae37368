import { checkUnique } from '../data/check-returns.js';
import { ConfigError, DataError } from '../errors.js';
import type { Kernel } from './types.js';
import { exp } from '../numeric/elementary.js';
import { medianInPlace } from '../numeric/median.js';
import { suggestion } from '../suggest.js';
import type { Features } from './types.js';

/** How likeness follows from features. */
export type KernelKind = 'exponential' | 'gaussian' | 'linear' | 'correlation';

export const kernelKinds: readonly KernelKind[] = ['exponential', 'gaussian', 'linear', 'correlation'];

/**
 * Relationship kernel from asset features. With d_ij = ‖x_i − x_j‖ and h its median over the pairs i < j:
 *
 *     exponential  exp(−d_ij/h)
 *     gaussian     exp(−d_ij²/(2h²))
 *     linear       ZZ'·N/tr(ZZ'), Z the features centred across assets: VanRaden's relationship, mean diagonal 1
 *     correlation  of the rows x_i and x_j across features; needs at least two features
 *
 * Where more than half of the pairs are alike in every feature (h = 0), h is the median of the distances that are
 * not 0; `measuredKernel` tells. One asset alone has the kernel 1.
 *
 * @param features assets × characteristics, scaled by the caller; no missing cells
 * @returns symmetric, positive semi-definite, labelled by asset; unit diagonal except `linear`
 * @throws DataError `missing-feature` naming the asset and the characteristic; `identical-features` where no two
 *         assets differ; `constant-profile` naming an asset whose features are all equal (`correlation`);
 *         `duplicate-asset`, `wrong-length`
 * @throws ConfigError `unknown-kernel-kind`
 *
 * @example
 * ```ts
 * import { assetFeatures, relationshipKernel, simulatePrices, toReturns } from 'mixfolio';
 *
 * const returns = toReturns(simulatePrices({ seed: 1 }).prices, { frequency: 'month' });
 * const N = returns.assets.length;
 * const market = returns.returns.filter((_, cell) => cell % N === 0); // SPY, the first asset
 * const { labels, values } = relationshipKernel(assetFeatures(returns, market), { kind: 'gaussian' });
 * console.log(labels[3], labels[4], values[3 * N + 4].toFixed(3));
 * // prints
 * //   EEM AGG 0.369
 * ```
 */
export function relationshipKernel(features: Features, options: { kind?: KernelKind } = {}): Kernel {
  return measuredKernel(features, options.kind).kernel;
}

/** A kernel, and how many pairs of assets did not differ at all where that changed the distance h. */
export interface MeasuredKernel {
  kernel: Kernel;
  /** the distance h; null for kernels without one */
  scale: number | null;
  /** pairs without any difference, where they are so many that h is the median of the others; else 0 */
  alike: number;
}

/** `relationshipKernel` with the distance it measures by. */
export function measuredKernel(features: Features, kind: KernelKind = 'exponential'): MeasuredKernel {
  checkKind(kind, features);
  const labels = [...features.assets];
  if (labels.length < 2) {
    return { kernel: { labels, values: new Float64Array(labels.length).fill(1) }, scale: null, alike: 0 };
  }
  if (kind === 'linear') return { kernel: { labels, values: linear(features) }, scale: null, alike: 0 };
  if (kind === 'correlation')
    return { kernel: { labels, values: correlation(features) }, scale: null, alike: 0 };
  const distances = pairDistances(features);
  const { scale, alike } = typicalDistance(features, distances);
  return { kernel: { labels, values: decay(distances, scale, labels.length, kind) }, scale, alike };
}

/** @throws ConfigError `unknown-kernel-kind`; DataError `wrong-length`, `duplicate-asset`, `missing-feature` */
export function checkKind(kind: KernelKind, features: Features): void {
  if (!kernelKinds.includes(kind)) {
    throw new ConfigError(
      'unknown-kernel-kind',
      `there is no kernel of the kind "${String(kind)}"`,
      suggestion(String(kind), kernelKinds),
      { kind },
    );
  }
  checkFeatures(features);
}

/** The median distance; where that is 0, the median of those that are not. */
export function typicalDistance(
  features: Features,
  distances = pairDistances(features),
): { scale: number; alike: number } {
  const ordered = distances.slice();
  const median = medianInPlace(ordered);
  if (median > 0) return { scale: median, alike: 0 };
  const different = ordered.filter((distance) => distance > 0);
  if (different.length === 0) throw identicalFeatures(features);
  return { scale: medianInPlace(different), alike: distances.length - different.length };
}

/** d_ij of the pairs i < j, row by row. */
function pairDistances({ assets, names, values }: Features): Float64Array {
  const [N, F] = [assets.length, names.length];
  const distances = new Float64Array((N * (N - 1)) / 2);
  let pair = 0;
  for (let i = 0; i < N; i++)
    for (let j = i + 1; j < N; j++) {
      let squares = 0;
      for (let k = 0; k < F; k++) {
        const difference = values[i * F + k] - values[j * F + k];
        squares += difference * difference;
      }
      distances[pair++] = Math.sqrt(squares);
    }
  return distances;
}

/** exp(−d/h) or exp(−d²/(2h²)) of every pair, 1 on the diagonal. */
function decay(
  distances: Float64Array,
  scale: number,
  N: number,
  kind: 'exponential' | 'gaussian',
): Float64Array {
  const kernel = new Float64Array(N * N);
  let pair = 0;
  for (let i = 0; i < N; i++) {
    kernel[i * N + i] = 1;
    for (let j = i + 1; j < N; j++) {
      const ratio = distances[pair++] / scale;
      const likeness = exp(kind === 'exponential' ? -ratio : -0.5 * ratio * ratio);
      kernel[i * N + j] = likeness;
      kernel[j * N + i] = likeness;
    }
  }
  return kernel;
}

/** Features centred across assets, and tr(ZZ'). */
export function centredFeatures(features: Features): { centred: Float64Array; trace: number } {
  const [N, F] = [features.assets.length, features.names.length];
  const centred = features.values.slice();
  for (let k = 0; k < F; k++) {
    let sum = 0;
    for (let i = 0; i < N; i++) sum += centred[i * F + k];
    for (let i = 0; i < N; i++) centred[i * F + k] -= sum / N;
  }
  let trace = 0;
  for (let i = 0; i < N; i++) {
    let squares = 0;
    for (let k = 0; k < F; k++) squares += centred[i * F + k] * centred[i * F + k];
    trace += squares;
  }
  const varies = features.names.some((_, k) =>
    features.assets.some((_, i) => features.values[i * F + k] !== features.values[k]),
  );
  if (!varies || trace === 0) throw identicalFeatures(features);
  return { centred, trace };
}

function linear(features: Features): Float64Array {
  const N = features.assets.length;
  const { centred, trace } = centredFeatures(features);
  const kernel = rowProducts(centred, N, features.names.length);
  for (let index = 0; index < kernel.length; index++) kernel[index] *= N / trace;
  return kernel;
}

/** The assets' rows of features, centred and of length 1. */
export function unitProfiles(features: Features): Float64Array {
  const [N, F] = [features.assets.length, features.names.length];
  const profiles = features.values.slice();
  for (let i = 0; i < N; i++) {
    const profile = profiles.subarray(i * F, (i + 1) * F);
    if (profile.every((value) => value === profile[0])) {
      throw new DataError(
        'constant-profile',
        `the ${F} features of ${features.assets[i]} are all equal, so that they correlate with nothing`,
        'use at least two features, or another kind of kernel',
        { asset: features.assets[i], features: F },
      );
    }
    let sum = 0;
    for (let k = 0; k < F; k++) sum += profile[k];
    let squares = 0;
    for (let k = 0; k < F; k++) {
      profile[k] -= sum / F;
      squares += profile[k] * profile[k];
    }
    const length = Math.sqrt(squares);
    for (let k = 0; k < F; k++) profile[k] /= length;
  }
  return profiles;
}

function correlation(features: Features): Float64Array {
  const N = features.assets.length;
  const kernel = rowProducts(unitProfiles(features), N, features.names.length);
  for (let i = 0; i < N; i++) kernel[i * N + i] = 1;
  return kernel;
}

/** XX', exactly symmetric. */
function rowProducts(rows: Float64Array, N: number, F: number): Float64Array {
  const products = new Float64Array(N * N);
  for (let i = 0; i < N; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < F; k++) sum += rows[i * F + k] * rows[j * F + k];
      products[i * N + j] = sum;
      products[j * N + i] = sum;
    }
  return products;
}

function checkFeatures({ assets, names, values }: Features): void {
  const [N, F] = [assets.length, names.length];
  if (values.length !== N * F) {
    throw new DataError(
      'wrong-length',
      `features has ${values.length} elements when ${N} assets × ${F} characteristics are expected`,
      'matrices are dense and row-major, assets × characteristics',
      { name: 'features', length: values.length, expected: N * F },
    );
  }
  checkUnique(assets);
  const index = values.findIndex((value) => !Number.isFinite(value));
  if (index >= 0) {
    const [asset, feature] = [assets[Math.floor(index / F)], names[index % F]];
    throw new DataError(
      'missing-feature',
      `the characteristic ${feature} of ${asset} is ${values[index]}`,
      'every asset needs a number for every characteristic',
      { asset, feature },
    );
  }
}

function identicalFeatures({ assets, names, dropped = [] }: Features): DataError {
  return new DataError(
    'identical-features',
    `the ${assets.length} assets do not differ in any of ${names.length} characteristics (${dropped.length} dropped before)`,
    'add characteristics or classes that tell these assets apart',
    { assets: assets.length, features: names.length, dropped },
  );
}
