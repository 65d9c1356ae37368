import { allocate, allocateVector, mark, release, roundUp, vectorBytes } from '../arena';
import { get, set, row, from, fill } from './vector';
import { TILE, TILE_BYTES, tiles, updatePartialTile, updateTile } from './micro-kernel';
import { panelBytes } from './pack';
import {
  packReciprocals,
  packTriangle,
  panel,
  solveRow,
  solveTile,
  tileOf,
  triangleBytes,
  unpackTriangle,
} from './packed-triangle';
import { trsv, trsm, trsmWorkspace } from './triangular';
import { symmetrize } from './syrk';

/**
 * Lower Cholesky factor in place: A = L·L'.
 *
 * a       n×n, row-major, leading dimension lda; only the lower triangle is read, and it is overwritten by L.
 *         The strict upper triangle is neither read nor written.
 * returns −1, or the 0-based pivot at which A stopped being positive definite (A is then as it was).
 * work    `choleskyWorkspace(n)` bytes of the arena. Blocked left-looking on the packed triangle: a column of
 *         tiles takes its update from all earlier ones in one pass of the micro-kernel, where the time goes.
 */
export function cholesky(a: usize, n: i32, lda: i32): i32 {
  const position = mark();
  const triangle = allocate(triangleBytes(n));
  const reciprocals = allocateVector(tiles(n) * TILE);
  packTriangle(n, a, lda, triangle);
  const pivot = factorTriangle(tiles(n), triangle, reciprocals);
  if (pivot < 0) unpackTriangle(n, triangle, a, lda);
  release(position);
  return pivot;
}

/** Arena bytes that `cholesky` takes. */
export function choleskyWorkspace(n: i32): usize {
  return roundUp(triangleBytes(n)) + vectorBytes(tiles(n) * TILE);
}

/** x := A⁻¹x, given the factor L of A. */
export function choleskySolve(n: i32, l: usize, ldl: i32, x: usize): void {
  trsv(false, n, l, ldl, x);
  trsv(true, n, l, ldl, x);
}

/** B := A⁻¹B for the n×m matrix B, given the factor L of A; `choleskySolveManyWorkspace(n, m)` bytes of the arena. */
export function choleskySolveMany(n: i32, m: i32, l: usize, ldl: i32, b: usize, ldb: i32): void {
  trsm(false, n, m, l, ldl, b, ldb);
  trsm(true, n, m, l, ldl, b, ldb);
}

/** Arena bytes that `choleskySolveMany` takes. */
export function choleskySolveManyWorkspace(n: i32, m: i32): usize {
  return trsmWorkspace(n, m);
}

/**
 * A⁻¹ = X'X with X = L⁻¹, from the factor L of A.
 *
 * inverse n×n, leading dimension ldi, both triangles written, exactly symmetric; must not overlap L.
 * work    `choleskyInverseWorkspace(n)` bytes of the arena. The columns of X, packed as they are solved for, are
 *         the operands of the product; the zeros above the diagonal of X are skipped in both steps.
 */
export function choleskyInverse(n: i32, l: usize, ldl: i32, inverse: usize, ldi: i32): void {
  const position = mark();
  const blocks = tiles(n);
  const stride = panelBytes(blocks * TILE);
  const triangle = allocate(triangleBytes(n));
  const reciprocals = allocateVector(blocks * TILE);
  const columns = allocate(<usize>blocks * stride);
  const scratch = allocate(TILE_BYTES);
  packTriangle(n, l, ldl, triangle);
  packReciprocals(n, triangle, reciprocals);

  memory.fill(columns, 0, <usize>blocks * stride);
  for (let I = 0; I < blocks; I++) {
    const identity = tileOf(columns + <usize>I * stride, I);
    for (let q = 0; q < TILE; q++) set(identity, q * TILE + q, 1.0);
    solveRow(triangle, reciprocals, I, columns, I + 1, stride, true);
  }

  for (let i = 0; i < n; i++) fill(i + 1, 0.0, row(inverse, i, ldi));
  for (let I = 0; I < blocks; I++) {
    const i = I * TILE;
    const depth = (blocks - I) * TILE;
    const xi = tileOf(columns + <usize>I * stride, I);
    for (let J = 0; J <= I; J++) {
      const xj = tileOf(columns + <usize>J * stride, I);
      const tile = from(row(inverse, i, ldi), J * TILE);
      if (J < I && i + TILE <= n) updateTile(depth, 1.0, xi, xj, tile, ldi);
      else updatePartialTile(min(TILE, n - i), TILE, J == I, depth, 1.0, xi, xj, tile, ldi, scratch);
    }
  }
  symmetrize(n, inverse, ldi);
  release(position);
}

/** Arena bytes that `choleskyInverse` takes. */
export function choleskyInverseWorkspace(n: i32): usize {
  const rows = tiles(n) * TILE;
  return (
    roundUp(triangleBytes(n)) + vectorBytes(rows) + roundUp(<usize>tiles(n) * panelBytes(rows)) + TILE_BYTES
  );
}

/** log|A| = 2 Σ log L_ii */
export function choleskyLogDeterminant(n: i32, l: usize, ldl: i32): f64 {
  let total = 0.0;
  for (let i = 0; i < n; i++) total += Math.log(get(row(l, i, ldl), i));
  return 2.0 * total;
}

/** Factors a packed triangle of `blocks` panels in place; returns −1 or the pivot. */
export function factorTriangle(blocks: i32, triangle: usize, reciprocals: usize): i32 {
  for (let J = 0; J < blocks; J++) {
    const left = panel(triangle, J);
    const diagonal = tileOf(left, J);
    const scales = from(reciprocals, J * TILE);
    if (J > 0) updateTile(J * TILE, -1.0, left, left, diagonal, TILE);
    const pivot = factorTile(diagonal, scales);
    if (pivot >= 0) return J * TILE + pivot;
    if (J > 0) {
      for (let I = J + 1; I < blocks; I++) {
        const below = panel(triangle, I);
        updateTile(J * TILE, -1.0, left, below, tileOf(below, J), TILE);
      }
    }
    for (let I = J + 1; I < blocks; I++) solveTile(diagonal, scales, tileOf(panel(triangle, I), J));
  }
  return -1;
}

/**
 * Factors one diagonal tile (column by column) in place, zeros above its diagonal.
 *
 * reciprocals four doubles, set to 1 / L_ii.
 * returns     −1, or which of the four pivots was not positive.
 */
function factorTile(tile: usize, reciprocals: usize): i32 {
  const p0 = get(tile, 0);
  if (!(p0 > 0.0)) return 0;
  const l00 = Math.sqrt(p0);
  const r0 = 1.0 / l00;
  const l10 = get(tile, 1) * r0;
  const l20 = get(tile, 2) * r0;
  const l30 = get(tile, 3) * r0;

  const p1 = get(tile, 5) - l10 * l10;
  if (!(p1 > 0.0)) return 1;
  const l11 = Math.sqrt(p1);
  const r1 = 1.0 / l11;
  const l21 = (get(tile, 6) - l20 * l10) * r1;
  const l31 = (get(tile, 7) - l30 * l10) * r1;

  const p2 = get(tile, 10) - l20 * l20 - l21 * l21;
  if (!(p2 > 0.0)) return 2;
  const l22 = Math.sqrt(p2);
  const r2 = 1.0 / l22;
  const l32 = (get(tile, 11) - l30 * l20 - l31 * l21) * r2;

  const p3 = get(tile, 15) - l30 * l30 - l31 * l31 - l32 * l32;
  if (!(p3 > 0.0)) return 3;
  const l33 = Math.sqrt(p3);

  setFour(row(tile, 0, TILE), l00, l10, l20, l30);
  setFour(row(tile, 1, TILE), 0.0, l11, l21, l31);
  setFour(row(tile, 2, TILE), 0.0, 0.0, l22, l32);
  setFour(row(tile, 3, TILE), 0.0, 0.0, 0.0, l33);
  setFour(reciprocals, r0, r1, r2, 1.0 / l33);
  return -1;
}

// @ts-ignore: decorator
@inline
function setFour(x: usize, x0: f64, x1: f64, x2: f64, x3: f64): void {
  set(x, 0, x0);
  set(x, 1, x1);
  set(x, 2, x2);
  set(x, 3, x3);
}
