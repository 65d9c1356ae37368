/**
 * The minimiser on a face: variables F are free, the others on a bound, rows W hold as equalities.
 *
 *     (P̄ + δW)_FF x_F − A_WF'y = −q̄_F − P̄_FB x_B + δW_F·centre,   A_WF x_F = b − A_WB x_B
 *
 * P̄_FF + δW_FF = LL', gathered into a packed triangle; rows are in `face-rows`.
 */
import { choleskyWorkspace } from '../linalg/cholesky';
import { gemv } from '../linalg/gemm';
import { addRows, gather, getIndex, setIndex } from '../linalg/indexed';
import { TILE, tiles } from '../linalg/micro-kernel';
import {
  diagonalOf,
  factorPacked,
  packSubmatrix,
  solveLower,
  solveLowerTransposed,
} from '../linalg/packed-system';
import { add, axpy, copy, dot, fill, get, maxAbs, row, set } from '../linalg/vector';
import { factoriseRows, openRows, projectOnRows } from './face-rows';
import { boundAt, isEquality, QP } from './problem';
import { gradientScale } from './scaling';

/** A pivot below this multiple of its diagonal element is rounding: P is not definite to working precision. */
export const SMALLEST_PIVOT: f64 = 1e-13;

/** By how much smaller the residual of a row must be than that of the gradient: it goes into x as it is. */
const ROW_PRECISION: f64 = 16.0;

/**
 * Collects F and W from the sides, puts the other variables on their bounds and factorises. A row without a free
 * variable frees those on its bounds, and an inequality whose row depends on earlier ones is let go.
 *
 * returns false when equalities are dependent on this face, or P̄_FF is not definite.
 */
export function enterFace(qp: QP): bool {
  if (qp.isCurrent) return true;
  if (qp.m > 1) openRows(qp);
  collect(qp);
  if (qp.active > qp.free) return false;
  if (qp.free != qp.factored || qp.free < qp.n) {
    if (!(factoriseFace(qp) > SMALLEST_PIVOT)) return false;
  }
  qp.isCurrent = factoriseRows(qp);
  return qp.isCurrent;
}

/** Arena bytes of `enterFace`. */
export function enterFaceWorkspace(n: i32, m: i32): usize {
  return choleskyWorkspace(min(m, n));
}

/** The packed factor of P̄_FF + δW_FF; returns the smallest pivot relative to its diagonal element, or −1 when there is none. */
export function factoriseFace(qp: QP): f64 {
  const free = qp.free;
  packSubmatrix(free, qp.scale, qp.P, qp.n, qp.variable, qp.face);
  if (qp.delta > 0.0) {
    for (let a = 0; a < free; a++)
      add(diagonalOf(qp.face, a), 0, qp.delta * get(qp.weight, getIndex(qp.variable, a)));
  }
  return factoriseShifted(qp, 0.0);
}

/** The same of what is packed in `face`, with `shift` added to its diagonal. */
export function factoriseShifted(qp: QP, shift: f64): f64 {
  const free = qp.free;
  qp.factored = 0;
  // the diagonal as it is before pivots replace it
  for (let a = 0; a < free; a++) {
    const diagonal = diagonalOf(qp.face, a);
    add(diagonal, 0, shift);
    set(qp.z, a, get(diagonal, 0));
  }
  if (factorPacked(free, qp.face, qp.reciprocals) >= 0) return -1.0;
  qp.factored = free;
  let smallest = 1.0;
  for (let a = 0; a < free; a++) {
    const pivot = get(diagonalOf(qp.face, a), 0);
    smallest = Math.min(smallest, (pivot * pivot) / get(qp.z, a));
  }
  return smallest;
}

/** x_F and the multipliers of W, from the factors alone; x_B and `base` are in place. */
export function solveFace(qp: QP): void {
  const h = qp.z;
  for (let a = 0; a < qp.free; a++) {
    const v = getIndex(qp.variable, a);
    let value = get(qp.base, v) - qp.scale * get(qp.q, v);
    if (qp.delta > 0.0) value += qp.delta * get(qp.weight, v) * get(qp.centre, v);
    set(h, a, value);
    set(qp.x, v, 0.0);
  }
  for (let j = 0; j < qp.active; j++) {
    const i = getIndex(qp.working, j);
    set(qp.r, j, boundAt(qp, i, getIndex(qp.side, i)) - get(qp.rowScale, i) * heldActivity(qp, i));
    set(qp.rowMultiplier, i, 0.0);
  }
  applySystem(qp);
}

/** One correction of x_F and the multipliers of W by what `measureFace` has left. */
export function correctOnFace(qp: QP): void {
  gather(qp.free, 1.0, qp.gradient, qp.variable, qp.z);
  for (let j = 0; j < qp.active; j++) set(qp.r, j, rowResidual(qp, j));
  applySystem(qp);
}

/** x_F += z, y_W += r, where these hold the right-hand sides when it is called. */
function applySystem(qp: QP): void {
  solveSystem(qp);
  for (let a = 0; a < qp.free; a++) add(qp.x, getIndex(qp.variable, a), get(qp.z, a));
  for (let j = 0; j < qp.active; j++) add(qp.rowMultiplier, getIndex(qp.working, j), get(qp.r, j));
  qp.isMeasured = false;
  qp.xSize = maxAbs(qp.n, qp.x);
}

/** The solution z, r of (P̄ + δW)_FF z − A_WF'r = z₀, A_WF z = r₀, in place; and ‖L⁻¹z₀‖², ‖L'z‖². */
export function solveSystem(qp: QP): void {
  const free = qp.free;
  const blocks = tiles(free);
  const h = qp.z;
  for (let a = free; a < blocks * TILE; a++) set(h, a, 0.0);
  // as a rule it is 0 on a face of a homogeneous objective
  if (maxAbs(free, h) > 0.0) solveLower(blocks, qp.face, qp.reciprocals, h);
  qp.total = dot(free, h, h);
  projectOnRows(qp, h);
  qp.projected = dot(free, h, h);
  solveLowerTransposed(blocks, qp.face, qp.reciprocals, h);
}

/** activity := Ax */
export function measureRows(qp: QP): void {
  if (qp.m > 0) gemv(false, qp.m, qp.n, 1.0, qp.A, qp.n, qp.x, 0.0, qp.activity);
}

/**
 * gradient := A'y − (P̄x + q̄ + δW(x − centre)), Ax being measured; returns the relative size of its part on F or
 * ROW_PRECISION times that of b − A_W x, whichever is larger.
 */
export function measureFace(qp: QP): f64 {
  const n = qp.n;
  const g = qp.gradient;
  copy(n, qp.base, qp.product);
  addRows(qp.free, qp.variable, n, -qp.scale, qp.P, n, qp.x, qp.product);
  qp.isMeasured = true;
  copy(n, qp.product, g);
  qp.gradientSize = gradientScale(qp, maxAbs(n, g));
  if (qp.linearSize > 0.0) axpy(n, -qp.scale, qp.q, g);
  if (qp.delta > 0.0) {
    for (let i = 0; i < n; i++) add(g, i, qp.delta * get(qp.weight, i) * (get(qp.centre, i) - get(qp.x, i)));
  }
  let worst = 0.0;
  for (let j = 0; j < qp.active; j++) {
    const i = getIndex(qp.working, j);
    axpy(n, get(qp.rowMultiplier, i) * get(qp.rowScale, i), row(qp.A, i, n), g);
    worst = Math.max(worst, Math.abs(rowResidual(qp, j)));
  }
  if (worst > 0.0) worst *= ROW_PRECISION / Math.max(qp.xSize, worst);
  gather(qp.free, 1.0, g, qp.variable, qp.z);
  const largest = maxAbs(qp.free, qp.z);
  return largest > 0.0 ? Math.max(worst, largest / qp.gradientSize) : worst;
}

/** b − a'x of the j-th row of W */
function rowResidual(qp: QP, j: i32): f64 {
  const i = getIndex(qp.working, j);
  return boundAt(qp, i, getIndex(qp.side, i)) - get(qp.rowScale, i) * get(qp.activity, i);
}

/** a_i'x while the free variables are 0 */
function heldActivity(qp: QP, i: i32): f64 {
  return qp.fixed > 0 ? dot(qp.n, row(qp.A, i, qp.n), qp.x) : 0.0;
}

/** F into the first places of `variable`, W into `working`, −P̄x_B into `base`; rows that are not held have no multiplier. */
function collect(qp: QP): void {
  let free = 0;
  let rows = 0;
  let held = 0;
  let support = 0;
  // without branches: which variables are free follows no pattern that a processor could foresee
  for (let v = 0; v < qp.n; v++) {
    const side = getIndex(qp.side, qp.m + v);
    const low = get(qp.lo, qp.m + v);
    const high = get(qp.hi, qp.m + v);
    const isHeld = i32(side != 0);
    const bound = select<f64>(select<f64>(low, high, side > 0), 0.0, side != 0);
    set(qp.x, v, bound);
    setIndex(qp.variable, free, v);
    free += 1 - isHeld;
    setIndex(qp.support, support, v);
    support += i32(bound != 0.0);
    held += isHeld & i32(low != high);
  }
  // equalities first: of dependent rows the later ones are let go
  for (let i = 0; i < qp.m; i++) {
    if (getIndex(qp.side, i) != 0 && isEquality(qp, i)) rows = collectRow(qp, i, rows, free);
  }
  for (let i = 0; i < qp.m; i++) {
    if (getIndex(qp.side, i) == 0) set(qp.rowMultiplier, i, 0.0);
    else if (!isEquality(qp, i)) {
      rows = collectRow(qp, i, rows, free);
      held++;
    }
  }
  qp.free = free;
  qp.active = rows;
  qp.held = held;
  qp.fixed = support;
  fill(qp.n, 0.0, qp.base);
  addRows(support, qp.support, qp.n, -qp.scale, qp.P, qp.n, qp.x, qp.base);
}

function collectRow(qp: QP, i: i32, rows: i32, free: i32): i32 {
  if (rows < free) setIndex(qp.working, rows, i);
  return rows + 1;
}
