/**
 * A proof that a matrix is positive definite, in half the time of its Cholesky factor: one in single precision, of which
 * only that it exists is believed (Rump 2006, "Verification of positive definiteness").
 *
 * C = DAD with unit diagonal, d_i = A_ii^{−1/2}, is definite when A is. Suppose that the factor L of C − cI, computed
 * with rounding u = 2⁻²⁴, exists. By the usual analysis, Cauchy's inequality and ‖l_i‖² ≤ 1/(1 − γ),
 *
 *     LL' = C − cI + Δ,   |Δ_ij| ≤ γ‖l_i‖‖l_j‖,   ‖Δ‖₂ ≤ nγ/(1 − γ),   γ = ku/(1 − ku)
 *
 * where an element meets at most k = n/16 + 39 roundings: products are summed sixteen by sixteen before they are taken
 * away, then come the reciprocal and the square root of a pivot, and C's own rounding to single precision, of elements
 * that are at most 1/(1 − γ) by the same token. As LL' is semi-definite, λ(C) ≥ c − ‖Δ‖₂ > 0 for c = 1.01·n(n/16 + 40)u;
 * the hundredth is for γ against ku, for scaling in double precision and for underflow. A matrix nearer to singular than
 * 2c may go unproved.
 *
 * The triangle is packed as in `packed-triangle.ts`, but a panel has eight rows and its padding behind: panel I holds
 * rows 8I … 8I + 7, columns 0 … 8I + 7, column by column, and columns are eliminated four at a time.
 */
import { from, get, row, set } from './vector';

/** Rows of a panel, columns eliminated together, and groups of such columns that a panel meets in one pass. */
const ROWS: i32 = 8;
const COLUMNS: i32 = 4;
const GROUPS: i32 = 4;
/** Bytes of a column of a panel, and of half of it. */
const STEP: usize = 32;
const HALF: usize = 16;
/** Bytes of the columns whose products are summed before they are taken away: 16. */
const CHUNK: usize = 512;

/** Up to this order c is small, and so is ku. */
const LARGEST: i32 = 2000;

/** c */
function shiftOf(n: i32): f64 {
  return (1.01 * <f64>n * (<f64>n / 16.0 + 40.0)) / 16777216.0;
}

/**
 * Whether A is proved to be positive definite; false says nothing.
 *
 * a        n×n, row-major, both triangles
 * scales   n doubles, overwritten: d
 * triangle `singleTriangleBytes(n)` bytes, overwritten; from n = 9 on `triangleBytes(n)` are as many or more
 */
export function isProvedDefinite(n: i32, a: usize, scales: usize, triangle: usize): bool {
  if (n > LARGEST) return false;
  for (let i = 0; i < n; i++) {
    const diagonal = get(row(a, i, n), i);
    if (!(diagonal > 0.0)) return false;
    set(scales, i, 1.0 / Math.sqrt(diagonal));
  }
  pack(n, a, scales, triangle);
  return factor(n, triangle);
}

/** Bytes of the packed triangle. */
export function singleTriangleBytes(n: i32): usize {
  return <usize>panelAt(0, (n + (ROWS - 1)) >> 3);
}

/** Address of panel I. */
// @ts-ignore: decorator
@inline
function panelAt(triangle: usize, I: i32): usize {
  return triangle + (((<usize>I * <usize>(I + 1)) << 2) << 5);
}

/** C − cI in single precision; rows beyond n are those of the identity. */
function pack(n: i32, a: usize, scales: usize, triangle: usize): void {
  const whole = n & ~(ROWS - 1);
  const shift = shiftOf(n);
  for (let first = 0; first < whole; first += ROWS) {
    let target = panelAt(triangle, first >> 3);
    const own = from(scales, first);
    const d0 = v128.load(own);
    const d2 = v128.load(own, 16);
    const d4 = v128.load(own, 32);
    const d6 = v128.load(own, 48);
    let source = from(a, first);
    for (let p = 0; p < first + ROWS; p++) {
      // column p is row p
      const dp = v128.load_splat<f64>(from(scales, p));
      const x0 = toSingle(f64x2.mul(f64x2.mul(dp, v128.load(source)), d0));
      const x2 = toSingle(f64x2.mul(f64x2.mul(dp, v128.load(source, 16)), d2));
      const x4 = toSingle(f64x2.mul(f64x2.mul(dp, v128.load(source, 32)), d4));
      const x6 = toSingle(f64x2.mul(f64x2.mul(dp, v128.load(source, 48)), d6));
      v128.store(target, v128.shuffle<f64>(x0, x2, 0, 2));
      v128.store(target, v128.shuffle<f64>(x4, x6, 0, 2), 16);
      target += STEP;
      source += (<usize>n) << 3;
    }
  }
  if (whole < n) {
    const target = panelAt(triangle, whole >> 3);
    memory.fill(target, 0, <usize>(whole + ROWS) * STEP);
    for (let p = 0; p < n; p++) {
      const source = from(row(a, p, n), whole);
      const dp = get(scales, p);
      const column = target + <usize>p * STEP;
      for (let r = 0; r < n - whole; r++) {
        setSingle(column, r, <f32>(dp * get(source, r) * get(scales, whole + r)));
      }
    }
    for (let i = n; i < whole + ROWS; i++) setSingle(target + <usize>i * STEP, i & 7, 1.0);
  }
  for (let i = 0; i < n; i++) {
    const d = get(scales, i);
    const diagonal = panelAt(triangle, i >> 3) + <usize>i * STEP;
    setSingle(diagonal, i & 7, <f32>(d * get(row(a, i, n), i) * d - shift));
  }
}

/** Factors the triangle in place; false where a pivot is not positive. */
function factor(n: i32, triangle: usize): bool {
  const panels = (n + (ROWS - 1)) >> 3;
  const groups = (n + (COLUMNS - 1)) >> 2;
  for (let first = 0; first < groups; first += GROUPS) {
    const end = min(first + GROUPS, groups);
    for (let I = first >> 1; I < panels; I++) {
      const below = panelAt(triangle, I);
      for (let J = first; J < end && J >> 1 <= I; J++) {
        const own = panelAt(triangle, J >> 1) + (J & 1 ? HALF : 0);
        const depth = J * COLUMNS;
        eliminate(depth, own, below);
        const L = own + <usize>depth * STEP;
        const tile = below + <usize>depth * STEP;
        if (J >> 1 == I) {
          if (!factorTile(L)) return false;
        } else solveFour(L, tile);
        // of the panel of an odd tile these rows are its own
        if (J >> 1 < I || (J & 1) == 0) solveFour(L, tile + HALF);
      }
    }
  }
  return true;
}

/** T := T − Σ_p b_p·a_p', the eight rows and four columns behind `depth` steps of the panel b; a_p are four rows of one. */
function eliminate(depth: i32, a: usize, b: usize): void {
  const end = a + <usize>depth * STEP;
  const tile = b + <usize>depth * STEP;
  while (a != end) {
    const pause = min(a + CHUNK, end);
    let x0 = f32x4.splat(0.0);
    let y0 = x0;
    let x1 = x0;
    let y1 = x0;
    let x2 = x0;
    let y2 = x0;
    let x3 = x0;
    let y3 = x0;
    while (a != pause) {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      let factor = v128.load_splat<f32>(a);
      x0 = f32x4.add(x0, f32x4.mul(factor, b0));
      y0 = f32x4.add(y0, f32x4.mul(factor, b1));
      factor = v128.load_splat<f32>(a, 4);
      x1 = f32x4.add(x1, f32x4.mul(factor, b0));
      y1 = f32x4.add(y1, f32x4.mul(factor, b1));
      factor = v128.load_splat<f32>(a, 8);
      x2 = f32x4.add(x2, f32x4.mul(factor, b0));
      y2 = f32x4.add(y2, f32x4.mul(factor, b1));
      factor = v128.load_splat<f32>(a, 12);
      x3 = f32x4.add(x3, f32x4.mul(factor, b0));
      y3 = f32x4.add(y3, f32x4.mul(factor, b1));
      a += STEP;
      b += STEP;
    }
    v128.store(tile, f32x4.sub(v128.load(tile), x0));
    v128.store(tile, f32x4.sub(v128.load(tile, 16), y0), 16);
    v128.store(tile, f32x4.sub(v128.load(tile, 32), x1), 32);
    v128.store(tile, f32x4.sub(v128.load(tile, 48), y1), 48);
    v128.store(tile, f32x4.sub(v128.load(tile, 64), x2), 64);
    v128.store(tile, f32x4.sub(v128.load(tile, 80), y2), 80);
    v128.store(tile, f32x4.sub(v128.load(tile, 96), x3), 96);
    v128.store(tile, f32x4.sub(v128.load(tile, 112), y3), 112);
  }
}

/** The factor L of a 4×4 tile in place, the reciprocals of its diagonal there, computed as in `cholesky.ts`; false without one. */
function factorTile(tile: usize): bool {
  const p0 = single(tile, 0);
  if (!(p0 > 0.0)) return false;
  const u10 = single(tile, 1);
  const u20 = single(tile, 2);
  const u30 = single(tile, 3);
  const l10 = u10 / p0;
  const l20 = u20 / p0;
  const l30 = u30 / p0;

  const p1 = single(tile, 9) - l10 * u10;
  if (!(p1 > 0.0)) return false;
  const u21 = single(tile, 10) - l20 * u10;
  const u31 = single(tile, 11) - l30 * u10;
  const l21 = u21 / p1;
  const l31 = u31 / p1;

  const p2 = single(tile, 18) - l20 * u20 - l21 * u21;
  if (!(p2 > 0.0)) return false;
  const u32 = single(tile, 19) - l30 * u20 - l31 * u21;
  const l32 = u32 / p2;

  const p3 = single(tile, 27) - l30 * u30 - l31 * u31 - l32 * u32;
  if (!(p3 > 0.0)) return false;

  let pivots = f32x4.splat(p0);
  pivots = f32x4.replace_lane(pivots, 1, p1);
  pivots = f32x4.replace_lane(pivots, 2, p2);
  pivots = f32x4.replace_lane(pivots, 3, p3);
  const roots = f32x4.sqrt(pivots);
  const reciprocals = f32x4.div(f32x4.splat(1.0), roots);
  const r0 = f32x4.extract_lane(roots, 0);
  const r1 = f32x4.extract_lane(roots, 1);
  setSingle(tile, 0, f32x4.extract_lane(reciprocals, 0));
  setSingle(tile, 1, l10 * r0);
  setSingle(tile, 2, l20 * r0);
  setSingle(tile, 3, l30 * r0);
  setSingle(tile, 9, f32x4.extract_lane(reciprocals, 1));
  setSingle(tile, 10, l21 * r1);
  setSingle(tile, 11, l31 * r1);
  setSingle(tile, 18, f32x4.extract_lane(reciprocals, 2));
  setSingle(tile, 19, l32 * f32x4.extract_lane(roots, 2));
  setSingle(tile, 27, f32x4.extract_lane(reciprocals, 3));
  return true;
}

/** X := X·L⁻ᵀ for four rows of a panel and the factored tile L. */
function solveFour(L: usize, x: usize): void {
  const x0 = f32x4.mul(v128.load(x), v128.load_splat<f32>(L));
  let x1 = v128.load(x, 32);
  x1 = f32x4.sub(x1, f32x4.mul(v128.load_splat<f32>(L, 4), x0));
  x1 = f32x4.mul(x1, v128.load_splat<f32>(L, 36));
  let x2 = v128.load(x, 64);
  x2 = f32x4.sub(x2, f32x4.mul(v128.load_splat<f32>(L, 8), x0));
  x2 = f32x4.sub(x2, f32x4.mul(v128.load_splat<f32>(L, 40), x1));
  x2 = f32x4.mul(x2, v128.load_splat<f32>(L, 72));
  let x3 = v128.load(x, 96);
  x3 = f32x4.sub(x3, f32x4.mul(v128.load_splat<f32>(L, 12), x0));
  x3 = f32x4.sub(x3, f32x4.mul(v128.load_splat<f32>(L, 44), x1));
  x3 = f32x4.sub(x3, f32x4.mul(v128.load_splat<f32>(L, 76), x2));
  x3 = f32x4.mul(x3, v128.load_splat<f32>(L, 108));
  v128.store(x, x0);
  v128.store(x, x1, 32);
  v128.store(x, x2, 64);
  v128.store(x, x3, 96);
}

/** Two doubles in single precision, in the first half. */
// @ts-ignore: decorator
@inline
function toSingle(x: v128): v128 {
  return f32x4.demote_f64x2_zero(x);
}

/** Element i of singles. */
// @ts-ignore: decorator
@inline
function single(x: usize, i: i32): f32 {
  return load<f32>(x + ((<usize>i) << 2));
}

// @ts-ignore: decorator
@inline
function setSingle(x: usize, i: i32, value: f32): void {
  store<f32>(x + ((<usize>i) << 2), value);
}
