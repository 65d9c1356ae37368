/** How well an answer meets the Karush–Kuhn–Tucker conditions of the problem as the caller gave it. */
import { gemv } from '../linalg/gemm';
import { addRows, setIndex } from '../linalg/indexed';
import { axpy, copy, fill, get, maxAbs } from '../linalg/vector';
import { QP } from './problem';
import { productSize } from './scaling';

/** The caller's bounds and the multipliers of rows (y, m) and of bounds (w, n), against which qp.x is measured. */
// @ts-ignore: decorator
@unmanaged
export class KKT {
  l: usize;
  u: usize;
  lower: usize;
  upper: usize;
  y: usize;
  w: usize;
  /** ‖Px‖∞, ‖q‖∞, and max √P̄_jj|x_j|/√σ: what (Px)_i sums has at most √P̄_ii times this size */
  curvatureSize: f64;
  linearSize: f64;
  productSize: f64;
}

/** qp.product := Px, qp.gradient := Px + q − A'y − w, qp.activity := Ax, and the sizes; bounds and multipliers are set. */
export function measureKKT(kkt: KKT, qp: QP): void {
  const n = qp.n;
  const gradient = qp.gradient;
  let support = 0;
  for (let i = 0; i < n; i++) if (get(qp.x, i) != 0.0) setIndex(qp.support, support++, i);
  fill(n, 0.0, qp.product);
  addRows(support, qp.support, n, 1.0, qp.P, n, qp.x, qp.product);
  copy(n, qp.product, gradient);
  kkt.curvatureSize = maxAbs(n, gradient);
  kkt.linearSize = maxAbs(n, qp.q);
  kkt.productSize = productSize(qp) / qp.scale;
  axpy(n, 1.0, qp.q, gradient);
  gemv(true, qp.m, n, -1.0, qp.A, n, kkt.y, 1.0, gradient);
  axpy(n, -1.0, kkt.w, gradient);
  if (qp.m > 0) gemv(false, qp.m, n, 1.0, qp.A, n, qp.x, 0.0, qp.activity);
  qp.xSize = maxAbs(n, qp.x);
}

/**
 * The largest of
 *
 *     |Px + q − A'y − w|_i / max(gradientUnit, ‖Px‖∞, ‖q‖∞, √P_ii·max √P_jj|x_j|)     stationarity
 *     violation of l ≤ Ax ≤ u, lower ≤ x ≤ upper / max(unit, ‖x‖∞)
 *     |y_k·slack_k| / max(gradientUnit, |y_k|) / max(unit, ‖x‖∞)       complementarity, the slack of y_k's side
 *
 * so that residuals are relative above the units and absolute, in terms of them, below. Not `relative`, the terms with √P
 * and |y_k| in the denominators are left out. `measureKKT` was called.
 */
export function kktResidual(kkt: KKT, qp: QP, gradientUnit: f64, unit: f64, relative: bool): f64 {
  let stationarity = 0.0;
  let worst = 0.0;
  const gradientSize = Math.max(gradientUnit, Math.max(kkt.curvatureSize, kkt.linearSize));
  for (let i = 0; i < qp.n; i++) {
    const size = relative ? Math.max(gradientSize, get(qp.root, i) * kkt.productSize) : gradientSize;
    stationarity = Math.max(stationarity, Math.abs(get(qp.gradient, i)) / size);
    const residual = constraintResidual(
      get(qp.x, i),
      get(kkt.lower, i),
      get(kkt.upper, i),
      get(kkt.w, i),
      relative ? gradientUnit : Infinity,
    );
    worst = Math.max(worst, residual);
  }
  for (let i = 0; i < qp.m; i++) {
    const residual = constraintResidual(
      get(qp.activity, i),
      get(kkt.l, i),
      get(kkt.u, i),
      get(kkt.y, i),
      relative ? gradientUnit : Infinity,
    );
    worst = Math.max(worst, residual);
  }
  return Math.max(stationarity, worst / Math.max(unit, qp.xSize));
}

/** Violation or complementarity of one constraint, whichever is larger; the latter relative to a multiplier above `unit`. */
function constraintResidual(value: f64, lower: f64, upper: f64, multiplier: f64, unit: f64): f64 {
  const violation = Math.max(0.0, Math.max(lower - value, value - upper));
  if (multiplier == 0.0) return violation;
  const slack = multiplier > 0.0 ? value - lower : upper - value;
  const part = unit == Infinity ? multiplier : multiplier / Math.max(unit, Math.abs(multiplier));
  return Math.max(violation, Math.abs(part * slack));
}
