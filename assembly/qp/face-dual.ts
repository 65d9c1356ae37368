/**
 * The dual active-set method on faces, for a definite P̄ + δW: the method of `dual-active-set`, but with the factors of the
 * free variables alone, which are made anew for each working set. Where most variables are on a bound that is a fraction
 * of the work, and no error is carried on.
 *
 * With the normal n of a violated constraint, x(t) = x + t·z is the minimiser on the face of the objective less t·n'x:
 *
 *     (P̄ + δW)_FF z − A_WF'r = n_F,   A_WF z = 0
 *
 * and the multipliers move with it, rows' along r. t grows until the constraint holds, n'x(t) = b, or until a multiplier
 * is 0, whose constraint is let go.
 */
import { addRows, getIndex, setIndex } from '../linalg/indexed';
import { axpy, fill, get, maxAbs, row, set } from '../linalg/vector';
import { CERTIFIED, CORRECTIONS, DOUBTFUL, multiplierOf, refineOnFace, violatedSide } from './block-pivoting';
import { enterFace, measureFace, measureRows, solveFace, solveSystem } from './face-point';
import { boundAt, isEquality, QP } from './problem';
import { activityOf, DUAL_TOLERANCE, ROUNDING } from './working-point';

/** n'z relative to what it is without rows, below which n depends on those held. */
const DEPENDENT: f64 = 1e-12;
/** Slopes of multipliers below this, relative to the largest, are zeros. */
const NEGLIGIBLE: f64 = 1e-12;

/**
 * Solves from the sides that are set, of which those with multipliers of the wrong sign are let go first.
 *
 * returns whether it succeeded, as `pivotBlocks` does; an infeasible program is one where it does not.
 */
export function solveOnFaces(qp: QP): bool {
  do {
    if (!moveToFace(qp)) return false;
  } while (dropWrongSigned(qp));
  while (qp.iterations < qp.limit) {
    if (!findMostViolated(qp)) return polish(qp);
    if (!holdCandidate(qp)) return false;
  }
  return false;
}

/** x, multipliers and gradient of the face of the present sides; false where it cannot be factorised. */
function moveToFace(qp: QP): bool {
  if (!enterFace(qp)) return false;
  solveFace(qp);
  measureRows(qp);
  if (measureFace(qp) > DOUBTFUL) refineOnFace(qp);
  return true;
}

/** Lets go every inequality with a multiplier of the wrong sign; whether there was one. */
function dropWrongSigned(qp: QP): bool {
  const tolerance = DUAL_TOLERANCE * qp.gradientSize;
  let dropped = false;
  for (let k = 0; k < qp.m + qp.n; k++) {
    const side = getIndex(qp.side, k);
    if (side == 0 || isEquality(qp, k) || <f64>side * multiplierOf(qp, k) >= -tolerance) continue;
    changeSide(qp, k, 0);
    dropped = true;
  }
  return dropped;
}

function changeSide(qp: QP, k: i32, side: i32): void {
  setIndex(qp.side, k, side);
  qp.isCurrent = false;
  qp.iterations++;
}

/** Makes the constraint that is violated most the candidate; false when all hold. */
function findMostViolated(qp: QP): bool {
  qp.candidate = -1;
  qp.slack = 0.0;
  for (let k = 0; k < qp.m + qp.n; k++) {
    if (getIndex(qp.side, k) != 0) continue;
    const value = k < qp.m ? get(qp.rowScale, k) * get(qp.activity, k) : get(qp.x, k - qp.m);
    const side = violatedSide(qp, k, value);
    if (side == 0) continue;
    const slack = <f64>side * (value - boundAt(qp, k, side));
    if (slack >= qp.slack) continue;
    qp.candidate = k;
    qp.candidateSide = side;
    qp.slack = slack;
  }
  return qp.candidate >= 0;
}

/** Moves along the dual until the candidate is held; false when it conflicts with what is held, or a face has no factor. */
function holdCandidate(qp: QP): bool {
  const k = qp.candidate;
  let t = 0.0;
  while (qp.iterations < qp.limit) {
    const slope = findStep(qp);
    const full = slope > 0.0 ? -qp.slack / slope : Infinity;
    const leaving = findLeaving(qp, t, full);
    if (leaving < 0 && slope == 0.0) return false;
    if (leaving < 0) {
      changeSide(qp, k, qp.candidateSide);
      return moveToFace(qp);
    }
    t = qp.leavingStep;
    changeSide(qp, leaving, 0);
    if (!moveToFace(qp)) return false;
    qp.slack = <f64>qp.candidateSide * (activityOf(qp, k) - boundAt(qp, k, qp.candidateSide));
    // it holds on the larger face where t is 0 already
    if (qp.slack >= 0.0) return true;
  }
  return false;
}

/**
 * step := z, r, and direction := what multipliers of bounds gain along it; returns n'z; when n depends on
 * the rows held it is 0, as is z.
 */
function findStep(qp: QP): f64 {
  const n = qp.n;
  const k = qp.candidate;
  const gain = qp.direction;
  const factor = <f64>qp.candidateSide * (k < qp.m ? get(qp.rowScale, k) : 1.0);
  fill(n, 0.0, gain);
  if (k < qp.m) axpy(n, -factor, row(qp.A, k, n), gain);
  else set(gain, k - qp.m, -factor);

  for (let a = 0; a < qp.free; a++) set(qp.z, a, -get(gain, getIndex(qp.variable, a)));
  fill(qp.active, 0.0, qp.r);
  solveSystem(qp);
  fill(n, 0.0, qp.step);
  const isDependent = !(qp.projected > DEPENDENT * qp.total);
  for (let a = 0; a < qp.free && !isDependent; a++) set(qp.step, getIndex(qp.variable, a), get(qp.z, a));
  addRows(qp.free, qp.variable, n, qp.scale, qp.P, n, qp.step, gain);
  for (let j = 0; j < qp.active; j++) {
    const i = getIndex(qp.working, j);
    axpy(n, -get(qp.r, j) * get(qp.rowScale, i), row(qp.A, i, n), gain);
  }
  return isDependent ? 0.0 : qp.projected;
}

/** The held inequality whose multiplier is 0 first, at a t of at least `from` and below `full`, or −1. */
function findLeaving(qp: QP, from: f64, full: f64): i32 {
  const negligible = NEGLIGIBLE * Math.max(maxAbs(qp.active, qp.r), maxAbs(qp.n, qp.direction));
  let leaving = -1;
  qp.leavingStep = full;
  for (let j = 0; j < qp.active; j++) {
    const i = getIndex(qp.working, j);
    leaving = compare(qp, i, get(qp.r, j), negligible, from, leaving);
  }
  for (let v = 0; v < qp.n; v++) {
    if (getIndex(qp.side, qp.m + v) != 0) {
      leaving = compare(qp, qp.m + v, get(qp.direction, v), negligible, from, leaving);
    }
  }
  return leaving;
}

function compare(qp: QP, k: i32, gain: f64, negligible: f64, from: f64, leaving: i32): i32 {
  const side = <f64>getIndex(qp.side, k);
  if (side * gain >= -negligible || isEquality(qp, k)) return leaving;
  const step = Math.max(from, -multiplierOf(qp, k) / gain);
  if (step >= qp.leavingStep) return leaving;
  qp.leavingStep = step;
  return k;
}

/** Refines until the residual is rounding; whether the KKT conditions hold then. */
function polish(qp: QP): bool {
  let residual = measureFace(qp);
  for (let i = 0; i < CORRECTIONS && residual > ROUNDING; i++) residual = refineOnFace(qp);
  return residual <= CERTIFIED && !findMostViolated(qp) && !dropWrongSigned(qp);
}
