import type { Covariance } from '../covariance/types.js';
import { DataError } from '../errors.js';

/** @throws DataError `no-assets`, `wrong-length`, `not-finite` naming the two assets */
export function checkCovariance({ assets, values }: Covariance): void {
  const N = assets.length;
  if (N === 0) {
    throw new DataError('no-assets', 'the covariance has no assets', 'give at least one', {});
  }
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
    const [row, column] = [assets[Math.floor(index / N)], assets[index % N]];
    throw new DataError(
      'not-finite',
      `the covariance of ${row} and ${column} is ${values[index]}`,
      'every element must be a finite number',
      { row, column },
    );
  }
}
