import { allocateVector, mark, release, vectorBytes } from '../arena';
import { gemv } from '../linalg/gemv';
import { symmetrize } from '../linalg/syrk';
import { add, axpy, copy, from, get, row, set } from '../linalg/vector';
import { getIndex } from '../linalg/indexed';
import { expInPlace } from '../numeric/exp';
import { medianNear } from '../numeric/median';
import { Panel } from '../reml/panel';
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
 */
export function buildKernel(window: Window): i32 {
  if (window.hasKernel) return WindowStatus.DONE;
  const N = window.N;
  const weight = get(window.request.characteristicsWeight, 0);
  copy(N * N, window.request.constantKernel, window.K);
  if (weight > 0.0 && !addCharacteristics(window, weight)) return WindowStatus.CHARACTERISTICS;
  for (let a = 0; a < window.n; a++) {
    withoutMarket(
      window,
      row(window.K, getIndex(window.positions, a), N),
      row(window.panelKernel, a, window.n),
    );
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
  const h = medianNear(window.typicalDistance, count, window.distances, window.room);
  if (!(h > 0.0)) return false;
  window.typicalDistance = h;
  decay(count, h, window.distances);
  let likeness = window.distances;
  for (let i = 0; i < N; i++) {
    const line = row(window.K, i, N);
    axpy(i, weight, likeness, line);
    add(line, i, weight);
    likeness = from(likeness, i);
  }
  symmetrize(N, window.K, N);
  return true;
}

/** ‖x_i − x_j‖ of the pairs j < i, row by row; two of them at a time. */
function measureDistances(window: Window): void {
  const N = window.N;
  let target = window.distances;
  for (let i = 1; i < N; i++) {
    const x = from(window.X, (i >> 1) * (2 * CHARACTERISTICS) + (i & 1));
    const x0 = v128.load_splat<f64>(x);
    const x1 = v128.load_splat<f64>(x, 16);
    const x2 = v128.load_splat<f64>(x, 32);
    const x3 = v128.load_splat<f64>(x, 48);
    const x4 = v128.load_splat<f64>(x, 64);
    const x5 = v128.load_splat<f64>(x, 80);
    const x6 = v128.load_splat<f64>(x, 96);
    const x7 = v128.load_splat<f64>(x, 112);
    let y = window.X;
    for (let j = 0; j < i; j += 2, y += 16 * CHARACTERISTICS) {
      let squares = squared(f64x2.sub(x0, v128.load(y)));
      squares = f64x2.add(squares, squared(f64x2.sub(x1, v128.load(y, 16))));
      squares = f64x2.add(squares, squared(f64x2.sub(x2, v128.load(y, 32))));
      squares = f64x2.add(squares, squared(f64x2.sub(x3, v128.load(y, 48))));
      squares = f64x2.add(squares, squared(f64x2.sub(x4, v128.load(y, 64))));
      squares = f64x2.add(squares, squared(f64x2.sub(x5, v128.load(y, 80))));
      squares = f64x2.add(squares, squared(f64x2.sub(x6, v128.load(y, 96))));
      squares = f64x2.add(squares, squared(f64x2.sub(x7, v128.load(y, 112))));
      const distance = f64x2.sqrt(squares);
      if (j + 1 < i) v128.store(target, distance);
      else set(target, 0, f64x2.extract_lane(distance, 0));
      target += j + 1 < i ? 16 : 8;
    }
  }
}

// @ts-ignore: decorator
@inline
function squared(x: v128): v128 {
  return f64x2.mul(x, x);
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
 * Whether every eigenvalue of K is above φ = `FLOOR`·(a bound of the largest), from the eigenvalues μ and -vectors V of the
 * panel's block: all μ_j are, and with the row k of a market beside the panel its Schur complement in K − φI,
 * k_mm − φ − Σ_j (V'k)_j²/(μ_j − φ), is positive. The host has seen to a kernel that all windows share.
 *
 * panel   after `prepareSums`
 * work    `kernelWorkspace(N)` bytes of the arena.
 */
export function isPositiveDefinite(window: Window, panel: Panel): bool {
  if (window.hasKernel) return true;
  const n = window.n;
  const unit = get(panel.kernelScales, 0);
  const market = window.request.marketAsset;
  const own = market < 0 ? 0.0 : get(row(window.K, market, window.N), market);
  const floor = FLOOR * (unit * get(panel.lambda, n - 1) + own);
  if (!(unit * get(panel.lambda, 0) > floor)) return false;
  if (market < 0) return true;
  const k = window.shift;
  withoutMarket(window, row(window.K, market, window.N), k);
  const position = mark();
  const along = allocateVector(n);
  gemv(true, n, n, 1.0, panel.eigenvectors, n, k, 0.0, along);
  let left = own - floor;
  for (let j = 0; j < n; j++) left -= (get(along, j) * get(along, j)) / (unit * get(panel.lambda, j) - floor);
  release(position);
  return left > 0.0;
}

/** y := x of the panel's assets */
function withoutMarket(window: Window, x: usize, y: usize): void {
  const before = window.before;
  const n = window.n;
  copy(before, x, y);
  copy(n - before, from(x, window.N - n + before), from(y, before));
}

/** Arena bytes that this file's functions take. */
export function kernelWorkspace(N: i32): usize {
  return vectorBytes(N);
}
