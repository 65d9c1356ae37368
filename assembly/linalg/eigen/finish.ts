import { get, set, row, from } from '../vector';
import { getIndex } from '../indexed';

/** Rows of X that are transposed together, so that whole cache lines of V are written. */
const BAND: i32 = 8;

/**
 * V := X' with its columns in ascending order and their signs chosen: the largest component of each is positive (the
 * first of them when several are equally large).
 *
 * x       n×n, leading dimension ldx: eigenvectors in rows; destroyed.
 * order   n (32-bit): which row of X becomes column k.
 * vectors n×n, leading dimension ldv.
 */
export function writeVectors(n: i32, x: usize, ldx: i32, order: usize, vectors: usize, ldv: i32): void {
  for (let first = 0; first < n; first += BAND) {
    const end = min(first + BAND, n);
    let k = first;
    for (; k + 2 <= end; k += 2) {
      const x0 = row(x, getIndex(order, k), ldx);
      const x1 = row(x, getIndex(order, k + 1), ldx);
      const signs = f64x2.replace_lane(f64x2.splat(sign(n, x0)), 1, sign(n, x1));
      writePair(n, x0, x1, signs, from(vectors, k), ldv);
    }
    if (k < end) {
      const xk = row(x, getIndex(order, k), ldx);
      const factor = sign(n, xk);
      for (let i = 0; i < n; i++) set(row(vectors, i, ldv), k, 0.0 + factor * get(xk, i));
    }
  }
}

/** Two columns of V; adding 0 leaves no zero with a sign. */
function writePair(n: i32, x0: usize, x1: usize, signs: v128, target: usize, ldv: i32): void {
  const zero = f64x2.splat(0.0);
  const step = (<usize>ldv) << 3;
  let i = 0;
  for (; i + 2 <= n; i += 2) {
    const a = v128.load(from(x0, i));
    const b = v128.load(from(x1, i));
    v128.store(target, f64x2.add(zero, f64x2.mul(signs, v128.shuffle<f64>(a, b, 0, 2))));
    v128.store(target + step, f64x2.add(zero, f64x2.mul(signs, v128.shuffle<f64>(a, b, 1, 3))));
    target += 2 * step;
  }
  if (i < n) {
    const last = f64x2.replace_lane(f64x2.splat(get(x0, i)), 1, get(x1, i));
    v128.store(target, f64x2.add(zero, f64x2.mul(signs, last)));
  }
}

/** 1 or −1: the sign of the first of the largest components. */
function sign(n: i32, x: usize): f64 {
  let largest0 = f64x2.splat(0.0);
  let largest1 = largest0;
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    largest0 = f64x2.pmax(largest0, f64x2.abs(v128.load(from(x, i))));
    largest1 = f64x2.pmax(largest1, f64x2.abs(v128.load(from(x, i), 16)));
  }
  for (; i < n; i++) largest0 = f64x2.pmax(largest0, f64x2.abs(v128.load64_zero(from(x, i))));
  largest0 = f64x2.pmax(largest0, largest1);
  const low = f64x2.extract_lane(largest0, 0);
  const high = f64x2.extract_lane(largest0, 1);
  const largest = low > high ? low : high;
  i = 0;
  while (i < n && Math.abs(get(x, i)) != largest) i++;
  return i < n && get(x, i) < 0.0 ? -1.0 : 1.0;
}
