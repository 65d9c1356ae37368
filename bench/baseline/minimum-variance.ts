/** min w'Σw with Σw = 1, w ≥ 0, by npm `quadprog`, which has no bounds of its own and no warm start. */
import { solveQP } from 'quadprog';

/** Solves the problem for N assets; the constraints are laid out once. */
export function minimumVariance(N: number): (covariance: Float64Array) => Float64Array {
  const constraints: number[][] = [[]];
  for (let i = 1; i <= N; i++) {
    const row = new Array<number>(N + 2).fill(0);
    row[1] = 1;
    row[i + 1] = 1;
    constraints.push(row);
  }
  const zeros = new Array<number>(N + 1).fill(0);
  const bounds = new Array<number>(N + 2).fill(0);
  bounds[1] = 1;
  return (covariance) => {
    let scale = 0;
    for (let i = 0; i < N; i++) scale = Math.max(scale, covariance[i * N + i]);
    const D: number[][] = [[]];
    for (let i = 0; i < N; i++) {
      const row = [0];
      for (let j = 0; j < N; j++) row.push(covariance[i * N + j] / scale);
      D.push(row);
    }
    const { solution, message } = solveQP(D, [...zeros], constraints, bounds, 1);
    if (message !== '') throw new Error(message);
    return Float64Array.from({ length: N }, (_, i) => Math.max(0, solution[i + 1]));
  };
}
