import type { Covariance } from '../covariance/types.js';
import { factorFormOf, factorVariances } from '../covariance/factor-form.js';
import { DataError } from '../errors.js';

/**
 * σ_i = √Σ_ii
 *
 * @throws DataError `zero-variance` naming an asset whose variance is not positive
 */
export function volatilities(covariance: Pick<Covariance, 'assets' | 'values'>): Float64Array {
  const { assets } = covariance;
  const variances = variancesOf(covariance);
  return Float64Array.from(assets, (asset, i) => {
    const variance = variances[i];
    if (variance > 0) return Math.sqrt(variance);
    throw new DataError(
      'zero-variance',
      `the variance of ${asset} is ${variance}: nothing can be in proportion to its volatility`,
      'leave the asset out',
      { asset, variance },
    );
  });
}

/** Σ_ii */
export function variancesOf(covariance: Pick<Covariance, 'assets' | 'values'>): Float64Array {
  const form = factorFormOf(covariance);
  if (form !== null) return factorVariances(form);
  const { assets, values } = covariance;
  return Float64Array.from(assets, (_, i) => values[i * assets.length + i]);
}
