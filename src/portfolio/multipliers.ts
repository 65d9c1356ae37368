import type { Row } from './rows.js';
import type { ConstraintMultipliers } from './types.js';

/** Multipliers in the order of a program's constraints. */
export interface ProgramMultipliers {
  rows: readonly Row[];
  /** one a row */
  ofRows: ArrayLike<number>;
  /** one an asset: ≥ 0 at its smallest, ≤ 0 at its largest weight */
  ofBounds: Float64Array;
}

/**
 * Multipliers by what they belong to, times `factor`: from those of a program to those of what was asked. Bounds are
 * named where they bind.
 */
export function namedMultipliers(
  assets: readonly string[],
  { rows, ofRows, ofBounds }: ProgramMultipliers,
  factor = 1,
): ConstraintMultipliers {
  const named: ConstraintMultipliers = {};
  rows.forEach(({ name }, row) => {
    const value = factor * ofRows[row];
    if (typeof name === 'string') named[name] = value;
    else if ('group' in name) (named.groups ??= {})[name.group] = value;
    else if ('factor' in name) (named.factorExposures ??= {})[name.factor] = value;
    else (named.linearConstraints ??= {})[name.linearConstraint] = value;
  });
  assets.forEach((asset, i) => {
    if (ofBounds[i] === 0) return;
    const side = ofBounds[i] > 0 ? 'minWeights' : 'maxWeights';
    (named[side] ??= {})[asset] = factor * ofBounds[i];
  });
  return named;
}
