import { allocateVector, mark, release, vectorBytes } from '../../arena';
import { get, set, row, from, dot, axpy, fill, scale } from '../vector';

/** Rows whose elements are all below 2⁻¹⁰⁰ of the largest of A are zero: far below rounding, and squares stay normal. */
const NEGLIGIBLE: f64 = 7.888609052210118e-31;

/**
 * Householder tridiagonalisation A = Q·T·Q', Q = H_{n−1}·H_{n−2} ⋯ H_2, H_k = I − τ_k·v_k·v_k'.
 *
 * a        n×n, leading dimension lda; only its lower triangle is read. On return row k holds v_k in its columns
 *          0 … k − 1 (the last of these is 1); the rest of the lower triangle is rubbish.
 * largest  max |a_ij|, such that its square neither over- nor underflows.
 * diagonal n: the diagonal of T. off  n: e_k = T_{k+1,k}, the last is 0. tau  n: τ_k, 0 where H_k = I.
 * work     `tridiagonaliseWorkspace(n)` bytes of the arena.
 *
 * From the last row upwards (LAPACK's dsytd2 on an upper triangle by columns), so that every vector is the beginning
 * of a row. The rank-2 update A := A − v·w' − w·v' of one step is applied in the same pass over A that takes the next
 * step's product A·v, and that pass reads each element below the diagonal once for both of its places: 8 operations
 * an element and step. They keep the arithmetic units busy as long as A stays in the second cache (some 600 rows), so
 * that a blocked reduction, which saves memory traffic and no arithmetic, would gain nothing.
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
  fill(n, 0.0, w);
  let earlier = w;
  for (let k = n - 1; k > 0; k--) {
    const v = row(a, k, lda);
    axpy(k + 1, -get(earlier, k), w, v);
    axpy(k + 1, -get(w, k), earlier, v);
    set(diagonal, k, get(v, k));
    const factor = reflector(k, v, smallest, from(off, k - 1));
    set(tau, k, factor);
    updateAndMultiply(k, a, lda, earlier, w, v, product);
    axpy(k, -0.5 * factor * dot(k, product, v), v, product);
    for (let j = 0; j < k; j++) set(w, j, factor * get(product, j));
    earlier = v;
  }
  if (n > 0) {
    set(diagonal, 0, get(a, 0) - 2.0 * get(earlier, 0) * get(w, 0));
    set(off, n - 1, 0.0);
    set(tau, 0, 0.0);
  }
  release(position);
}

/** Arena bytes that `tridiagonalise` takes. */
export function tridiagonaliseWorkspace(n: i32): usize {
  return 2 * vectorBytes(n);
}

/**
 * The reflector with (I − τ·v·v')·x = (0, …, 0, β), v_{n−1} = 1.
 *
 * x        n ≥ 1, overwritten by v.
 * smallest a sum of squares of x_0 … x_{n−2} that is not above it counts as 0.
 * beta     where β goes.
 * returns  τ; 0 when x is such a multiple already.
 */
function reflector(n: i32, x: usize, smallest: f64, beta: usize): f64 {
  const pivot = get(x, n - 1);
  const squares = dot(n - 1, x, x);
  set(x, n - 1, 1.0);
  if (!(squares > smallest)) {
    fill(n - 1, 0.0, x);
    set(beta, 0, pivot);
    return 0.0;
  }
  const norm = Math.sqrt(squares + pivot * pivot);
  const image = pivot >= 0.0 ? -norm : norm;
  set(beta, 0, image);
  scale(n - 1, 1.0 / (pivot - image), x);
  return (image - pivot) / image;
}

/** A := A − v·w' − w·v' and p := A·x over the first n rows and columns, in one pass over the lower triangle. */
function updateAndMultiply(n: i32, a: usize, lda: i32, v: usize, w: usize, x: usize, p: usize): void {
  let i = 0;
  for (; i + 2 <= n; i += 2) {
    const v0 = v128.load_splat<f64>(from(v, i));
    const w0 = v128.load_splat<f64>(from(w, i));
    const x0 = v128.load_splat<f64>(from(x, i));
    const v1 = v128.load_splat<f64>(from(v, i), 8);
    const w1 = v128.load_splat<f64>(from(w, i), 8);
    const x1 = v128.load_splat<f64>(from(x, i), 8);
    let s0 = f64x2.splat(0.0);
    let s1 = s0;
    let a0 = row(a, i, lda);
    let a1 = row(a, i + 1, lda);
    const end = from(a0, i);
    let vj = v;
    let wj = w;
    let xj = x;
    let pj = p;
    while (a0 != end) {
      const vs = v128.load(vj);
      const ws = v128.load(wj);
      const xs = v128.load(xj);
      const y0 = f64x2.sub(v128.load(a0), f64x2.add(f64x2.mul(v0, ws), f64x2.mul(w0, vs)));
      const y1 = f64x2.sub(v128.load(a1), f64x2.add(f64x2.mul(v1, ws), f64x2.mul(w1, vs)));
      v128.store(a0, y0);
      v128.store(a1, y1);
      s0 = f64x2.add(s0, f64x2.mul(y0, xs));
      s1 = f64x2.add(s1, f64x2.mul(y1, xs));
      v128.store(pj, f64x2.add(v128.load(pj), f64x2.add(f64x2.mul(x0, y0), f64x2.mul(x1, y1))));
      a0 += 16;
      a1 += 16;
      vj += 16;
      wj += 16;
      xj += 16;
      pj += 16;
    }
    const y00 = get(a0, 0) - 2.0 * get(vj, 0) * get(wj, 0);
    const y10 = get(a1, 0) - (get(vj, 1) * get(wj, 0) + get(wj, 1) * get(vj, 0));
    const y11 = get(a1, 1) - 2.0 * get(vj, 1) * get(wj, 1);
    set(a0, 0, y00);
    set(a1, 0, y10);
    set(a1, 1, y11);
    const rest = f64x2.add(v128.shuffle<f64>(s0, s1, 0, 2), v128.shuffle<f64>(s0, s1, 1, 3));
    set(pj, 0, f64x2.extract_lane(rest, 0) + (y00 * get(xj, 0) + y10 * get(xj, 1)));
    set(pj, 1, f64x2.extract_lane(rest, 1) + (y10 * get(xj, 0) + y11 * get(xj, 1)));
  }
  if (i < n) {
    const ai = row(a, i, lda);
    axpy(i, -get(v, i), w, ai);
    axpy(i, -get(w, i), v, ai);
    const aii = get(ai, i) - 2.0 * get(v, i) * get(w, i);
    set(ai, i, aii);
    axpy(i, get(x, i), ai, p);
    set(p, i, dot(i, ai, x) + aii * get(x, i));
  }
}
