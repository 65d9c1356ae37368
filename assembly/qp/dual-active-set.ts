/**
 * The dual active-set method of Goldfarb and Idnani (1983) from any point that is optimal for its working set.
 *
 *     while a constraint is violated
 *       take the one violated most
 *       until it is held: go towards it, keeping the working constraints (z) and stationarity (r);
 *         a working inequality whose multiplier reaches zero on the way is dropped
 *
 * The objective rises with every constraint added, so no working set returns; ties go to the lowest index.
 */
import { gemv } from '../linalg/gemm';
import { getIndex, scatterAdd, setIndex } from '../linalg/indexed';
import { axpy, dot, get, maxAbs, set } from '../linalg/vector';
import { gapOf, isDependent, NEGLIGIBLE } from './conflict';
import {
  boundAt,
  feasibilityTolerance,
  INFEASIBLE,
  isEquality,
  ITERATION_LIMIT,
  QP,
  SOLVED,
  SUSPENDED,
} from './problem';
import { activityOf, settle } from './working-point';
import {
  addToWorkingSet,
  dropFromWorkingSet,
  projectDirection,
  projectNormal,
  resumeSuspended,
  solveMultipliers,
} from './working-set';

/** Polishing may uncover a violation that the updates of x hid; more rounds than this mean that rounding decides. */
const ROUNDS: i32 = 10;
/** A violation that such rounding may leave, relative likewise. */
const ACCEPTABLE: f64 = 1e-10;

/**
 * Minimises from the present working set; J, R and the sides are up to date, x and the multipliers need not be.
 *
 * returns SOLVED, INFEASIBLE (the candidate conflicts with the working set, r is its ray) or ITERATION_LIMIT.
 */
export function solveFromWorkingSet(qp: QP): i32 {
  settle(qp, false);
  for (let round = 0; round < ROUNDS; round++) {
    if (round > 0 && !findViolated(qp)) return SOLVED;
    while (findViolated(qp)) {
      const outcome = addCandidate(qp);
      if (outcome != SOLVED) return outcome;
    }
    settle(qp, true);
    // they were suspended at an x that may have been far away, and large numbers hide much behind rounding
    if (qp.suspended > 0) resumeSuspended(qp);
  }
  const holds = !findViolated(qp) || qp.slack >= -ACCEPTABLE * Math.max(1.0, qp.xSize);
  return holds ? SOLVED : ITERATION_LIMIT;
}

/** Looks for the constraint violated most and makes it the candidate; false when all hold. */
function findViolated(qp: QP): bool {
  qp.candidate = -1;
  qp.slack = 0.0;
  for (let i = 0; i < qp.free; i++) {
    const v = getIndex(qp.variable, i);
    compare(qp, qp.m + v, get(qp.x, v));
  }
  if (qp.m > 0) gemv(false, qp.m, qp.n, 1.0, qp.A, qp.n, qp.x, 0.0, qp.activity);
  for (let i = 0; i < qp.m; i++) compare(qp, i, get(qp.rowScale, i) * get(qp.activity, i));
  return qp.candidate >= 0;
}

function compare(qp: QP, k: i32, value: f64): void {
  const below = value - get(qp.lo, k);
  const above = get(qp.hi, k) - value;
  const slack = Math.min(below, above);
  if (!(slack < qp.slack || (slack == qp.slack && k < qp.candidate))) return;
  if (getIndex(qp.side, k) != 0 || getIndex(qp.skip, k) != 0) return;
  const side = below < above ? 1 : -1;
  if (!(slack < -feasibilityTolerance(qp, k, side))) return;
  qp.candidate = k;
  qp.candidateSide = side;
  qp.slack = slack;
}

/** Dual steps until the candidate is a working constraint. */
function addCandidate(qp: QP): i32 {
  const k = qp.candidate;
  const side = qp.candidateSide;
  projectNormal(qp, k, side);
  const total = dot(qp.n, qp.d, qp.d);
  let multiplier = 0.0;
  while (qp.iterations < qp.limit) {
    qp.iterations++;
    const norm2 = projectDirection(qp);
    solveMultipliers(qp);
    const dependent = isDependent(qp, k, side, norm2, total);
    const leaving = findLeaving(qp);
    if (dependent && leaving < 0) {
      if (gapOf(qp, k, side) > 0.0) return INFEASIBLE;
      suspend(qp, k, multiplier);
      return SOLVED;
    }
    const partial = leaving < 0 ? Infinity : Math.max(0.0, get(qp.multiplier, leaving)) / get(qp.r, leaving);
    const full = dependent ? Infinity : Math.max(0.0, -qp.slack / norm2);
    const step = Math.min(partial, full);
    if (!dependent) scatterAdd(qp.free, step, qp.z, qp.variable, qp.x);
    axpy(qp.active, -step, qp.r, qp.multiplier);
    multiplier += step;
    if (full <= partial) {
      addToWorkingSet(qp, k, side, multiplier, norm2);
      if (k >= qp.m) set(qp.x, k - qp.m, boundAt(qp, k, side));
      return SOLVED;
    }
    dropFromWorkingSet(qp, leaving);
    qp.slack = <f64>side * (activityOf(qp, k) - boundAt(qp, k, side));
  }
  return ITERATION_LIMIT;
}

/** The working inequality whose multiplier reaches zero first, or −1. */
function findLeaving(qp: QP): i32 {
  const negligible = NEGLIGIBLE * Math.max(1.0, maxAbs(qp.active, qp.r));
  let leaving = -1;
  let shortest = Infinity;
  for (let j = 0; j < qp.active; j++) {
    const r = get(qp.r, j);
    if (r <= negligible || isEquality(qp, getIndex(qp.working, j))) continue;
    const step = Math.max(0.0, get(qp.multiplier, j)) / r;
    const earlier = leaving < 0 || getIndex(qp.working, j) < getIndex(qp.working, leaving);
    if (step < shortest || (step == shortest && earlier)) {
      leaving = j;
      shortest = step;
    }
  }
  return leaving;
}

/** The candidate holds because of the working constraints: they take over its multiplier. */
function suspend(qp: QP, k: i32, multiplier: f64): void {
  axpy(qp.active, multiplier, qp.r, qp.multiplier);
  setIndex(qp.skip, k, SUSPENDED);
  qp.suspended++;
}
