/** How well an answer meets the Karush–Kuhn–Tucker conditions of the problem as the caller gave it. */
import { gemv } from '../linalg/gemm';
import { axpy, dot, get, maxAbs, row } from '../linalg/vector';
import { QP } from './problem';

/**
 * The largest of
 *
 *     ‖Px + q − A'y − w‖∞ / max(1, ‖Px‖∞, ‖q‖∞)                 stationarity
 *     max violation of l ≤ Ax ≤ u, lower ≤ x ≤ upper / max(1, ‖x‖∞)
 *     max |multiplier·slack| / max(1, ‖x‖∞)                     complementarity, the slack of the side its sign names
 *
 * y, w    m and n multipliers of rows and bounds.
 * gradient n, work; Px + q − A'y − w afterwards.
 */
export function kktResidual(
  qp: QP,
  l: usize,
  u: usize,
  lower: usize,
  upper: usize,
  y: usize,
  w: usize,
  gradient: usize,
): f64 {
  const n = qp.n;
  gemv(false, n, n, 1.0, qp.P, n, qp.x, 0.0, gradient);
  const size = Math.max(1.0, Math.max(maxAbs(n, gradient), maxAbs(n, qp.q)));
  axpy(n, 1.0, qp.q, gradient);
  gemv(true, qp.m, n, -1.0, qp.A, n, y, 1.0, gradient);
  axpy(n, -1.0, w, gradient);
  let worst = 0.0;
  for (let i = 0; i < qp.m; i++) {
    const value = dot(n, row(qp.A, i, n), qp.x);
    worst = Math.max(worst, constraintResidual(value, get(l, i), get(u, i), get(y, i)));
  }
  for (let i = 0; i < n; i++) {
    worst = Math.max(worst, constraintResidual(get(qp.x, i), get(lower, i), get(upper, i), get(w, i)));
  }
  return Math.max(maxAbs(n, gradient) / size, worst / Math.max(1.0, maxAbs(n, qp.x)));
}

/** Violation or complementarity of one constraint, whichever is larger. */
function constraintResidual(value: f64, lower: f64, upper: f64, multiplier: f64): f64 {
  const violation = Math.max(0.0, Math.max(lower - value, value - upper));
  if (multiplier == 0.0) return violation;
  return Math.max(violation, Math.abs(multiplier * (multiplier > 0.0 ? value - lower : upper - value)));
}
