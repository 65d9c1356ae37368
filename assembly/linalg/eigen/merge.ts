import {
  allocate,
  allocateMatrix,
  allocateVector,
  mark,
  matrixBytes,
  release,
  roundUp,
  vectorBytes,
} from '../../arena';
import { get, set, row, from, copy, dot } from '../vector';
import { gather, getIndex, setIndex } from '../indexed';
import { gemm, gemmWorkspace } from '../gemm';
import { Half, deflate } from './deflate';
import { mergeIndices } from './order';
import { SUMS, secularRoot } from './secular';
import { secularVectors } from './secular-vectors';

/**
 * One merge of divide and conquer: from the eigenpairs of T_1 (m×m) and T_2 to those of
 *
 *     T = diag(T_1, T_2) + |β|·b·b',  b = (0, …, 0, 1, ±1, 0, …, 0)',  the sign that of β.
 *
 * n, m    orders of T and of T_1.
 * beta    the element of T that couples the halves; |β| is already taken off the two diagonal elements beside it.
 * d       n: eigenvalues of T_1, then of T_2; of T on return.
 * x       n×n, leading dimension ldx: their eigenvectors in rows, 0 where a vector of one half has no component;
 *         those of T on return, row i belonging to d_i.
 * order   n (32-bit): the rows of T_1 such that d ascends, then those of T_2, counted from 0 in each; of T on return.
 * u       n×n, leading dimension ldu: scratch.
 * returns 0, or 1 when a root of the secular equation was not found.
 * work    `mergeWorkspace(n)` bytes of the arena.
 *
 * In the basis of the old vectors T is diag(d) + ρ·z·z'. What deflation leaves of it is solved by its secular equation,
 * and its vectors U are multiplied by the old ones: two products, one for each half, in which only rows that have
 * components in that half take part.
 */
export function merge(
  n: i32,
  m: i32,
  beta: f64,
  d: usize,
  x: usize,
  ldx: i32,
  order: usize,
  u: usize,
  ldu: i32,
): i32 {
  const position = mark();
  const z = allocateVector(n);
  const ascending = allocateIndex(n);
  const half = allocateIndex(n);
  const kept = allocateIndex(n);
  const gone = allocateIndex(n);
  for (let i = 0; i < n; i++) {
    const sign = i >= m && beta < 0.0 ? -1.0 : 1.0;
    set(z, i, sign * Math.SQRT1_2 * get(row(x, i, ldx), i < m ? m - 1 : m));
    setIndex(half, i, i < m ? Half.TOP : Half.BOTTOM);
    if (i >= m) setIndex(order, i, getIndex(order, i) + m);
  }
  mergeIndices(m, order, n - m, order + ((<usize>m) << 2), d, ascending);

  const rho = 2.0 * Math.abs(beta);
  const k = deflate(n, rho, d, z, x, ldx, ascending, half, kept, gone);
  let status = 0;
  if (k == 0) memory.copy(order, gone, (<usize>n) << 2);
  else status = solve(n, m, k, rho, d, z, x, ldx, half, kept, gone, order, u, ldu);
  release(position);
  return status;
}

/** Arena bytes that `merge` takes at most. */
export function mergeWorkspace(n: i32): usize {
  const m = n >> 1;
  return (
    7 * vectorBytes(n) +
    vectorBytes(SUMS) +
    6 * indexBytes(n) +
    matrixBytes(m, m) +
    matrixBytes(n - m, n - m) +
    max(gemmWorkspace(n, m, m), gemmWorkspace(n, n - m, n - m))
  );
}

/**
 * What follows deflation when k > 0 rows are left: rows 0 … k − 1 become the new pairs, the others follow them.
 *
 * At most m rows have components in the top half: a row that has them in both stands for one row of each half.
 */
function solve(
  n: i32,
  m: i32,
  k: i32,
  rho: f64,
  d: usize,
  z: usize,
  x: usize,
  ldx: i32,
  half: usize,
  kept: usize,
  gone: usize,
  order: usize,
  u: usize,
  ldu: i32,
): i32 {
  const column = allocateIndex(n);
  const grouped = allocateIndex(n);
  const top = group(k, half, kept, Half.TOP, 0, column, grouped);
  const both = group(k, half, kept, Half.BOTH, top, column, grouped);
  group(k, half, kept, Half.BOTTOM, both, column, grouped);

  const poles = allocateVector(n);
  const weights = allocateVector(n);
  const groupedPoles = allocateVector(n);
  const groupedWeights = allocateVector(n);
  const roots = allocateVector(n);
  const scratch = allocateVector(n);
  const sums = allocateVector(SUMS);
  gather(k, 1.0, d, kept, poles);
  gather(k, 1.0, z, kept, weights);
  gather(k, 1.0, d, grouped, groupedPoles);
  gather(k, 1.0, z, grouped, groupedWeights);
  const squares = dot(k, weights, weights);
  for (let j = 0; j < k; j++) {
    const difference = row(u, j, ldu);
    const root = secularRoot(k, j, rho, squares, poles, weights, scratch, sums, groupedPoles, difference);
    if (isNaN(root)) return 1;
    set(roots, j, root);
  }
  secularVectors(k, groupedPoles, groupedWeights, column, u, ldu, scratch);

  const upper = allocateMatrix(m, m);
  const lower = allocateMatrix(n - m, n - m);
  for (let r = 0; r < both; r++) copy(m, row(x, getIndex(grouped, r), ldx), row(upper, r, m));
  for (let r = top; r < k; r++)
    copy(n - m, from(row(x, getIndex(grouped, r), ldx), m), row(lower, r - top, n - m));
  for (let r = k; r < n; r++) copy(n, row(x, getIndex(gone, r - k), ldx), row(u, r, ldu));
  gather(n - k, 1.0, d, gone, from(roots, k));
  gemm(false, false, k, m, both, 1.0, u, ldu, upper, m, 0.0, x, ldx);
  gemm(false, false, k, n - m, k - top, 1.0, from(u, top), ldu, lower, n - m, 0.0, from(x, m), ldx);
  for (let r = k; r < n; r++) copy(n, row(u, r, ldu), row(x, r, ldx));
  copy(n, roots, d);
  for (let r = 0; r < n; r++) setIndex(grouped, r, r);
  mergeIndices(k, grouped, n - k, grouped + ((<usize>k) << 2), d, order);
  return 0;
}

/**
 * Appends the kept rows that live in `wanted` to `grouped`, which has `count` of them, and notes their places in `column`.
 *
 * returns the new count. Rows of the top half first, of the bottom half last: those with components in one half are
 *         then neighbours.
 */
function group(
  k: i32,
  half: usize,
  kept: usize,
  wanted: i32,
  count: i32,
  column: usize,
  grouped: usize,
): i32 {
  for (let r = 0; r < k; r++) {
    if (getIndex(half, getIndex(kept, r)) != wanted) continue;
    setIndex(column, r, count);
    setIndex(grouped, count++, getIndex(kept, r));
  }
  return count;
}

function allocateIndex(n: i32): usize {
  return allocate((<usize>n) << 2);
}

function indexBytes(n: i32): usize {
  return roundUp((<usize>n) << 2);
}
