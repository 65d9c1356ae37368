import { allocateMatrix, mark, matrixBytes, release } from '../arena';
import { cholesky, choleskyWorkspace } from '../linalg/cholesky';
import { add, copy, from, get, row, set } from '../linalg/vector';
import { getIndex } from '../linalg/indexed';
import { expInPlace } from '../numeric/exp';
import { medianInPlace } from '../numeric/median';
import { CHARACTERISTICS, standardise } from './characteristics';
import { WindowStatus } from './request';
import { pairs, Window } from './window';

/** Smallest eigenvalue of a kernel that needs no repair, as a share of the largest. */
const FLOOR: f64 = 1e-10;

/**
 * K = constant + weight·exp(−d_ij/h), d the distances of the standardised characteristics, h their median, and the block of
 * the panel's assets, by the formulas of `src/kernels/relationship.ts` in its order of sums. Without a weight K is built
 * once.
 *
 * returns DONE, or what stands in the way.
 * work    `kernelWorkspace(N)` bytes of the arena.
 */
export function buildKernel(window: Window): i32 {
  if (window.hasKernel) return WindowStatus.DONE;
  const N = window.N;
  const weight = get(window.request.characteristicsWeight, 0);
  copy(N * N, window.request.constantKernel, window.K);
  if (weight > 0.0 && !addCharacteristics(window, weight)) return WindowStatus.CHARACTERISTICS;
  for (let a = 0; a < window.n; a++) {
    const source = row(window.K, getIndex(window.positions, a), N);
    const target = row(window.panelKernel, a, window.n);
    for (let b = 0; b < window.n; b++) set(target, b, get(source, getIndex(window.positions, b)));
  }
  window.hasKernel = window.basis != 0;
  return WindowStatus.DONE;
}

/** K := K + weight·exp(−d_ij/h); false where a characteristic does not differ between the assets, or h = 0. */
function addCharacteristics(window: Window, weight: f64): bool {
  if (!standardise(window)) return false;
  const N = window.N;
  const count = pairs(N);
  measureDistances(window);
  copy(count, window.distances, window.ordered);
  const h = medianInPlace(count, window.ordered);
  if (!(h > 0.0)) return false;
  decay(count, h, window.distances);
  let likeness = window.distances;
  for (let i = 0; i < N; i++) {
    const line = row(window.K, i, N);
    add(line, i, weight);
    for (let j = i + 1; j < N; j++, likeness += 8) {
      const value = get(line, j) + weight * get(likeness, 0);
      set(line, j, value);
      set(row(window.K, j, N), i, value);
    }
  }
  return true;
}

/** ‖x_i − x_j‖ of the pairs i < j, row by row; two of them at a time. */
function measureDistances(window: Window): void {
  const N = window.N;
  const ld = window.ld;
  let target = window.distances;
  for (let i = 0; i < N; i++) {
    for (let j = i + 1; j < N; j += 2) {
      let squares = f64x2.splat(0.0);
      for (let k = 0; k < CHARACTERISTICS; k++) {
        const x = row(window.X, k, ld);
        const difference = f64x2.sub(v128.load_splat<f64>(from(x, i)), v128.load(from(x, j)));
        squares = f64x2.add(squares, f64x2.mul(difference, difference));
      }
      const distance = f64x2.sqrt(squares);
      if (j + 1 < N) v128.store(target, distance);
      else set(target, 0, f64x2.extract_lane(distance, 0));
      target += j + 1 < N ? 16 : 8;
    }
  }
}

/** Every d := exp(−d/h). */
function decay(count: i32, h: f64, distances: usize): void {
  const scale = f64x2.splat(h);
  let i = 0;
  for (; i + 2 <= count; i += 2) {
    const distance = from(distances, i);
    v128.store(distance, f64x2.neg(f64x2.div(v128.load(distance), scale)));
  }
  if (i < count) set(distances, i, -(get(distances, i) / h));
  expInPlace(count, distances);
}

/**
 * Whether every eigenvalue is above the floor, ‖K‖∞ being at least the largest: K − floor·I has a Cholesky factor. The host
 * has seen to a kernel that all windows share.
 */
export function isPositiveDefinite(window: Window): bool {
  if (window.hasKernel) return true;
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
