import { allocate, allocateVector, mark, release, roundUp, vectorBytes } from '../arena';
import { get, set, row, from, dot, axpy, fill, scale } from './vector';
import { TILE, tiles } from './micro-kernel';
import { packColumns, panelBytes, unpackColumns } from './pack';
import {
  packReciprocals,
  packReversedTranspose,
  packTriangle,
  padding,
  solveRow,
  triangleBytes,
} from './packed-triangle';

/** Right-hand sides solved together: they and one panel of L stay in cache. */
const COLUMNS: i32 = 64;

/** Solves of at most this many multiplications are not worth packing. */
const SMALL: i64 = 1000;

/** Solves L·x = b (trans false) or L'·x = b (true) in place; L is n×n lower, leading dimension ldl, no zero on its diagonal. */
export function trsv(trans: bool, n: i32, l: usize, ldl: i32, x: usize): void {
  if (trans) {
    for (let i = n - 1; i >= 0; i--) {
      const xi = get(x, i) / get(row(l, i, ldl), i);
      set(x, i, xi);
      axpy(i, -xi, row(l, i, ldl), x);
    }
  } else {
    for (let i = 0; i < n; i++) {
      set(x, i, (get(x, i) - dot(i, row(l, i, ldl), x)) / get(row(l, i, ldl), i));
    }
  }
}

/**
 * Solves L·X = B (trans false) or L'·X = B (true) in place for m right-hand sides.
 *
 * l       n×n lower, leading dimension ldl; the strict upper triangle is not read.
 * b       n×m (a right-hand side a column), leading dimension ldb; overwritten by X.
 * work    `trsmWorkspace(n, m)` bytes of the arena. Blocked: all but the 4×4 diagonal tiles is the kernel's sum.
 */
export function trsm(trans: bool, n: i32, m: i32, l: usize, ldl: i32, b: usize, ldb: i32): void {
  if (isSmall(n, m)) {
    solveDirectly(trans, n, m, l, ldl, b, ldb);
    return;
  }
  const position = mark();
  const blocks = tiles(n);
  const triangle = allocate(triangleBytes(n));
  const reciprocals = allocateVector(blocks * TILE);
  const stride = panelBytes(blocks * TILE);
  const panels = allocate(<usize>tiles(min(m, COLUMNS)) * stride);
  if (trans) packReversedTranspose(n, l, ldl, triangle);
  else packTriangle(n, l, ldl, triangle);
  packReciprocals(n, triangle, reciprocals);

  const pad = padding(n);
  for (let j = 0; j < tiles(min(m, COLUMNS)); j++) fill(pad * TILE, 0.0, panels + <usize>j * stride);
  const solved = panels + panelBytes(pad);
  const top = trans ? row(b, n - 1, ldb) : b;
  const downwards = trans ? -ldb : ldb;
  for (let first = 0; first < m; first += COLUMNS) {
    const columns = min(COLUMNS, m - first);
    packColumns(columns, n, 1.0, from(top, first), downwards, solved, stride);
    for (let I = 0; I < blocks; I++) {
      solveRow(triangle, reciprocals, I, pad, panels, 0, tiles(columns), stride, false);
    }
    unpackColumns(columns, n, solved, stride, from(top, first), downwards);
  }
  release(position);
}

/** Arena bytes that `trsm` takes. */
export function trsmWorkspace(n: i32, m: i32): usize {
  if (isSmall(n, m)) return 0;
  const rows = tiles(n) * TILE;
  return (
    roundUp(triangleBytes(n)) + vectorBytes(rows) + roundUp(<usize>tiles(min(m, COLUMNS)) * panelBytes(rows))
  );
}

function isSmall(n: i32, m: i32): bool {
  return <i64>n * <i64>n * <i64>m <= SMALL;
}

function solveDirectly(trans: bool, n: i32, m: i32, l: usize, ldl: i32, b: usize, ldb: i32): void {
  if (trans) {
    for (let i = n - 1; i >= 0; i--) {
      for (let p = i + 1; p < n; p++) axpy(m, -get(row(l, p, ldl), i), row(b, p, ldb), row(b, i, ldb));
      scale(m, 1.0 / get(row(l, i, ldl), i), row(b, i, ldb));
    }
  } else {
    for (let i = 0; i < n; i++) {
      for (let p = 0; p < i; p++) axpy(m, -get(row(l, i, ldl), p), row(b, p, ldb), row(b, i, ldb));
      scale(m, 1.0 / get(row(l, i, ldl), i), row(b, i, ldb));
    }
  }
}
