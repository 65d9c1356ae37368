/** The factor that everything starts from: P̄ + δW = L·L', and J = L⁻ᵀ for the dual active-set method. */
import { cholesky, choleskyWorkspace } from '../linalg/cholesky';
import { trsm, trsmWorkspace } from '../linalg/triangular';
import { copy, fill, from, get, row, scale, set } from '../linalg/vector';
import { clearWorkingSet, QP } from './problem';

/** A pivot below this multiple of its diagonal element is rounding: P is not definite to working precision. */
const SMALLEST_PIVOT: f64 = 1e-13;
/** P + this·σI must have a factor, or P is indefinite; eigenvalues of a semi-definite P are negative by rounding only. */
const SEMIDEFINITE: f64 = 1e-10;
/** δ/max(1, ‖q̄‖∞): small against the curvature that matters, large against rounding; at most LARGEST. */
const REGULARISATION: f64 = 1.0 / 8388608.0;
const LARGEST: f64 = 1.0 / 1024.0;
/** Columns of the inverse that are solved for together. */
const BLOCK: i32 = 32;

/**
 * Chooses δ, 0 for a definite P, positive for a semi-definite one, and writes L into qp.R.
 *
 * returns false when P is indefinite.
 */
export function factorise(qp: QP): bool {
  if (!(choleskyOf(qp, 0.0, false) > SMALLEST_PIVOT)) {
    if (choleskyOf(qp, SEMIDEFINITE, false) < 0.0) return false;
    qp.delta = Math.min(LARGEST, REGULARISATION * Math.max(1.0, qp.linearSize));
    if (choleskyOf(qp, qp.delta, true) < 0.0) {
      // errors of P that are large against the small elements of its diagonal: nothing is known of those variables
      fill(qp.n, 1.0, qp.weight);
      return choleskyOf(qp, qp.delta, true) >= 0.0;
    }
  }
  return true;
}

/** Arena bytes of `factorise`. */
export function factoriseWorkspace(n: i32): usize {
  return max(choleskyWorkspace(n), trsmWorkspace(n, min(n, BLOCK)));
}

/** L of P̄ + δW, or P̄ + δI unless weighted, into R; the smallest pivot relative to its diagonal element, or −1 when there is no factor. */
function choleskyOf(qp: QP, delta: f64, weighted: bool): f64 {
  const n = qp.n;
  const l = qp.R;
  for (let i = 0; i < n; i++) {
    const li = row(l, i, qp.ld);
    copy(i + 1, row(qp.P, i, n), li);
    scale(i + 1, qp.scale, li);
    set(li, i, get(li, i) + (weighted ? delta * get(qp.weight, i) : delta));
  }
  if (cholesky(l, n, qp.ld) >= 0) return -1.0;
  let smallest = 1.0;
  for (let i = 0; i < n; i++) {
    const pivot = get(row(l, i, qp.ld), i);
    const diagonal = get(row(qp.P, i, n), i) * qp.scale + (weighted ? delta * get(qp.weight, i) : delta);
    smallest = Math.min(smallest, (pivot * pivot) / diagonal);
  }
  return smallest;
}

/** An empty working set, J = L⁻ᵀ from L in qp.R (which is free for the factor R afterwards), x = 0. */
export function startWorkingSet(qp: QP): void {
  invertFactor(qp);
  clearWorkingSet(qp);
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
