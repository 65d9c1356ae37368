import { DataError } from '../errors.js';
import { checkSeries, finiteOrNull } from './checks.js';
import { mean } from './moments.js';

/**
 * Effective number of assets 1/Σw_i², the inverse of Herfindahl's index: n for n equal weights that add up to 1, 1 for a
 * single asset.
 *
 * @param weights shares of wealth by asset
 * @returns null where nothing is held
 * @throws DataError `not-finite`
 */
export function effectiveAssets(weights: ArrayLike<number>): number | null {
  checkSeries({ weights });
  return inverseSquares(weights, 0, weights.length);
}

/** 1/Σw² of the weights from `first` to `end`. */
function inverseSquares(weights: ArrayLike<number>, first: number, end: number): number | null {
  let squares = 0;
  for (let i = first; i < end; i++) squares += weights[i] * weights[i];
  return squares > 0 ? finiteOrNull(1 / squares) : null;
}

/**
 * Mean of the effective numbers of assets of several portfolios, those that hold nothing left out.
 *
 * @param weights portfolios × assets, row-major
 * @param assets how many
 * @returns null where none holds anything
 * @throws DataError `not-finite`
 */
export function averageEffectiveAssets(weights: Float64Array, assets: number): number | null {
  checkSeries({ weights });
  const numbers: number[] = [];
  for (let row = 0; row + assets <= weights.length && assets > 0; row += assets) {
    const number = inverseSquares(weights, row, row + assets);
    if (number !== null) numbers.push(number);
  }
  return mean(numbers);
}

/**
 * Diversification ratio Σw_iσ_i/√(w'Σw), σ_i = √Σ_ii (Choueifaty and Coignard 2008): 1 for a single asset, √n for n
 * equal weights in uncorrelated assets of one volatility. At least 1 for weights that are not negative.
 *
 * @param weights by asset
 * @param covariance assets × assets, row-major
 * @returns null where w'Σw is not positive
 * @throws DataError `wrong-length`, `not-finite`
 */
export function diversificationRatio(
  weights: ArrayLike<number>,
  covariance: ArrayLike<number>,
): number | null {
  checkSeries({ weights });
  checkSeries({ covariance });
  const N = weights.length;
  if (covariance.length !== N * N) {
    throw new DataError(
      'wrong-length',
      `covariance has ${covariance.length} elements when ${N}×${N} are expected`,
      'matrices are dense and row-major, assets × assets, in the order of the weights',
      { name: 'covariance', length: covariance.length, expected: N * N },
    );
  }
  let variance = 0;
  let weighted = 0;
  for (let i = 0; i < N; i++) {
    let product = 0;
    for (let j = 0; j < N; j++) product += covariance[i * N + j] * weights[j];
    variance += weights[i] * product;
    weighted += weights[i] * Math.sqrt(Math.max(0, covariance[i * N + i]));
  }
  return variance > 0 ? finiteOrNull(weighted / Math.sqrt(variance)) : null;
}
