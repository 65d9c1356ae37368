/**
 * Proximal-point iteration: a semi-definite program as a sequence of definite ones,
 *
 *     x := argmin ½x'P̄x + q̄'x + δ/2·‖x − centre‖²,   centre := x
 *
 * with one factor for all of them. The answer misses stationarity for P by δ(x − centre), which goes to zero. Where
 * the objective falls without curvature the centre goes straight on to the next constraint; if there is none, the
 * program is unbounded. A definite P has δ = 0 and needs no iteration.
 */
import { gemv } from '../linalg/gemm';
import { axpy, copy, dot, get, maxAbs, row } from '../linalg/vector';
import { solveFromWorkingSet } from './dual-active-set';
import { ITERATION_LIMIT, QP, SOLVED, UNBOUNDED } from './problem';
import { activityOf } from './working-point';

const CENTRES: i32 = 1000;
/** δ‖x − centre‖∞ relative to ‖x‖∞ + ‖q̄‖∞ (P̄ has its largest diagonal element in [1, 2)) that is rounding. */
const STATIONARITY: f64 = 1e-13;
/** ‖P̄d‖∞/‖d‖∞ of a direction without curvature; |a_k'd|/‖d‖∞ of a direction along a constraint. */
const FLAT: f64 = 1e-11;

/** returns what `solveFromWorkingSet` does, or UNBOUNDED. */
export function iterateCentres(qp: QP): i32 {
  for (let i = 0; i < CENTRES; i++) {
    const outcome = solveFromWorkingSet(qp);
    if (outcome != SOLVED || qp.delta == 0.0) return outcome;
    const direction = qp.gradient;
    copy(qp.n, qp.x, direction);
    axpy(qp.n, -1.0, qp.centre, direction);
    const length = maxAbs(qp.n, direction);
    if (qp.delta * length <= STATIONARITY * (qp.xSize + qp.linearSize)) return SOLVED;
    copy(qp.n, qp.x, qp.centre);
    if (isFlat(qp, direction, length)) {
      const step = stepToConstraint(qp, direction, length);
      if (step == Infinity) return UNBOUNDED;
      axpy(qp.n, step, direction, qp.centre);
    }
  }
  return ITERATION_LIMIT;
}

/** Whether the objective falls at a constant rate along d. */
function isFlat(qp: QP, d: usize, length: f64): bool {
  gemv(false, qp.n, qp.n, qp.scale, qp.P, qp.n, d, 0.0, qp.z);
  return maxAbs(qp.n, qp.z) <= FLAT * length && dot(qp.n, qp.q, d) < 0.0;
}

/** The longest step along d that keeps every constraint. */
function stepToConstraint(qp: QP, d: usize, length: f64): f64 {
  let step = Infinity;
  for (let k = 0; k < qp.m + qp.n; k++) {
    const slope = k < qp.m ? get(qp.rowScale, k) * dot(qp.n, row(qp.A, k, qp.n), d) : get(d, k - qp.m);
    if (Math.abs(slope) <= FLAT * length) continue;
    const room = slope < 0.0 ? activityOf(qp, k) - get(qp.lo, k) : get(qp.hi, k) - activityOf(qp, k);
    step = Math.min(step, Math.max(0.0, room) / Math.abs(slope));
  }
  return step;
}
