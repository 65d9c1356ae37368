import { get, set, row } from './vector';

/**
 * The one kernel under every level-3 routine: a 4×4 tile of C, kept in registers over the whole depth.
 *
 * Its operands are panels (`pack.ts`): four rows of op(A), or four columns of op(B), interleaved so that the four
 * values that belong to one step of the sum are neighbours. Sums run over the depth in order, whatever the tile.
 */

/** Rows and columns of a tile, and vectors of a panel. */
export const TILE: i32 = 4;

/** Bytes of a 4×4 tile. */
export const TILE_BYTES: usize = 128;

/** Number of tiles that n rows or columns take. */
// @ts-ignore: decorator
@inline
export function tiles(n: i32): i32 {
  return (n + (TILE - 1)) >> 2;
}

/**
 * C := C + α·Σ_p a_p·b_p' for a 4×4 tile of C.
 *
 * a, b    panels of `depth` steps, four doubles each; may be the same one.
 * c       row-major, leading dimension ldc; must not overlap a or b.
 */
export function updateTile(depth: i32, alpha: f64, a: usize, b: usize, c: usize, ldc: i32): void {
  let c00 = f64x2.splat(0.0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  const end = a + ((<usize>depth) << 5);
  while (a != end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load_splat<f64>(a);
    c00 = f64x2.add(c00, f64x2.mul(x, b0));
    c01 = f64x2.add(c01, f64x2.mul(x, b1));
    x = v128.load_splat<f64>(a, 8);
    c10 = f64x2.add(c10, f64x2.mul(x, b0));
    c11 = f64x2.add(c11, f64x2.mul(x, b1));
    x = v128.load_splat<f64>(a, 16);
    c20 = f64x2.add(c20, f64x2.mul(x, b0));
    c21 = f64x2.add(c21, f64x2.mul(x, b1));
    x = v128.load_splat<f64>(a, 24);
    c30 = f64x2.add(c30, f64x2.mul(x, b0));
    c31 = f64x2.add(c31, f64x2.mul(x, b1));
    a += 32;
    b += 32;
  }
  const factor = f64x2.splat(alpha);
  addToRow(c, factor, c00, c01);
  addToRow(row(c, 1, ldc), factor, c10, c11);
  addToRow(row(c, 2, ldc), factor, c20, c21);
  addToRow(row(c, 3, ldc), factor, c30, c31);
}

// @ts-ignore: decorator
@inline
function addToRow(c: usize, factor: v128, low: v128, high: v128): void {
  v128.store(c, f64x2.add(v128.load(c), f64x2.mul(factor, low)));
  v128.store(c, f64x2.add(v128.load(c, 16), f64x2.mul(factor, high)), 16);
}

/**
 * `updateTile` where only `rows`×`columns` of the tile exist, and of those, when `lower`, only what lies on and
 * below the tile's diagonal.
 *
 * scratch `TILE_BYTES`, overwritten.
 */
export function updatePartialTile(
  rows: i32,
  columns: i32,
  lower: bool,
  depth: i32,
  alpha: f64,
  a: usize,
  b: usize,
  c: usize,
  ldc: i32,
  scratch: usize,
): void {
  memory.fill(scratch, 0, TILE_BYTES);
  updateTile(depth, alpha, a, b, scratch, TILE);
  for (let i = 0; i < rows; i++) {
    const ci = row(c, i, ldc);
    const from = row(scratch, i, TILE);
    const width = lower ? min(i + 1, columns) : columns;
    for (let j = 0; j < width; j++) set(ci, j, get(ci, j) + get(from, j));
  }
}
