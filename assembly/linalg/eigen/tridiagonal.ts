import { allocateVector, mark, release, vectorBytes } from '../../arena';
import { get, set, row, from, dot, axpy, scale } from '../vector';

/** Columns whose elements are all below 2⁻¹⁰⁰ of the largest of A are zero: far below rounding, and squares stay normal. */
const NEGLIGIBLE: f64 = 7.888609052210118e-31;

/**
 * Householder tridiagonalisation A = Q·T·Q', Q = H_0·H_1 ⋯ H_{n−3}, H_k = I − τ_k·v_k·v_k'.
 *
 * a        n×n, leading dimension lda, both triangles valid. On return row k holds v_k in its columns k + 1 … n − 1
 *          (the first of these is 1); the rest is rubbish.
 * largest  max |a_ij|, such that its square neither over- nor underflows.
 * diagonal n: the diagonal of T. off  n: e_k = T_{k+1,k}, the last is 0. tau  n: τ_k, 0 where H_k = I.
 * work     `tridiagonaliseWorkspace(n)` bytes of the arena.
 *
 * The rank-2 update A := A − v·w' − w·v' of one step is applied in the same pass over A that takes the next step's
 * product A·v: A is read once a step, not twice.
 */
export function tridiagonalise(
  n: i32,
  a: usize,
  lda: i32,
  largest: f64,
  diagonal: usize,
  off: usize,
  tau: usize,
): void {
  const position = mark();
  const w = allocateVector(n);
  const product = allocateVector(n);
  const threshold = largest * NEGLIGIBLE;
  const smallest = threshold * threshold;
  for (let k = 0; k < n; k++) {
    const ak = row(a, k, lda);
    const earlier = row(a, k - 1, lda);
    if (k > 0) {
      axpy(n - k, -get(earlier, k), from(w, k), from(ak, k));
      axpy(n - k, -get(w, k), from(earlier, k), from(ak, k));
    }
    set(diagonal, k, get(ak, k));
    set(ak, k, 0.0);
    if (k == n - 1) {
      set(off, k, 0.0);
      set(tau, k, 0.0);
      break;
    }
    const factor = reflector(n - k - 1, from(ak, k + 1), smallest, from(off, k));
    set(tau, k, factor);
    updateAndMultiply(n, k + 1, a, lda, k > 0, earlier, w, ak, product);
    const size = n - k - 1;
    const v = from(ak, k + 1);
    const p = from(product, k + 1);
    const half = 0.5 * factor * dot(size, p, v);
    axpy(size, -half, v, p);
    for (let j = k + 1; j < n; j++) set(w, j, factor * get(product, j));
  }
  release(position);
}

/** Arena bytes that `tridiagonalise` takes. */
export function tridiagonaliseWorkspace(n: i32): usize {
  return 2 * vectorBytes(n);
}

/**
 * The reflector with (I − τ·v·v')·x = (β, 0, …, 0), v_0 = 1.
 *
 * x        n ≥ 1, overwritten by v.
 * smallest a sum of squares of x_1 … that is not above it counts as 0.
 * beta     where β goes.
 * returns  τ; 0 when x is such a multiple already.
 */
function reflector(n: i32, x: usize, smallest: f64, beta: usize): f64 {
  const x0 = get(x, 0);
  const rest = from(x, 1);
  const squares = dot(n - 1, rest, rest);
  set(x, 0, 1.0);
  if (!(squares > smallest)) {
    memory.fill(rest, 0, (<usize>(n - 1)) << 3);
    set(beta, 0, x0);
    return 0.0;
  }
  const norm = Math.sqrt(squares + x0 * x0);
  const image = x0 >= 0.0 ? -norm : norm;
  set(beta, 0, image);
  scale(n - 1, 1.0 / (x0 - image), rest);
  return (image - x0) / image;
}

/**
 * A := A − v·w' − w·v' (when `update`) and p := A·x over rows and columns first … n − 1, in one pass.
 *
 * Pairs of columns are kept whole by starting one column early when need be: column first − 1 is finished, so
 * that writing to it does no harm, and x is 0 there.
 */
function updateAndMultiply(
  n: i32,
  first: i32,
  a: usize,
  lda: i32,
  update: bool,
  v: usize,
  w: usize,
  x: usize,
  p: usize,
): void {
  const start = first - ((n - first) & 1);
  const end = from(x, n);
  let i = first;
  if (!update) {
    for (; i < n; i++) set(p, i, dot(n - first, from(row(a, i, lda), first), from(x, first)));
    return;
  }
  for (; i + 2 <= n; i += 2) {
    const v0 = v128.load_splat<f64>(from(v, i));
    const w0 = v128.load_splat<f64>(from(w, i));
    const v1 = v128.load_splat<f64>(from(v, i), 8);
    const w1 = v128.load_splat<f64>(from(w, i), 8);
    let s0 = f64x2.splat(0.0);
    let s1 = s0;
    let a0 = from(row(a, i, lda), start);
    let a1 = from(row(a, i + 1, lda), start);
    let vj = from(v, start);
    let wj = from(w, start);
    for (let xj = from(x, start); xj < end; xj += 16) {
      const vs = v128.load(vj);
      const ws = v128.load(wj);
      const xs = v128.load(xj);
      const y0 = f64x2.sub(v128.load(a0), f64x2.add(f64x2.mul(v0, ws), f64x2.mul(w0, vs)));
      const y1 = f64x2.sub(v128.load(a1), f64x2.add(f64x2.mul(v1, ws), f64x2.mul(w1, vs)));
      v128.store(a0, y0);
      v128.store(a1, y1);
      s0 = f64x2.add(s0, f64x2.mul(y0, xs));
      s1 = f64x2.add(s1, f64x2.mul(y1, xs));
      a0 += 16;
      a1 += 16;
      vj += 16;
      wj += 16;
    }
    v128.store(from(p, i), f64x2.add(v128.shuffle<f64>(s0, s1, 0, 2), v128.shuffle<f64>(s0, s1, 1, 3)));
  }
  if (i < n) {
    const ai = from(row(a, i, lda), first);
    axpy(n - first, -get(v, i), from(w, first), ai);
    axpy(n - first, -get(w, i), from(v, first), ai);
    set(p, i, dot(n - first, ai, from(x, first)));
  }
}
