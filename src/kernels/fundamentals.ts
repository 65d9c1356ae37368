import { checkUnique } from '../data/check-returns.js';
import { DataError } from '../errors.js';
import type { FeatureTable } from './types.js';

/** Numbers of assets as they are, such as a book-to-price ratio or the logarithm of a size. */
export interface FundamentalTable {
  assets: string[];
  /** one name a column */
  names: string[];
  /** assets × names, row-major; NaN where a value is not known */
  values: Float64Array;
}

/** Standardised fundamentals, and what had to be done to them; assets by column. */
export interface FundamentalFeatures extends FeatureTable {
  /** whose value was moved to a limit, by column; a column without any is not there */
  winsorised: Record<string, string[]>;
  /** whose value is not known, and therefore the average, by column; a column without any is not there */
  missing: Record<string, string[]>;
}

/** How many robust deviations from the median a value may lie. */
const LIMIT = 3;
/** Ratios of the standard deviation to the median and to the mean absolute deviation of a normal distribution. */
const [OF_MEDIAN, OF_MEAN] = [1.4826022185056018, 1.2533141373155003];
/** Differences below this share of the values are rounding. */
const ROUNDING = 1e-10;

/**
 * Fundamentals as features of a kernel: winsorised, then standardised across the assets whose value is known.
 *
 *     y_i = min(max(x_i, m − 3s), m + 3s),  m = median(x),  s = 1.4826·median|x − m|
 *     z_i = (y_i − ȳ)/sd(y), sd with divisor n − 1;  z_i = 0 where x_i is not known
 *
 * Where more than half of the values are the same, s = 1.2533·mean|x − m|. An asset of which a value is not known is
 * average in that column. A column in which fewer than two values are known, or all are the same, is left out and
 * named in `dropped`.
 *
 * @returns assets × columns that are left, dimensionless
 * @throws DataError `wrong-length`, `duplicate-asset`, `not-finite` naming asset and column
 *
 * @example
 * ```ts
 * import { fundamentalFeatures } from 'mixfolio';
 *
 * const assets = ['XOM', 'WMB', 'ABC'];
 * const { values, missing } = fundamentalFeatures({ assets, names: ['size'], values: Float64Array.of(1, 3, NaN) });
 * console.log([...values].map((value) => value.toFixed(3)), missing);
 * // prints
 * //   [ '-0.707', '0.707', '0.000' ] { size: [ 'ABC' ] }
 * ```
 */
export function fundamentalFeatures({ assets, names, values }: FundamentalTable): FundamentalFeatures {
  const [N, F] = [assets.length, names.length];
  checkUnique(assets);
  if (values.length !== N * F) {
    throw new DataError(
      'wrong-length',
      `values has ${values.length} elements when ${N} assets × ${F} columns are expected`,
      'matrices are dense and row-major, assets × columns',
      { name: 'values', length: values.length, expected: N * F },
    );
  }
  const infinite = values.findIndex((value) => Math.abs(value) === Infinity);
  if (infinite >= 0) {
    const [asset, column] = [assets[Math.floor(infinite / F)], names[infinite % F]];
    throw new DataError(
      'not-finite',
      `${column} of ${asset} is ${values[infinite]}`,
      'give finite numbers, and NaN for a missing value',
      { asset, column },
    );
  }
  const result: FundamentalFeatures = {
    assets: [...assets],
    names: [],
    values: new Float64Array(0),
    dropped: [],
    winsorised: {},
    missing: {},
  };
  const columns: Float64Array[] = [];
  names.forEach((name, k) => {
    const raw = Float64Array.from(assets, (_, i) => values[i * F + k]);
    const known = raw.filter((value) => !Number.isNaN(value)).sort();
    if (known.length < N) result.missing[name] = assets.filter((_, i) => Number.isNaN(raw[i]));
    if (known.length < 2 || !differs(known)) {
      result.dropped.push(name);
      return;
    }
    const [least, most] = limits(known);
    const moved = assets.filter((_, i) => raw[i] < least || raw[i] > most);
    if (moved.length > 0) result.winsorised[name] = moved;
    result.names.push(name);
    columns.push(standardised(raw.map((value) => Math.min(Math.max(value, least), most))));
  });
  result.values = Float64Array.from(
    { length: N * columns.length },
    (_, at) => columns[at % columns.length][Math.floor(at / columns.length)],
  );
  return result;
}

/** Between which values of an ascending list are left as they are. */
function limits(known: Float64Array): [number, number] {
  const centre = medianOf(known);
  const deviations = known.map((value) => Math.abs(value - centre)).sort();
  const median = medianOf(deviations);
  const scale =
    median > ROUNDING * Math.abs(centre)
      ? OF_MEDIAN * median
      : (OF_MEAN * deviations.reduce((sum, value) => sum + value, 0)) / deviations.length;
  return [centre - LIMIT * scale, centre + LIMIT * scale];
}

function medianOf(ascending: Float64Array): number {
  const half = ascending.length >> 1;
  return ascending.length % 2 === 1 ? ascending[half] : (ascending[half - 1] + ascending[half]) / 2;
}

function differs(ascending: Float64Array): boolean {
  const [least, most] = [ascending[0], ascending[ascending.length - 1]];
  return most - least > ROUNDING * Math.max(Math.abs(least), Math.abs(most));
}

/** (y − ȳ)/sd(y) of what is known, 0 for the rest. */
function standardised(column: Float64Array): Float64Array {
  const known = column.filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (known.length - 1));
  return column.map((value) => (Number.isNaN(value) ? 0 : (value - mean) / deviation));
}
