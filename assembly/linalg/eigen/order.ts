import { get } from '../vector';
import { getIndex, setIndex } from '../indexed';

/** Ascending order as a list of 32-bit indices; values that are equal keep their places. */

/** order := the indices 0 … n − 1 such that values ascend. */
export function sortIndices(n: i32, values: usize, order: usize): void {
  for (let k = 0; k < n; k++) insertIndex(k, values, k, order);
}

/** Inserts `index` into a list of `count` indices whose values ascend. */
export function insertIndex(count: i32, values: usize, index: i32, order: usize): void {
  const value = get(values, index);
  let to = count;
  for (; to > 0 && get(values, getIndex(order, to - 1)) > value; to--) {
    setIndex(order, to, getIndex(order, to - 1));
  }
  setIndex(order, to, index);
}

/** merged := the m indices of `first` and the n of `second`, both ascending; where values are equal, `first` goes first. */
export function mergeIndices(
  m: i32,
  first: usize,
  n: i32,
  second: usize,
  values: usize,
  merged: usize,
): void {
  let i = 0;
  let j = 0;
  while (i + j < m + n) {
    const takeFirst =
      j == n || (i < m && get(values, getIndex(first, i)) <= get(values, getIndex(second, j)));
    setIndex(merged, i + j, takeFirst ? getIndex(first, i) : getIndex(second, j));
    if (takeFirst) i++;
    else j++;
  }
}
