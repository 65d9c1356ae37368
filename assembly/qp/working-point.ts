/**
 * The minimiser that holds the working constraints as equalities, by Newton's method on its KKT system
 *
 *     (P̄ + δW)x − N·μ = δW·centre − q̄,   N'x = b
 *
 * which is exact after one correction from anywhere; further ones are iterative refinement. The same step starts
 * the method, repairs a warm start, moves to another proximal centre and polishes the answer.
 */
import { gemv } from '../linalg/gemm';
import { gather, getIndex, scatterAdd } from '../linalg/indexed';
import { trsv } from '../linalg/triangular';
import { axpy, dot, from, get, maxAbs, row, set } from '../linalg/vector';
import { boundAt, isEquality, QP, workingSide } from './problem';
import { gradientScale } from './scaling';
import { dropFromWorkingSet, multiplyTransposed } from './working-set';

/** Corrections of one polish at most; a well-conditioned problem needs one. */
const CORRECTIONS: i32 = 5;
/** A residual that is rounding. */
export const ROUNDING: f64 = 1e-14;
/** Multipliers of the wrong sign below this, relative to the gradient, are zeros. */
export const DUAL_TOLERANCE: f64 = 1e-12;

/**
 * Moves to the minimiser on the working set and drops constraints whose multiplier has the wrong sign, until none
 * has: x is then optimal for the working constraints alone, which is where the dual method can go on.
 *
 * polish  refine until the residual is rounding.
 */
export function settle(qp: QP, polish: bool): void {
  do {
    let residual = correct(qp);
    for (let i = 1; polish && i < CORRECTIONS && residual > ROUNDING; i++) residual = correct(qp);
  } while (dropWrongSigned(qp));
}

/** One correction of x and the multipliers; returns the relative residual before it. */
function correct(qp: QP): f64 {
  const n = qp.n;
  const q = qp.active;
  const stationarity = stationarityResidual(qp);
  gather(n, 1.0, qp.gradient, qp.variable, qp.normal);
  multiplyTransposed(qp, qp.normal, qp.d);

  // w = R⁻ᵀ(b − N'x);  Δx = J₁w + J₂J₂'·residual;  Δμ = R⁻¹(w − J₁'·residual)
  const feasibility = workingResidual(qp, qp.r);
  trsv(false, q, qp.R, qp.ld, qp.r);
  gemv(true, q, n, 1.0, qp.J, qp.ld, qp.r, 0.0, qp.z);
  gemv(true, n - q, qp.free, 1.0, row(qp.J, q, qp.ld), qp.ld, from(qp.d, q), 1.0, qp.z);
  scatterAdd(n, 1.0, qp.z, qp.variable, qp.x);
  axpy(q, -1.0, qp.d, qp.r);
  trsv(true, q, qp.R, qp.ld, qp.r);
  axpy(q, 1.0, qp.r, qp.multiplier);
  placeOnBounds(qp);
  qp.xSize = maxAbs(n, qp.x);
  return Math.max(stationarity, feasibility);
}

/** gradient := N·μ − (P̄x + q̄ + δW(x − centre)), in the order of variables; returns its relative size. */
function stationarityResidual(qp: QP): f64 {
  const n = qp.n;
  const g = qp.gradient;
  gemv(false, n, n, -qp.scale, qp.P, n, qp.x, 0.0, g);
  qp.gradientSize = gradientScale(qp, maxAbs(n, g));
  axpy(n, -qp.scale, qp.q, g);
  if (qp.delta > 0.0) {
    for (let i = 0; i < n; i++) {
      const pull = qp.delta * get(qp.weight, i) * (get(qp.centre, i) - get(qp.x, i));
      set(g, i, get(g, i) + pull);
    }
  }
  for (let j = 0; j < qp.active; j++) addNormal(qp, j, get(qp.multiplier, j), g);
  const residual = maxAbs(n, g);
  return residual > 0.0 ? residual / qp.gradientSize : 0.0;
}

/** residual := b − N'x of the working constraints; returns its relative size. */
function workingResidual(qp: QP, residual: usize): f64 {
  for (let j = 0; j < qp.active; j++) {
    const k = getIndex(qp.working, j);
    const side = getIndex(qp.side, k);
    set(residual, j, <f64>side * (boundAt(qp, k, side) - activityOf(qp, k)));
  }
  const size = maxAbs(qp.active, residual);
  return size > 0.0 ? size / Math.max(qp.xSize, size) : 0.0;
}

/** a_k'x */
export function activityOf(qp: QP, k: i32): f64 {
  if (k >= qp.m) return get(qp.x, k - qp.m);
  return get(qp.rowScale, k) * dot(qp.n, row(qp.A, k, qp.n), qp.x);
}

/** y := y + α·(signed normal of the j-th working constraint) */
export function addNormal(qp: QP, j: i32, alpha: f64, y: usize): void {
  addConstraint(qp, getIndex(qp.working, j), alpha * workingSide(qp, j), y);
}

/** y := y + α·a_k */
export function addConstraint(qp: QP, k: i32, alpha: f64, y: usize): void {
  if (k >= qp.m) set(y, k - qp.m, get(y, k - qp.m) + alpha);
  else axpy(qp.n, alpha * get(qp.rowScale, k), row(qp.A, k, qp.n), y);
}

/** Variables with a working bound are on it exactly. */
function placeOnBounds(qp: QP): void {
  for (let i = qp.free; i < qp.n; i++) {
    const v = getIndex(qp.variable, i);
    const k = qp.m + v;
    set(qp.x, v, boundAt(qp, k, getIndex(qp.side, k)));
  }
}

/** Drops every inequality with a negative multiplier, sets negative rounding to zero; whether any was dropped. */
function dropWrongSigned(qp: QP): bool {
  const tolerance = DUAL_TOLERANCE * qp.gradientSize;
  let dropped = false;
  for (let j = qp.active - 1; j >= 0; j--) {
    if (get(qp.multiplier, j) >= 0.0 || isEquality(qp, getIndex(qp.working, j))) continue;
    if (get(qp.multiplier, j) >= -tolerance) set(qp.multiplier, j, 0.0);
    else {
      dropFromWorkingSet(qp, j);
      qp.iterations++;
      dropped = true;
    }
  }
  return dropped;
}
