import { factorTriangle } from './cholesky';
import { get, set, row, from } from './vector';
import { getIndex } from './indexed';
import { TILE, tiles } from './micro-kernel';
import { packRows, panelBytes } from './pack';
import { clearAbove, panel, tileOf } from './packed-triangle';

/**
 * Systems with a principal submatrix of a large symmetric matrix: gathered into a packed triangle (`packed-triangle.ts`),
 * factored and solved with there, without a dense copy. The triangle has whole tiles, its last rows those of the identity
 * where n is no multiple of 4, so that vectors begin where the triangle does; they are padded with zeros behind.
 */

/** Packs the lower triangle of α·X[index, index]; index ascends and has n of X's `order` rows, both of whose triangles are read; it is not looked at where it has all. */
export function packSubmatrix(n: i32, alpha: f64, x: usize, order: i32, index: usize, triangle: usize): void {
  const isWhole = n == order;
  let first = 0;
  for (; first + TILE <= n; first += TILE) {
    const target = panel(triangle, first >> 2);
    if (isWhole) packRows(TILE, first + TILE, alpha, row(x, first, order), order, target, 0);
    else packIndexed(first + TILE, alpha, x, order, index, index + ((<usize>first) << 2), target);
    clearAbove(target + panelBytes(first));
  }
  if (first == n) return;
  const last = panel(triangle, first >> 2);
  for (let i = first; i < first + TILE; i++) {
    const source = i < n ? row(x, isWhole ? i : getIndex(index, i), order) : 0;
    const target = last + ((<usize>(i & 3)) << 3);
    for (let p = 0; p <= i; p++) {
      const value = i < n ? alpha * get(source, isWhole ? p : getIndex(index, p)) : p == i ? 1.0 : 0.0;
      set(target + panelBytes(p), 0, value);
    }
  }
  clearAbove(last + panelBytes(first));
}

/** A panel of α times the elements `columns` (depth of them) of the four rows of x that `rows` names. */
function packIndexed(
  depth: i32,
  alpha: f64,
  x: usize,
  ldx: i32,
  columns: usize,
  rows: usize,
  out: usize,
): void {
  const x0 = row(x, getIndex(rows, 0), ldx);
  const x1 = row(x, getIndex(rows, 1), ldx);
  const x2 = row(x, getIndex(rows, 2), ldx);
  const x3 = row(x, getIndex(rows, 3), ldx);
  const factor = f64x2.splat(alpha);
  for (let p = 0; p < depth; p++) {
    const column = (<usize>getIndex(columns, p)) << 3;
    const low = v128.load64_lane(x1 + column, v128.load64_zero(x0 + column), 1);
    const high = v128.load64_lane(x3 + column, v128.load64_zero(x2 + column), 1);
    v128.store(out, f64x2.mul(factor, low));
    v128.store(out, f64x2.mul(factor, high), 16);
    out += 32;
  }
}

/** Factors the triangle of n packed rows in place; returns −1 or the pivot. */
export function factorPacked(n: i32, triangle: usize, reciprocals: usize): i32 {
  return factorTriangle(tiles(n) * TILE, triangle, reciprocals);
}

/** Address of diagonal element i of a packed triangle. */
// @ts-ignore: decorator
@inline
export function diagonalOf(triangle: usize, i: i32): usize {
  return from(tileOf(panel(triangle, i >> 2), i >> 2), (i & 3) * (TILE + 1));
}

/** Solves L·x = b in place. */
export function solveLower(blocks: i32, triangle: usize, reciprocals: usize, x: usize): void {
  for (let I = 0; I < blocks; I++) {
    const target = from(x, I * TILE);
    let step = panel(triangle, I);
    const diagonal = tileOf(step, I);
    let even0 = v128.load(target);
    let even2 = v128.load(target, 16);
    let odd0 = f64x2.splat(0.0);
    let odd2 = odd0;
    for (let source = x; source != target; source += 16) {
      const xe = v128.load_splat<f64>(source);
      const xo = v128.load_splat<f64>(source, 8);
      even0 = f64x2.sub(even0, f64x2.mul(xe, v128.load(step)));
      even2 = f64x2.sub(even2, f64x2.mul(xe, v128.load(step, 16)));
      odd0 = f64x2.sub(odd0, f64x2.mul(xo, v128.load(step, 32)));
      odd2 = f64x2.sub(odd2, f64x2.mul(xo, v128.load(step, 48)));
      step += 64;
    }
    even0 = f64x2.add(even0, odd0);
    even2 = f64x2.add(even2, odd2);
    const scales = from(reciprocals, I * TILE);
    const x0 = f64x2.extract_lane(even0, 0) * get(scales, 0);
    const x1 = (f64x2.extract_lane(even0, 1) - get(diagonal, 1) * x0) * get(scales, 1);
    const x2 =
      (f64x2.extract_lane(even2, 0) - get(diagonal, 2) * x0 - get(diagonal, 6) * x1) * get(scales, 2);
    const x3 =
      (f64x2.extract_lane(even2, 1) -
        get(diagonal, 3) * x0 -
        get(diagonal, 7) * x1 -
        get(diagonal, 11) * x2) *
      get(scales, 3);
    set(target, 0, x0);
    set(target, 1, x1);
    set(target, 2, x2);
    set(target, 3, x3);
  }
}

/** Solves L'·x = b in place. */
export function solveLowerTransposed(blocks: i32, triangle: usize, reciprocals: usize, x: usize): void {
  for (let I = blocks - 1; I >= 0; I--) {
    const source = from(x, I * TILE);
    let step = panel(triangle, I);
    const diagonal = tileOf(step, I);
    const scales = from(reciprocals, I * TILE);
    const x3 = get(source, 3) * get(scales, 3);
    const x2 = (get(source, 2) - get(diagonal, 11) * x3) * get(scales, 2);
    const x1 = (get(source, 1) - get(diagonal, 6) * x2 - get(diagonal, 7) * x3) * get(scales, 1);
    const x0 =
      (get(source, 0) - get(diagonal, 1) * x1 - get(diagonal, 2) * x2 - get(diagonal, 3) * x3) *
      get(scales, 0);
    set(source, 0, x0);
    set(source, 1, x1);
    set(source, 2, x2);
    set(source, 3, x3);
    const low = v128.load(source);
    const high = v128.load(source, 16);
    for (let target = x; target != source; target += 16) {
      const even = f64x2.add(f64x2.mul(low, v128.load(step)), f64x2.mul(high, v128.load(step, 16)));
      const odd = f64x2.add(f64x2.mul(low, v128.load(step, 32)), f64x2.mul(high, v128.load(step, 48)));
      const sums = f64x2.add(v128.shuffle<f64>(even, odd, 0, 2), v128.shuffle<f64>(even, odd, 1, 3));
      v128.store(target, f64x2.sub(v128.load(target), sums));
      step += 64;
    }
  }
}

/** y_r := Σ_p v_r[p]·x_p for the four vectors v_r of a panel of `depth` steps. */
export function panelTimes(depth: i32, panelStart: usize, x: usize, y: usize): void {
  let low = f64x2.splat(0.0);
  let high = low;
  for (let p = 0; p < depth; p++) {
    const xp = v128.load_splat<f64>(from(x, p));
    low = f64x2.add(low, f64x2.mul(xp, v128.load(panelStart)));
    high = f64x2.add(high, f64x2.mul(xp, v128.load(panelStart, 16)));
    panelStart += 32;
  }
  v128.store(y, low);
  v128.store(y, high, 16);
}

/** x_p := x_p + Σ_r y_r·v_r[p] */
export function addPanelTimes(depth: i32, panelStart: usize, y: usize, x: usize): void {
  const low = v128.load(y);
  const high = v128.load(y, 16);
  for (let p = 0; p < depth; p++) {
    const sums = f64x2.add(f64x2.mul(low, v128.load(panelStart)), f64x2.mul(high, v128.load(panelStart, 16)));
    set(x, p, get(x, p) + (f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1)));
    panelStart += 32;
  }
}
