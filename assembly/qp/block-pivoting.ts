/**
 * Block principal pivoting (Júdice and Pires 1994) for a definite P: guess which constraints are held, minimise on
 * that face, and exchange all constraints whose slack or multiplier has the wrong sign at once. A handful of
 * factorisations of ever smaller faces replaces one update for each constraint.
 *
 * It may cycle, and a guess may hold dependent rows; then it gives up and the dual active-set method takes over,
 * which needs no guess. When no sign is wrong the KKT conditions hold, and P being convex they are sufficient.
 */
import { copyIndex, getIndex, markEqual, setIndex } from '../linalg/indexed';
import { get, set } from '../linalg/vector';
import { correctOnFace, enterFace, measureFace, measureRows, solveFace } from './face-point';
import { boundAt, constraintOf, feasibilityTolerance, isEquality, QP, sideOf } from './problem';
import { DUAL_TOLERANCE, ROUNDING } from './working-point';

/** Exchanges that do not lower the number of wrong signs, before it gives up. */
const PATIENCE: i32 = 5;
/** Exchanges before their number is looked at. */
const SETTLING: i32 = 2;
/** A residual above which signs are not believed before a correction. */
export const DOUBTFUL: f64 = 1e-12;
/** Refinements of the last point. */
export const CORRECTIONS: i32 = 4;
/** The residual that they must reach; they stop at rounding. */
export const CERTIFIED: f64 = 1e-12;

/**
 * Solves from the sides that `guessFace` or the caller has set.
 *
 * returns whether it succeeded: x, the sides and the multipliers of rows are then the solution, the gradient and the
 *         factors are up to date. If not, the sides are the best that were met.
 */
export function pivotBlocks(qp: QP): bool {
  const count = qp.m + qp.n;
  let fewest = count + 1;
  let patience = PATIENCE;
  let rounds = 0;
  copyIndex(count, qp.side, qp.best);
  while (enterFace(qp)) {
    solveFace(qp);
    measureRows(qp);
    // without a held inequality no multiplier can have the wrong sign, and the gradient can wait
    let wrong = qp.held == 0 ? exchange(qp) : 0;
    if (wrong == 0) {
      let residual = measureFace(qp);
      if (residual > DOUBTFUL) residual = refineOnFace(qp);
      wrong = exchange(qp);
      for (let i = 0; wrong == 0 && i < CORRECTIONS && residual > ROUNDING; i++) {
        residual = refineOnFace(qp);
        wrong = exchange(qp);
      }
      if (wrong == 0) return !(residual > CERTIFIED);
    }
    qp.isCurrent = false;
    qp.iterations += wrong;
    if (qp.iterations >= qp.limit) break;
    // one violated row of a good guess may turn many signs: the first numbers say little
    if (++rounds <= SETTLING) continue;
    if (wrong < fewest) {
      fewest = wrong;
      patience = PATIENCE;
      copyIndex(count, qp.side, qp.best);
    } else if (--patience < 0) break;
  }
  qp.isCurrent = false;
  copyIndex(count, qp.best, qp.side);
  return false;
}

/** One correction; returns the residual after it. */
export function refineOnFace(qp: QP): f64 {
  correctOnFace(qp);
  measureRows(qp);
  return measureFace(qp);
}

/** Sides for the start: every equality, and the codes ±(1 + constraint) of an earlier active set. */
export function guessFace(qp: QP, codes: usize, count: i32): void {
  qp.isCurrent = false;
  markEqual(qp.m + qp.n, qp.lo, qp.hi, qp.side);
  for (let i = 0; i < count; i++) {
    const k = constraintOf(getIndex(codes, i));
    const side = sideOf(getIndex(codes, i));
    if (getIndex(qp.side, k) == 0 && Math.abs(boundAt(qp, k, side)) < Infinity) setIndex(qp.side, k, side);
  }
}

/** Exchanges constraints with a wrong sign; returns how many there were. */
function exchange(qp: QP): i32 {
  return exchangeRows(qp) + exchangeVariables(qp);
}

/** Holds the rows that are violated, lets go those with a multiplier of the wrong sign; returns how many there were. */
function exchangeRows(qp: QP): i32 {
  const tolerance = DUAL_TOLERANCE * qp.gradientSize;
  let wrong = 0;
  for (let i = 0; i < qp.m; i++) {
    const side = getIndex(qp.side, i);
    if (side == 0) {
      const violated = violatedSide(qp, i, get(qp.rowScale, i) * get(qp.activity, i));
      if (violated == 0) continue;
      setIndex(qp.side, i, violated);
      wrong++;
    } else if (!isEquality(qp, i) && <f64>side * get(qp.rowMultiplier, i) < -tolerance) {
      setIndex(qp.side, i, 0);
      wrong++;
    }
  }
  return wrong;
}

/**
 * The same for variables and their bounds. Of those that would be put on a bound the one violated least stays free where
 * the rows need it.
 */
function exchangeVariables(qp: QP): i32 {
  const tolerance = DUAL_TOLERANCE * qp.gradientSize;
  let wrong = 0;
  let free = 0;
  let spare = -1;
  let leastViolation = Infinity;
  for (let v = 0; v < qp.n; v++) {
    const k = qp.m + v;
    const side = getIndex(qp.side, k);
    if (side == 0) {
      const x = get(qp.x, v);
      const violated = violatedSide(qp, k, x);
      if (violated == 0) {
        free++;
        continue;
      }
      setIndex(qp.side, k, violated);
      wrong++;
      const violation = Math.abs(x - boundAt(qp, k, violated));
      if (violation < leastViolation) {
        leastViolation = violation;
        spare = k;
      }
    } else if (<f64>-side * get(qp.gradient, v) < -tolerance && !isEquality(qp, k)) {
      setIndex(qp.side, k, 0);
      free++;
      wrong++;
    }
  }
  if (spare < 0) return wrong;
  let rows = 0;
  for (let i = 0; i < qp.m; i++) if (getIndex(qp.side, i) != 0) rows++;
  if (rows > free) setIndex(qp.side, spare, 0);
  return wrong;
}

/** The side on which constraint k is violated by this value, 0 where it is on neither. */
export function violatedSide(qp: QP, k: i32, value: f64): i32 {
  const below = value - get(qp.lo, k);
  const above = get(qp.hi, k) - value;
  if (below >= 0.0 && above >= 0.0) return 0;
  const side = below < above ? 1 : -1;
  return Math.min(below, above) < -feasibilityTolerance(qp, k, side) ? side : 0;
}

/** Multiplier of a held constraint: of a row as solved for, of a bound what is missing from stationarity. */
export function multiplierOf(qp: QP, k: i32): f64 {
  return k < qp.m ? get(qp.rowMultiplier, k) : -get(qp.gradient, k - qp.m);
}

/**
 * Multipliers and codes of the held constraints in the caller's units, as `solveQP` returns them. An equality is at both
 * bounds: the sign of its multiplier says which one holds it back.
 *
 * returns the number of codes.
 */
export function writeHeld(qp: QP, y: usize, codes: usize): i32 {
  const unit = 1.0 / qp.scale;
  let count = 0;
  for (let k = 0; k < qp.m + qp.n; k++) {
    const side = getIndex(qp.side, k);
    if (side == 0) continue;
    let multiplier = multiplierOf(qp, k);
    const isHeldBack = <f64>side * multiplier > 0.0;
    if (!isHeldBack && !isEquality(qp, k)) multiplier = 0.0;
    set(y, k, multiplier * unit * (k < qp.m ? get(qp.rowScale, k) : 1.0));
    setIndex(codes, count++, (isHeldBack || multiplier == 0.0 ? side : -side) * (k + 1));
  }
  return count;
}
