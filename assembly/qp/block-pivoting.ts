/**
 * Block principal pivoting (Júdice and Pires 1994) for a definite P: guess which constraints are held, minimise on
 * that face, and exchange all constraints whose slack or multiplier has the wrong sign at once. A handful of
 * factorisations of ever smaller faces replaces one update for each constraint.
 *
 * It may cycle, and a guess may hold dependent rows; then it gives up and the dual active-set method takes over,
 * which needs no guess. When no sign is wrong the KKT conditions hold, and P being convex they are sufficient.
 */
import { clearIndex, getIndex, setIndex } from '../linalg/indexed';
import { get, set } from '../linalg/vector';
import { correctOnFace, enterFace, measureFace, measureRows, solveFace } from './face-point';
import { boundAt, constraintOf, feasibilityTolerance, isEquality, QP, sideOf } from './problem';
import { DUAL_TOLERANCE, ROUNDING } from './working-point';

/** Exchanges that do not lower the number of wrong signs, before it gives up. */
const PATIENCE: i32 = 5;
/** A residual above which signs are not believed before a correction. */
const DOUBTFUL: f64 = 1e-12;
/** Refinements of the last point. */
const CORRECTIONS: i32 = 4;
/** The residual that they must reach; they stop at rounding. */
const CERTIFIED: f64 = 1e-12;

/**
 * Solves from the sides that `guessFace` or the caller has set.
 *
 * returns whether it succeeded: x, the sides and the multipliers of rows are then the solution, the gradient and the
 *         factors are up to date.
 */
export function pivotBlocks(qp: QP): bool {
  let fewest = qp.n + qp.m + 1;
  let patience = PATIENCE;
  while (true) {
    if (!enterFace(qp)) return false;
    solveFace(qp);
    measureRows(qp);
    // without a held inequality no multiplier can have the wrong sign, and the gradient can wait
    let wrong = qp.held == 0 ? exchange(qp) : 0;
    if (wrong == 0) {
      let residual = measureFace(qp);
      if (residual > DOUBTFUL) residual = refine(qp);
      wrong = exchange(qp);
      for (let i = 0; wrong == 0 && i < CORRECTIONS && residual > ROUNDING; i++) {
        residual = refine(qp);
        wrong = exchange(qp);
      }
      if (wrong == 0) return !(residual > CERTIFIED);
    }
    qp.isCurrent = false;
    qp.iterations += wrong;
    if (wrong < fewest) {
      fewest = wrong;
      patience = PATIENCE;
    } else if (--patience < 0) return false;
    if (qp.iterations >= qp.limit) return false;
  }
}

/** One correction; returns the residual after it. */
function refine(qp: QP): f64 {
  correctOnFace(qp);
  measureRows(qp);
  return measureFace(qp);
}

/** Sides for the start: every equality, and the codes ±(1 + constraint) of an earlier active set. */
export function guessFace(qp: QP, codes: usize, count: i32): void {
  qp.isCurrent = false;
  clearIndex(qp.m + qp.n, qp.side);
  for (let k = 0; k < qp.m + qp.n; k++) if (isEquality(qp, k)) setIndex(qp.side, k, 1);
  for (let i = 0; i < count; i++) {
    const k = constraintOf(getIndex(codes, i));
    const side = sideOf(getIndex(codes, i));
    if (getIndex(qp.side, k) == 0 && Math.abs(boundAt(qp, k, side)) < Infinity) setIndex(qp.side, k, side);
  }
}

/**
 * Holds what is violated, lets go what has a multiplier of the wrong sign; returns how many there were. Of the variables
 * that would be put on a bound the one violated least stays free where the rows need it.
 */
function exchange(qp: QP): i32 {
  const tolerance = DUAL_TOLERANCE * qp.gradientSize;
  let wrong = 0;
  let spare = -1;
  let leastViolation = Infinity;
  let rowsLessFree = 0;
  for (let k = 0; k < qp.m + qp.n; k++) {
    const side = getIndex(qp.side, k);
    let isHeld = side != 0;
    if (!isHeld) {
      const value = k < qp.m ? get(qp.rowScale, k) * get(qp.activity, k) : get(qp.x, k - qp.m);
      const below = value - get(qp.lo, k);
      const above = get(qp.hi, k) - value;
      const violated = below < above ? 1 : -1;
      const slack = Math.min(below, above);
      if (slack < -feasibilityTolerance(qp, k, violated)) {
        isHeld = true;
        setIndex(qp.side, k, violated);
        wrong++;
        if (k >= qp.m && -slack < leastViolation) {
          leastViolation = -slack;
          spare = k;
        }
      }
    } else if (!isEquality(qp, k) && <f64>side * multiplierOf(qp, k) < -tolerance) {
      isHeld = false;
      setIndex(qp.side, k, 0);
      wrong++;
    }
    if (k < qp.m) rowsLessFree += isHeld ? 1 : 0;
    else rowsLessFree -= isHeld ? 0 : 1;
  }
  if (rowsLessFree > 0 && spare >= 0) setIndex(qp.side, spare, 0);
  return wrong;
}

/** Multiplier of a held constraint: of a row as solved for, of a bound what is missing from stationarity. */
function multiplierOf(qp: QP, k: i32): f64 {
  return k < qp.m ? get(qp.rowMultiplier, k) : -get(qp.gradient, k - qp.m);
}

/** The held constraints as working set, with multipliers of signed normals. */
export function writeWorkingSet(qp: QP): void {
  let count = 0;
  for (let k = 0; k < qp.m + qp.n; k++) {
    const side = getIndex(qp.side, k);
    if (side == 0) continue;
    const multiplier = <f64>side * multiplierOf(qp, k);
    setIndex(qp.working, count, k);
    set(qp.multiplier, count, isEquality(qp, k) ? multiplier : Math.max(0.0, multiplier));
    count++;
  }
  qp.active = count;
}
