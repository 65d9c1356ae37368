import { from, get, row, set } from '../linalg/vector';
import { Window } from './window';

/** mean, volatility, skewness, kurtosis, beta, downside volatility, worst return, trend: the host's, in its order. */
export const CHARACTERISTICS: i32 = 8;

/** Differences below this share of the terms that were added up are rounding. */
const ROUNDING: f64 = 1e-10;

/**
 * Takes the returns of the window that begins in row `first`: centred, with the market's, and the eight characteristics
 * of each asset, not standardised yet. Every sum has the order of the host's, `src/kernels/characteristics.ts`. Two assets
 * at a time share the lanes of a vector; the last of an odd number is read from a column with zeros beside it.
 *
 * returns false where a return is missing, or an asset or the market does not move.
 */
export function loadReturns(window: Window, first: i32): bool {
  const N = window.N;
  const ld = window.ld;
  const T = window.T;
  const source = row(window.request.returns, first, N);
  if (!loadMarket(window, from(window.request.market, first))) return false;
  window.largestReturn = 0.0;
  for (let i = 0; i + 2 <= N; i += 2) if (!describePair(window, i, from(source, i), N)) return false;
  if (ld == N) return true;
  const last = from(window.Y, N - 1);
  for (let t = 0; t < T; t++) {
    set(row(last, t, ld), 0, get(row(source, t, N), N - 1));
    set(row(last, t, ld), 1, 0.0);
  }
  return describePair(window, N - 1, last, ld);
}

/** The market beside its mean, with Σm and Σ(m − m̄)². */
function loadMarket(window: Window, source: usize): bool {
  const T = window.T;
  let sum = 0.0;
  let least = Infinity;
  let most = -Infinity;
  for (let t = 0; t < T; t++) {
    const m = get(source, t);
    sum += m;
    least = Math.min(least, m);
    most = Math.max(most, m);
  }
  window.largestMarket = Math.max(Math.abs(least), Math.abs(most));
  if (!varies(least, most, 0.0)) return false;
  const mean = sum / <f64>T;
  let squares = 0.0;
  for (let t = 0; t < T; t++) {
    const deviation = get(source, t) - mean;
    set(window.market, t, deviation);
    squares += deviation * deviation;
  }
  window.marketSum = sum;
  window.marketSquares = squares;
  return true;
}

/** Whether values differ by more than rounding of terms of their own size, or of size `magnitude`; false for NaN. */
// @ts-ignore: decorator
@inline
function varies(least: f64, most: f64, magnitude: f64): bool {
  return most - least > ROUNDING * Math.max(magnitude, Math.max(Math.abs(least), Math.abs(most)));
}

/**
 * Centres assets i and i + 1 and writes their characteristics; false where one lacks a return or does not move.
 *
 * source their returns, side by side, leading dimension lds
 */
function describePair(window: Window, i: i32, source: usize, lds: i32): bool {
  const T = window.T;
  const stride = (<usize>window.ld) << 3;
  const step = (<usize>lds) << 3;
  const zero = f64x2.splat(0.0);

  let sum = zero;
  let down = zero;
  let least = f64x2.splat(Infinity);
  let most = f64x2.splat(-Infinity);
  let r = source;
  for (let t = 0; t < T; t++, r += step) {
    const value = v128.load(r);
    sum = f64x2.add(sum, value);
    const loss = f64x2.pmin(value, zero);
    down = f64x2.add(down, f64x2.mul(loss, loss));
    // of a missing return only the sum knows
    least = f64x2.pmin(least, value);
    most = f64x2.pmax(most, value);
  }
  const isLast = i + 1 == window.N;
  if (!i64x2.all_true(f64x2.eq(sum, sum)) || !moves(window, least, most, isLast)) return false;

  const periods = f64x2.splat(<f64>T);
  const mean = f64x2.div(sum, periods);
  const one = f64x2.splat(1.0);
  let index = f64x2.splat(-0.5 * <f64>(T - 1)); // of the period, from their centre
  let market = window.market;
  let m2 = zero;
  let m3 = zero;
  let m4 = zero;
  let products = zero;
  let trend = zero;
  let y = from(window.Y, i);
  r = source;
  for (let t = 0; t < T; t++, r += step, y += stride, market += 8) {
    const deviation = f64x2.sub(v128.load(r), mean);
    v128.store(y, deviation);
    const square = f64x2.mul(deviation, deviation);
    m2 = f64x2.add(m2, square);
    m3 = f64x2.add(m3, f64x2.mul(square, deviation));
    m4 = f64x2.add(m4, f64x2.mul(square, square));
    products = f64x2.add(products, f64x2.mul(v128.load_splat<f64>(market), deviation));
    trend = f64x2.add(trend, f64x2.mul(index, deviation));
    index = f64x2.add(index, one);
  }
  v128.store(from(window.means, i), mean);
  v128.store(from(window.marketProducts, i), products);
  m2 = f64x2.div(m2, periods);
  m3 = f64x2.div(m3, periods);
  m4 = f64x2.div(m4, periods);
  const n = <f64>T;
  const x = from(window.X, i * CHARACTERISTICS);
  v128.store(x, mean);
  v128.store(x, f64x2.sqrt(f64x2.mul(f64x2.splat(n / (n - 1.0)), m2)), 16);
  v128.store(x, f64x2.div(m3, f64x2.mul(m2, f64x2.sqrt(m2))), 32);
  v128.store(x, f64x2.div(m4, f64x2.mul(m2, m2)), 48);
  v128.store(x, f64x2.div(products, f64x2.splat(window.marketSquares)), 64);
  v128.store(x, f64x2.sqrt(f64x2.div(down, periods)), 80);
  v128.store(x, least, 96);
  v128.store(x, f64x2.div(trend, f64x2.splat((n * (n * n - 1.0)) / 12.0)), 112);
  return true;
}

/** Whether the returns of both assets (of the first, where it is the last one) are there and vary. */
function moves(window: Window, least: v128, most: v128, isLast: bool): bool {
  const first = f64x2.extract_lane(least, 0);
  const firstMost = f64x2.extract_lane(most, 0);
  window.largestReturn = Math.max(window.largestReturn, Math.max(Math.abs(first), Math.abs(firstMost)));
  if (!varies(first, firstMost, 0.0)) return false;
  if (isLast) return true;
  const second = f64x2.extract_lane(least, 1);
  const secondMost = f64x2.extract_lane(most, 1);
  window.largestReturn = Math.max(window.largestReturn, Math.max(Math.abs(second), Math.abs(secondMost)));
  return varies(second, secondMost, 0.0);
}

/** Standardises the characteristics across assets, ddof 1; false where one does not differ between them. */
export function standardise(window: Window): bool {
  const N = window.N;
  for (let k = 0; k < CHARACTERISTICS; k++) {
    const x = from(window.X, 2 * k);
    let least = Infinity;
    let most = -Infinity;
    let sum = 0.0;
    for (let i = 0; i < N; i++) {
      const value = get(x, place(i));
      least = Math.min(least, value);
      most = Math.max(most, value);
      sum += value;
    }
    if (!varies(least, most, magnitude(window, k))) return false;
    const center = sum / <f64>N;
    let squares = 0.0;
    for (let i = 0; i < N; i++) {
      const deviation = get(x, place(i)) - center;
      squares += deviation * deviation;
    }
    const c = f64x2.splat(center);
    const deviation = f64x2.splat(Math.sqrt(squares / <f64>(N - 1)));
    for (let i = 0; i < N; i += 2) {
      const pair = from(x, place(i));
      v128.store(pair, f64x2.div(f64x2.sub(v128.load(pair), c), deviation));
    }
  }
  return true;
}

/** Where a characteristic of asset i is, from that of asset 0. */
// @ts-ignore: decorator
@inline
function place(i: i32): i32 {
  return (i & 1) + (i >> 1) * (2 * CHARACTERISTICS);
}

/** Size of the terms that the sums of characteristic k add up. */
function magnitude(window: Window, k: i32): f64 {
  if (k == 2 || k == 3) return 1.0;
  if (k == 4) return window.largestReturn / window.largestMarket;
  return k == 7 ? window.largestReturn / <f64>window.T : window.largestReturn;
}
