import { get, set } from '../linalg/vector';

/** The median is looked for within this share of where it is guessed to be. */
const NEAR: f64 = 0.02;

/**
 * Median of n ≥ 1 values: the middle one, or the mean of the two in the middle.
 *
 * guess  where it may be, 0 for no idea: a good one saves most of the time, none changes the result.
 * room   n, scratch.
 */
export function medianNear(guess: f64, n: i32, values: usize, room: usize): f64 {
  const middle = n >> 1;
  if (guess > 0.0) {
    const low = guess * (1.0 - NEAR);
    const high = guess * (1.0 + NEAR);
    let smaller = 0;
    let count = 0;
    for (let i = 0; i < n; i++) {
      const value = get(values, i);
      set(room, count, value);
      smaller += i32(value < low);
      count += i32(value >= low) & i32(value <= high);
    }
    const place = middle - smaller;
    if (place > 0 && place < count) return middleOf(n, place, count, room);
  }
  memory.copy(room, values, (<usize>n) << 3);
  return middleOf(n, middle, n, room);
}

/** Median of n values of which that in the middle is number `place` of the `count` in `room`, the one before it also there. */
function middleOf(n: i32, place: i32, count: i32, room: usize): f64 {
  const upper = select(count, room, place);
  if ((n & 1) == 1) return upper;
  let lower = get(room, 0);
  for (let i = 1; i < place; i++) lower = Math.max(lower, get(room, i));
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
