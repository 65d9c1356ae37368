import type { Covariance } from '../covariance/types.js';
import { factorFormOf, factorVariances } from '../covariance/factor-form.js';
import { DataError } from '../errors.js';

/** @throws DataError `no-assets`, `wrong-length`, `not-finite` naming the two assets */
export function checkCovariance(covariance: Covariance): void {
  const { assets } = covariance;
  const N = assets.length;
  if (N === 0) {
    throw new DataError('no-assets', 'the covariance has no assets', 'give at least one', {});
  }
  const form = factorFormOf(covariance);
  if (form !== null) {
    const wrong = factorVariances(form).findIndex((variance) => !Number.isFinite(variance));
    if (wrong >= 0) throw notFinite(assets[wrong], assets[wrong], NaN);
    return;
  }
  const { values } = covariance;
  if (values.length !== N * N) {
    throw new DataError(
      'wrong-length',
      `the covariance has ${values.length} elements when ${N} assets ask for ${N * N}`,
      'matrices are dense and row-major',
      { name: 'covariance', length: values.length, expected: N * N },
    );
  }
  for (let index = 0; index < values.length; index++) {
    if (Number.isFinite(values[index])) continue;
    throw notFinite(assets[Math.floor(index / N)], assets[index % N], values[index]);
  }
}

function notFinite(row: string, column: string, value: number): DataError {
  return new DataError(
    'not-finite',
    `the covariance of ${row} and ${column} is ${value}`,
    'every element must be a finite number',
    { row, column },
  );
}
