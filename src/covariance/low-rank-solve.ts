import { transposed } from '../engine/whiten.js';
import type { Engine } from '../create-engine.js';
import { NotPositiveDefiniteError } from '../errors.js';
import type { Component } from '../model/low-rank/problem.js';
import { factorise, logDeterminant, times } from '../model/low-rank/problem.js';
import { factorsOf, solveRows, woodbury } from '../model/low-rank/woodbury.js';
import { backwardSolve, forwardSolve } from '../numeric/triangular.js';
import type { LowRankCovariance } from './low-rank.js';

/** A covariance of low rank ready to be solved with. */
export interface LowRankFactorisation {
  /** log|Ω| */
  logDeterminant: number;
  /** Ω⁻¹x of a vector of N, or of each row of a matrix of rows × N */
  solve(x: Float64Array): Float64Array;
}

/**
 * Solves with Ω = GG' + diag(d) by Woodbury's identity, O(NR²) once and O(NR) a vector. Assets with d_i = 0, such as the
 * market itself, are eliminated first: with Ω = [A C; C' E] and A those with a diagonal of their own, by the Schur complement
 * E − C'A⁻¹C.
 *
 * @throws NotPositiveDefiniteError where Ω is singular, with the position of an asset with d_i = 0
 */
export function lowRankFactorisation(
  engine: Engine,
  { loadings: factors, specific: diagonal }: Pick<LowRankCovariance, 'loadings' | 'specific'>,
): LowRankFactorisation {
  const N = diagonal.length;
  const R = factors.length / N;
  const own = [...diagonal.keys()].filter((i) => diagonal[i] > 0);
  const none = [...diagonal.keys()].filter((i) => !(diagonal[i] > 0));
  const [n, z] = [own.length, none.length];
  const rowsOf = (index: readonly number[]): Float64Array => {
    const rows = new Float64Array(index.length * R);
    index.forEach((i, row) => rows.set(factors.subarray(i * R, (i + 1) * R), row * R));
    return rows;
  };
  const [G, H] = [rowsOf(own), rowsOf(none)];
  const components: Component[] = [
    { rank: R, factors: G, diagonal: Float64Array.from(own, (i) => diagonal[i]), isotropic: false },
  ];
  const solved = woodbury(engine, factorsOf(components, n), components, [1]);
  if (solved === null) throw new NotPositiveDefiniteError(own[0] ?? 0, N);
  const Ct = times(engine, H, transposed(G, n, R), z, R, n); // z×n
  const AC = solveRows(engine, solved, Ct, z); // rows A⁻¹c
  const away = times(engine, AC, transposed(Ct, z, n), z, n, z);
  const schur = times(engine, H, transposed(H, z, R), z, R, z).map((value, at) => value - away[at]);
  const scale = H.reduce((sum, value) => sum + value * value, 0) / Math.max(1, z);
  const isSingular =
    !factorise(schur, z) || none.some((_, k) => schur[k * z + k] * schur[k * z + k] < 1e-13 * scale);
  if (isSingular) throw new NotPositiveDefiniteError(none[0], N);
  return {
    logDeterminant: solved.logDeterminant + logDeterminant(schur, z),
    solve(x) {
      const rows = x.length / N;
      const inner = new Float64Array(rows * n);
      for (let r = 0; r < rows; r++) own.forEach((i, k) => (inner[r * n + k] = x[r * N + i]));
      const Ax = solveRows(engine, solved, inner, rows);
      const result = new Float64Array(x.length);
      for (let r = 0; r < rows; r++) {
        const y = Float64Array.from(none, (i, k) => {
          let sum = x[r * N + i];
          for (let j = 0; j < n; j++) sum -= AC[k * n + j] * inner[r * n + j];
          return sum;
        });
        backwardSolve(schur, forwardSolve(schur, y));
        none.forEach((i, k) => (result[r * N + i] = y[k]));
        own.forEach((i, j) => {
          let value = Ax[r * n + j];
          for (let k = 0; k < z; k++) value -= AC[k * n + j] * y[k];
          result[r * N + i] = value;
        });
      }
      return result;
    },
  };
}
