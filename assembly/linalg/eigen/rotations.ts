import { get, set, row, from, copy, fill } from '../vector';

/**
 * Batches of plane rotations, applied to eigenvectors by SIMD.
 *
 * Eigenvectors are kept in slices of sixteen components: slice s holds components 16s … 16s + 15 of vectors
 * 0 … n − 1, one vector after the other (missing components are 0). All rotations of a batch meet one slice, in
 * cache, before the next.
 *
 * Vectors are scaled: x_i = D_i·x̂_i. A rotation of x_i and h (the running vector of a sweep, h = γ·ĥ)
 *
 *     x_{i+1} := s·x_i + c·h      h := c·x_i − s·h
 *
 * is then x̂_{i+1} := ĥ + α·x̂_i, ĥ := x̂_i − β·ĥ with α = (s/c)·D_i/γ, β = (s/c)·γ/D_i and the new scales
 * D_{i+1} = c·γ, γ := c·D_i: two multiplications an element instead of four. A batch ends before a scale
 * underflows, and multiplies the scales out.
 */

/** Components of a slice. */
export const SLICE: i32 = 16;

/** Bytes of a sweep's header (highest and lowest index), and of a rotation (α, β). */
export const RECORD: usize = 16;

/** Number of slices of n components. */
// @ts-ignore: decorator
@inline
export function slices(n: i32): i32 {
  return (n + (SLICE - 1)) / SLICE;
}

/** Address of slice s of n vectors. */
// @ts-ignore: decorator
@inline
export function slice(sliced: usize, n: i32, s: i32): usize {
  return row(sliced, s, n * SLICE);
}

/** Slices of the rows of the n×n matrix x. */
export function packSlices(n: i32, x: usize, ldx: i32, sliced: usize): void {
  for (let s = 0; s < slices(n); s++) {
    const width = min(SLICE, n - s * SLICE);
    for (let i = 0; i < n; i++) {
      const target = row(slice(sliced, n, s), i, SLICE);
      copy(width, from(row(x, i, ldx), s * SLICE), target);
      for (let j = width; j < SLICE; j++) set(target, j, 0.0);
    }
  }
}

/** The inverse of `packSlices`. */
export function unpackSlices(n: i32, sliced: usize, x: usize, ldx: i32): void {
  for (let s = 0; s < slices(n); s++) {
    const width = min(SLICE, n - s * SLICE);
    for (let i = 0; i < n; i++) {
      copy(width, row(slice(sliced, n, s), i, SLICE), from(row(x, i, ldx), s * SLICE));
    }
  }
}

/** Slices of the identity. */
export function identitySlices(n: i32, sliced: usize): void {
  fill(slices(n) * SLICE * n, 0.0, sliced);
  for (let i = 0; i < n; i++) set(row(slice(sliced, n, i / SLICE), i, SLICE), i % SLICE, 1.0);
}

/**
 * Applies the batch of sweeps between `begin` and `end`, then multiplies vectors lowest … highest by their scales.
 *
 * A sweep is a record of its highest and lowest index m and l (32-bit), then m − l records of α and β,
 * for i = m − 1 … l.
 */
export function applyRotations(
  n: i32,
  sliced: usize,
  begin: usize,
  end: usize,
  scales: usize,
  lowest: i32,
  highest: i32,
): void {
  for (let s = 0; s < slices(n); s++) {
    const vectors = slice(sliced, n, s);
    let record = begin;
    while (record < end) {
      const m = load<i32>(record);
      const count = m - load<i32>(record, 4);
      record += RECORD;
      applySweep(row(vectors, m, SLICE), record, count);
      record += <usize>count * RECORD;
    }
    for (let i = lowest; i <= highest; i++) {
      const factor = f64x2.splat(get(scales, i));
      const x = row(vectors, i, SLICE);
      for (let j = 0; j < SLICE; j += 2) v128.store(from(x, j), f64x2.mul(factor, v128.load(from(x, j))));
    }
  }
}

/** One sweep over one slice, from vector x downwards; ĥ stays in registers. */
function applySweep(x: usize, record: usize, count: i32): void {
  let h0 = v128.load(x);
  let h1 = v128.load(x, 16);
  let h2 = v128.load(x, 32);
  let h3 = v128.load(x, 48);
  let h4 = v128.load(x, 64);
  let h5 = v128.load(x, 80);
  let h6 = v128.load(x, 96);
  let h7 = v128.load(x, 112);
  const end = record + <usize>count * RECORD;
  while (record != end) {
    const alpha = v128.load_splat<f64>(record);
    const beta = v128.load_splat<f64>(record, 8);
    const next = x - 128;
    let y = v128.load(next);
    v128.store(x, f64x2.add(h0, f64x2.mul(alpha, y)));
    h0 = f64x2.sub(y, f64x2.mul(beta, h0));
    y = v128.load(next, 16);
    v128.store(x, f64x2.add(h1, f64x2.mul(alpha, y)), 16);
    h1 = f64x2.sub(y, f64x2.mul(beta, h1));
    y = v128.load(next, 32);
    v128.store(x, f64x2.add(h2, f64x2.mul(alpha, y)), 32);
    h2 = f64x2.sub(y, f64x2.mul(beta, h2));
    y = v128.load(next, 48);
    v128.store(x, f64x2.add(h3, f64x2.mul(alpha, y)), 48);
    h3 = f64x2.sub(y, f64x2.mul(beta, h3));
    y = v128.load(next, 64);
    v128.store(x, f64x2.add(h4, f64x2.mul(alpha, y)), 64);
    h4 = f64x2.sub(y, f64x2.mul(beta, h4));
    y = v128.load(next, 80);
    v128.store(x, f64x2.add(h5, f64x2.mul(alpha, y)), 80);
    h5 = f64x2.sub(y, f64x2.mul(beta, h5));
    y = v128.load(next, 96);
    v128.store(x, f64x2.add(h6, f64x2.mul(alpha, y)), 96);
    h6 = f64x2.sub(y, f64x2.mul(beta, h6));
    y = v128.load(next, 112);
    v128.store(x, f64x2.add(h7, f64x2.mul(alpha, y)), 112);
    h7 = f64x2.sub(y, f64x2.mul(beta, h7));
    x = next;
    record += RECORD;
  }
  v128.store(x, h0);
  v128.store(x, h1, 16);
  v128.store(x, h2, 32);
  v128.store(x, h3, 48);
  v128.store(x, h4, 64);
  v128.store(x, h5, 80);
  v128.store(x, h6, 96);
  v128.store(x, h7, 112);
}
