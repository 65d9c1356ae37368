import { allocateVector, mark, release, vectorBytes } from '../arena';
import { dot, fill, from, get, row, set } from './vector';
import { copyColumn, rankOne } from './reflector';
import { gemv } from './gemm';

/**
 * The triangle of A = Q·R in place, by Householder reflectors: R'R = A'A, and Q is not kept.
 *
 * a       m×n, row-major, leading dimension lda; overwritten by R in its first min(m, n) rows, zeros below the diagonal.
 *         The signs on the diagonal of R are those of the reflectors.
 * work    `triangulariseWorkspace(m, n)` bytes of the arena.
 */
export function triangularise(m: i32, n: i32, a: usize, lda: i32): void {
  const position = mark();
  const v = allocateVector(m);
  const w = allocateVector(n);
  for (let j = 0; j < min(n, m - 1); j++) {
    const rows = m - j;
    const corner = from(row(a, j, lda), j);
    copyColumn(rows, 1.0, corner, lda, 0, v);
    const alpha = get(v, 0);
    const below = dot(rows - 1, from(v, 1), from(v, 1));
    if (below == 0.0) continue;
    const length = Math.sqrt(alpha * alpha + below);
    const beta = alpha > 0.0 ? -length : length;
    set(v, 0, alpha - beta);
    set(corner, 0, beta);
    for (let i = 1; i < rows; i++) set(row(corner, i, lda), 0, 0.0);
    const columns = n - j - 1;
    if (columns == 0) continue;
    const rest = from(corner, 1);
    fill(columns, 0.0, w);
    gemv(true, rows, columns, 1.0, rest, lda, v, 0.0, w);
    rankOne(rows, columns, -2.0 / (below + (alpha - beta) * (alpha - beta)), v, w, rest, lda);
  }
  release(position);
}

/** Arena bytes that `triangularise` takes. */
export function triangulariseWorkspace(m: i32, n: i32): usize {
  return vectorBytes(m) + vectorBytes(n);
}
