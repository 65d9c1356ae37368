import { ConfigError } from '../errors.js';
import { suggestion } from '../suggest.js';

/** An option that is one number for all assets, or numbers by ticker. */
export interface ByAssetOption {
  name: string;
  /** of an asset that is not named, and of all where nothing is given */
  otherwise: number;
  /** the value of `field`, or an error */
  check: (value: unknown, field: string) => number;
}

/**
 * The numbers of an option in the order of the assets.
 *
 * @throws ConfigError `unknown-asset` for a ticker that is not among the assets, and what `check` throws
 */
export function byAsset(
  given: number | Record<string, number> | undefined,
  { name, otherwise, check }: ByAssetOption,
  assets: readonly string[],
): Float64Array {
  const values = new Float64Array(assets.length).fill(otherwise);
  if (given === undefined) return values;
  if (typeof given !== 'object' || given === null) return values.fill(check(given, name));
  for (const [ticker, value] of Object.entries(given)) {
    const index = assets.indexOf(ticker);
    if (index < 0) {
      throw new ConfigError(
        'unknown-asset',
        `${name} names ${ticker}, which is not among the ${assets.length} assets`,
        suggestion(ticker, assets),
        { option: name, asset: ticker },
      );
    }
    values[index] = check(value, `${name}.${ticker}`);
  }
  return values;
}
