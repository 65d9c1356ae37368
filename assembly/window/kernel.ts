import { allocateMatrix, mark, matrixBytes, release } from '../arena';
import { cholesky, choleskyWorkspace } from '../linalg/cholesky';
import { add, copy, get, row, set } from '../linalg/vector';
import { getIndex } from '../linalg/indexed';
import { exp } from '../numeric/exp';
import { medianInPlace } from '../numeric/median';
import { CHARACTERISTICS } from './characteristics';
import { pairs, Window } from './window';

/** Smallest eigenvalue of a kernel that needs no repair, as a share of the largest. */
const FLOOR: f64 = 1e-10;

/**
 * K = constant + weight·exp(−d_ij/h), d the distances of the standardised characteristics, h their median, and the block of
 * the panel's assets, by the formulas of `src/kernels/relationship.ts` in its order of sums.
 *
 * returns false where h = 0.
 * work    `kernelWorkspace(N)` bytes of the arena.
 */
export function buildKernel(window: Window): bool {
  const N = window.N;
  measureDistances(window);
  const count = pairs(N);
  copy(count, window.distances, window.ordered);
  const h = medianInPlace(count, window.ordered);
  if (!(h > 0.0)) return false;
  const weight = get(window.request.characteristicsWeight, 0);
  copy(N * N, window.request.constantKernel, window.K);
  let pair = 0;
  for (let i = 0; i < N; i++) {
    const line = row(window.K, i, N);
    add(line, i, weight);
    for (let j = i + 1; j < N; j++) {
      const value = get(line, j) + weight * exp(-(get(window.distances, pair++) / h));
      set(line, j, value);
      set(row(window.K, j, N), i, value);
    }
  }
  for (let a = 0; a < window.n; a++) {
    const source = row(window.K, getIndex(window.positions, a), N);
    const target = row(window.panelKernel, a, window.n);
    for (let b = 0; b < window.n; b++) set(target, b, get(source, getIndex(window.positions, b)));
  }
  return true;
}

/** ‖x_i − x_j‖ of the pairs i < j, row by row. */
function measureDistances(window: Window): void {
  const N = window.N;
  const ld = window.ld;
  let pair = 0;
  for (let i = 0; i < N; i++) {
    for (let j = i + 1; j < N; j++) {
      let squares = 0.0;
      for (let k = 0; k < CHARACTERISTICS; k++) {
        const x = row(window.X, k, ld);
        const difference = get(x, i) - get(x, j);
        squares += difference * difference;
      }
      set(window.distances, pair++, Math.sqrt(squares));
    }
  }
}

/** Whether every eigenvalue is above the floor, ‖K‖∞ being at least the largest: K − floor·I has a Cholesky factor. */
export function isPositiveDefinite(window: Window): bool {
  const N = window.N;
  const position = mark();
  const shifted = allocateMatrix(N, N);
  copy(N * N, window.K, shifted);
  let norm = 0.0;
  for (let i = 0; i < N; i++) {
    let sum = 0.0;
    for (let j = 0; j < N; j++) sum += Math.abs(get(row(window.K, i, N), j));
    norm = Math.max(norm, sum);
  }
  for (let i = 0; i < N; i++) add(row(shifted, i, N), i, -FLOOR * norm);
  const definite = cholesky(shifted, N, N) < 0;
  release(position);
  return definite;
}

/** Arena bytes that this file's functions take. */
export function kernelWorkspace(N: i32): usize {
  return matrixBytes(N, N) + choleskyWorkspace(N);
}
