import { get, set } from '../linalg/vector';

/** Median of n ≥ 1 values, which are reordered: the middle one, or the mean of the two in the middle. */
export function medianInPlace(n: i32, values: usize): f64 {
  const middle = n >> 1;
  const upper = select(n, values, middle);
  if ((n & 1) == 1) return upper;
  let lower = get(values, 0);
  for (let i = 1; i < middle; i++) lower = Math.max(lower, get(values, i));
  return (lower + upper) / 2.0;
}

/** Hoare's selection: afterwards value k is the k-th smallest (from 0), and nothing before it is larger. */
function select(n: i32, values: usize, k: i32): f64 {
  let left = 0;
  let right = n - 1;
  while (left < right) {
    const pivot = get(values, (left + right) >> 1);
    let i = left;
    let j = right;
    while (i <= j) {
      while (get(values, i) < pivot) i++;
      while (get(values, j) > pivot) j--;
      if (i > j) break;
      const swapped = get(values, i);
      set(values, i, get(values, j));
      set(values, j, swapped);
      i++;
      j--;
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else break;
  }
  return get(values, k);
}
