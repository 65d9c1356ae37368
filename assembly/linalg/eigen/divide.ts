import { allocateVector, mark, release, vectorBytes } from '../../arena';
import { get, set, row, from, fill } from '../vector';
import { accumulatingQL, accumulatingQLWorkspace } from './ql';
import { merge, mergeWorkspace } from './merge';
import { sortIndices } from './order';
import { SLICE, identitySlices, slices, unpackSlices } from './rotations';

/** Tridiagonal matrices of at most this order are left to QL. */
const LEAF: i32 = 32;

/**
 * Eigenvalues and eigenvectors of a symmetric tridiagonal T by divide and conquer.
 *
 * d       n: the diagonal of T; the eigenvalues on return, in no order.
 * e       n: the elements below it; destroyed.
 * x       n×n, leading dimension ldx: the eigenvectors in rows, row i belonging to d_i.
 * order   n (32-bit): the rows such that d ascends.
 * u       n×n, leading dimension ldu: scratch.
 * returns 0, or 1 when an iteration did not converge.
 * work    `divideAndConquerWorkspace(n)` bytes of the arena.
 *
 * T is torn in two by a matrix of rank one, halves are solved by the same means, and merged (J. J. M. Cuppen, Numer.
 * Math. 36, 1981; `merge.ts`). Nearly all the time goes into the products of the last few merges.
 */
export function divideAndConquer(
  n: i32,
  d: usize,
  e: usize,
  x: usize,
  ldx: i32,
  order: usize,
  u: usize,
  ldu: i32,
): i32 {
  for (let i = 0; i < n; i++) fill(n, 0.0, row(x, i, ldx));
  return divide(n, d, e, x, ldx, order, u, ldu);
}

/** Arena bytes that `divideAndConquer` takes at most. */
export function divideAndConquerWorkspace(n: i32): usize {
  if (n > LEAF) return max(mergeWorkspace(n), divideAndConquerWorkspace(n - (n >> 1)));
  return vectorBytes(slices(n) * SLICE * n) + accumulatingQLWorkspace(n);
}

function divide(n: i32, d: usize, e: usize, x: usize, ldx: i32, order: usize, u: usize, ldu: i32): i32 {
  if (n <= LEAF) return solveLeaf(n, d, e, x, ldx, order);
  const m = n >> 1;
  const beta = get(e, m - 1);
  set(d, m - 1, get(d, m - 1) - Math.abs(beta));
  set(d, m, get(d, m) - Math.abs(beta));
  const lower = from(row(x, m, ldx), m);
  if (
    divide(m, d, e, x, ldx, order, u, ldu) != 0 ||
    divide(n - m, from(d, m), from(e, m), lower, ldx, order + ((<usize>m) << 2), u, ldu) != 0
  )
    return 1;
  return merge(n, m, beta, d, x, ldx, order, u, ldu);
}

function solveLeaf(n: i32, d: usize, e: usize, x: usize, ldx: i32, order: usize): i32 {
  const position = mark();
  const sliced = allocateVector(slices(n) * SLICE * n);
  identitySlices(n, sliced);
  set(e, n - 1, 0.0);
  const status = accumulatingQL(n, d, e, sliced);
  unpackSlices(n, sliced, x, ldx);
  sortIndices(n, d, order);
  release(position);
  return status;
}
