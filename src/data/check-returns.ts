import { DataError } from '../errors.js';

/** The parts of a return table that a computation reads. */
export interface ReturnMatrix {
  assets: readonly string[];
  /** one label a period */
  dates: readonly string[];
  /** dates × assets, row-major */
  returns: Float64Array;
}

/** What becomes of missing returns: an error, or each asset by those that it has. */
export type MissingReturns = 'refuse' | 'observed';

/**
 * Refuses what no estimator can use.
 *
 * @throws DataError `wrong-length`, `duplicate-asset`, `too-few-periods` (fewer than 2), `missing-return` or
 *         `not-finite` with the asset and the period; where missing ones are allowed `too-few-returns` of an asset with
 *         fewer than 2
 */
export function checkReturns(
  { assets, dates, returns }: ReturnMatrix,
  missing: MissingReturns = 'refuse',
): void {
  const [N, T] = [assets.length, dates.length];
  if (returns.length !== N * T) {
    throw new DataError(
      'wrong-length',
      `returns has ${returns.length} elements when ${T} periods × ${N} assets are expected`,
      'matrices are dense and row-major, periods × assets',
      { name: 'returns', length: returns.length, expected: N * T },
    );
  }
  checkUnique(assets);
  if (T < 2) {
    throw new DataError(
      'too-few-periods',
      `${T} periods of returns when at least 2 are needed`,
      'give a longer training window',
      { periods: T, needed: 2 },
    );
  }
  for (let index = 0; index < returns.length; index++) {
    const value = returns[index];
    if (value - value === 0 || (missing === 'observed' && Number.isNaN(value))) continue;
    const [asset, period] = [assets[index % N], dates[Math.floor(index / N)]];
    if (Number.isNaN(value)) {
      throw new DataError(
        'missing-return',
        `the return of ${asset} in ${period} is missing`,
        'leave the asset out of this window, or choose a window in which it has returns',
        { asset, period },
      );
    }
    throw new DataError(
      'not-finite',
      `the return of ${asset} in ${period} is ${value}`,
      'every return must be a finite number; is there a price of 0?',
      { asset, period },
    );
  }
  if (missing === 'observed') checkObserved({ assets, dates, returns });
}

function checkObserved({ assets, dates, returns }: ReturnMatrix): void {
  const counts = assets.map(() => 0);
  returns.forEach((value, cell) => {
    if (!Number.isNaN(value)) counts[cell % assets.length]++;
  });
  const rare = counts.findIndex((count) => count < 2);
  if (rare < 0) return;
  throw new DataError(
    'too-few-returns',
    `${assets[rare]} has ${counts[rare]} of ${dates.length} returns when at least 2 are needed`,
    'leave the asset out of this window until it has more',
    { asset: assets[rare], returns: counts[rare], periods: dates.length },
  );
}

/** @throws DataError `duplicate-asset` */
export function checkUnique(assets: readonly string[]): void {
  if (new Set(assets).size === assets.length) return;
  const asset = assets.find((label, i) => assets.indexOf(label) < i) as string;
  throw new DataError(
    'duplicate-asset',
    `asset ${asset} appears twice`,
    'give every asset a name of its own',
    {
      asset,
    },
  );
}
