/** The factor that everything starts from: P̄ + δW = L·L', and J = L⁻ᵀ for the dual active-set method. */
import { cholesky, choleskyWorkspace } from '../linalg/cholesky';
import { isProvedDefinite } from '../linalg/definite';
import { trsm, trsmWorkspace } from '../linalg/triangular';
import { packSubmatrix } from '../linalg/packed-system';
import { add, copy, fill, from, get, row, scale, set } from '../linalg/vector';
import { factoriseFace, factoriseShifted, SMALLEST_PIVOT } from './face-point';
import { clearWorkingSet, QP } from './problem';
import { regularise } from './scaling';

/** P + this·σI must have a factor, or P is indefinite; eigenvalues of a semi-definite P are negative by rounding only. */
const SEMIDEFINITE: f64 = 1e-10;
/** δ/max(1, ‖q̄‖∞): small against the curvature that matters, large against rounding; at most LARGEST. */
const REGULARISATION: f64 = 1.0 / 8388608.0;
const LARGEST: f64 = 1.0 / 1024.0;
/** Below this size the factor is made as fast as the proof. */
const FEW: i32 = 24;
/** Columns of the inverse that are solved for together. */
const BLOCK: i32 = 32;

/**
 * Chooses δ, 0 for a definite P, positive for a semi-definite one. Of a definite P the packed factor is left in qp.face.
 *
 * returns false when P is indefinite.
 */
export function regulariseAsNeeded(qp: QP): bool {
  qp.free = qp.n;
  qp.isCurrent = false;
  if (factoriseFace(qp) > SMALLEST_PIVOT) return true;
  packSubmatrix(qp.n, qp.scale, qp.P, qp.n, qp.variable, qp.face);
  if (factoriseShifted(qp, SEMIDEFINITE) < 0.0) return false;
  qp.factored = 0;
  regularise(qp, Math.min(LARGEST, REGULARISATION * Math.max(1.0, qp.linearSize)));
  return true;
}

/**
 * Whether P is proved to be definite in half the time of its factor, which a face of fewer variables does not need; false
 * says nothing.
 */
export function isDefiniteAtOnce(qp: QP): bool {
  return qp.n >= FEW && isProvedDefinite(qp.n, qp.P, qp.z, qp.face);
}

/** L of P̄ + δW in qp.R, for the dual active-set method; false where there is none. */
export function factorise(qp: QP): bool {
  if (factoriseWhole(qp)) return true;
  if (qp.delta == 0.0) return false;
  // errors of P that are large against the small elements of its diagonal: nothing is known of those variables
  fill(qp.n, 1.0, qp.weight);
  return factoriseWhole(qp);
}

/** Arena bytes of `factorise`. */
export function factoriseWorkspace(n: i32): usize {
  return max(choleskyWorkspace(n), trsmWorkspace(n, min(n, BLOCK)));
}

function factoriseWhole(qp: QP): bool {
  const n = qp.n;
  for (let i = 0; i < n; i++) {
    const li = row(qp.R, i, qp.ld);
    copy(i + 1, row(qp.P, i, n), li);
    scale(i + 1, qp.scale, li);
    if (qp.delta > 0.0) add(li, i, qp.delta * get(qp.weight, i));
  }
  return cholesky(qp.R, n, qp.ld) < 0;
}

/** An empty working set, J = L⁻ᵀ from L in qp.R (which is free for the factor R afterwards), x = 0. */
export function startWorkingSet(qp: QP): void {
  invertFactor(qp);
  clearWorkingSet(qp);
  qp.isMeasured = false;
  fill(qp.n, 0.0, qp.x);
}

/** J' := L⁻¹, a block of columns at a time: what lies above the diagonal is zero and is not computed. */
function invertFactor(qp: QP): void {
  const n = qp.n;
  const ld = qp.ld;
  for (let i = 0; i < n; i++) {
    fill(n, 0.0, row(qp.J, i, ld));
    set(row(qp.J, i, ld), i, 1.0);
  }
  for (let j = 0; j < n; j += BLOCK) {
    trsm(false, n - j, min(BLOCK, n - j), from(row(qp.R, j, ld), j), ld, from(row(qp.J, j, ld), j), ld);
  }
}
