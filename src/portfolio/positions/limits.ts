/** Limits on positions that are no interval: a least size of those that are held, and how many are. */
import { ConfigError } from '../../errors.js';
import { byAsset } from '../by-asset.js';
import type { WeightBounds } from '../bounds.js';
import type { PortfolioOptions } from '../types.js';

/** An interval of weights that a position may be in; `isHeld` is false of the weight 0 alone. */
export interface Piece {
  lower: number;
  upper: number;
  isHeld: boolean;
}

export interface PositionLimits {
  /** of each asset: not held, held long and held short, or held where signs make no difference; at least one */
  pieces: readonly (readonly Piece[])[];
  /** K: assets held at most; Infinity without that limit */
  cardinality: number;
  nodeLimit: number;
}

/** Options that say something about positions. */
export const positionOptions = [
  'minPosition',
  'cardinality',
  'nodeLimit',
] as const satisfies readonly (keyof PortfolioOptions)[];

const NODES = 10_000;

/**
 * The limits, null where none is given; or what leaves an asset no weight, in words.
 *
 * @throws ConfigError `bad-min-position`, `unknown-asset`, `bad-cardinality`, `bad-node-limit`, `unused-option`
 */
export function positionLimitsOf(
  { minPosition, cardinality, nodeLimit }: PortfolioOptions,
  assets: readonly string[],
  bounds: WeightBounds,
): PositionLimits | { conflict: string[] } | null {
  if (minPosition === undefined && cardinality === undefined) {
    if (nodeLimit === undefined) return null;
    throw new ConfigError(
      'unused-option',
      'nodeLimit is given without minPosition or cardinality',
      'leave nodeLimit out: nothing is searched for',
      { option: 'nodeLimit' },
    );
  }
  const least = minPositionsOf(minPosition ?? 0, assets);
  const most = wholeNumber(cardinality ?? assets.length, 'cardinality', 'bad-cardinality');
  const nodes = wholeNumber(nodeLimit ?? NODES, 'nodeLimit', 'bad-node-limit');
  const pieces = assets.map((_, i) => piecesOf(bounds.lower[i], bounds.upper[i], least[i]));
  const conflict = assets.flatMap((asset, i) =>
    pieces[i].length > 0
      ? []
      : [
          `minPosition of ${asset} is ${least[i]}, its weight is within ${bounds.lower[i]} and ${bounds.upper[i]}`,
        ],
  );
  if (conflict.length > 0) return { conflict };
  return { pieces, cardinality: cardinality === undefined ? Infinity : most, nodeLimit: nodes };
}

function wholeNumber(value: unknown, option: string, code: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
  throw new ConfigError(code, `${option} is ${String(value)}`, 'give a whole number, at least 1', {
    option,
    value: String(value),
  });
}

function minPositionsOf(
  given: NonNullable<PortfolioOptions['minPosition']>,
  assets: readonly string[],
): Float64Array {
  const check = (value: unknown, field: string): number => {
    if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
    throw new ConfigError(
      'bad-min-position',
      `${field} is ${String(value)}`,
      'give the smallest |weight| of what is held, 0.02 for 2 %',
      { field, value: String(value) },
    );
  };
  return byAsset(given, { name: 'minPosition', otherwise: 0, check }, assets);
}

/** {0}, [m, U] and [L, −m] within [L, U]. */
function piecesOf(lower: number, upper: number, least: number): Piece[] {
  const pieces: Piece[] = [];
  if (lower <= 0 && upper >= 0) pieces.push({ lower: 0, upper: 0, isHeld: false });
  if (least === 0) {
    if (lower < 0 || upper > 0) pieces.push({ lower, upper, isHeld: true });
    return pieces;
  }
  if (upper >= least) pieces.push({ lower: Math.max(lower, least), upper, isHeld: true });
  if (lower <= -least) pieces.push({ lower, upper: Math.min(upper, -least), isHeld: true });
  return pieces;
}
