/**
 * Sums over half of the blocks, for every half.
 *
 * A half of S blocks is a set of the first h = S/2 blocks beside a set of the last h. Sets are ordered by their number of
 * blocks, then as binary numbers, so that
 *
 *     halves in their order   p over sets of the first blocks; for each, j over sets of the last that make up h blocks:
 *                             these stand side by side
 *     what is left out        the set in position L − 1 − p, L = 2^h, and the half in position C(S, h) − 1 − s
 *
 * A sum over a half is one addition: of what the set of the first blocks has, and that of the last.
 */
import { allocate, allocateVector, roundUp, vectorBytes } from '../arena';
import { from, get, set } from '../linalg/vector';

/** The sets of h blocks in their order, and what one trial has over them. */
@unmanaged
export class Subsets {
  /** h, and L = 2^h */
  blocks: i32;
  count: i32;
  /** L of 4 bytes: the sets as binary numbers */
  sets: usize;
  /** h + 2 of 4 bytes: position of the first set of so many blocks */
  starts: usize;
  /** L each: Σr, Σr² and limits over sets of the first blocks, and of the last */
  firstSums: usize;
  lastSums: usize;
  firstSquares: usize;
  lastSquares: usize;
  firstLimits: usize;
  lastLimits: usize;
  /** L, by the set itself */
  scratch: usize;
}

/** Bytes of workspace of S blocks. */
export function subsetsWorkspace(blocks: i32): usize {
  const h = blocks / 2;
  const L = 1 << h;
  return (
    roundUp(offsetof<Subsets>()) +
    roundUp((<usize>L) << 2) +
    roundUp((<usize>(h + 2)) << 2) +
    7 * vectorBytes(L)
  );
}

export function allocateSubsets(blocks: i32): Subsets {
  const subsets = changetype<Subsets>(allocate(offsetof<Subsets>()));
  const h = blocks / 2;
  const L = 1 << h;
  subsets.blocks = h;
  subsets.count = L;
  subsets.sets = allocate((<usize>L) << 2);
  subsets.starts = allocate((<usize>(h + 2)) << 2);
  subsets.firstSums = allocateVector(L);
  subsets.lastSums = allocateVector(L);
  subsets.firstSquares = allocateVector(L);
  subsets.lastSquares = allocateVector(L);
  subsets.firstLimits = allocateVector(L);
  subsets.lastLimits = allocateVector(L);
  subsets.scratch = allocateVector(L);
  let position = 0;
  for (let size = 0; size <= h; size++) {
    store<i32>(subsets.starts + ((<usize>size) << 2), position);
    for (let blocks = 0; blocks < L; blocks++) {
      if (popcnt<i32>(blocks) != size) continue;
      store<i32>(subsets.sets + ((<usize>position) << 2), blocks);
      position++;
    }
  }
  store<i32>(subsets.starts + ((<usize>(h + 1)) << 2), position);
  return subsets;
}

/** Position of the first set of so many blocks. */
// @ts-ignore: decorator
@inline
export function startOf(subsets: Subsets, size: i32): i32 {
  return load<i32>(subsets.starts + ((<usize>size) << 2));
}

/** Number of blocks of the set in a position. */
// @ts-ignore: decorator
@inline
export function sizeOf(subsets: Subsets, position: i32): i32 {
  return popcnt<i32>(load<i32>(subsets.sets + ((<usize>position) << 2)));
}

/** Fills in one trial: Σr and Σr² of the S blocks. */
export function sumSubsets(subsets: Subsets, sums: usize, squares: usize): void {
  const h = subsets.blocks;
  subsetSums(subsets, sums, subsets.firstSums);
  subsetSums(subsets, from(sums, h), subsets.lastSums);
  subsetSums(subsets, squares, subsets.firstSquares);
  subsetSums(subsets, from(squares, h), subsets.lastSquares);
}

/** Fills in the limits of the S blocks, which are those of every trial. */
export function sumLimits(subsets: Subsets, limits: usize): void {
  subsetSums(subsets, limits, subsets.firstLimits);
  subsetSums(subsets, from(limits, subsets.blocks), subsets.lastLimits);
}

/** Sum over each set of h values: the lowest block added to the sum of the others, 0 of none. */
function subsetSums(subsets: Subsets, values: usize, out: usize): void {
  const scratch = subsets.scratch;
  set(scratch, 0, 0.0);
  for (let blocks = 1; blocks < subsets.count; blocks++) {
    set(scratch, blocks, get(scratch, blocks & (blocks - 1)) + get(values, ctz<i32>(blocks)));
  }
  for (let position = 0; position < subsets.count; position++) {
    set(out, position, get(scratch, load<i32>(subsets.sets + ((<usize>position) << 2))));
  }
}

/**
 * A monotone transform of the Sharpe ratio over half the periods: with s = Σr, q = Σr² over its n periods
 *
 *     u = s·|s|/q = n·sign(SR)·SR²/(1 + SR²),   SR = mean/deviation, n in the denominator of the variance
 *
 * No difference of large numbers is taken, and halves of the same periods compare as their ratios do. Where |u| is not
 * below the limit n·(1 − 1e-12), SR is beyond 1e6: returns are constant but for rounding, or all 0, and have no ratio. They
 * count as 0.
 */
// @ts-ignore: decorator
@inline
export function transformed(s: f64, q: f64, limit: f64): f64 {
  const u = (s * Math.abs(s)) / q;
  return Math.abs(u) < limit ? u : 0.0;
}
