/** How well an answer meets the Karush–Kuhn–Tucker conditions of the problem as the caller gave it. */
import { gemv } from '../linalg/gemm';
import { addRows, setIndex } from '../linalg/indexed';
import { axpy, copy, fill, from, get, largestOf, maxAbs, scale } from '../linalg/vector';
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
  /** ‖Px‖∞, ‖q‖∞ */
  curvatureSize: f64;
  linearSize: f64;
  /** see `measureResiduals` */
  stationarity: f64;
  violation: f64;
  complementarity: f64;
}

/** qp.product := Px, qp.gradient := Px + q − A'y − w, qp.activity := Ax, and the sizes; bounds and multipliers are set. */
export function measureKKT(kkt: KKT, qp: QP): void {
  const n = qp.n;
  const gradient = qp.gradient;
  if (!qp.isMeasured) measureProducts(qp);
  // a power of two
  scale(n, -1.0 / qp.scale, qp.product);
  copy(n, qp.product, gradient);
  kkt.curvatureSize = maxAbs(n, gradient);
  kkt.linearSize = maxAbs(n, qp.q);
  if (kkt.linearSize > 0.0) axpy(n, 1.0, qp.q, gradient);
  gemv(true, qp.m, n, -1.0, qp.A, n, kkt.y, 1.0, gradient);
  axpy(n, -1.0, kkt.w, gradient);
}

/** qp.product := −P̄x and qp.activity := Ax where the method has not left them. */
function measureProducts(qp: QP): void {
  const n = qp.n;
  let support = 0;
  for (let i = 0; i < n; i++) if (get(qp.x, i) != 0.0) setIndex(qp.support, support++, i);
  fill(n, 0.0, qp.product);
  addRows(support, qp.support, n, -qp.scale, qp.P, n, qp.x, qp.product);
  if (qp.m > 0) gemv(false, qp.m, n, 1.0, qp.A, n, qp.x, 0.0, qp.activity);
  qp.xSize = maxAbs(n, qp.x);
}

/**
 * Sizes of what `measureKKT` has left: stationarity ‖Px + q − A'y − w‖∞, the largest violation of l ≤ Ax ≤ u and
 * lower ≤ x ≤ upper, and the largest |y_k·slack_k|, the slack on y_k's side.
 */
export function measureResiduals(kkt: KKT, qp: QP): void {
  kkt.stationarity = maxAbs(qp.n, qp.gradient);
  kkt.violation = 0.0;
  kkt.complementarity = 0.0;
  compareConstraints(kkt, qp.n, qp.x, kkt.lower, kkt.upper, kkt.w);
  compareConstraints(kkt, qp.m, qp.activity, kkt.l, kkt.u, kkt.y);
}

/**
 * The largest of
 *
 *     stationarity / max(gradientUnit, ‖Px‖∞, ‖q‖∞)
 *     violation / max(unit, ‖x‖∞)
 *     complementarity / gradientUnit / max(unit, ‖x‖∞)
 *
 * so that residuals are relative above the units and absolute, in terms of them, below. `measureResiduals` was called.
 */
export function kktResidual(kkt: KKT, qp: QP, gradientUnit: f64, unit: f64): f64 {
  const gradientSize = Math.max(gradientUnit, Math.max(kkt.curvatureSize, kkt.linearSize));
  const worst = Math.max(kkt.violation, kkt.complementarity / gradientUnit);
  return Math.max(kkt.stationarity / gradientSize, worst / Math.max(unit, qp.xSize));
}

/**
 * The same, but stationarity i relative to √P_ii·max √P_jj|x_j| too, and complementarity of a multiplier y_k above the
 * unit to |y_k| / gradientUnit. It is never larger.
 */
export function relativeResidual(kkt: KKT, qp: QP, gradientUnit: f64, unit: f64): f64 {
  let stationarity = 0.0;
  let worst = 0.0;
  const gradientSize = Math.max(gradientUnit, Math.max(kkt.curvatureSize, kkt.linearSize));
  // what (Px)_i sums has at most √P̄_ii times this size
  const termSize = productSize(qp) / qp.scale;
  for (let i = 0; i < qp.n; i++) {
    const size = Math.max(gradientSize, get(qp.root, i) * termSize);
    stationarity = Math.max(stationarity, Math.abs(get(qp.gradient, i)) / size);
    const residual = constraintResidual(
      get(qp.x, i),
      get(kkt.lower, i),
      get(kkt.upper, i),
      get(kkt.w, i),
      gradientUnit,
    );
    worst = Math.max(worst, residual);
  }
  for (let i = 0; i < qp.m; i++) {
    const residual = constraintResidual(
      get(qp.activity, i),
      get(kkt.l, i),
      get(kkt.u, i),
      get(kkt.y, i),
      gradientUnit,
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
  const part = multiplier / Math.max(unit, Math.abs(multiplier));
  return Math.max(violation, Math.abs(part * slack));
}

/** Violation and complementarity of `count` constraints, into the largest so far. */
function compareConstraints(
  kkt: KKT,
  count: i32,
  values: usize,
  lower: usize,
  upper: usize,
  multipliers: usize,
): void {
  const zero = f64x2.splat(0.0);
  let violation = zero;
  let complementarity = zero;
  let isOrdered = f64x2.eq(zero, zero);
  for (let i = 0; i < count; i += 2) {
    // a last one that is alone is taken twice
    const isAlone = i + 1 == count;
    const value = loadTwo(from(values, i), isAlone);
    const multiplier = loadTwo(from(multipliers, i), isAlone);
    const below = f64x2.sub(loadTwo(from(lower, i), isAlone), value);
    const above = f64x2.sub(value, loadTwo(from(upper, i), isAlone));
    violation = f64x2.pmax(violation, f64x2.pmax(below, above));
    // 0 where there is none, though the bound be infinite
    const slack = v128.bitselect(below, above, f64x2.gt(multiplier, zero));
    const product = v128.and(f64x2.ne(multiplier, zero), f64x2.abs(f64x2.mul(multiplier, slack)));
    complementarity = f64x2.pmax(complementarity, product);
    const isFinite = f64x2.eq(f64x2.sub(value, value), zero);
    isOrdered = v128.and(isOrdered, v128.and(isFinite, f64x2.eq(product, product)));
  }
  kkt.violation = Math.max(kkt.violation, largestOf(violation, isOrdered));
  kkt.complementarity = Math.max(kkt.complementarity, largestOf(complementarity, isOrdered));
}

// @ts-ignore: decorator
@inline
function loadTwo(x: usize, isAlone: bool): v128 {
  return isAlone ? v128.load_splat<f64>(x) : v128.load(x);
}
