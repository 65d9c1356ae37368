/**
 * Combinatorially symmetric cross-validation (Bailey, Borwein, López de Prado and Zhu 2015): each half of S blocks of
 * periods is in sample once, and the rest out of sample. Two passes over tiles of trials, exact for every split:
 *
 *     `findWinners`     the best trial in sample by split, the first of equals, and its ratio out of sample
 *     `rankWinners`     how many trials are below that ratio out of sample, and how many equal to it
 *
 * Ratios are compared by the transform of `subsets.ts`; both passes make it by the same operations, so that equal ratios
 * have equal bits. Two halves at a time; per trial and split one division and a dozen cheap operations, nothing of the
 * size of trials × splits is kept.
 */
import { mark, release } from '../arena';
import { from, get, row, set } from '../linalg/vector';
import { CrossValidationRequest } from './request';
import {
  Subsets,
  allocateSubsets,
  sizeOf,
  startOf,
  subsetsWorkspace,
  sumLimits,
  sumSubsets,
  transformed,
} from './subsets';

/** Bytes of workspace of both passes. */
export function crossValidationWorkspace(address: usize): usize {
  return subsetsWorkspace(changetype<CrossValidationRequest>(address).blocks);
}

/** First pass: `best`, `winners` and `outOfSample` after these trials; `flat` of them. */
export function findWinners(address: usize): void {
  const request = changetype<CrossValidationRequest>(address);
  const position = mark();
  const subsets = allocateSubsets(request.blocks);
  sumLimits(subsets, request.limits);
  for (let k = 0; k < request.trials; k++) {
    sumSubsets(subsets, row(request.sums, k, request.blocks), row(request.squares, k, request.blocks));
    const isFlat = enterTrial(request, subsets, request.first + k);
    store<i32>(request.flat + ((<usize>k) << 2), isFlat ? 1 : 0);
  }
  release(position);
}

/** One trial against the best so far of every split. Returns whether it is without a ratio in any half. */
function enterTrial(request: CrossValidationRequest, subsets: Subsets, trial: i32): bool {
  const best = request.best;
  let varies = i64x2.splat(-1);
  let isFlat = false;
  let split = 0;
  for (let p = 0; p < subsets.count; p++) {
    const s = f64x2.splat(get(subsets.firstSums, p));
    const q = f64x2.splat(get(subsets.firstSquares, p));
    const limit = f64x2.splat(get(subsets.firstLimits, p));
    const others = subsets.blocks - sizeOf(subsets, p);
    const end = startOf(subsets, others + 1);
    let j = startOf(subsets, others);
    for (; j + 2 <= end; j += 2, split += 2) {
      const raw = rawPair(subsets, j, s, q);
      const bound = f64x2.add(limit, v128.load(from(subsets.lastLimits, j)));
      const keep = f64x2.lt(f64x2.abs(raw), bound);
      varies = v128.and(varies, keep);
      const u = v128.and(raw, keep);
      if (!v128.any_true(f64x2.gt(u, v128.load(from(best, split))))) continue;
      challenge(request, subsets, p, j, split, trial, f64x2.extract_lane(u, 0));
      challenge(request, subsets, p, j + 1, split + 1, trial, f64x2.extract_lane(u, 1));
    }
    if (j < end) {
      const bound = get(subsets.firstLimits, p) + get(subsets.lastLimits, j);
      const sum = get(subsets.firstSums, p) + get(subsets.lastSums, j);
      const square = get(subsets.firstSquares, p) + get(subsets.lastSquares, j);
      if (!(Math.abs((sum * Math.abs(sum)) / square) < bound)) isFlat = true;
      challenge(request, subsets, p, j, split, trial, transformed(sum, square, bound));
      split++;
    }
  }
  return isFlat || !i64x2.all_true(varies);
}

/** s·|s|/q of two halves: a set of the first blocks, with the sets of the last in positions j and j + 1. */
// @ts-ignore: decorator
@inline
function rawPair(subsets: Subsets, j: i32, first: v128, firstSquares: v128): v128 {
  const s = f64x2.add(first, v128.load(from(subsets.lastSums, j)));
  const q = f64x2.add(firstSquares, v128.load(from(subsets.lastSquares, j)));
  return f64x2.div(f64x2.mul(s, f64x2.abs(s)), q);
}

/** The trial becomes the winner of a split where it is above the best of the earlier ones. */
function challenge(
  request: CrossValidationRequest,
  subsets: Subsets,
  p: i32,
  j: i32,
  split: i32,
  trial: i32,
  u: f64,
): void {
  if (!(u > get(request.best, split))) return;
  set(request.best, split, u);
  store<i32>(request.winners + ((<usize>split) << 2), trial);
  const rest = subsets.count - 1;
  set(request.outOfSample, request.splits - 1 - split, ratioOf(subsets, rest - p, rest - j));
}

function ratioOf(subsets: Subsets, p: i32, j: i32): f64 {
  return transformed(
    get(subsets.firstSums, p) + get(subsets.lastSums, j),
    get(subsets.firstSquares, p) + get(subsets.lastSquares, j),
    get(subsets.firstLimits, p) + get(subsets.lastLimits, j),
  );
}

/** Second pass, when the winners among all trials are known: `below` after these trials. */
export function rankWinners(address: usize): void {
  const request = changetype<CrossValidationRequest>(address);
  const position = mark();
  const subsets = allocateSubsets(request.blocks);
  sumLimits(subsets, request.limits);
  for (let k = 0; k < request.trials; k++) {
    sumSubsets(subsets, row(request.sums, k, request.blocks), row(request.squares, k, request.blocks));
    compareTrial(request, subsets);
  }
  release(position);
}

/** One trial against the winner of every split, over the half that is out of sample there. */
function compareTrial(request: CrossValidationRequest, subsets: Subsets): void {
  const one = f64x2.splat(1.0);
  let half = 0;
  for (let p = 0; p < subsets.count; p++) {
    const s = f64x2.splat(get(subsets.firstSums, p));
    const q = f64x2.splat(get(subsets.firstSquares, p));
    const limit = f64x2.splat(get(subsets.firstLimits, p));
    const others = subsets.blocks - sizeOf(subsets, p);
    const end = startOf(subsets, others + 1);
    let j = startOf(subsets, others);
    for (; j + 2 <= end; j += 2, half += 2) {
      const raw = rawPair(subsets, j, s, q);
      const bound = f64x2.add(limit, v128.load(from(subsets.lastLimits, j)));
      const u = v128.and(raw, f64x2.lt(f64x2.abs(raw), bound));
      const winner = v128.load(from(request.outOfSample, half));
      const count = f64x2.add(v128.and(f64x2.lt(u, winner), one), v128.and(f64x2.le(u, winner), one));
      const at = from(request.below, half);
      v128.store(at, f64x2.add(v128.load(at), count));
    }
    if (j < end) {
      const u = ratioOf(subsets, p, j);
      const winner = get(request.outOfSample, half);
      if (u <= winner) set(request.below, half, get(request.below, half) + (u < winner ? 2.0 : 1.0));
      half++;
    }
  }
}
