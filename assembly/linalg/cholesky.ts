import { allocate, allocateMatrix, allocateVector, mark, release, roundUp, vectorBytes } from '../arena';
import { get, set, row, from, fill } from './vector';
import { TILE, TILE_BYTES, addToPartialTile, addToTile, tiles } from './micro-kernel';
import { eliminateTile } from './eliminate';
import { panelBytes } from './pack';
import {
  packReciprocals,
  packTriangle,
  padding,
  panel,
  solveRow,
  tileOf,
  triangleBytes,
  unpackTriangle,
} from './packed-triangle';
import { trsv, trsm, trsmWorkspace } from './triangular';
import { symmetrize } from './syrk';

/** Columns of tiles that a panel meets in one pass, and those of an inverse that are solved for together. */
const COLUMNS: i32 = 4;
const SIDES: i32 = 16;

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
  if (n <= FEW) return factorFew(a, n, lda);
  const position = mark();
  const triangle = allocate(triangleBytes(n));
  const reciprocals = allocateVector(tiles(n) * TILE);
  packTriangle(n, a, lda, triangle);
  const pivot = factorTriangle(n, triangle, reciprocals);
  if (pivot < 0) unpackTriangle(n, triangle, a, lda);
  release(position);
  return pivot;
}

/** Up to this size packing costs more than it saves. */
const FEW: i32 = 6;

/** `cholesky` of a few rows, one by one, in a copy that takes the place of A when all pivots are positive. */
function factorFew(a: usize, n: i32, lda: i32): i32 {
  const position = mark();
  const L = allocateMatrix(n, n);
  for (let i = 0; i < n; i++) {
    const line = row(L, i, n);
    const source = row(a, i, lda);
    for (let j = 0; j <= i; j++) {
      const other = row(L, j, n);
      let value = get(source, j);
      for (let k = 0; k < j; k++) value -= get(line, k) * get(other, k);
      if (j < i) set(line, j, value / get(other, j));
      else if (value > 0.0) set(line, i, Math.sqrt(value));
      else {
        release(position);
        return i;
      }
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) set(row(a, i, lda), j, get(row(L, i, n), j));
  }
  release(position);
  return -1;
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

  const pad = padding(n);
  for (let first = 0; first < blocks; first += SIDES) {
    const end = min(first + SIDES, blocks);
    for (let J = first; J < end; J++) {
      const column = columns + <usize>J * stride;
      fill((blocks - J) * TILE * TILE, 0.0, tileOf(column, J));
      for (let q = J * TILE; q < min(J * TILE + TILE, n); q++) set(column, (q + pad) * TILE + (q & 3), 1.0);
    }
    for (let I = first; I < blocks; I++) {
      solveRow(triangle, reciprocals, I, pad, columns, first, min(end, I + 1), stride, true);
    }
  }

  for (let I = 0; I < blocks; I++) {
    const i = I * TILE;
    const depth = (blocks - I) * TILE;
    const rows = min(TILE, n - i);
    const xi = tileOf(columns + <usize>I * stride, I);
    const target = row(inverse, i, ldi);
    for (let r = 0; r < rows; r++) fill(i + rows, 0.0, row(target, r, ldi));
    for (let J = 0; J <= I; J++) {
      const xj = tileOf(columns + <usize>J * stride, I);
      const tile = from(target, J * TILE);
      if (rows == TILE) addToTile(depth, xi, xj, tile, ldi);
      else addToPartialTile(rows, J < I ? TILE : rows, false, depth, xi, xj, tile, ldi, scratch);
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

/** Factors a packed triangle of order n in place; returns −1 or the pivot. */
export function factorTriangle(n: i32, triangle: usize, reciprocals: usize): i32 {
  const blocks = tiles(n);
  const pad = padding(n);
  for (let first = 0; first < blocks; first += COLUMNS) {
    for (let I = first; I < blocks; I++) {
      const below = panel(triangle, I);
      const end = min(first + COLUMNS, blocks);
      for (let J = first; J < end && J <= I; J++) {
        // sums skip the padding; where it is all there is before a tile, there is nothing to sum
        const start = J > 0 ? pad : 0;
        const skip = panelBytes(start);
        const scales = from(reciprocals, J * TILE);
        eliminateTile(J * TILE - start, panel(triangle, J) + skip, below + skip, J < I ? scales : 0);
        if (J < I) continue;
        const pivot = factorTile(tileOf(below, J), scales);
        if (pivot >= 0) return J * TILE + pivot - pad;
      }
    }
  }
  return -1;
}

/**
 * Factors one diagonal tile (column by column) in place, zeros above its diagonal.
 *
 * reciprocals four doubles, set to 1 / L_ii.
 * returns     −1, or which of the four pivots was not positive.
 *
 * As L·D·L' first: the next pivot then waits for a division only, and the square roots are taken two by two at the end.
 */
function factorTile(tile: usize, reciprocals: usize): i32 {
  const p0 = get(tile, 0);
  if (!(p0 > 0.0)) return 0;
  const u10 = get(tile, 1);
  const u20 = get(tile, 2);
  const u30 = get(tile, 3);
  const l10 = u10 / p0;
  const l20 = u20 / p0;
  const l30 = u30 / p0;

  const p1 = get(tile, 5) - l10 * u10;
  if (!(p1 > 0.0)) return 1;
  const u21 = get(tile, 6) - l20 * u10;
  const u31 = get(tile, 7) - l30 * u10;
  const l21 = u21 / p1;
  const l31 = u31 / p1;

  const p2 = get(tile, 10) - l20 * u20 - l21 * u21;
  if (!(p2 > 0.0)) return 2;
  const u32 = get(tile, 11) - l30 * u20 - l31 * u21;
  const l32 = u32 / p2;

  const p3 = get(tile, 15) - l30 * u30 - l31 * u31 - l32 * u32;
  if (!(p3 > 0.0)) return 3;

  const roots01 = f64x2.sqrt(f64x2.replace_lane(f64x2.splat(p0), 1, p1));
  const roots23 = f64x2.sqrt(f64x2.replace_lane(f64x2.splat(p2), 1, p3));
  const one = f64x2.splat(1.0);
  v128.store(reciprocals, f64x2.div(one, roots01));
  v128.store(reciprocals, f64x2.div(one, roots23), 16);
  const l00 = f64x2.extract_lane(roots01, 0);
  const l11 = f64x2.extract_lane(roots01, 1);
  const l22 = f64x2.extract_lane(roots23, 0);
  setFour(row(tile, 0, TILE), l00, l10 * l00, l20 * l00, l30 * l00);
  setFour(row(tile, 1, TILE), 0.0, l11, l21 * l11, l31 * l11);
  setFour(row(tile, 2, TILE), 0.0, 0.0, l22, l32 * l22);
  setFour(row(tile, 3, TILE), 0.0, 0.0, 0.0, f64x2.extract_lane(roots23, 1));
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
