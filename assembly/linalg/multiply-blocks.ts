import { allocate, allocateVector, mark, release, vectorBytes } from '../arena';
import { from, row, scaleOrClear } from './vector';
import { TILE, TILE_BYTES, addToPartialTile, addToTile } from './micro-kernel';
import { packColumns, packRows, panelBytes, panelDoubles } from './pack';

/** Depth of a packed block: a panel of A and one of B (8 KiB each) stay in the first cache while they meet. */
const DEPTH: i32 = 256;

/** Columns of a packed block of B, which stays in the second cache; rows of one of A, which stays in the first. */
const COLUMNS: i32 = 256;
const ROWS: i32 = 16;

/**
 * C := α·op(A)·op(B) + β·C by blocks, arguments as for `gemm`.
 *
 * lower   only what lies on and below the diagonal of the square C is computed; the rest of the tiles on the diagonal is
 *         overwritten, other tiles above it are not touched.
 * work    `multiplyBlocksWorkspace(m, n, k)` bytes of the arena.
 *
 * A block of B is packed once, times α, and met by four rows of A after four, so that C is written along its rows.
 * Blocks of fewer than `DEPTH` steps or unpacked rows of A were slower.
 */
export function multiplyBlocks(
  lower: bool,
  transA: bool,
  transB: bool,
  m: i32,
  n: i32,
  k: i32,
  alpha: f64,
  a: usize,
  lda: i32,
  b: usize,
  ldb: i32,
  beta: f64,
  c: usize,
  ldc: i32,
): void {
  const position = mark();
  const depth = min(k, DEPTH);
  const packedA = allocateVector(panelDoubles(min(m, ROWS), depth));
  const packedB = allocateVector(panelDoubles(min(n, COLUMNS), depth));
  const scratch = allocate(TILE_BYTES);
  for (let j = 0; j < n; j += COLUMNS) {
    const columns = min(COLUMNS, n - j);
    for (let p = 0; p < k; p += DEPTH) {
      const steps = min(DEPTH, k - p);
      const stride = panelBytes(steps);
      if (transB) packRows(columns, steps, alpha, from(row(b, j, ldb), p), ldb, packedB, stride);
      else packColumns(columns, steps, alpha, from(row(b, p, ldb), j), ldb, packedB, stride);
      for (let i = lower ? j : 0; i < m; i += ROWS) {
        const rows = min(ROWS, m - i);
        if (transA) packColumns(rows, steps, 1.0, from(row(a, p, lda), i), lda, packedA, stride);
        else packRows(rows, steps, 1.0, from(row(a, i, lda), p), lda, packedA, stride);
        for (let r = 0; r < rows; r += TILE) {
          const width = lower ? min(columns, i + r + TILE - j) : columns;
          const height = min(TILE, rows - r);
          const target = from(row(c, i + r, ldc), j);
          if (p == 0) scaleRows(height, width, beta, target, ldc);
          addToRows(height, width, steps, packedA + <usize>(r >> 2) * stride, packedB, target, ldc, scratch);
        }
      }
    }
  }
  release(position);
}

/** Arena bytes that `multiplyBlocks` takes. */
export function multiplyBlocksWorkspace(m: i32, n: i32, k: i32): usize {
  const depth = min(k, DEPTH);
  return (
    vectorBytes(panelDoubles(min(m, ROWS), depth)) +
    vectorBytes(panelDoubles(min(n, COLUMNS), depth)) +
    TILE_BYTES
  );
}

/** C := β·C, m×n; not read when β = 0. */
export function scaleRows(m: i32, n: i32, beta: f64, c: usize, ldc: i32): void {
  for (let i = 0; i < m; i++) scaleOrClear(n, beta, row(c, i, ldc));
}

/** C := C + (panel a)·(panels b) for at most four rows and n columns of C. */
function addToRows(m: i32, n: i32, depth: i32, a: usize, b: usize, c: usize, ldc: i32, scratch: usize): void {
  const stride = panelBytes(depth);
  const whole = m == TILE ? n & ~(TILE - 1) : 0;
  let j = 0;
  for (; j < whole; j += TILE) {
    addToTile(depth, a, b, from(c, j), ldc);
    b += stride;
  }
  for (; j < n; j += TILE) {
    addToPartialTile(m, min(TILE, n - j), false, depth, a, b, from(c, j), ldc, scratch);
    b += stride;
  }
}
