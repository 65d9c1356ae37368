/** Units: P̄ = P/σ and rows with elements near one, δW and what rounding of the gradient is relative to. */
import { fill, get, maxAbs, row, set } from '../linalg/vector';
import { QP } from './problem';

/** The largest power of two that is at most |x|; 1 for zero and subnormal numbers. */
function powerOfTwo(x: f64): f64 {
  const power = reinterpret<f64>(reinterpret<u64>(x) & 0x7ff0_0000_0000_0000);
  return power > 0.0 ? power : 1.0;
}

/** σ: the largest diagonal element of P, or ‖q‖∞ when P has none, to a power of two. */
export function scaleObjective(qp: QP): void {
  let largest = 0.0;
  for (let i = 0; i < qp.n; i++) largest = Math.max(largest, Math.abs(get(row(qp.P, i, qp.n), i)));
  const linear = maxAbs(qp.n, qp.q);
  qp.scale = 1.0 / powerOfTwo(largest > 0.0 ? largest : linear);
  qp.linearSize = linear * qp.scale;
  for (let i = 0; i < qp.n; i++) {
    const diagonal = Math.max(0.0, get(row(qp.P, i, qp.n), i) * qp.scale);
    set(qp.root, i, largest > 0.0 ? Math.sqrt(diagonal) : 1.0);
  }
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
  let largest = 0.0;
  for (let i = 0; i < qp.n; i++) largest = Math.max(largest, get(qp.root, i) * Math.abs(get(qp.x, i)));
  return largest;
}

/** Rows to ‖a_i‖∞ in [1, 2), bounds of rows likewise; bounds of variables stay as they are. */
export function scaleConstraints(qp: QP, l: usize, u: usize, lower: usize, upper: usize): void {
  for (let i = 0; i < qp.m; i++) {
    const factor = 1.0 / powerOfTwo(maxAbs(qp.n, row(qp.A, i, qp.n)));
    set(qp.rowScale, i, factor);
    set(qp.lo, i, get(l, i) * factor);
    set(qp.hi, i, get(u, i) * factor);
  }
  for (let i = 0; i < qp.n; i++) {
    set(qp.lo, qp.m + i, get(lower, i));
    set(qp.hi, qp.m + i, get(upper, i));
  }
}
