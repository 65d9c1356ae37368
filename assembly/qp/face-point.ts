/**
 * The minimiser on a face: variables F are free, the others on a bound, rows W hold as equalities.
 *
 *     P̄_FF Δx − A_WF'Δy = residual_F,   A_WF Δx = b − A_W x
 *
 * P̄_FF = LL', T = A_WF L⁻ᵀ, and the rows' multipliers come from TT'. As in `working-point`, corrections are exact
 * but for rounding, so that the same step solves and refines.
 */
import { cholesky, choleskyWorkspace } from '../linalg/cholesky';
import { gemv } from '../linalg/gemm';
import { gather, getIndex, scatterAdd, setIndex } from '../linalg/indexed';
import { syrk, syrkWorkspace } from '../linalg/syrk';
import { trsv } from '../linalg/triangular';
import { axpy, get, maxAbs, row, set } from '../linalg/vector';
import { boundAt, gradientScale, QP } from './problem';
import { activityOf, addConstraint } from './working-point';

/** A pivot of TT' below this multiple of its diagonal element: the rows depend on each other on this face. */
const SMALLEST_PIVOT: f64 = 1e-10;

/**
 * Collects F and W from the sides, puts the other variables on their bounds and factorises.
 *
 * returns false when the rows are dependent on this face.
 */
export function enterFace(qp: QP): bool {
  collect(qp);
  const rows = qp.active;
  if (rows > qp.free) return false;
  if (qp.free < qp.n) {
    for (let i = 0; i < qp.free; i++) {
      gather(i + 1, qp.scale, row(qp.P, getIndex(qp.variable, i), qp.n), qp.variable, row(qp.J, i, qp.ld));
    }
    if (cholesky(qp.J, qp.free, qp.ld) >= 0) return false;
  }
  if (rows == 0) return true;
  for (let j = 0; j < rows; j++) {
    const i = getIndex(qp.working, j);
    const t = row(qp.faceRows, j, qp.ld);
    gather(qp.free, get(qp.rowScale, i), row(qp.A, i, qp.n), qp.variable, t);
    trsv(false, qp.free, factorOf(qp), qp.ld, t);
  }
  return factoriseRows(qp);
}

/** Arena bytes of `enterFace`. */
export function enterFaceWorkspace(n: i32, m: i32): usize {
  const rows = min(m, n);
  return max(choleskyWorkspace(n), max(choleskyWorkspace(rows), syrkWorkspace(rows, n)));
}

/** One correction of x on F and of the multipliers of W; `gradient` need not be up to date. */
export function correctOnFace(qp: QP): void {
  const rows = qp.active;
  const l = factorOf(qp);
  const h = qp.z;
  // it also leaves b − A_W x in r
  faceResidual(qp);
  gather(qp.free, 1.0, qp.gradient, qp.variable, h);
  trsv(false, qp.free, l, qp.ld, h);
  gemv(false, rows, qp.free, -1.0, qp.faceRows, qp.ld, h, 1.0, qp.r);
  trsv(false, rows, qp.rowFactor, rows, qp.r);
  trsv(true, rows, qp.rowFactor, rows, qp.r);
  gemv(true, rows, qp.free, 1.0, qp.faceRows, qp.ld, qp.r, 1.0, h);
  trsv(true, qp.free, l, qp.ld, h);
  scatterAdd(qp.free, 1.0, h, qp.variable, qp.x);
  scatterAdd(rows, 1.0, qp.r, qp.working, qp.rowMultiplier);
  qp.xSize = maxAbs(qp.n, qp.x);
}

/** gradient := A'y − (P̄x + q̄); returns the relative size of its part on F or of b − A_W x, whichever is larger. */
export function faceResidual(qp: QP): f64 {
  const n = qp.n;
  gemv(false, n, n, -qp.scale, qp.P, n, qp.x, 0.0, qp.gradient);
  qp.gradientSize = gradientScale(qp, maxAbs(n, qp.gradient));
  axpy(n, -qp.scale, qp.q, qp.gradient);
  for (let j = 0; j < qp.active; j++) {
    const i = getIndex(qp.working, j);
    addConstraint(qp, i, get(qp.rowMultiplier, i), qp.gradient);
  }
  let largest = 0.0;
  for (let i = 0; i < qp.free; i++) {
    largest = Math.max(largest, Math.abs(get(qp.gradient, getIndex(qp.variable, i))));
  }
  const stationarity = largest > 0.0 ? largest / qp.gradientSize : 0.0;
  return Math.max(stationarity, rowResidual(qp));
}

/** r := b − A_W x; returns its relative size. */
function rowResidual(qp: QP): f64 {
  for (let j = 0; j < qp.active; j++) {
    const i = getIndex(qp.working, j);
    set(qp.r, j, boundAt(qp, i, getIndex(qp.side, i)) - activityOf(qp, i));
  }
  const size = maxAbs(qp.active, qp.r);
  return size > 0.0 ? size / Math.max(qp.xSize, size) : 0.0;
}

/** F into the first places of `variable`, W into `working`; rows that are not held have no multiplier. */
function collect(qp: QP): void {
  let free = 0;
  let rows = 0;
  for (let v = 0; v < qp.n; v++) {
    const side = getIndex(qp.side, qp.m + v);
    if (side == 0) setIndex(qp.variable, free++, v);
    else set(qp.x, v, boundAt(qp, qp.m + v, side));
  }
  for (let i = 0; i < qp.m && rows <= free; i++) {
    if (getIndex(qp.side, i) == 0) set(qp.rowMultiplier, i, 0.0);
    else if (rows < free) setIndex(qp.working, rows++, i);
    else rows++;
  }
  qp.free = free;
  qp.active = rows;
}

/** The factor of P̄_FF: the whole one while every variable is free. */
function factorOf(qp: QP): usize {
  return qp.free < qp.n ? qp.J : qp.R;
}

/** TT' = CC'; false when a pivot is rounding. */
function factoriseRows(qp: QP): bool {
  const rows = qp.active;
  const c = qp.rowFactor;
  syrk(false, rows, qp.free, 1.0, qp.faceRows, qp.ld, 0.0, c, rows);
  for (let j = 0; j < rows; j++) set(qp.r, j, get(row(c, j, rows), j));
  if (cholesky(c, rows, rows) >= 0) return false;
  for (let j = 0; j < rows; j++) {
    const pivot = get(row(c, j, rows), j);
    if (pivot * pivot <= SMALLEST_PIVOT * get(qp.r, j)) return false;
  }
  return true;
}
