import { get, set, row, from, fill } from './vector';
import { TILE, TILE_BYTES, tiles } from './micro-kernel';
import { eliminateTile } from './eliminate';
import { packRows, panelBytes, unpackFourRows } from './pack';

/**
 * A lower triangular matrix as panels of four rows, the format in which factors are computed and solved with.
 *
 * Rows and columns are counted from the padding in front: the first 0 … 3 are those of the identity, which change
 * nothing, so that their number is a multiple of 4 and no routine on this format has edge cases; in front they make the
 * shortest panel whole, and sums over the others skip them. Panel I holds rows 4I … 4I + 3, columns 0 … 4I + 3, step by
 * step as in `pack.ts`: tiles (I, 0) … (I, I), each column by column. Beside it goes the vector of the reciprocals
 * 1 / L_ii, padded likewise.
 */

/** Number of rows of padding. */
// @ts-ignore: decorator
@inline
export function padding(n: i32): i32 {
  return -n & (TILE - 1);
}

/** Bytes of the packed triangle of order n. */
export function triangleBytes(n: i32): usize {
  const panels = <usize>tiles(n);
  return ((panels * (panels + 1)) >> 1) * TILE_BYTES;
}

/** Address of panel I. */
// @ts-ignore: decorator
@inline
export function panel(triangle: usize, I: i32): usize {
  return triangle + (((<usize>I * <usize>(I + 1)) >> 1) << 7);
}

/** Address of tile J of the panel that starts at panelStart, of a triangle or of right-hand sides. */
// @ts-ignore: decorator
@inline
export function tileOf(panelStart: usize, J: i32): usize {
  return panelStart + ((<usize>J) << 7);
}

/** Packs the lower triangle of the n×n matrix x; nothing depends on the strict upper one. */
export function packTriangle(n: i32, x: usize, ldx: i32, triangle: usize): void {
  const pad = padding(n);
  packFirst(triangle, pad, x, (<usize>ldx) << 3, 8);
  for (let I = 1; I < tiles(n); I++) {
    const first = I * TILE - pad;
    const target = panel(triangle, I);
    fill(pad * TILE, 0.0, target);
    packRows(TILE, first + TILE, 1.0, row(x, first, ldx), ldx, target + panelBytes(pad), 0);
    clearAbove(tileOf(target, I));
  }
}

/**
 * Packs the lower triangular matrix M with M_ij = x_{n−1−j, n−1−i}: the transpose of x read from its end.
 * Solving with M, right-hand sides upside down, is solving with x'.
 */
export function packReversedTranspose(n: i32, x: usize, ldx: i32, triangle: usize): void {
  const pad = padding(n);
  const step = (<usize>ldx) << 3;
  packFirst(triangle, pad, from(row(x, n - 1, ldx), n - 1), -8, -step);
  for (let I = 1; I < tiles(n); I++) {
    const first = I * TILE - pad;
    let target = panel(triangle, I);
    const diagonal = tileOf(target, I);
    fill(pad * TILE, 0.0, target);
    target += panelBytes(pad);
    let source = from(row(x, n - 1, ldx), n - TILE - first);
    for (let p = 0; p < first + TILE; p++) {
      const low = v128.load(source);
      const high = v128.load(source, 16);
      v128.store(target, v128.shuffle<f64>(high, high, 1, 0));
      v128.store(target, v128.shuffle<f64>(low, low, 1, 0), 16);
      target += 32;
      source -= step;
    }
    clearAbove(diagonal);
  }
}

/** Writes the packed triangle to the lower triangle of x; the strict upper one is not touched. */
export function unpackTriangle(n: i32, triangle: usize, x: usize, ldx: i32): void {
  const pad = padding(n);
  unpackLower(pad, triangle, x, ldx);
  for (let I = 1; I < tiles(n); I++) {
    const first = I * TILE - pad;
    const source = panel(triangle, I);
    const target = row(x, first, ldx);
    unpackFourRows(first, source + panelBytes(pad), target, ldx);
    unpackLower(0, tileOf(source, I), from(target, first), ldx);
  }
}

/** The reciprocals 1 / L_ii of a packed triangle. */
export function packReciprocals(n: i32, triangle: usize, reciprocals: usize): void {
  for (let I = 0; I < tiles(n); I++) {
    const diagonal = tileOf(panel(triangle, I), I);
    for (let q = 0; q < TILE; q++) set(reciprocals, I * TILE + q, 1.0 / get(diagonal, q * TILE + q));
  }
}

/**
 * Row I of tiles of packed right-hand sides: x_I := L_II⁻¹·(x_I − Σ_{J < I} L_IJ·x_J), earlier rows being solved.
 *
 * pad        rows of padding, 0 in the right-hand sides, which sums skip.
 * rightSides panels of four columns (`pack.ts`), `stride` bytes apart, of which those from `first` to `end` − 1 take part.
 * identity   they are the identity matrix, so that tiles J < j of panel j are zero and are skipped.
 */
export function solveRow(
  triangle: usize,
  reciprocals: usize,
  I: i32,
  pad: i32,
  rightSides: usize,
  first: i32,
  end: i32,
  stride: usize,
  identity: bool,
): void {
  const L = panel(triangle, I);
  const scales = from(reciprocals, I * TILE);
  for (let j = first; j < end; j++) {
    const start = identity && j > 0 ? j * TILE : I > 0 ? pad : 0;
    const skip = panelBytes(start);
    eliminateTile(I * TILE - start, L + skip, rightSides + <usize>j * stride + skip, scales);
  }
}

/** The one tile of the first panel: `next` bytes from a row of x to the next, `step` from a column to the next. */
function packFirst(tile: usize, pad: i32, x: usize, next: usize, step: usize): void {
  for (let q = 0; q < TILE; q++) {
    for (let r = 0; r < TILE; r++) {
      let value = q == r ? 1.0 : 0.0;
      if (q >= pad && r >= q) value = load<f64>(x + <usize>(r - pad) * next + <usize>(q - pad) * step);
      set(tile, q * TILE + r, value);
    }
  }
}

/** Zeros above the diagonal of a tile that holds a triangle column by column. */
// @ts-ignore: decorator
@inline
export function clearAbove(tile: usize): void {
  set(tile, 4, 0.0);
  v128.store(tile, f64x2.splat(0.0), 64);
  v128.store(tile, f64x2.splat(0.0), 96);
  set(tile, 14, 0.0);
}

/** Rows pad … 3 and columns pad … 3 of a tile that holds a triangle column by column, written to x. */
function unpackLower(pad: i32, tile: usize, x: usize, ldx: i32): void {
  for (let r = pad; r < TILE; r++) {
    for (let q = pad; q <= r; q++) set(row(x, r - pad, ldx), q - pad, get(tile, q * TILE + r));
  }
}
