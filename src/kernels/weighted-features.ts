import { DataError } from '../errors.js';
import type { Features, FeatureTable } from './types.js';

/**
 * Features side by side, each table's multiplied by its weight: a distance over them is
 * d_ij² = Σ_tables weight²·Σ_k (x_ik − x_jk)².
 *
 * Standardised characteristics and 2 × class indicators in one distance are
 * `weightedFeatures([{ features: characteristics, weight: 1 }, { features: indicators, weight: 2 }])`.
 *
 * @param parts over the same assets in the same order, at least one
 * @throws DataError `different-assets` naming the first row in which two tables differ
 */
export function weightedFeatures(parts: readonly { features: Features; weight: number }[]): FeatureTable {
  const [first, ...others] = parts.map(({ features }) => features);
  for (const other of others) checkSameAssets(first, other);
  const N = first.assets.length;
  const names = parts.flatMap(({ features }) => features.names);
  const values = new Float64Array(N * names.length);
  let column = 0;
  for (const { features, weight } of parts) {
    const F = features.names.length;
    for (let i = 0; i < N; i++)
      for (let k = 0; k < F; k++) values[i * names.length + column + k] = weight * features.values[i * F + k];
    column += F;
  }
  return {
    assets: [...first.assets],
    names,
    values,
    dropped: parts.flatMap(({ features }) => features.dropped ?? []),
  };
}

/** @throws DataError `different-assets` naming the first row in which two tables differ */
export function checkSameAssets({ assets }: Features, { assets: other }: Features): void {
  const length = Math.max(assets.length, other.length);
  for (let i = 0; i < length; i++) {
    if (assets[i] === other[i]) continue;
    throw new DataError(
      'different-assets',
      `row ${i} is ${assets[i] ?? 'missing'} in one table of features and ${other[i] ?? 'missing'} in another`,
      'compute both from the same assets in the same order',
      { row: i, assets: [assets[i] ?? '', other[i] ?? ''] },
    );
  }
}
