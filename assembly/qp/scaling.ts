/** Units: P̄ = P/σ and rows with elements near one, δW and what rounding of the gradient is relative to. */
import { copy, fill, from, get, maxAbs, maxAbsProduct, row, set } from '../linalg/vector';
import { QP } from './problem';

/** The largest power of two that is at most |x|; 1 for zero and subnormal numbers. */
function powerOfTwo(x: f64): f64 {
  const power = reinterpret<f64>(reinterpret<u64>(x) & 0x7ff0_0000_0000_0000);
  return power > 0.0 ? power : 1.0;
}

/** σ: the largest diagonal element of P, or ‖q‖∞ when P has none, to a power of two. */
export function scaleObjective(qp: QP): void {
  const n = qp.n;
  for (let i = 0; i < n; i++) set(qp.root, i, get(row(qp.P, i, n), i));
  const largest = maxAbs(n, qp.root);
  const linear = maxAbs(n, qp.q);
  qp.scale = 1.0 / powerOfTwo(largest > 0.0 ? largest : linear);
  qp.linearSize = linear * qp.scale;
  if (largest > 0.0) scaledRoots(n, qp.scale, qp.root);
  else fill(n, 1.0, qp.root);
}

/** x_i := √max(0, α·x_i) */
function scaledRoots(n: i32, alpha: f64, x: usize): void {
  const factor = f64x2.splat(alpha);
  const zero = f64x2.splat(0.0);
  let i = 0;
  for (; i + 2 <= n; i += 2) {
    const value = f64x2.mul(factor, v128.load(from(x, i)));
    v128.store(from(x, i), f64x2.sqrt(f64x2.pmax(zero, value)));
  }
  if (i < n) set(x, i, Math.sqrt(Math.max(0.0, alpha * get(x, i))));
}

/** Adds δW to P̄ and puts the centre at 0. */
export function regularise(qp: QP, delta: f64): void {
  qp.delta = delta;
  for (let i = 0; i < qp.n; i++) set(qp.weight, i, powerOfTwo(get(row(qp.P, i, qp.n), i) * qp.scale));
  fill(qp.n, 0.0, qp.centre);
}

/** ‖P̄x‖∞ + ‖q̄‖∞ + ‖s∘x‖∞/64, given the first of them; the last one counts where the gradient cancels. */
export function gradientScale(qp: QP, product: f64): f64 {
  return product + qp.linearSize + productSize(qp) / 64.0;
}

/** ‖s∘x‖∞, the size of the terms that P̄x sums (the largest s_i is in [1, √2)). */
export function productSize(qp: QP): f64 {
  return maxAbsProduct(qp.n, qp.root, qp.x);
}

/** Rows to ‖a_i‖∞ in [1, 2), bounds of rows likewise; bounds of variables stay as they are. */
export function scaleConstraints(qp: QP, l: usize, u: usize, lower: usize, upper: usize): void {
  for (let i = 0; i < qp.m; i++) {
    const factor = 1.0 / powerOfTwo(maxAbs(qp.n, row(qp.A, i, qp.n)));
    set(qp.rowScale, i, factor);
    set(qp.lo, i, get(l, i) * factor);
    set(qp.hi, i, get(u, i) * factor);
  }
  copy(qp.n, lower, from(qp.lo, qp.m));
  copy(qp.n, upper, from(qp.hi, qp.m));
}
