/** Numbers of a configuration that are one for all assets, or by ticker. */

/** The bound of one ticker: an unlisted ticker has the default. */
export function boundOf(
  bound: number | Record<string, number> | undefined,
  ticker: string,
  otherwise: number,
): number {
  if (bound === undefined) return otherwise;
  return typeof bound === 'number' ? bound : Object.hasOwn(bound, ticker) ? bound[ticker] : otherwise;
}

/** Bounds of these tickers. */
export function ofAssets(
  bound: number | Record<string, number> | undefined,
  assets: readonly string[],
  otherwise = 0,
): Record<string, number> {
  return Object.fromEntries(assets.map((asset) => [asset, boundOf(bound, asset, otherwise)]));
}
