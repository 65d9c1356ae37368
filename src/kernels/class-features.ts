import { checkUnique } from '../data/check-returns.js';
import { DataError } from '../errors.js';
import { suggestion } from '../suggest.js';
import type { FeatureTable } from './types.js';

/** Which asset belongs to which classes. */
export interface ClassIndicators {
  assets: readonly string[];
  classes: readonly string[];
  /** assets × classes, row-major: 1 for a member, 0 otherwise; shares of membership in between are allowed */
  indicators: Float64Array;
}

/**
 * Class indicators as features, as they are: a class counts the more the larger its difference, so they are not
 * standardised. A class with all assets or none of them tells nothing about likeness and is named in `dropped`.
 *
 * @param assets  which assets, in which order; default all of the table
 * @throws DataError `missing-class` naming an asset that has no row, `missing-feature` naming the asset and the class,
 *         `duplicate-asset`, `wrong-length`
 */
export function classFeatures(
  { assets: rows, classes, indicators }: ClassIndicators,
  assets: readonly string[] = rows,
): FeatureTable {
  const C = classes.length;
  if (indicators.length !== rows.length * C) {
    throw new DataError(
      'wrong-length',
      `indicators has ${indicators.length} elements when ${rows.length} assets × ${C} classes are expected`,
      'matrices are dense and row-major, assets × classes',
      { name: 'indicators', length: indicators.length, expected: rows.length * C },
    );
  }
  checkUnique(rows);
  checkUnique(assets);
  const rowOf = new Map(rows.map((asset, row) => [asset, row]));
  const source = assets.map((asset) => {
    const row = rowOf.get(asset);
    if (row === undefined) {
      throw new DataError(
        'missing-class',
        `${asset} has no row in the table of classes`,
        suggestion(asset, rows),
        { asset },
      );
    }
    return row;
  });
  for (let i = 0; i < assets.length; i++)
    for (let c = 0; c < C; c++) {
      const value = indicators[source[i] * C + c];
      if (!Number.isFinite(value)) {
        throw new DataError(
          'missing-feature',
          `the class indicator ${classes[c]} of ${assets[i]} is ${value}`,
          'write 1 for a member and 0 otherwise',
          { asset: assets[i], feature: classes[c] },
        );
      }
    }

  const varies = classes.map((_, c) =>
    source.some((row) => indicators[row * C + c] !== indicators[source[0] * C + c]),
  );
  const kept = classes.map((_, c) => c).filter((c) => varies[c]);
  const values = new Float64Array(assets.length * kept.length);
  for (let i = 0; i < assets.length; i++)
    for (let k = 0; k < kept.length; k++) values[i * kept.length + k] = indicators[source[i] * C + kept[k]];
  return {
    assets: [...assets],
    names: kept.map((c) => classes[c]),
    values,
    dropped: classes.filter((_, c) => !varies[c]),
  };
}
