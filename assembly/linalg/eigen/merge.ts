import { allocate, allocateMatrix, allocateVector, mark, matrixBytes, release, roundUp, vectorBytes } from '../../arena';
import { get, set, row, from, copy, dot, scale } from '../vector';
import { getIndex, setIndex } from '../indexed';
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
  return (
    7 * vectorBytes(n) +
    vectorBytes(SUMS) +
    6 * indexBytes(n) +
    matrixBytes(n, n) +
    max(gemmWorkspace(n, n >> 1, n), gemmWorkspace(n, n - (n >> 1), n))
  );
}

/** What follows deflation when k > 0 rows are left: rows 0 … k − 1 become the new pairs, the others follow them. */
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
  const poles = allocateVector(n);
  const zk = allocateVector(n);
  const roots = allocateVector(n);
  const weights = allocateVector(n);
  const scratch = allocateVector(n);
  const column = allocateIndex(n);
  const grouped = allocateIndex(n);
  const gathered = allocateMatrix(n, n);

  for (let r = 0; r < k; r++) {
    set(poles, r, get(d, getIndex(kept, r)));
    set(zk, r, get(z, getIndex(kept, r)));
  }
  const squares = dot(k, zk, zk);
  const sums = allocateVector(SUMS);
  for (let j = 0; j < k; j++) {
    const root = secularRoot(k, j, rho, squares, poles, zk, scratch, sums, row(u, j, ldu));
    if (isNaN(root)) return 1;
    set(roots, j, root);
  }
  // columns of U, and rows that they meet: first what lives in the top half only, last what lives in the bottom half
  let top = 0;
  let bottom = 0;
  for (let group: i32 = Half.TOP, next = 0; group <= Half.BOTTOM; group++) {
    for (let r = 0; r < k; r++) {
      if (getIndex(half, getIndex(kept, r)) != group) continue;
      setIndex(grouped, next, getIndex(kept, r));
      setIndex(column, r, next++);
    }
    if (group == Half.TOP) bottom = next;
    if (group == Half.BOTH) top = next;
  }
  secularVectors(k, poles, zk, u, ldu, column, weights, scratch);

  const lower = gathered + ((<usize>top * <usize>m) << 3);
  const rest = lower + ((<usize>(k - bottom) * <usize>(n - m)) << 3);
  for (let r = 0; r < top; r++) copy(m, row(x, getIndex(grouped, r), ldx), row(gathered, r, m));
  for (let r = bottom; r < k; r++)
    copy(n - m, from(row(x, getIndex(grouped, r), ldx), m), row(lower, r - bottom, n - m));
  for (let r = k; r < n; r++) {
    const i = getIndex(gone, r - k);
    copy(n, row(x, i, ldx), row(rest, r - k, n));
    set(scratch, r, get(d, i));
  }
  gemm(false, false, k, m, top, 1.0, u, ldu, gathered, m, 0.0, x, ldx);
  gemm(false, false, k, n - m, k - bottom, 1.0, from(u, bottom), ldu, lower, n - m, 0.0, from(x, m), ldx);
  copy(k, roots, d);
  copy(n - k, from(scratch, k), from(d, k));
  for (let r = k; r < n; r++) copy(n, row(rest, r - k, n), row(x, r, ldx));

  for (let r = 0; r < n; r++) setIndex(grouped, r, r);
  mergeIndices(k, grouped, n - k, grouped + ((<usize>k) << 2), d, order);
  return 0;
}

function allocateIndex(n: i32): usize {
  return allocate((<usize>n) << 2);
}

function indexBytes(n: i32): usize {
  return roundUp((<usize>n) << 2);
}
