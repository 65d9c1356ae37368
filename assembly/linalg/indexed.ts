/** Vectors of 32-bit integers, and vectors of doubles addressed through them. */
import { from, get, row, set } from './vector';

/** index_k */
// @ts-ignore: decorator
@inline
export function getIndex(index: usize, k: i32): i32 {
  return load<i32>(index + ((<usize>k) << 2));
}

/** index_k := value */
// @ts-ignore: decorator
@inline
export function setIndex(index: usize, k: i32, value: i32): void {
  store<i32>(index + ((<usize>k) << 2), value);
}

/** Every index_k := 0. */
export function clearIndex(n: i32, index: usize): void {
  memory.fill(index, 0, (<usize>n) << 2);
}

/** Every target_k := index_k. */
export function copyIndex(n: i32, index: usize, target: usize): void {
  memory.copy(target, index, (<usize>n) << 2);
}

/** index_k := 1 where x_k = y_k, 0 elsewhere */
export function markEqual(n: i32, x: usize, y: usize, index: usize): void {
  const one = i32x4.splat(1);
  let k = 0;
  for (; k + 4 <= n; k += 4) {
    const first = f64x2.eq(v128.load(from(x, k)), v128.load(from(y, k)));
    const second = f64x2.eq(v128.load(from(x, k), 16), v128.load(from(y, k), 16));
    v128.store(index + ((<usize>k) << 2), v128.and(one, v128.shuffle<i32>(first, second, 0, 2, 4, 6)));
  }
  for (; k < n; k++) setIndex(index, k, get(x, k) == get(y, k) ? 1 : 0);
}

/** y_k := α·x_{index_k} */
export function gather(n: i32, alpha: f64, x: usize, index: usize, y: usize): void {
  for (let k = 0; k < n; k++) set(y, k, alpha * get(x, getIndex(index, k)));
}

/** x_{index_k} := x_{index_k} + α·y_k */
export function scatterAdd(n: i32, alpha: f64, y: usize, index: usize, x: usize): void {
  for (let k = 0; k < n; k++) {
    const i = getIndex(index, k);
    set(x, i, get(x, i) + alpha * get(y, k));
  }
}

/** x := x + α·A[index, index], an n×n block of a matrix with leading dimension lda; x is n×n, dense. */
export function gatherSquare(n: i32, alpha: f64, a: usize, lda: i32, index: usize, x: usize): void {
  for (let k = 0; k < n; k++) {
    const source = row(a, getIndex(index, k), lda);
    const target = row(x, k, n);
    for (let l = 0; l < n; l++) set(target, l, get(target, l) + alpha * get(source, getIndex(index, l)));
  }
}

/** A[index, index] := A[index, index] + α·x, see `gatherSquare`. */
export function scatterAddSquare(n: i32, alpha: f64, x: usize, a: usize, lda: i32, index: usize): void {
  for (let k = 0; k < n; k++) scatterAdd(n, alpha, row(x, k, n), index, row(a, getIndex(index, k), lda));
}

/** y := y + α·Σ_k x_{index_k}·(row index_k of A), over `count` rows of length n with leading dimension lda. */
export function addRows(
  count: i32,
  index: usize,
  n: i32,
  alpha: f64,
  a: usize,
  lda: i32,
  x: usize,
  y: usize,
): void {
  for (let k = 0; k < count; k += 4) {
    // the last ones may be fewer: then the first of them stands for what is missing, times 0
    const left = count - k;
    const i0 = getIndex(index, k);
    const i1 = left > 1 ? getIndex(index, k + 1) : i0;
    const i2 = left > 2 ? getIndex(index, k + 2) : i0;
    const i3 = left > 3 ? getIndex(index, k + 3) : i0;
    const a0 = row(a, i0, lda);
    const a1 = row(a, i1, lda);
    const a2 = row(a, i2, lda);
    const a3 = row(a, i3, lda);
    const x0 = f64x2.splat(alpha * get(x, i0));
    const x1 = f64x2.splat(left > 1 ? alpha * get(x, i1) : 0.0);
    const x2 = f64x2.splat(left > 2 ? alpha * get(x, i2) : 0.0);
    const x3 = f64x2.splat(left > 3 ? alpha * get(x, i3) : 0.0);
    let j = 0;
    for (; j + 4 <= n; j += 4) {
      const at: usize = (<usize>j) << 3;
      const s01 = f64x2.add(f64x2.mul(x0, v128.load(a0 + at)), f64x2.mul(x1, v128.load(a1 + at)));
      const s23 = f64x2.add(f64x2.mul(x2, v128.load(a2 + at)), f64x2.mul(x3, v128.load(a3 + at)));
      const t01 = f64x2.add(f64x2.mul(x0, v128.load(a0 + at, 16)), f64x2.mul(x1, v128.load(a1 + at, 16)));
      const t23 = f64x2.add(f64x2.mul(x2, v128.load(a2 + at, 16)), f64x2.mul(x3, v128.load(a3 + at, 16)));
      v128.store(y + at, f64x2.add(v128.load(y + at), f64x2.add(s01, s23)));
      v128.store(y + at, f64x2.add(v128.load(y + at, 16), f64x2.add(t01, t23)), 16);
    }
    for (; j < n; j++) {
      const s01 = f64x2.extract_lane(x0, 0) * get(a0, j) + f64x2.extract_lane(x1, 0) * get(a1, j);
      const s23 = f64x2.extract_lane(x2, 0) * get(a2, j) + f64x2.extract_lane(x3, 0) * get(a3, j);
      set(y, j, get(y, j) + (s01 + s23));
    }
  }
}
