import { get, set, row, from } from './vector';
import { TILE, TILE_BYTES, tiles, updateTile } from './micro-kernel';
import { packRows, panelBytes, unpackFourRows } from './pack';

/**
 * A lower triangular matrix as panels of four rows, the format in which factors are computed and solved with.
 *
 * Panel I holds rows 4I … 4I + 3, columns 0 … 4I + 3, step by step as in `pack.ts`: tiles (I, 0) … (I, I), each
 * column by column. Missing rows of the last panel are those of the identity, which change nothing: no routine on
 * this format has edge cases. Beside it goes the vector of the reciprocals 1 / L_ii.
 */

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

/** Packs the lower triangle of the n×n matrix x; the strict upper one is not read. */
export function packTriangle(n: i32, x: usize, ldx: i32, triangle: usize): void {
  for (let I = 0; I < tiles(n); I++) {
    const first = I * TILE;
    const target = panel(triangle, I);
    packRows(min(TILE, n - first), first, row(x, first, ldx), ldx, target, 0);
    const diagonal = tileOf(target, I);
    for (let q = 0; q < TILE; q++) {
      for (let r = 0; r < TILE; r++) {
        set(diagonal, q * TILE + r, q > r ? 0.0 : element(n, first + r, first + q, x, ldx));
      }
    }
  }
}

/**
 * Packs the lower triangular matrix M with M_ij = x_{n−1−j, n−1−i}: the transpose of x read from its end.
 * Solving with M, right-hand sides upside down, is solving with x'.
 */
export function packReversedTranspose(n: i32, x: usize, ldx: i32, triangle: usize): void {
  for (let I = 0; I < tiles(n); I++) {
    const first = I * TILE;
    const target = panel(triangle, I);
    const whole = first + TILE <= n ? first : 0;
    for (let p = 0; p < whole; p++) {
      const source = from(row(x, n - 1 - p, ldx), n - TILE - first);
      const step = target + panelBytes(p);
      const low = v128.load(source);
      const high = v128.load(source, 16);
      v128.store(step, v128.shuffle<f64>(high, high, 1, 0));
      v128.store(step, v128.shuffle<f64>(low, low, 1, 0), 16);
    }
    for (let p = whole; p < first + TILE; p++) {
      for (let r = 0; r < TILE; r++) {
        const i = first + r;
        const value = p > i ? 0.0 : i < n ? get(row(x, n - 1 - p, ldx), n - 1 - i) : p == i ? 1.0 : 0.0;
        set(target + panelBytes(p), r, value);
      }
    }
  }
}

/** Writes the packed triangle to the lower triangle of x; the strict upper one is not touched. */
export function unpackTriangle(n: i32, triangle: usize, x: usize, ldx: i32): void {
  for (let I = 0; I < tiles(n); I++) {
    const first = I * TILE;
    const source = panel(triangle, I);
    const whole = first + TILE <= n ? first : 0;
    unpackFourRows(whole, source, row(x, first, ldx), ldx);
    for (let i = first; i < min(first + TILE, n); i++) {
      const xi = row(x, i, ldx);
      for (let j = whole; j <= i; j++) set(xi, j, get(source + panelBytes(j), i - first));
    }
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
 * T := L⁻¹·T for one tile T of four rows; L is the diagonal tile (column by column), `reciprocals` its 1 / L_ii.
 *
 * Substitution, not a product with L⁻¹: the residual then stays small when L is nearly singular.
 */
export function solveTile(diagonal: usize, reciprocals: usize, tile: usize): void {
  let scale = v128.load_splat<f64>(reciprocals);
  const x0 = f64x2.mul(v128.load(tile), scale);
  const y0 = f64x2.mul(v128.load(tile, 16), scale);

  let factor = v128.load_splat<f64>(diagonal, 8);
  scale = v128.load_splat<f64>(reciprocals, 8);
  const x1 = f64x2.mul(f64x2.sub(v128.load(tile, 32), f64x2.mul(factor, x0)), scale);
  const y1 = f64x2.mul(f64x2.sub(v128.load(tile, 48), f64x2.mul(factor, y0)), scale);

  factor = v128.load_splat<f64>(diagonal, 16);
  let x2 = f64x2.sub(v128.load(tile, 64), f64x2.mul(factor, x0));
  let y2 = f64x2.sub(v128.load(tile, 80), f64x2.mul(factor, y0));
  factor = v128.load_splat<f64>(diagonal, 48);
  scale = v128.load_splat<f64>(reciprocals, 16);
  x2 = f64x2.mul(f64x2.sub(x2, f64x2.mul(factor, x1)), scale);
  y2 = f64x2.mul(f64x2.sub(y2, f64x2.mul(factor, y1)), scale);

  factor = v128.load_splat<f64>(diagonal, 24);
  let x3 = f64x2.sub(v128.load(tile, 96), f64x2.mul(factor, x0));
  let y3 = f64x2.sub(v128.load(tile, 112), f64x2.mul(factor, y0));
  factor = v128.load_splat<f64>(diagonal, 56);
  x3 = f64x2.sub(x3, f64x2.mul(factor, x1));
  y3 = f64x2.sub(y3, f64x2.mul(factor, y1));
  factor = v128.load_splat<f64>(diagonal, 88);
  scale = v128.load_splat<f64>(reciprocals, 24);
  x3 = f64x2.mul(f64x2.sub(x3, f64x2.mul(factor, x2)), scale);
  y3 = f64x2.mul(f64x2.sub(y3, f64x2.mul(factor, y2)), scale);

  v128.store(tile, x0);
  v128.store(tile, y0, 16);
  v128.store(tile, x1, 32);
  v128.store(tile, y1, 48);
  v128.store(tile, x2, 64);
  v128.store(tile, y2, 80);
  v128.store(tile, x3, 96);
  v128.store(tile, y3, 112);
}

/**
 * Row I of tiles of packed right-hand sides: x_I := L_II⁻¹·(x_I − Σ_{J < I} L_IJ·x_J), earlier rows being solved.
 *
 * rightSides `count` panels of four columns (`pack.ts`), `stride` bytes apart.
 * identity   they are the identity matrix, so that tiles J < j of panel j are zero and are skipped.
 */
export function solveRow(
  triangle: usize,
  reciprocals: usize,
  I: i32,
  rightSides: usize,
  count: i32,
  stride: usize,
  identity: bool,
): void {
  const L = panel(triangle, I);
  for (let j = 0; j < count; j++) {
    const first = identity ? j : 0;
    const x = rightSides + <usize>j * stride;
    updateTile((I - first) * TILE, -1.0, tileOf(L, first), tileOf(x, first), tileOf(x, I), TILE);
  }
  for (let j = 0; j < count; j++) {
    solveTile(tileOf(L, I), from(reciprocals, I * TILE), tileOf(rightSides + <usize>j * stride, I));
  }
}

/** x_ij, or that of the identity beyond row n − 1. */
function element(n: i32, i: i32, j: i32, x: usize, ldx: i32): f64 {
  if (i < n) return get(row(x, i, ldx), j);
  return i == j ? 1.0 : 0.0;
}
