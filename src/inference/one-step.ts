/**
 * One step of Fisher's scoring that keeps variances at 0 or above: the δ that maximises s'δ − ½δ'Iδ with θ + δ ≥ 0, by
 * fixing those that would cross and solving the others again.
 *
 * @param information q×q
 * @returns null where the information is not positive definite
 */
export function oneStep(
  theta: readonly number[],
  score: readonly number[],
  information: Float64Array,
): number[] | null {
  const q = theta.length;
  const delta = new Array<number>(q).fill(0);
  let open = theta.map((_, k) => k);
  for (;;) {
    const closed = theta.map((_, k) => k).filter((k) => !open.includes(k));
    const right = open.map((k) =>
      closed.reduce((sum, l) => sum - information[k * q + l] * delta[l], score[k]),
    );
    const solved = solve(
      open.map((k) => open.map((l) => information[k * q + l])),
      right,
    );
    if (solved === null) return null;
    open.forEach((k, a) => (delta[k] = solved[a]));
    const crossed = open.filter((k) => theta[k] + delta[k] < 0);
    if (crossed.length === 0) return delta;
    for (const k of crossed) delta[k] = -theta[k];
    open = open.filter((k) => !crossed.includes(k));
  }
}

/** x with Ax = b for a positive definite A, by its Cholesky factor; null for another. */
function solve(A: number[][], b: number[]): number[] | null {
  const n = b.length;
  const L = A.map((row) => [...row]);
  const x = [...b];
  for (let j = 0; j < n; j++) {
    const diagonal = A[j][j];
    for (let k = 0; k < j; k++) L[j][j] -= L[j][k] ** 2;
    if (!(L[j][j] > 1e-12 * diagonal)) return null;
    L[j][j] = Math.sqrt(L[j][j]);
    for (let i = j + 1; i < n; i++) {
      for (let k = 0; k < j; k++) L[i][j] -= L[i][k] * L[j][k];
      L[i][j] /= L[j][j];
    }
    for (let k = 0; k < j; k++) x[j] -= L[j][k] * x[k];
    x[j] /= L[j][j];
  }
  for (let j = n - 1; j >= 0; j--) {
    for (let i = j + 1; i < n; i++) x[j] -= L[i][j] * x[i];
    x[j] /= L[j][j];
  }
  return x;
}
