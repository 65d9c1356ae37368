import { type LU, luOf, luSolve } from '../../numeric/lu.js';
import { independentRows } from './independent-rows.js';
import type { ScaledProgram } from './program.js';

/** A variance of its own below this share of an asset's variance is not divided by: the asset is a variable of the small system. */
const BARE = 1e-8;
/** Assets of that kind among the free ones, at most: the small system has to be one. */
export const MOST_BARE = 128;

/**
 * A face of the constraints: variables f are free, the others on a bound, rows W hold as equalities. With P the free ones
 * that have a variance d of their own, Z the others, and y = F_f'x_f,
 *
 *     x_P = D⁻¹(c_P − F_P y + A_P'μ)
 *
 *     ⎡ I + F_P'D⁻¹F_P   −F_Z'   −F_P'D⁻¹A_P' ⎤ ⎡ y   ⎤   ⎡ F_P'D⁻¹c_P     ⎤
 *     ⎢ −F_Z             −d_Z    A_Z'         ⎥ ⎢ x_Z ⎥ = ⎢ −c_Z           ⎥
 *     ⎣ −A_P D⁻¹F_P      A_Z     A_P D⁻¹A_P'  ⎦ ⎣ μ   ⎦   ⎣ b − A_P D⁻¹c_P ⎦
 *
 * is P_ff x_f − A_f'μ = c and A_f x_f = b: a system of the order of the factors and rows, whatever the number of assets is.
 */
export interface Face {
  /** P and Z */
  own: Int32Array;
  bare: Int32Array;
  /** W */
  rows: Int32Array;
  /** of the system divided by √ of its diagonal on either side */
  system: LU;
  equilibration: Float64Array;
}

/**
 * @param side of each row, then of each variable: 1 at its lower, −1 at its upper limit, 0 where it is free; an inequality
 *             whose row depends on earlier ones is let go
 * @returns null where equalities depend on each other on this face, or the system is singular
 */
export function faceOf(program: ScaledProgram, side: Int8Array): Face | null {
  const { n, m, rank: R, factors, diagonal, root, A } = program;
  const own: number[] = [];
  const bare: number[] = [];
  for (let i = 0; i < n; i++) {
    if (side[m + i] !== 0) continue;
    if (diagonal[i] > BARE * root[i] * root[i]) own.push(i);
    else bare.push(i);
  }
  const rows = independentRows(program, side);
  const [z, w] = [bare.length, rows?.length ?? 0];
  if (rows === null || z > MOST_BARE) return null;

  const size = R + z + w;
  const K = new Float64Array(size * size);
  /** F_i and −a_i of one asset, over its variance; what is added is K_st += own_s·own_t/d */
  const line = new Float64Array(R + w);
  const place = (s: number): number => (s < R ? s : z + s);
  for (const i of own) {
    for (let a = 0; a < R; a++) line[a] = factors[i * R + a];
    rows.forEach((k, j) => (line[R + j] = -A[k * n + i]));
    const inverse = 1 / diagonal[i];
    for (let s = 0; s < R + w; s++) {
      const factor = inverse * line[s];
      if (factor === 0) continue;
      const at = place(s) * size;
      for (let t = 0; t <= s; t++) K[at + (t < R ? t : z + t)] += factor * line[t];
    }
  }
  for (let a = 0; a < R; a++) K[a * size + a] += 1;
  bare.forEach((i, c) => {
    const at = (R + c) * size;
    for (let a = 0; a < R; a++) K[at + a] = -factors[i * R + a];
    K[at + R + c] = -diagonal[i];
    rows.forEach((k, j) => (K[(R + z + j) * size + R + c] = A[k * n + i]));
  });
  const equilibration = new Float64Array(size).fill(1);
  for (let s = 0; s < size; s++) {
    const diagonalElement = Math.abs(K[s * size + s]);
    if (diagonalElement > 0 && (s < R || s >= R + z)) equilibration[s] = 1 / Math.sqrt(diagonalElement);
  }
  for (let s = 0; s < size; s++)
    for (let t = 0; t <= s; t++) {
      K[s * size + t] *= equilibration[s] * equilibration[t];
      K[t * size + s] = K[s * size + t];
    }
  const system = luOf(K, size);
  if (system === null) return null;
  return {
    own: Int32Array.from(own),
    bare: Int32Array.from(bare),
    rows: Int32Array.from(rows),
    system,
    equilibration,
  };
}

/**
 * Adds the solution of P_ff Δx − A_f'Δμ = c and A_f Δx = b.
 *
 * @param c n, read where variables are free
 * @param b one a row of W
 * @param x n, Δx added to the free variables
 * @param mu m, Δμ added to the rows of W
 */
export function addSolution(
  program: ScaledProgram,
  { own, bare, rows, system, equilibration }: Face,
  c: Float64Array,
  b: Float64Array,
  x: Float64Array,
  mu: Float64Array,
): void {
  const { n, rank: R, factors, diagonal, A } = program;
  const [z, w] = [bare.length, rows.length];
  const right = new Float64Array(R + z + w);
  for (let j = 0; j < w; j++) right[R + z + j] = b[j];
  for (const i of own) {
    const value = c[i] / diagonal[i];
    if (value === 0) continue;
    for (let a = 0; a < R; a++) right[a] += factors[i * R + a] * value;
    for (let j = 0; j < w; j++) right[R + z + j] -= A[rows[j] * n + i] * value;
  }
  for (let k = 0; k < z; k++) right[R + k] = -c[bare[k]];
  const solved = luSolve(
    system,
    right.map((value, s) => value * equilibration[s]),
  ).map((value, s) => value * equilibration[s]);
  for (const i of own) {
    let value = c[i];
    for (let a = 0; a < R; a++) value -= factors[i * R + a] * solved[a];
    for (let j = 0; j < w; j++) value += A[rows[j] * n + i] * solved[R + z + j];
    x[i] += value / diagonal[i];
  }
  for (let k = 0; k < z; k++) x[bare[k]] += solved[R + k];
  for (let j = 0; j < w; j++) mu[rows[j]] += solved[R + z + j];
}
