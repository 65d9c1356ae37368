import { DataError } from '../errors.js';

/**
 * Weights by ticker in the order of a covariance's assets. A ticker that is not among them may be there with the
 * weight 0, as one that sat out.
 *
 * @throws DataError `missing-weight`, `not-finite`, `not-in-covariance`, each naming the asset
 */
export function weightVector(weights: Readonly<Record<string, number>>, assets: readonly string[]) {
  const held = Object.entries(weights).find(([ticker, weight]) => weight !== 0 && !assets.includes(ticker));
  if (held !== undefined) {
    const [asset, weight] = held;
    throw new DataError(
      'not-in-covariance',
      `the weight of ${asset} is ${weight}, and the covariance does not have the asset`,
      'use a covariance of every asset that is held',
      { asset, weight },
    );
  }
  return Float64Array.from(assets, (asset) => {
    if (!Object.hasOwn(weights, asset)) {
      throw new DataError(
        'missing-weight',
        `there is no weight of ${asset}`,
        'give every asset of the covariance a weight, 0 where it is not held',
        { asset },
      );
    }
    const weight = weights[asset];
    if (Number.isFinite(weight)) return weight;
    throw new DataError('not-finite', `the weight of ${asset} is ${String(weight)}`, 'give a finite number', {
      asset,
      value: String(weight),
    });
  });
}

/**
 * Weights by ticker of what is held, in the order of a covariance's assets; an asset that is not named has 0.
 *
 * @param words how messages begin, and what to do about an asset that is not there
 * @throws DataError `not-finite`, `not-in-covariance` for a weight that is not 0, each naming the asset
 */
export function heldWeights(
  given: Readonly<Record<string, number>>,
  assets: readonly string[],
  { of, hint }: { of: string; hint: string },
): Float64Array {
  const position = new Map(assets.map((asset, i) => [asset, i]));
  const weights = new Float64Array(assets.length);
  for (const [asset, weight] of Object.entries(given)) {
    if (!Number.isFinite(weight)) {
      throw new DataError('not-finite', `${of} ${asset} is ${String(weight)}`, 'give a finite number', {
        asset,
        value: String(weight),
      });
    }
    const index = position.get(asset);
    if (index !== undefined) weights[index] = weight;
    else if (weight !== 0) {
      throw new DataError(
        'not-in-covariance',
        `${of} ${asset} is ${weight}, and the covariance does not have the asset`,
        hint,
        { asset, weight },
      );
    }
  }
  return weights;
}
