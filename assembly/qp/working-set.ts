/**
 * The working set and its factorisation J'(P̄ + δW)J = I, J'N = [R; 0], N the signed normals.
 *
 * J = [J₁ J₂]: J₁ has a column for each working constraint, J₂ spans the directions that keep all of them. Where a
 * bound is held, J₂ has a zero row: those variables are ordered last and left out of every operation with J₂.
 */
import { gemv } from '../linalg/gemm';
import { gather, getIndex, setIndex } from '../linalg/indexed';
import { copyColumn, rankOne, rotate, swapColumns } from '../linalg/reflector';
import { trsv } from '../linalg/triangular';
import { axpy, copy, dot, fill, from, get, row, set } from '../linalg/vector';
import { QP, SUSPENDED } from './problem';

/** d := J'·side·a_k */
export function projectNormal(qp: QP, k: i32, side: i32): void {
  if (k >= qp.m) {
    copyColumn(qp.n, <f64>side, qp.J, qp.ld, getIndex(qp.position, k - qp.m), qp.d);
  } else {
    gather(qp.n, <f64>side * get(qp.rowScale, k), row(qp.A, k, qp.n), qp.variable, qp.normal);
    multiplyTransposed(qp, qp.normal, qp.d);
  }
}

/** y := J'v for v by position. */
export function multiplyTransposed(qp: QP, v: usize, y: usize): void {
  const q = qp.active;
  gemv(false, q, qp.n, 1.0, qp.J, qp.ld, v, 0.0, y);
  gemv(false, qp.n - q, qp.free, 1.0, row(qp.J, q, qp.ld), qp.ld, v, 0.0, from(y, q));
}

/** z := J₂d₂ on the free positions, the direction that meets the new constraint and keeps the others; returns ‖d₂‖². */
export function projectDirection(qp: QP): f64 {
  const q = qp.active;
  gemv(true, qp.n - q, qp.free, 1.0, row(qp.J, q, qp.ld), qp.ld, from(qp.d, q), 0.0, qp.z);
  return dot(qp.n - q, from(qp.d, q), from(qp.d, q));
}

/** r := R⁻¹d₁: by how much the working multipliers fall for each unit of the new one. */
export function solveMultipliers(qp: QP): void {
  copy(qp.active, qp.d, qp.r);
  trsv(true, qp.active, qp.R, qp.ld, qp.r);
}

/**
 * Adds constraint k, whose d and z are at hand (z is destroyed): one Householder reflector turns d₂ into its first
 * coordinate.
 *
 * norm2   ‖d₂‖² > 0
 */
export function addToWorkingSet(qp: QP, k: i32, side: i32, multiplier: f64, norm2: f64): void {
  const q = qp.active;
  const n = qp.n;
  const first = get(qp.d, q);
  const length = Math.sqrt(norm2);
  const target = first >= 0.0 ? -length : length;
  axpy(qp.free, -target, row(qp.J, q, qp.ld), qp.z);
  set(qp.d, q, first - target);
  const beta = 1.0 / (norm2 - target * first);
  rankOne(n - q, qp.free, -beta, from(qp.d, q), qp.z, row(qp.J, q, qp.ld), qp.ld);
  const column = row(qp.R, q, qp.ld);
  copy(q, qp.d, column);
  set(column, q, target);
  setIndex(qp.working, q, k);
  set(qp.multiplier, q, multiplier);
  setIndex(qp.side, k, side);
  qp.active = q + 1;
  if (k >= qp.m) fixVariable(qp, k - qp.m);
}

/** Drops the j-th working constraint: Givens rotations make R triangular again. d is rotated along, z and r are not. */
export function dropFromWorkingSet(qp: QP, j: i32): void {
  const k = getIndex(qp.working, j);
  const last = qp.active - 1;
  for (let i = j; i < last; i++) {
    const source = row(qp.R, i + 1, qp.ld);
    const a = get(source, i);
    const b = get(source, i + 1);
    const h = Math.sqrt(a * a + b * b);
    const c = a / h;
    const s = b / h;
    for (let g = i + 2; g <= last; g++)
      rotate(1, c, s, from(row(qp.R, g, qp.ld), i), from(row(qp.R, g, qp.ld), i + 1));
    rotate(1, c, s, from(qp.d, i), from(qp.d, i + 1));
    rotate(qp.n, c, s, row(qp.J, i, qp.ld), row(qp.J, i + 1, qp.ld));
    copy(i, source, row(qp.R, i, qp.ld));
    set(row(qp.R, i, qp.ld), i, h);
    set(qp.multiplier, i, get(qp.multiplier, i + 1));
    setIndex(qp.working, i, getIndex(qp.working, i + 1));
  }
  qp.active = last;
  setIndex(qp.side, k, 0);
  if (k >= qp.m) freeVariable(qp, k - qp.m);
  fill(qp.n - qp.free, 0.0, from(row(qp.J, last, qp.ld), qp.free));
  if (qp.suspended > 0) resumeSuspended(qp);
}

/** Moves a variable behind the free ones; its row of J₂ is zero from now on. */
function fixVariable(qp: QP, v: i32): void {
  const position = getIndex(qp.position, v);
  const last = qp.free - 1;
  exchange(qp, qp.n, position, last);
  for (let i = qp.active; i < qp.n; i++) set(row(qp.J, i, qp.ld), last, 0.0);
  qp.free = last;
}

/** Moves a variable back among the free ones; J₂'s rows need no exchange, both are zero. */
function freeVariable(qp: QP, v: i32): void {
  exchange(qp, qp.active + 1, getIndex(qp.position, v), qp.free);
  qp.free++;
}

function exchange(qp: QP, rows: i32, a: i32, b: i32): void {
  if (a == b) return;
  swapColumns(rows, qp.J, qp.ld, a, b);
  const va = getIndex(qp.variable, a);
  const vb = getIndex(qp.variable, b);
  setIndex(qp.variable, a, vb);
  setIndex(qp.variable, b, va);
  setIndex(qp.position, va, b);
  setIndex(qp.position, vb, a);
}

/** Looks at suspended constraints again. */
export function resumeSuspended(qp: QP): void {
  for (let k = 0; k < qp.m + qp.n; k++) if (getIndex(qp.skip, k) == SUSPENDED) setIndex(qp.skip, k, 0);
  qp.suspended = 0;
}
