import { add, copy, get, row, set } from '../linalg/vector';
import { Window } from './window';

/** mean, volatility, skewness, kurtosis, beta, downside volatility, worst return, trend: the host's, in its order. */
export const CHARACTERISTICS: i32 = 8;

/** Differences below this share of the terms that were added up are rounding. */
const ROUNDING: f64 = 1e-10;

/**
 * Takes the returns of the window that begins in row `first`: centred, with the market's, and the eight characteristics
 * of each asset, not standardised yet. Every sum has the order of the host's, `src/kernels/characteristics.ts`. Two assets at a time share the lanes of a vector.
 *
 * returns false where a return is missing, or an asset or the market does not move.
 */
export function loadReturns(window: Window, first: i32): bool {
  const N = window.N;
  const ld = window.ld;
  const T = window.T;
  const source = row(window.request.returns, first, N);
  for (let t = 0; t < T; t++) {
    copy(N, row(source, t, N), row(window.Y, t, ld));
    if (ld > N) set(row(window.Y, t, ld), N, 0.0);
  }
  if (!loadMarket(window, window.request.market + ((<usize>first) << 3))) return false;
  window.largestReturn = 0.0;
  for (let i = 0; i < N; i += 2) if (!describePair(window, i)) return false;
  return true;
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

/** Centres assets i and i + 1 and writes their characteristics; false where one lacks a return or does not move. */
function describePair(window: Window, i: i32): bool {
  const T = window.T;
  const ld = window.ld;
  const stride = (<usize>ld) << 3;
  const zero = f64x2.splat(0.0);
  const start = window.Y + ((<usize>i) << 3);

  let sum = zero;
  let down = zero;
  let least = f64x2.splat(Infinity);
  let most = f64x2.splat(-Infinity);
  let y = start;
  for (let t = 0; t < T; t++, y += stride) {
    const r = v128.load(y);
    sum = f64x2.add(sum, r);
    const loss = f64x2.min(r, zero);
    down = f64x2.add(down, f64x2.mul(loss, loss));
    least = f64x2.min(least, r);
    most = f64x2.max(most, r);
  }
  const isLast = i + 1 == window.N;
  if (!moves(window, least, most, isLast)) return false;

  const periods = f64x2.splat(<f64>T);
  const mean = f64x2.div(sum, periods);
  const center = 0.5 * <f64>(T - 1);
  let m2 = zero;
  let m3 = zero;
  let m4 = zero;
  let products = zero;
  let trend = zero;
  y = start;
  for (let t = 0; t < T; t++, y += stride) {
    const deviation = f64x2.sub(v128.load(y), mean);
    v128.store(y, deviation);
    const square = f64x2.mul(deviation, deviation);
    m2 = f64x2.add(m2, square);
    m3 = f64x2.add(m3, f64x2.mul(square, deviation));
    m4 = f64x2.add(m4, f64x2.mul(square, square));
    products = f64x2.add(products, f64x2.mul(f64x2.splat(get(window.market, t)), deviation));
    trend = f64x2.add(trend, f64x2.mul(f64x2.splat(<f64>t - center), deviation));
  }
  v128.store(window.means + ((<usize>i) << 3), mean);
  v128.store(window.marketProducts + ((<usize>i) << 3), products);
  m2 = f64x2.div(m2, periods);
  m3 = f64x2.div(m3, periods);
  m4 = f64x2.div(m4, periods);
  const n = <f64>T;
  const x = window.X + ((<usize>i) << 3);
  v128.store(x, mean);
  v128.store(x + stride, f64x2.sqrt(f64x2.mul(f64x2.splat(n / (n - 1.0)), m2)));
  v128.store(x + 2 * stride, f64x2.div(m3, f64x2.mul(m2, f64x2.sqrt(m2))));
  v128.store(x + 3 * stride, f64x2.div(m4, f64x2.mul(m2, m2)));
  v128.store(x + 4 * stride, f64x2.div(products, f64x2.splat(window.marketSquares)));
  v128.store(x + 5 * stride, f64x2.sqrt(f64x2.div(down, periods)));
  v128.store(x + 6 * stride, least);
  v128.store(x + 7 * stride, f64x2.div(trend, f64x2.splat((n * (n * n - 1.0)) / 12.0)));
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
    const x = row(window.X, k, window.ld);
    let least = Infinity;
    let most = -Infinity;
    let sum = 0.0;
    for (let i = 0; i < N; i++) {
      const value = get(x, i);
      least = Math.min(least, value);
      most = Math.max(most, value);
      sum += value;
    }
    if (!varies(least, most, magnitude(window, k))) return false;
    const center = sum / <f64>N;
    let squares = 0.0;
    for (let i = 0; i < N; i++) {
      add(x, i, -center);
      squares += get(x, i) * get(x, i);
    }
    const deviation = Math.sqrt(squares / <f64>(N - 1));
    for (let i = 0; i < N; i++) set(x, i, get(x, i) / deviation);
  }
  return true;
}

/** Size of the terms that the sums of characteristic k add up. */
function magnitude(window: Window, k: i32): f64 {
  if (k == 2 || k == 3) return 1.0;
  if (k == 4) return window.largestReturn / window.largestMarket;
  return k == 7 ? window.largestReturn / <f64>window.T : window.largestReturn;
}
