import { allocate, allocateVector, mark, release, vectorBytes } from '../arena';
import { get, set, row, from, copy, dot, axpy, scale, scaleOrClear } from './vector';
import { TILE, TILE_BYTES, addToPartialTile, addToTile } from './micro-kernel';
import { packColumns, packRows, panelBytes, panelDoubles } from './pack';

/** Depth of a packed block, and columns of C that are met by all rows: their panels stay in the second cache. */
const DEPTH: i32 = 256;
const COLUMNS: i32 = 256;

/** Columns that are copied together: whole cache lines. Even. */
const BAND: i32 = 8;

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
  if (alpha == 0.0 || k == 0 || isSmall(n, k)) {
    for (let i = 0; i < n; i++) scaleOrClear(i + 1, beta, row(c, i, ldc));
    if (alpha != 0.0) multiplyDirectly(trans, n, k, alpha, a, lda, c, ldc);
    return;
  }
  const position = mark();
  const depth = min(k, DEPTH);
  const packed = allocateVector(panelDoubles(n, depth));
  const scaled = allocateVector(panelDoubles(TILE, depth));
  const scratch = allocate(TILE_BYTES);
  for (let p = 0; p < k; p += DEPTH) {
    const steps = min(DEPTH, k - p);
    const stride = panelBytes(steps);
    if (trans) packColumns(n, steps, 1.0, row(a, p, lda), lda, packed, stride);
    else packRows(n, steps, 1.0, from(a, p), lda, packed, stride);
    for (let first = 0; first < n; first += COLUMNS) {
      for (let i = first; i < n; i += TILE) {
        let ai = packed + <usize>(i >> 2) * stride;
        if (alpha != 1.0) {
          copy(steps * TILE, ai, scaled);
          scale(steps * TILE, alpha, scaled);
          ai = scaled;
        }
        const end = min(first + COLUMNS, i);
        const ci = row(c, i, ldc);
        const rows = min(TILE, n - i);
        if (p == 0) {
          for (let r = 0; r < rows; r++)
            scaleOrClear(min(first + COLUMNS, i + r + 1) - first, beta, from(row(ci, r, ldc), first));
        }
        for (let j = first; j < end; j += TILE) {
          const aj = packed + <usize>(j >> 2) * stride;
          if (rows == TILE) addToTile(steps, ai, aj, from(ci, j), ldc);
          else addToPartialTile(rows, TILE, false, steps, ai, aj, from(ci, j), ldc, scratch);
        }
        if (i < first + COLUMNS) {
          const aj = packed + <usize>(i >> 2) * stride;
          addToPartialTile(rows, TILE, true, steps, ai, aj, from(ci, i), ldc, scratch);
        }
      }
    }
  }
  release(position);
}

/** Arena bytes that `syrk` takes. */
export function syrkWorkspace(n: i32, k: i32): usize {
  if (isSmall(n, k)) return 0;
  const depth = min(k, DEPTH);
  return vectorBytes(panelDoubles(n, depth)) + vectorBytes(panelDoubles(TILE, depth)) + TILE_BYTES;
}

function isSmall(n: i32, k: i32): bool {
  return <i64>n * <i64>n * <i64>k <= SMALL;
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
  const step = (<usize>lda) << 3;
  for (let first = 0; first < n; first += BAND) {
    const end = min(first + BAND, n);
    for (let i = first + 1; i < end; i++) {
      const ai = row(a, i, lda);
      for (let j = first; j < i; j++) set(row(a, j, lda), i, get(ai, j));
    }
    let i = end;
    for (; i + 2 <= n; i += 2) {
      for (let j = first; j < end; j += 2) {
        const below = from(row(a, i, lda), j);
        const above = from(row(a, j, lda), i);
        const x = v128.load(below);
        const y = v128.load(below + step);
        v128.store(above, v128.shuffle<f64>(x, y, 0, 2));
        v128.store(above + step, v128.shuffle<f64>(x, y, 1, 3));
      }
    }
    if (i < n) for (let j = first; j < end; j++) set(row(a, j, lda), i, get(row(a, i, lda), j));
  }
}
