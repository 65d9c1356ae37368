import type { Covariance } from '../covariance/types.js';

/** The rows and columns of some of the assets. */
export function blockOf({ assets, values }: Covariance, chosen: readonly string[]): Float64Array {
  const place = new Map(assets.map((asset, position) => [asset, position]));
  const positions = chosen.map((asset) => place.get(asset)!);
  const n = positions.length;
  const block = new Float64Array(n * n);
  positions.forEach((i, a) =>
    positions.forEach((j, b) => (block[a * n + b] = values[i * assets.length + j])),
  );
  return block;
}
