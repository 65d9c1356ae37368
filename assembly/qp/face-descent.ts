/**
 * Conjugate gradients on the face of the working constraints, for the objective without regularisation.
 *
 * The regularised factor is the preconditioner: J₂J₂' is the inverse of P̄ + δW on the face, so curvature above δ
 * looks like one and curvature far below δ like none. Without curvature the step goes to the next constraint.
 */
import { gemv } from '../linalg/gemm';
import { gather, getIndex, scatterAdd } from '../linalg/indexed';
import { axpy, dot, fill, from, get, maxAbs, row, scale } from '../linalg/vector';
import { QP, SOLVED, UNBOUNDED } from './problem';
import { activityOf } from './working-point';

/** ‖P̄p‖∞/‖p‖∞ of a direction p without curvature; |a_k'p|/‖p‖∞ of a direction along a constraint. */
const FLAT: f64 = 1e-11;
/**
 * Curvature of p relative to δp'Wp that may be none. Where no constraint is ahead x then stays where it is: the next
 * proximal step removes what curved directions p still contains.
 */
const NEARLY_FLAT: f64 = 1e-7;

/**
 * Moves x down the face until the objective is stationary there, or a constraint that is not held is met.
 *
 * negligible  what the next centre may miss stationarity by.
 * returns SOLVED, or UNBOUNDED: p is a direction without curvature or constraint along which the objective falls.
 */
export function descendFace(qp: QP, negligible: f64): i32 {
  const n = qp.n;
  const p = qp.direction;
  const residual = qp.gradient;
  gemv(false, n, n, -qp.scale, qp.P, n, qp.x, 0.0, residual);
  axpy(n, -qp.scale, qp.q, residual);
  fill(n, 0.0, p);
  let previous = 1.0;
  for (let i = 0; i < n; i++) {
    const fall = precondition(qp, residual);
    if (missedStationarity(qp) <= negligible) return SOLVED;
    scale(n, i > 0 ? fall / previous : 0.0, p);
    scatterAdd(qp.free, 1.0, qp.z, qp.variable, p);
    previous = fall;

    const curved = qp.normal;
    gemv(false, n, n, qp.scale, qp.P, n, p, 0.0, curved);
    const length = maxAbs(n, p);
    const curvature = dot(n, p, curved);
    const room = stepToConstraint(qp, p, length);
    if (room == Infinity && curvature <= NEARLY_FLAT * qp.delta * weightedSquare(qp, p)) {
      return maxAbs(n, curved) <= FLAT * length ? UNBOUNDED : SOLVED;
    }
    const wanted = curvature > 0.0 ? fall / curvature : Infinity;
    axpy(n, Math.min(wanted, room), p, qp.x);
    if (room <= wanted) return SOLVED;
    axpy(n, -wanted, curved, residual);
  }
  return SOLVED;
}

/** δ‖Wz‖∞ for z by position: what the proximal step that z is would miss stationarity by. */
function missedStationarity(qp: QP): f64 {
  let largest = 0.0;
  for (let i = 0; i < qp.free; i++) {
    largest = Math.max(largest, get(qp.weight, getIndex(qp.variable, i)) * Math.abs(get(qp.z, i)));
  }
  return qp.delta * largest;
}

/** p'Wp */
function weightedSquare(qp: QP, p: usize): f64 {
  let total = 0.0;
  for (let i = 0; i < qp.n; i++) total += get(qp.weight, i) * get(p, i) * get(p, i);
  return total;
}

/** z := J₂J₂'·residual on the free positions; returns residual'z. */
function precondition(qp: QP, residual: usize): f64 {
  const q = qp.active;
  gather(qp.free, 1.0, residual, qp.variable, qp.normal);
  const d = from(qp.d, q);
  gemv(false, qp.n - q, qp.free, 1.0, row(qp.J, q, qp.ld), qp.ld, qp.normal, 0.0, d);
  gemv(true, qp.n - q, qp.free, 1.0, row(qp.J, q, qp.ld), qp.ld, d, 0.0, qp.z);
  return dot(qp.n - q, d, d);
}

/** The longest step along p that keeps every constraint which is not held. */
function stepToConstraint(qp: QP, p: usize, length: f64): f64 {
  let step = Infinity;
  for (let k = 0; k < qp.m + qp.n; k++) {
    if (getIndex(qp.side, k) != 0 || getIndex(qp.skip, k) != 0) continue;
    const slope = k < qp.m ? get(qp.rowScale, k) * dot(qp.n, row(qp.A, k, qp.n), p) : get(p, k - qp.m);
    if (Math.abs(slope) <= FLAT * length) continue;
    const room = slope < 0.0 ? activityOf(qp, k) - get(qp.lo, k) : get(qp.hi, k) - activityOf(qp, k);
    step = Math.min(step, Math.max(0.0, room) / Math.abs(slope));
  }
  return step;
}
