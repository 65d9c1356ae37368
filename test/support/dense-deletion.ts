import { Matrix } from 'ml-matrix';
import type { DenseModel } from './dense-model.js';

/** The dense model without the cells of a period; scales are those of all periods. */
export function withoutPeriod(dense: DenseModel, t: number): DenseModel {
  const kept = dense.cells.flatMap((cell, r) => (Math.floor(cell / dense.assets) === t ? [] : [r]));
  const of = (values: number[]): number[] => kept.map((r) => values[r]);
  return {
    ...dense,
    cells: of(dense.cells),
    y: of(dense.y),
    X: new Matrix(kept.map((r) => dense.X.getRow(r))),
    terms: dense.terms.map((term) => ({
      ...term,
      V: term.V.selection(kept, kept),
      level: of(term.level),
      loading: of(term.loading),
      effectCovariance: term.effectCovariance.subMatrixColumn(kept),
    })),
  };
}
