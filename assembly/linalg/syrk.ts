import { allocate, allocateVector, mark, release, vectorBytes } from '../arena';
import { get, set, row, from, dot, axpy, scale, fill } from './vector';
import { TILE, TILE_BYTES, updatePartialTile, updateTile } from './micro-kernel';
import { packColumns, packRows, panelBytes, panelDoubles } from './pack';

/** Depth of a packed block, and rows of C that meet a panel while both stay in cache. */
const DEPTH: i32 = 256;
const ROWS: i32 = 64;

/** Products of at most this many multiplications are not worth packing. */
const SMALL: i64 = 1000;

/**
 * C := α·A·A' + β·C (trans false, A is n×k) or α·A'·A + β·C (trans true, A is k×n); lower triangle only.
 *
 * a       row-major, leading dimension lda.
 * c       n×n, leading dimension ldc; the strict upper triangle is neither read nor written. Not read when β = 0.
 * work    `syrkWorkspace(n, k)` bytes of the arena. A is packed once and serves as both operands.
 */
export function syrk(
  trans: bool,
  n: i32,
  k: i32,
  alpha: f64,
  a: usize,
  lda: i32,
  beta: f64,
  c: usize,
  ldc: i32,
): void {
  for (let i = 0; i < n; i++) {
    if (beta == 0.0) fill(i + 1, 0.0, row(c, i, ldc));
    else if (beta != 1.0) scale(i + 1, beta, row(c, i, ldc));
  }
  if (alpha == 0.0 || k == 0) return;
  if (isSmall(n, k)) {
    multiplyDirectly(trans, n, k, alpha, a, lda, c, ldc);
    return;
  }
  const position = mark();
  const packed = allocateVector(panelDoubles(n, min(k, DEPTH)));
  const scratch = allocate(TILE_BYTES);
  for (let p = 0; p < k; p += DEPTH) {
    const steps = min(DEPTH, k - p);
    if (trans) packColumns(n, steps, row(a, p, lda), lda, packed, panelBytes(steps));
    else packRows(n, steps, from(a, p), lda, packed, panelBytes(steps));
    for (let i = 0; i < n; i += ROWS) multiplyRows(i, n, steps, alpha, packed, c, ldc, scratch);
  }
  release(position);
}

/** Arena bytes that `syrk` takes. */
export function syrkWorkspace(n: i32, k: i32): usize {
  return isSmall(n, k) ? 0 : vectorBytes(panelDoubles(n, min(k, DEPTH))) + TILE_BYTES;
}

function isSmall(n: i32, k: i32): bool {
  return <i64>n * <i64>n * <i64>k <= SMALL;
}

/** The lower part of rows first … first + ROWS − 1 of C := C + α·(packed A)·(packed A)'. */
function multiplyRows(
  first: i32,
  n: i32,
  depth: i32,
  alpha: f64,
  packed: usize,
  c: usize,
  ldc: i32,
  scratch: usize,
): void {
  const stride = panelBytes(depth);
  const end = min(first + ROWS, n);
  let aj = packed;
  for (let j = 0; j < end; j += TILE) {
    let i = max(first, j);
    let ai = packed + <usize>(i >> 2) * stride;
    for (; i < end; i += TILE) {
      const tile = from(row(c, i, ldc), j);
      if (i > j && i + TILE <= n) updateTile(depth, alpha, ai, aj, tile, ldc);
      else updatePartialTile(min(TILE, n - i), TILE, i == j, depth, alpha, ai, aj, tile, ldc, scratch);
      ai += stride;
    }
    aj += stride;
  }
}

/** C := C + α·A·A' or α·A'·A without packing. */
function multiplyDirectly(
  trans: bool,
  n: i32,
  k: i32,
  alpha: f64,
  a: usize,
  lda: i32,
  c: usize,
  ldc: i32,
): void {
  for (let i = 0; i < n; i++) {
    const ci = row(c, i, ldc);
    if (trans) for (let p = 0; p < k; p++) axpy(i + 1, alpha * get(row(a, p, lda), i), row(a, p, lda), ci);
    else for (let j = 0; j <= i; j++) set(ci, j, get(ci, j) + alpha * dot(k, row(a, i, lda), row(a, j, lda)));
  }
}

/** Copies the strict lower triangle of the n×n matrix to the upper one. */
export function symmetrize(n: i32, a: usize, lda: i32): void {
  for (let first = 0; first < n; first += 8) {
    const end = min(first + 8, n);
    for (let i = first; i < n; i++) {
      const ai = row(a, i, lda);
      const width = min(i, end);
      for (let j = first; j < width; j++) set(row(a, j, lda), i, get(ai, j));
    }
  }
}
