import { type ReturnMatrix, checkReturns } from '../data/check-returns.js';
import { DataError } from '../errors.js';
import { centredByAsset } from './sample.js';

/**
 * Returns with mean 0 and sample variance 1, whose sample covariance is the correlation matrix.
 *
 * @returns them, and the deviations √(Σ_t y_ti²/(T − 1)) that they were divided by
 * @throws DataError as `sampleCovariance`, `zero-variance`
 */
export function standardised(returns: ReturnMatrix): { returns: ReturnMatrix; deviations: Float64Array } {
  checkReturns(returns);
  refuseConstant(returns);
  const { assets, dates } = returns;
  const [N, T] = [assets.length, dates.length];
  const rows = centredByAsset(returns);
  const deviations = new Float64Array(N);
  const values = new Float64Array(T * N);
  for (let i = 0; i < N; i++) {
    let squares = 0;
    for (let t = 0; t < T; t++) squares += rows[i * T + t] * rows[i * T + t];
    deviations[i] = Math.sqrt(squares / (T - 1));
    for (let t = 0; t < T; t++) values[t * N + i] = rows[i * T + t] / deviations[i];
  }
  return { returns: { assets, dates, returns: values }, deviations };
}

/** D·Ĉ·D in place, exactly symmetric where Ĉ is. */
export function scaleBack(values: Float64Array, deviations: Float64Array): void {
  const N = deviations.length;
  for (let i = 0; i < N; i++) for (let j = 0; j < N; j++) values[i * N + j] *= deviations[i] * deviations[j];
}

/**
 * Refuses an asset that never moves: it has no correlations, and no shrinkage of them.
 *
 * @throws DataError `zero-variance`
 */
export function refuseConstant({ assets, dates, returns }: ReturnMatrix): void {
  const N = assets.length;
  const constant = assets.findIndex((_, i) => dates.every((__, t) => returns[t * N + i] === returns[i]));
  if (constant < 0) return;
  throw new DataError(
    'zero-variance',
    `the return of ${assets[constant]} is ${returns[constant]} in all ${dates.length} periods: it has no correlations`,
    'leave the asset out',
    { asset: assets[constant], periods: dates.length },
  );
}
