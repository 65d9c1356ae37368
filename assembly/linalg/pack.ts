import { get, set, row, from } from './vector';
import { TILE, tiles } from './micro-kernel';

/**
 * Packing into panels, the operands of the kernels.
 *
 * A panel holds four vectors v_0 … v_3 of length `depth`, step by step: v_0[p] v_1[p] v_2[p] v_3[p], then p + 1.
 * Vectors that the last panel lacks are zeros. Panel i starts at out + i·stride bytes.
 */

/** Columns that are packed together: whole cache lines of a row, and few enough panels for the first cache. */
const GROUP: i32 = 16;

/** Bytes of one panel. */
// @ts-ignore: decorator
@inline
export function panelBytes(depth: i32): usize {
  return (<usize>depth) << 5;
}

/** Doubles of the panels of `count` vectors. */
// @ts-ignore: decorator
@inline
export function panelDoubles(count: i32, depth: i32): i32 {
  return tiles(count) * TILE * depth;
}

/** Packs α times the first `depth` elements of `count` rows of x. */
export function packRows(
  count: i32,
  depth: i32,
  alpha: f64,
  x: usize,
  ldx: i32,
  out: usize,
  stride: usize,
): void {
  for (let first = 0; first < count; first += TILE) {
    const x0 = row(x, first, ldx);
    if (first + TILE <= count)
      packFourRows(depth, alpha, x0, row(x0, 1, ldx), row(x0, 2, ldx), row(x0, 3, ldx), out);
    else packFew(count - first, depth, alpha, x0, (<usize>ldx) << 3, 8, out);
    out += stride;
  }
}

/** Packs α times the first `depth` elements of `count` columns of x; a negative ldx reads the columns upwards. */
export function packColumns(
  count: i32,
  depth: i32,
  alpha: f64,
  x: usize,
  ldx: i32,
  out: usize,
  stride: usize,
): void {
  const step = (<usize>ldx) << 3;
  const factor = f64x2.splat(alpha);
  for (let first = 0; first < count; first += GROUP) {
    const end = min(first + GROUP, count);
    const whole = end & ~(TILE - 1);
    let source = from(x, first);
    for (let p = 0; p < depth; p++) {
      let target = out + panelBytes(p);
      let xp = source;
      for (let c = first; c < whole; c += TILE) {
        v128.store(target, f64x2.mul(factor, v128.load(xp)));
        v128.store(target, f64x2.mul(factor, v128.load(xp, 16)), 16);
        target += stride;
        xp += 32;
      }
      source += step;
    }
    out += <usize>((whole - first) >> 2) * stride;
    if (whole < end) packFew(end - whole, depth, alpha, from(x, whole), 8, step, out);
  }
}

/** The inverse of `packColumns` with α = 1. */
export function unpackColumns(
  count: i32,
  depth: i32,
  panels: usize,
  stride: usize,
  x: usize,
  ldx: i32,
): void {
  for (let first = 0; first < count; first += GROUP) {
    const end = min(first + GROUP, count);
    const whole = end & ~(TILE - 1);
    for (let p = 0; p < depth; p++) {
      const xp = row(x, p, ldx);
      let source = panels + panelBytes(p);
      for (let c = first; c < whole; c += TILE) {
        v128.store(from(xp, c), v128.load(source));
        v128.store(from(xp, c), v128.load(source, 16), 16);
        source += stride;
      }
      for (let r = 0; whole + r < end; r++) set(xp, whole + r, get(source, r));
    }
    panels += <usize>(GROUP >> 2) * stride;
  }
}

/** The inverse of `packRows` for one panel, with α = 1. */
export function unpackFourRows(depth: i32, panel: usize, x: usize, ldx: i32): void {
  const x1 = row(x, 1, ldx);
  const x2 = row(x, 2, ldx);
  const x3 = row(x, 3, ldx);
  let p = 0;
  for (; p + 2 <= depth; p += 2) {
    const even0 = v128.load(panel);
    const even2 = v128.load(panel, 16);
    const odd0 = v128.load(panel, 32);
    const odd2 = v128.load(panel, 48);
    v128.store(from(x, p), v128.shuffle<f64>(even0, odd0, 0, 2));
    v128.store(from(x1, p), v128.shuffle<f64>(even0, odd0, 1, 3));
    v128.store(from(x2, p), v128.shuffle<f64>(even2, odd2, 0, 2));
    v128.store(from(x3, p), v128.shuffle<f64>(even2, odd2, 1, 3));
    panel += 64;
  }
  if (p < depth) {
    set(x, p, get(panel, 0));
    set(x1, p, get(panel, 1));
    set(x2, p, get(panel, 2));
    set(x3, p, get(panel, 3));
  }
}

/** Packs α times the first `depth` elements of four vectors. */
export function packFourRows(
  depth: i32,
  alpha: f64,
  x: usize,
  x1: usize,
  x2: usize,
  x3: usize,
  out: usize,
): void {
  const factor = f64x2.splat(alpha);
  let p = 0;
  for (; p + 2 <= depth; p += 2) {
    const r0 = f64x2.mul(factor, v128.load(from(x, p)));
    const r1 = f64x2.mul(factor, v128.load(from(x1, p)));
    const r2 = f64x2.mul(factor, v128.load(from(x2, p)));
    const r3 = f64x2.mul(factor, v128.load(from(x3, p)));
    v128.store(out, v128.shuffle<f64>(r0, r1, 0, 2));
    v128.store(out, v128.shuffle<f64>(r2, r3, 0, 2), 16);
    v128.store(out, v128.shuffle<f64>(r0, r1, 1, 3), 32);
    v128.store(out, v128.shuffle<f64>(r2, r3, 1, 3), 48);
    out += 64;
  }
  if (p < depth) {
    set(out, 0, alpha * get(x, p));
    set(out, 1, alpha * get(x1, p));
    set(out, 2, alpha * get(x2, p));
    set(out, 3, alpha * get(x3, p));
  }
}

/** A panel of fewer than four vectors: `next` bytes from one to the next, `step` bytes from an element to the next. */
function packFew(count: i32, depth: i32, alpha: f64, x: usize, next: usize, step: usize, out: usize): void {
  for (let p = 0; p < depth; p++) {
    let element = x;
    for (let r = 0; r < TILE; r++) {
      set(out, r, r < count ? alpha * load<f64>(element) : 0.0);
      element += next;
    }
    x += step;
    out += 32;
  }
}
