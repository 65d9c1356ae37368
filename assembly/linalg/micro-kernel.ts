import { row } from './vector';

/**
 * The one kernel under products: a 4×4 tile of C, kept in registers over the whole depth.
 *
 * Its operands are panels (`pack.ts`): four rows of op(A), or four columns of op(B), interleaved so that the four
 * values that belong to one step of the sum are neighbours. Sums start from C and run over the depth in order,
 * whatever the tile. `eliminate.ts` is its counterpart under factors and solves.
 */

/** Rows and columns of a tile, and vectors of a panel. */
export const TILE: i32 = 4;

/** Bytes of a 4×4 tile. */
export const TILE_BYTES: usize = 128;

/** Bytes of a row of a tile. */
const ROW_BYTES: usize = 32;

/** Number of tiles that n rows or columns take. */
// @ts-ignore: decorator
@inline
export function tiles(n: i32): i32 {
  return (n + (TILE - 1)) >> 2;
}

/**
 * C := C + Σ_p a_p·b_p' for a 4×4 tile of C.
 *
 * a, b    panels of `depth` steps, four doubles each; may be the same one.
 * c       row-major, leading dimension ldc; must not overlap a or b.
 */
// @ts-ignore: decorator
@inline
export function addToTile(depth: i32, a: usize, b: usize, c: usize, ldc: i32): void {
  const c1 = row(c, 1, ldc);
  const c2 = row(c, 2, ldc);
  const c3 = row(c, 3, ldc);
  let s00 = v128.load(c);
  let s01 = v128.load(c, 16);
  let s10 = v128.load(c1);
  let s11 = v128.load(c1, 16);
  let s20 = v128.load(c2);
  let s21 = v128.load(c2, 16);
  let s30 = v128.load(c3);
  let s31 = v128.load(c3, 16);
  const end = a + ((<usize>depth) << 5);
  while (a != end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load_splat<f64>(a);
    s00 = f64x2.add(s00, f64x2.mul(x, b0));
    s01 = f64x2.add(s01, f64x2.mul(x, b1));
    x = v128.load_splat<f64>(a, 8);
    s10 = f64x2.add(s10, f64x2.mul(x, b0));
    s11 = f64x2.add(s11, f64x2.mul(x, b1));
    x = v128.load_splat<f64>(a, 16);
    s20 = f64x2.add(s20, f64x2.mul(x, b0));
    s21 = f64x2.add(s21, f64x2.mul(x, b1));
    x = v128.load_splat<f64>(a, 24);
    s30 = f64x2.add(s30, f64x2.mul(x, b0));
    s31 = f64x2.add(s31, f64x2.mul(x, b1));
    a += 32;
    b += 32;
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  v128.store(c1, s10);
  v128.store(c1, s11, 16);
  v128.store(c2, s20);
  v128.store(c2, s21, 16);
  v128.store(c3, s30);
  v128.store(c3, s31, 16);
}

/**
 * `addToTile` where only `rows`×`columns` of the tile exist, and of those, when `lower`, only what lies on and
 * below the tile's diagonal. Half of the work where there are at most two rows or columns.
 *
 * scratch `TILE_BYTES`, overwritten.
 */
export function addToPartialTile(
  rows: i32,
  columns: i32,
  lower: bool,
  depth: i32,
  a: usize,
  b: usize,
  c: usize,
  ldc: i32,
  scratch: usize,
): void {
  const upright = rows <= 2 || columns > 2;
  const down: usize = upright ? ROW_BYTES : 8;
  const across: usize = upright ? 8 : ROW_BYTES;
  const step = (<usize>ldc) << 3;
  for (let i: usize = 0; i < TILE_BYTES; i += 16) v128.store(scratch + i, f64x2.splat(0.0));
  copyPart(rows, columns, lower, c, step, 8, scratch, down, across);
  if (rows > 2 && columns > 2) addToTile(depth, a, b, scratch, TILE);
  else if (upright) addToHalfTile(depth, a, b, scratch);
  else addToHalfTile(depth, b, a, scratch);
  copyPart(rows, columns, lower, scratch, down, across, c, step, 8);
}

/** `addToTile` for the first two rows of a tile with rows of four doubles. */
function addToHalfTile(depth: i32, a: usize, b: usize, c: usize): void {
  let s00 = v128.load(c);
  let s01 = v128.load(c, 16);
  let s10 = v128.load(c, 32);
  let s11 = v128.load(c, 48);
  const end = a + ((<usize>depth) << 5);
  while (a != end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load_splat<f64>(a);
    s00 = f64x2.add(s00, f64x2.mul(x, b0));
    s01 = f64x2.add(s01, f64x2.mul(x, b1));
    x = v128.load_splat<f64>(a, 8);
    s10 = f64x2.add(s10, f64x2.mul(x, b0));
    s11 = f64x2.add(s11, f64x2.mul(x, b1));
    a += 32;
    b += 32;
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  v128.store(c, s10, 32);
  v128.store(c, s11, 48);
}

/** y_ij := x_ij; `down` bytes from a row to the next, `across` bytes from a column to the next. */
function copyPart(
  rows: i32,
  columns: i32,
  lower: bool,
  x: usize,
  downX: usize,
  acrossX: usize,
  y: usize,
  downY: usize,
  acrossY: usize,
): void {
  for (let i = 0; i < rows; i++) {
    const width = lower ? min(i + 1, columns) : columns;
    let xi = x;
    let yi = y;
    for (let j = 0; j < width; j++) {
      store<f64>(yi, load<f64>(xi));
      xi += acrossX;
      yi += acrossY;
    }
    x += downX;
    y += downY;
  }
}
