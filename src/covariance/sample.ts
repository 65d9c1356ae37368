import { type ReturnMatrix, checkReturns } from '../data/check-returns.js';
import type { Engine } from '../create-engine.js';

/**
 * Sample covariance: centred cross-product Y'Y/(T − 1).
 *
 * @param returns  T × N, no missing cell
 * @returns N×N, exactly symmetric
 * @throws DataError `missing-return` or `not-finite` (asset and period), `too-few-periods`, `duplicate-asset`,
 *         `wrong-length`
 */
export function sampleCovariance(engine: Engine, returns: ReturnMatrix): Float64Array {
  checkReturns(returns);
  return crossProduct(engine, centredByAsset(returns), returns.assets.length, returns.dates.length - 1);
}

/** Y': N × T, each asset's mean taken off. */
export function centredByAsset({ assets, dates, returns }: ReturnMatrix): Float64Array {
  const [N, T] = [assets.length, dates.length];
  const centred = new Float64Array(N * T);
  for (let i = 0; i < N; i++) {
    let sum = 0;
    for (let t = 0; t < T; t++) sum += returns[t * N + i];
    const mean = sum / T;
    for (let t = 0; t < T; t++) centred[i * T + t] = returns[t * N + i] - mean;
  }
  return centred;
}

/** XX'/divisor for X with N rows, exactly symmetric. */
export function crossProduct(engine: Engine, rows: Float64Array, N: number, divisor: number): Float64Array {
  const T = rows.length / N;
  const columns = new Float64Array(rows.length);
  for (let i = 0; i < N; i++) for (let t = 0; t < T; t++) columns[t * N + i] = rows[i * T + t];
  const product = engine.multiply(rows, columns, N, T, N);
  for (let i = 0; i < N; i++)
    for (let j = 0; j <= i; j++) {
      product[i * N + j] /= divisor;
      product[j * N + i] = product[i * N + j];
    }
  return product;
}
