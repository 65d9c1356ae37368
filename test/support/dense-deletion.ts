import { Matrix } from 'ml-matrix';
import { evaluate } from './dense-likelihood.js';
import { maximise } from './dense-maximiser.js';
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

/** Score of the likelihood without a period at θ, from the matrices of what is left. */
export function scoreWithout(dense: DenseModel, t: number, theta: number[]): number[] {
  return evaluate(withoutPeriod(dense, t), theta)!.score;
}

/** θ̂_(t): the maximum of the likelihood without a period. */
export function estimatesWithout(dense: DenseModel, t: number): number[] {
  return maximise(withoutPeriod(dense, t)).theta;
}
