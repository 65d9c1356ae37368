import { DataError } from '../errors.js';
import type { Covariance } from './types.js';

/**
 * Correlations Σ_ij/√(Σ_ii Σ_jj), row-major.
 *
 * @returns symmetric, unit diagonal, rounding beyond ±1 cut off
 * @throws DataError `zero-variance` naming an asset whose variance is not positive
 */
export function covarianceToCorrelation({
  assets,
  values,
}: Pick<Covariance, 'assets' | 'values'>): Float64Array {
  const N = assets.length;
  const deviations = new Float64Array(N);
  for (let i = 0; i < N; i++) {
    const variance = values[i * N + i];
    if (!(variance > 0)) {
      throw new DataError(
        'zero-variance',
        `the variance of ${assets[i]} is ${variance}: it has no correlations`,
        'leave the asset out',
        { asset: assets[i], variance },
      );
    }
    deviations[i] = Math.sqrt(variance);
  }
  const correlations = new Float64Array(N * N);
  for (let i = 0; i < N; i++) {
    correlations[i * N + i] = 1;
    for (let j = 0; j < i; j++) {
      const correlation = Math.max(-1, Math.min(1, values[i * N + j] / (deviations[i] * deviations[j])));
      correlations[i * N + j] = correlation;
      correlations[j * N + i] = correlation;
    }
  }
  return correlations;
}
