import { type MissingReturns, type ReturnMatrix, checkReturns } from '../data/check-returns.js';
import { ConfigError, DataError } from '../errors.js';
import { suggestion } from '../suggest.js';
import {
  type Characteristic,
  type CharacteristicName,
  type Series,
  characteristicNames,
  characteristics,
} from './characteristics.js';
import type { FeatureTable } from './types.js';

/** What becomes of missing returns. */
export interface FeatureOptions {
  /** default `refuse`; `observed` takes each asset by the returns that it has, with the market in the same periods */
  missing?: MissingReturns;
}

/** Differences below this share of the terms that were added up are rounding. */
const ROUNDING = 1e-10;

/**
 * Characteristics of each asset's returns, standardised across assets: (x_i − x̄)/sd(x), sd with divisor N − 1.
 *
 * `mean`, `volatility` (divisor T − 1), `skewness` and `kurtosis` (population moments, not excess), `beta` to the
 * market, `downsideVolatility` √(mean of min(r, 0)²), `worstReturn`, `trend` (least-squares slope of the return on
 * the index of the period). A characteristic that does not differ between the assets, beyond rounding, cannot be
 * standardised: it is left out and named in `dropped`. One asset alone therefore has no features.
 *
 * @param returns  T × N; missing cells only with the option
 * @param market   T returns of the market in the same periods
 * @param names    which characteristics, in which order; default all eight
 * @throws DataError `missing-return`, `too-few-returns` or `not-finite` (asset and period), `missing-market`, `constant-market` (only
 *         where `beta` is asked for), `constant-returns` (an asset that never moves has no skewness or kurtosis),
 *         `too-few-periods`, `duplicate-asset`, `wrong-length`
 * @throws ConfigError `unknown-characteristic`, `duplicate-characteristic`
 */
export function assetFeatures(
  returns: ReturnMatrix,
  market: Float64Array,
  names: readonly string[] = characteristicNames,
  options: FeatureOptions = {},
): FeatureTable {
  const { values: raw } = assetCharacteristics(returns, market, names, options);
  const [N, T] = [returns.assets.length, returns.dates.length];
  const chosen = names.map((name): Characteristic => characteristics[name as CharacteristicName]);
  const sizes = { asset: largest(returns.returns), market: largest(market), periods: T };
  const columns = chosen.map((characteristic, k) =>
    standardisedColumn(raw, chosen.length, k, characteristic.magnitude(sizes)),
  );
  const kept = names.map((_, k) => k).filter((k) => columns[k] !== null);
  const values = new Float64Array(N * kept.length);
  kept.forEach((k, position) => {
    const column = columns[k] as Float64Array;
    for (let i = 0; i < N; i++) values[i * kept.length + position] = column[i];
  });
  return {
    assets: [...returns.assets],
    names: kept.map((k) => names[k]),
    values,
    dropped: names.filter((_, k) => columns[k] === null),
  };
}

/**
 * Characteristics of each asset's returns as they are, one row an asset: what `assetFeatures` standardises.
 *
 * @param returns  T × N; missing cells only with the option
 * @param market   T returns of the market in the same periods
 * @param names    which characteristics, in which order; default all eight
 * @throws DataError, ConfigError as `assetFeatures`
 */
export function assetCharacteristics(
  returns: ReturnMatrix,
  market: Float64Array,
  names: readonly string[] = characteristicNames,
  { missing = 'refuse' }: FeatureOptions = {},
): Pick<FeatureTable, 'assets' | 'names' | 'values'> {
  checkNames(names);
  checkReturns(returns, missing);
  checkMarket(returns, market);
  const [N, T] = [returns.assets.length, returns.dates.length];
  const chosen = names.map((name): Characteristic => characteristics[name]);
  if (chosen.some((characteristic) => characteristic.relative) && isConstant(market)) {
    throw new DataError(
      'constant-market',
      `the market's return is ${market[0]} in all ${T} periods, so that no asset has a beta`,
      'give a market that moves, or leave out beta',
      { periods: T, value: market[0] },
    );
  }

  const raw = new Float64Array(N * chosen.length);
  const mustMove = chosen.some((characteristic) => characteristic.standardised);
  for (let i = 0; i < N; i++) {
    const series = seriesOf(returns, market, i);
    if (mustMove && isConstant(series.returns)) {
      throw new DataError(
        'constant-returns',
        `the return of ${returns.assets[i]} is ${series.returns[0]} in all ${series.returns.length} periods: it has no skewness and kurtosis`,
        'leave the asset out of this window; was it traded?',
        { asset: returns.assets[i], value: series.returns[0] },
      );
    }
    if (chosen.some((characteristic) => characteristic.relative) && isConstant(series.market)) {
      throw new DataError(
        'constant-market',
        `the market's return is ${series.market[0]} in all ${series.market.length} periods of ${returns.assets[i]}, which has no beta`,
        'leave the asset out of this window until it has more returns, or leave out beta',
        { asset: returns.assets[i], periods: series.market.length },
      );
    }
    for (let k = 0; k < chosen.length; k++) raw[i * chosen.length + k] = chosen[k].value(series);
  }

  return { assets: [...returns.assets], names: [...names], values: raw };
}

/** One asset in the periods in which it has a return. */
function seriesOf({ assets, dates, returns }: ReturnMatrix, market: Float64Array, i: number): Series {
  const periods = Int32Array.from(dates.keys()).filter((t) => !Number.isNaN(returns[t * assets.length + i]));
  return {
    returns: Float64Array.from(periods, (t) => returns[t * assets.length + i]),
    market: Float64Array.from(periods, (t) => market[t]),
    periods,
  };
}

/** Column k of `raw` standardised, or null where it does not vary beyond rounding. */
function standardisedColumn(
  raw: Float64Array,
  columns: number,
  k: number,
  magnitude: number,
): Float64Array | null {
  const N = raw.length / columns;
  const column = new Float64Array(N);
  for (let i = 0; i < N; i++) column[i] = raw[i * columns + k];
  if (isConstant(column, magnitude)) return null;
  let sum = 0;
  for (let i = 0; i < N; i++) sum += column[i];
  const center = sum / N;
  let squares = 0;
  for (let i = 0; i < N; i++) {
    column[i] -= center;
    squares += column[i] * column[i];
  }
  const deviation = Math.sqrt(squares / (N - 1));
  for (let i = 0; i < N; i++) column[i] /= deviation;
  return column;
}

/** Whether the values differ by no more than rounding of terms of their own size, or of size `magnitude`. */
function isConstant(values: Float64Array, magnitude = 0): boolean {
  let least = Infinity;
  let most = -Infinity;
  for (let i = 0; i < values.length; i++) {
    if (values[i] < least) least = values[i];
    if (values[i] > most) most = values[i];
  }
  return !(most - least > ROUNDING * Math.max(magnitude, Math.abs(least), Math.abs(most)));
}

function largest(values: Float64Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) if (Math.abs(values[i]) > most) most = Math.abs(values[i]);
  return most;
}

function checkNames(names: readonly string[]): asserts names is readonly CharacteristicName[] {
  names.forEach((name, k) => {
    if (!Object.hasOwn(characteristics, name)) {
      throw new ConfigError(
        'unknown-characteristic',
        `there is no characteristic "${name}"`,
        suggestion(name, characteristicNames),
        { name },
      );
    }
    if (names.indexOf(name) < k) {
      throw new ConfigError(
        'duplicate-characteristic',
        `the characteristic "${name}" appears twice`,
        'name each once',
        { name },
      );
    }
  });
}

function checkMarket(returns: ReturnMatrix, market: Float64Array): void {
  const T = returns.dates.length;
  if (market.length !== T) {
    throw new DataError(
      'wrong-length',
      `market has ${market.length} elements when ${T} periods are expected`,
      'give one return of the market a period',
      { name: 'market', length: market.length, expected: T },
    );
  }
  const t = market.findIndex((value) => !Number.isFinite(value));
  if (t >= 0) {
    throw new DataError(
      'missing-market',
      `the market's return in ${returns.dates[t]} is ${market[t]}`,
      'give a market with a return in every period of the window',
      { period: returns.dates[t] },
    );
  }
}
