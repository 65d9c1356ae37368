/** What is in the working set before the method starts: every equality, then the active set of an earlier solution. */
import { getIndex, setIndex } from '../linalg/indexed';
import { dot, scale } from '../linalg/vector';
import { gapOf, isDependent } from './conflict';
import { boundAt, constraintOf, INFEASIBLE, isEquality, QP, REDUNDANT, sideOf, SOLVED } from './problem';
import { addToWorkingSet, projectDirection, projectNormal, solveMultipliers } from './working-set';

/**
 * Holds every equality, fixed variables first (each of them shortens all later work).
 *
 * returns SOLVED, or INFEASIBLE: the candidate conflicts with the working set, r is its ray.
 */
export function holdEqualities(qp: QP): i32 {
  for (let i = 0; i < qp.n; i++) if (isEquality(qp, qp.m + i)) hold(qp, qp.m + i, 1);
  for (let i = 0; i < qp.m; i++) {
    if (!isEquality(qp, i) || hold(qp, i, 1)) continue;
    const gap = gapOf(qp, i, 1);
    if (gap != 0.0) {
      if (gap < 0.0) scale(qp.active, -1.0, qp.r);
      qp.candidate = i;
      qp.candidateSide = gap < 0.0 ? -1 : 1;
      return INFEASIBLE;
    }
    setIndex(qp.skip, i, REDUNDANT);
  }
  return SOLVED;
}

/**
 * Holds the constraints of an earlier active set as far as they are bounds of this problem and independent. Those
 * that are not wanted get multipliers of the wrong sign, and are dropped before the method starts.
 *
 * codes   count codes: ±(1 + constraint), + at its lower, − at its upper bound.
 */
export function holdWarmStart(qp: QP, codes: usize, count: i32): void {
  for (let i = 0; i < count; i++) {
    const k = constraintOf(getIndex(codes, i));
    const side = sideOf(getIndex(codes, i));
    if (getIndex(qp.side, k) != 0 || getIndex(qp.skip, k) != 0) continue;
    if (Math.abs(boundAt(qp, k, side)) < Infinity) hold(qp, k, side);
  }
}

/** Adds constraint k without a step of x; false when its normal depends on the working ones. */
function hold(qp: QP, k: i32, side: i32): bool {
  projectNormal(qp, k, side);
  const norm2 = projectDirection(qp);
  solveMultipliers(qp);
  if (isDependent(qp, k, side, norm2, dot(qp.n, qp.d, qp.d))) return false;
  addToWorkingSet(qp, k, side, 0.0, norm2);
  return true;
}
