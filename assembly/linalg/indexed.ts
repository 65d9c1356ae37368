/** Vectors of 32-bit integers, and vectors of doubles addressed through them. */
import { get, row, set } from './vector';

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
