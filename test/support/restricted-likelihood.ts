/** The restricted likelihood from the n×n covariance alone, without derivatives: for chains that ask for it often. */
import type { Panel, PanelModel } from '../../src/model/types.js';
import { denseModel } from './dense-model.js';

/**
 * −½[log|V| + log|X'V⁻¹X| + y'Py] of given variances, by the Cholesky factor of V, V = LL':
 *
 *     L⁻¹[X y] = [X̃ ỹ],  y'Py = ỹ'ỹ − ỹ'X̃(X̃'X̃)⁻¹X̃'ỹ
 *
 * and the last by the factor of [X̃ ỹ]'[X̃ ỹ], whose last pivot it is. −∞ where V is not positive definite.
 */
export function restrictedLikelihood(panel: Panel, model: PanelModel): (variances: number[]) => number {
  const { y, X, terms } = denseModel(panel, model);
  const n = y.length;
  const p = X.columns;
  const parts = terms.map(({ V }) => Float64Array.from(V.to1DArray()));
  const beside = Float64Array.from({ length: n * (p + 1) }, (_, cell) => {
    const [r, c] = [Math.floor(cell / (p + 1)), cell % (p + 1)];
    return c === p ? y[r] : X.get(r, c);
  });
  return (variances) => {
    const V = new Float64Array(n * n);
    parts.forEach((part, k) => part.forEach((value, cell) => (V[cell] += variances[k] * value)));
    const pivots = factor(V, n);
    if (pivots === null) return -Infinity;
    const solved = beside.slice();
    for (let r = 0; r < n; r++)
      for (let c = 0; c <= p; c++) {
        let sum = solved[r * (p + 1) + c];
        for (let k = 0; k < r; k++) sum -= V[r * n + k] * solved[k * (p + 1) + c];
        solved[r * (p + 1) + c] = sum / V[r * n + r];
      }
    const gram = new Float64Array((p + 1) * (p + 1));
    for (let a = 0; a <= p; a++)
      for (let b = 0; b <= a; b++)
        for (let r = 0; r < n; r++)
          gram[a * (p + 1) + b] += solved[r * (p + 1) + a] * solved[r * (p + 1) + b];
    const own = factor(gram, p + 1);
    if (own === null) return -Infinity;
    const logs = [...pivots, ...own.slice(0, p)].reduce((sum, pivot) => sum + Math.log(pivot), 0);
    return -0.5 * (logs + own[p]);
  };
}

/** L in the lower triangle of A; the squares of its diagonal, null where A is not positive definite. */
function factor(A: Float64Array, n: number): number[] | null {
  const pivots: number[] = [];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = A[i * n + j];
      for (let k = 0; k < j; k++) sum -= A[i * n + k] * A[j * n + k];
      if (i > j) {
        A[i * n + j] = sum / A[j * n + j];
        continue;
      }
      if (!(sum > 0)) return null;
      pivots.push(sum);
      A[i * n + i] = Math.sqrt(sum);
    }
  }
  return pivots;
}
