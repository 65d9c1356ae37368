import { allocate, allocateVector, mark, release, vectorBytes } from '../arena';
import { get, set, row, from, scale, fill } from './vector';
import { TILE, TILE_BYTES, updatePartialTile, updateTile } from './micro-kernel';
import { packColumns, packRows, panelBytes, panelDoubles } from './pack';

export { gemv } from './gemv';

/** Depth of a packed block: a panel of B (8 KiB) stays in the first cache while it meets a block of A. */
const DEPTH: i32 = 256;

/** Rows of a packed block of A and columns of one of B: both blocks stay in the second cache. */
const ROWS: i32 = 64;
const COLUMNS: i32 = 256;

/** Products of at most this many multiplications are not worth packing. */
const SMALL: i64 = 1000;

/**
 * C := α·op(A)·op(B) + β·C, op(X) = X or X'.
 *
 * a       op(A) is m×k: A is m×k (transA false) or k×m (true), row-major, leading dimension lda.
 * b       op(B) is k×n: B is k×n (transB false) or n×k (true), leading dimension ldb.
 * c       m×n, leading dimension ldc; not read when β = 0. Must not overlap A or B.
 * work    `gemmWorkspace(m, n, k)` bytes of the arena.
 */
export function gemm(
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
  for (let i = 0; i < m; i++) {
    if (beta == 0.0) fill(n, 0.0, row(c, i, ldc));
    else if (beta != 1.0) scale(n, beta, row(c, i, ldc));
  }
  if (alpha == 0.0 || k == 0) return;
  if (isSmall(m, n, k)) {
    multiplyDirectly(transA, transB, m, n, k, alpha, a, lda, b, ldb, c, ldc);
    return;
  }
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
      if (transB) packRows(columns, steps, from(row(b, j, ldb), p), ldb, packedB, stride);
      else packColumns(columns, steps, from(row(b, p, ldb), j), ldb, packedB, stride);
      for (let i = 0; i < m; i += ROWS) {
        const rows = min(ROWS, m - i);
        if (transA) packColumns(rows, steps, from(row(a, p, lda), i), lda, packedA, stride);
        else packRows(rows, steps, from(row(a, i, lda), p), lda, packedA, stride);
        multiplyBlock(rows, columns, steps, alpha, packedA, packedB, from(row(c, i, ldc), j), ldc, scratch);
      }
    }
  }
  release(position);
}

/** Arena bytes that `gemm` takes for an m×k by k×n product. */
export function gemmWorkspace(m: i32, n: i32, k: i32): usize {
  if (isSmall(m, n, k)) return 0;
  const depth = min(k, DEPTH);
  return (
    vectorBytes(panelDoubles(min(m, ROWS), depth)) +
    vectorBytes(panelDoubles(min(n, COLUMNS), depth)) +
    TILE_BYTES
  );
}

function isSmall(m: i32, n: i32, k: i32): bool {
  return <i64>m * <i64>n * <i64>k <= SMALL;
}

/** C := C + α·(packed A)·(packed B) for one block. */
function multiplyBlock(
  m: i32,
  n: i32,
  depth: i32,
  alpha: f64,
  a: usize,
  b: usize,
  c: usize,
  ldc: i32,
  scratch: usize,
): void {
  const stride = panelBytes(depth);
  for (let j = 0; j < n; j += TILE) {
    let ai = a;
    for (let i = 0; i < m; i += TILE) {
      const tile = from(row(c, i, ldc), j);
      if (i + TILE <= m && j + TILE <= n) updateTile(depth, alpha, ai, b, tile, ldc);
      else
        updatePartialTile(min(TILE, m - i), min(TILE, n - j), false, depth, alpha, ai, b, tile, ldc, scratch);
      ai += stride;
    }
    b += stride;
  }
}

/** C := C + α·op(A)·op(B) in place of packing: two columns of a row of C at a time. */
function multiplyDirectly(
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
  c: usize,
  ldc: i32,
): void {
  const stepA: usize = transA ? (<usize>lda) << 3 : 8;
  const stepB: usize = transB ? 8 : (<usize>ldb) << 3;
  const nextB: usize = transB ? (<usize>ldb) << 3 : 8;
  for (let i = 0; i < m; i++) {
    const ai = transA ? from(a, i) : row(a, i, lda);
    const ci = row(c, i, ldc);
    let j = 0;
    for (; j + 2 <= n; j += 2) {
      let x = ai;
      let y = b + <usize>j * nextB;
      let sum = f64x2.splat(0.0);
      for (let p = 0; p < k; p++) {
        const pair = transB ? v128.load64_lane(y + nextB, v128.load64_zero(y), 1) : v128.load(y);
        sum = f64x2.add(sum, f64x2.mul(v128.load_splat<f64>(x), pair));
        x += stepA;
        y += stepB;
      }
      const target = from(ci, j);
      v128.store(target, f64x2.add(v128.load(target), f64x2.mul(f64x2.splat(alpha), sum)));
    }
    if (j < n) {
      let x = ai;
      let y = b + <usize>j * nextB;
      let sum = 0.0;
      for (let p = 0; p < k; p++) {
        sum += load<f64>(x) * load<f64>(y);
        x += stepA;
        y += stepB;
      }
      set(ci, j, get(ci, j) + alpha * sum);
    }
  }
}
