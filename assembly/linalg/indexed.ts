/** Vectors of 32-bit integers, and vectors of doubles addressed through them. */
import { get, set } from './vector';

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
