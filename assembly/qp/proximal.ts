/**
 * Proximal-point iteration: a semi-definite program as a sequence of definite ones,
 *
 *     x := argmin ½x'P̄x + q̄'x + δ/2·(x − centre)'W(x − centre) subject to the constraints;   centre := a better point than x
 *
 * with one factor for all of them. Such an x misses stationarity for P by δW(x − centre), which goes to zero. Any
 * feasible centre with an objective no higher than at x will do; conjugate gradients on the face of x find one.
 * A definite P has δ = 0 and needs no iteration.
 */
import { copy, fill, get } from '../linalg/vector';
import { pivotBlocks } from './block-pivoting';
import { solveOnFaces } from './face-dual';
import { solveFromWorkingSet } from './dual-active-set';
import { descendFace } from './face-descent';
import { ITERATION_LIMIT, QP, SOLVED } from './problem';

/** δ‖W(x − centre)‖∞ that is rounding, relative to the size of the gradient. */
const STATIONARITY: f64 = 1e-13;
/** The same from where on centres stay where x is, and are good enough once the distance no longer halves. */
const ACCEPTABLE: f64 = 1e-11;
const CENTRES: i32 = 200;

/** Centres of block pivoting: where they do not end at once, the objective falls along a flat direction. */
const PIVOTED_CENTRES: i32 = 12;

/** The first δ/max(1, ‖q̄‖∞) from which a face is guessed, and by how much it falls. */
const PULL: f64 = 4.0;
const PULL_RATIO: f64 = 16.0;

/**
 * The same by block pivoting alone, from the sides that are set; each centre is the last x, whose face and factor are
 * as a rule those of the next one.
 *
 * returns whether it ended at a minimiser for P.
 */
export function pivotCentres(qp: QP): bool {
  if (qp.delta > 0.0 && qp.linearSize > 0.0 && !guessByStrongPull(qp)) return false;
  let previous = Infinity;
  for (let i = 0; i < PIVOTED_CENTRES; i++) {
    if (!pivotBlocks(qp) && !solveOnFaces(qp)) return false;
    if (qp.delta == 0.0) return true;
    const distance = distanceToCentre(qp);
    if (distance <= STATIONARITY * qp.gradientSize) return true;
    if (distance <= ACCEPTABLE * qp.gradientSize && 2.0 * distance > previous) return true;
    previous = distance;
    copy(qp.n, qp.x, qp.centre);
  }
  fill(qp.n, 0.0, qp.centre);
  return false;
}

/**
 * A linear objective drives x along flat directions as far as 1/δ, where most signs are wrong at first: the face is
 * guessed by programs that are pulled to the centre more strongly, from one to the next.
 */
function guessByStrongPull(qp: QP): bool {
  const delta = qp.delta;
  let found = true;
  for (let pull = PULL * Math.max(1.0, qp.linearSize); found && pull > delta; pull /= PULL_RATIO) {
    pullBy(qp, pull);
    found = pivotBlocks(qp);
  }
  pullBy(qp, delta);
  return found;
}

function pullBy(qp: QP, delta: f64): void {
  qp.delta = delta;
  qp.factored = 0;
  qp.isCurrent = false;
}

/** returns what `solveFromWorkingSet` does, or UNBOUNDED. */
export function iterateCentres(qp: QP): i32 {
  let previous = Infinity;
  for (let i = 0; i < CENTRES; i++) {
    const outcome = solveFromWorkingSet(qp);
    if (outcome != SOLVED || qp.delta == 0.0) return outcome;
    const size = qp.gradientSize;
    const distance = distanceToCentre(qp);
    if (distance <= STATIONARITY * size) return SOLVED;
    if (distance > ACCEPTABLE * size) {
      const descent = descendFace(qp, STATIONARITY * size);
      if (descent != SOLVED) return descent;
    } else if (2.0 * distance > previous) return SOLVED;
    previous = distance;
    copy(qp.n, qp.x, qp.centre);
  }
  return ITERATION_LIMIT;
}

/** δ‖W(x − centre)‖∞, by which x misses stationarity for P. */
function distanceToCentre(qp: QP): f64 {
  let largest = 0.0;
  for (let i = 0; i < qp.n; i++) {
    largest = Math.max(largest, get(qp.weight, i) * Math.abs(get(qp.x, i) - get(qp.centre, i)));
  }
  return qp.delta * largest;
}
