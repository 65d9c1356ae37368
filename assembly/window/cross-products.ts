import { axpy, copy, get, row, set } from '../linalg/vector';
import { symmetrize, syrk } from '../linalg/syrk';
import { Window } from './window';

/**
 * Share of the largest sum of squares that an asset's rolled sums have held, below which what periods that were dropped
 * left of rounding counts: the sums are made anew.
 */
const LEAST_SHARE: f64 = 1e-4;

/**
 * C := Y'Y of the window that begins in row `first`, N×N, both triangles.
 *
 * The window before this one left R = Σ(y − r)(y − r)' of its periods, r its reference: the periods that left are taken
 * from R, those that came are added, N² each, and C = R − T(ȳ − r)(ȳ − r)'. The sums are made anew, with r = ȳ, in the first
 * window of a chunk, where half of the periods or more have changed, and where an asset's variance has fallen so far that
 * rounding of what left would show; nothing else depends on earlier windows, so that a run that is resumed has the same bits.
 */
export function crossProducts(window: Window, first: i32): void {
  const before = load<i32>(window.request.rolledFirst);
  const step = first - before;
  const rolls = before >= 0 && 2 * step < window.T;
  if (!rolls || !roll(window, before, step)) accumulate(window);
  store<i32>(window.request.rolledFirst, first);
}

function accumulate(window: Window): void {
  const N = window.N;
  const state = window.request.rolled;
  syrk(true, N, window.T, 1.0, window.Y, window.ld, 0.0, window.C, N);
  symmetrize(N, window.C, N);
  copy(N * N, window.C, sumsOf(state));
  copy(N, window.means, referenceOf(state, N));
  for (let i = 0; i < N; i++) set(peaksOf(state, N), i, get(row(window.C, i, N), i));
}

/** false where the sums have to be made anew */
function roll(window: Window, before: i32, step: i32): bool {
  const N = window.N;
  const T = window.T;
  const R = sumsOf(window.request.rolled);
  const reference = referenceOf(window.request.rolled, N);
  const peaks = peaksOf(window.request.rolled, N);
  const shift = window.shift;
  for (let t = before; t < before + step; t++) {
    addPeriod(window, t + T, 1.0, R, reference);
    addPeriod(window, t, -1.0, R, reference);
    for (let i = 0; i < N; i++) set(peaks, i, Math.max(get(peaks, i), get(row(R, i, N), i)));
  }
  for (let i = 0; i < N; i++) set(shift, i, get(window.means, i) - get(reference, i));
  const periods = <f64>T;
  for (let i = 0; i < N; i++) {
    const source = row(R, i, N);
    const target = row(window.C, i, N);
    copy(i + 1, source, target);
    axpy(i + 1, -periods * get(shift, i), shift, target);
    if (!(get(target, i) > LEAST_SHARE * get(peaks, i))) return false;
  }
  symmetrize(N, window.C, N);
  return true;
}

/** R := R ± (y − r)(y − r)' of period t, lower triangle. */
function addPeriod(window: Window, t: i32, sign: f64, R: usize, reference: usize): void {
  const N = window.N;
  const y = row(window.request.returns, t, N);
  const z = window.shift;
  for (let i = 0; i < N; i++) set(z, i, get(y, i) - get(reference, i));
  for (let i = 0; i < N; i++) axpy(i + 1, sign * get(z, i), z, row(R, i, N));
}

/** N×N sums R, lower triangle. */
// @ts-ignore: decorator
@inline
function sumsOf(state: usize): usize {
  return state;
}

/** N: r */
// @ts-ignore: decorator
@inline
function referenceOf(state: usize, N: i32): usize {
  return row(state, N, N);
}

/** N: the largest that each R_ii has been */
// @ts-ignore: decorator
@inline
function peaksOf(state: usize, N: i32): usize {
  return row(state, N + 1, N);
}

/** Doubles that the sums of N assets take between two windows. */
export function rolledLength(N: i32): i32 {
  return N * (N + 2);
}
