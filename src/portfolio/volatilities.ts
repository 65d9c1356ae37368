import type { Covariance } from '../covariance/types.js';
import { DataError } from '../errors.js';

/**
 * σ_i = √Σ_ii
 *
 * @throws DataError `zero-variance` naming an asset whose variance is not positive
 */
export function volatilities({ assets, values }: Pick<Covariance, 'assets' | 'values'>): Float64Array {
  const N = assets.length;
  return Float64Array.from(assets, (asset, i) => {
    const variance = values[i * N + i];
    if (variance > 0) return Math.sqrt(variance);
    throw new DataError(
      'zero-variance',
      `the variance of ${asset} is ${variance}: nothing can be in proportion to its volatility`,
      'leave the asset out',
      { asset, variance },
    );
  });
}
