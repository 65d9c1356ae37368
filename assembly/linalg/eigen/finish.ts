import { allocate, mark, release, roundUp } from '../../arena';
import { set, row, from } from '../vector';
import { getIndex } from '../indexed';
import { TILE } from '../micro-kernel';
import { packFourRows, panelBytes } from '../pack';

/**
 * V := X' with its columns in ascending order and their signs chosen: the largest component of each is positive (the
 * first of them when several are equally large).
 *
 * x       n×n, leading dimension ldx: eigenvectors in rows.
 * order   n (32-bit): which row of X becomes column k.
 * vectors n×n, leading dimension ldv.
 * work    `writeVectorsWorkspace(n)` bytes of the arena.
 */
export function writeVectors(n: i32, x: usize, ldx: i32, order: usize, vectors: usize, ldv: i32): void {
  const position = mark();
  const panel = allocate(panelBytes(n));
  for (let k = 0; k < n; k += TILE) {
    packOrdered(n, x, ldx, order, k, panel);
    writePanel(n, k, panel, vectors, ldv);
  }
  release(position);
}

/** Arena bytes that `writeVectors` takes. */
export function writeVectorsWorkspace(n: i32): usize {
  return roundUp(panelBytes(n));
}

/** Rows order_k … order_{k+3} of X as a panel (`pack.ts`); those that there are not are the last again. */
export function packOrdered(n: i32, x: usize, ldx: i32, order: usize, k: i32, panel: usize): void {
  const x0 = row(x, getIndex(order, k), ldx);
  const x1 = row(x, getIndex(order, min(k + 1, n - 1)), ldx);
  const x2 = row(x, getIndex(order, min(k + 2, n - 1)), ldx);
  const x3 = row(x, getIndex(order, min(k + 3, n - 1)), ldx);
  packFourRows(n, 1.0, x0, x1, x2, x3, panel);
}

/** Writes such a panel to columns k … k + 3 of V, as far as there are, with signs as `writeVectors` chooses them. */
export function writePanel(n: i32, k: i32, panel: usize, vectors: usize, ldv: i32): void {
  const zero = f64x2.splat(0.0); // adding it leaves no zero with a sign
  let largest0 = f64x2.splat(-1.0);
  let largest1 = largest0;
  let chosen0 = zero;
  let chosen1 = zero;
  const end = panel + ((<usize>n) << 5);
  for (let x = panel; x != end; x += 32) {
    const x0 = v128.load(x);
    const x1 = v128.load(x, 16);
    const size0 = f64x2.abs(x0);
    const size1 = f64x2.abs(x1);
    chosen0 = v128.bitselect(x0, chosen0, f64x2.gt(size0, largest0));
    chosen1 = v128.bitselect(x1, chosen1, f64x2.gt(size1, largest1));
    largest0 = f64x2.pmax(largest0, size0);
    largest1 = f64x2.pmax(largest1, size1);
  }
  const one = f64x2.splat(1.0);
  const minus = f64x2.splat(-1.0);
  const signs0 = v128.bitselect(minus, one, f64x2.lt(chosen0, zero));
  const signs1 = v128.bitselect(minus, one, f64x2.lt(chosen1, zero));
  const step = (<usize>ldv) << 3;
  let target = from(vectors, k);
  for (let x = panel; x != end; x += 32) {
    const y0 = f64x2.add(zero, f64x2.mul(signs0, v128.load(x)));
    const y1 = f64x2.add(zero, f64x2.mul(signs1, v128.load(x, 16)));
    if (k + TILE <= n) {
      v128.store(target, y0);
      v128.store(target, y1, 16);
    } else {
      set(target, 0, f64x2.extract_lane(y0, 0));
      if (k + 1 < n) set(target, 1, f64x2.extract_lane(y0, 1));
      if (k + 2 < n) set(target, 2, f64x2.extract_lane(y1, 0));
    }
    target += step;
  }
}
