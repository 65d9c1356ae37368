import type { ParameterColumn, ParameterKind } from '../../../src/sweep/effects/types.js';
import type { Json } from '../../../src/sweep/types.js';

/** A column of values by trial; undefined is a trial whose point says nothing of it. */
export function columnOf(
  path: string,
  kind: ParameterKind,
  byTrial: readonly (Json | undefined)[],
): ParameterColumn {
  const values = [...new Set(byTrial)].filter((value) => value !== undefined);
  return {
    path,
    kind,
    values,
    codes: Int32Array.from(byTrial, (value) => (value === undefined ? -1 : values.indexOf(value))),
  };
}

/** Every combination of 0 … n − 1 of each size, the last varying fastest. */
export function gridPoints(sizes: readonly number[]): number[][] {
  return sizes.reduce<number[][]>(
    (points, n) => points.flatMap((point) => Array.from({ length: n }, (_, k) => [...point, k])),
    [[]],
  );
}
