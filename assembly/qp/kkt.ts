/** How well an answer meets the Karush–Kuhn–Tucker conditions of the problem as the caller gave it. */
import { gemv } from '../linalg/gemm';
import { axpy, dot, get, maxAbs, row } from '../linalg/vector';
import { QP } from './problem';

// @ts-ignore: decorator
@unmanaged
export class KKT {
  /** ‖Px + q − A'y − w‖∞ */
  stationarity: f64;
  /** largest violation of l ≤ Ax ≤ u, lower ≤ x ≤ upper */
  violation: f64;
  /** largest |multiplier·slack|, the slack of the side that the multiplier's sign names */
  complementarity: f64;
  /** max(‖|P||x|‖∞, ‖q‖∞): what the gradient is made of, and its rounding is relative to */
  gradientSize: f64;
  /** ‖x‖∞ */
  size: f64;
}

/**
 * The largest of
 *
 *     stationarity / g,   violation / s,   complementarity / (g·s)
 *
 * with g = max(unit of the gradient, its size) and s = max(unit, ‖x‖∞): residuals are relative above the units and
 * absolute, in terms of them, below.
 */
export function kktResidual(kkt: KKT, gradientUnit: f64, unit: f64): f64 {
  const g = Math.max(gradientUnit, kkt.gradientSize);
  const s = Math.max(unit, kkt.size);
  return Math.max(kkt.stationarity / g, Math.max(kkt.violation / s, kkt.complementarity / g / s));
}

/**
 * Measures qp.x with the multipliers y (m) and w (n) of rows and bounds.
 *
 * gradient n, work; Px + q − A'y − w afterwards.
 */
export function measureKKT(
  kkt: KKT,
  qp: QP,
  l: usize,
  u: usize,
  lower: usize,
  upper: usize,
  y: usize,
  w: usize,
  gradient: usize,
): void {
  const n = qp.n;
  gemv(false, n, n, 1.0, qp.P, n, qp.x, 0.0, gradient);
  kkt.size = maxAbs(n, qp.x);
  kkt.gradientSize = Math.max(absoluteProduct(qp), maxAbs(n, qp.q));
  axpy(n, 1.0, qp.q, gradient);
  gemv(true, qp.m, n, -1.0, qp.A, n, y, 1.0, gradient);
  axpy(n, -1.0, w, gradient);
  kkt.stationarity = maxAbs(n, gradient);
  kkt.violation = 0.0;
  kkt.complementarity = 0.0;
  for (let i = 0; i < qp.m; i++) {
    measure(kkt, dot(n, row(qp.A, i, n), qp.x), get(l, i), get(u, i), get(y, i));
  }
  for (let i = 0; i < n; i++) measure(kkt, get(qp.x, i), get(lower, i), get(upper, i), get(w, i));
}

/** ‖|P||x|‖∞ */
function absoluteProduct(qp: QP): f64 {
  let largest = 0.0;
  for (let i = 0; i < qp.n; i++) {
    const p = row(qp.P, i, qp.n);
    let sum = 0.0;
    for (let j = 0; j < qp.n; j++) sum += Math.abs(get(p, j) * get(qp.x, j));
    largest = Math.max(largest, sum);
  }
  return largest;
}

/** One constraint's part in violation and complementarity. */
function measure(kkt: KKT, value: f64, lower: f64, upper: f64, multiplier: f64): void {
  kkt.violation = Math.max(kkt.violation, Math.max(lower - value, value - upper));
  if (multiplier == 0.0) return;
  const slack = multiplier > 0.0 ? value - lower : upper - value;
  kkt.complementarity = Math.max(kkt.complementarity, Math.abs(multiplier * slack));
}
