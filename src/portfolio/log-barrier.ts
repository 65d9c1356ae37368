import { log1p } from '../numeric/elementary.js';
import { backwardSolve, forwardSolve } from '../numeric/triangular.js';
import type { CholeskyFactoriser } from './closed-form.js';
import { covarianceWith, innerProduct } from './result.js';

export interface LogBarrierSolution {
  x: Float64Array;
  iterations: number;
}

/** A handful of steps is the rule, some dozens for budgets that differ by powers of ten. */
const STEPS = 500;
/** Below this decrement, relative to the smallest budget, a Newton step is taken whole: it then squares the distance. */
const NEAR = 1e-3;
/** Share of the step's gain, as the gradient promises it, that is asked of a shortened step. */
const ENOUGH = 0.1;

/**
 * The minimum of f(x) = ½x'Cx − Σ b_i log x_i over x > 0, by Newton's method with H = C + diag(b_i/x_i²), which is
 * positive definite for a semi-definite C. Far from the minimum a step is shortened until it stays in x > 0 and f falls
 * enough; near it steps are whole, until x_i(Cx)_i − b_i is rounding.
 *
 * @param C n×n, positive semi-definite, unit diagonal, x'Cx > 0 for x ≥ 0
 * @param b n, positive, adding up to 1
 */
export function minimiseLogBarrier(
  engine: CholeskyFactoriser,
  C: Float64Array,
  b: Float64Array,
): LogBarrierSolution {
  const smallest = b.reduce((least, budget) => Math.min(least, budget), Infinity);
  let x = b.map((budget) => Math.sqrt(budget));
  let product = covarianceWith({ values: C }, x);
  // of all multiples of x the best has x'Cx = 1
  const size = Math.sqrt(Math.max(innerProduct(x, product), smallest));
  x = x.map((value) => value / size);
  product = product.map((value) => value / size);
  let best = { x, residual: residualOf(x, product, b) };
  for (let iterations = 1; iterations <= STEPS; iterations++) {
    const gradient = product.map((value, i) => value - b[i] / x[i]);
    const step = newtonStep(engine, C, x, b, gradient);
    const decrement = -innerProduct(step, gradient);
    const isNear = decrement < NEAR * smallest;
    const length = isNear ? 1 : lineSearch(C, x, b, product, step, decrement);
    x = x.map((value, i) => value + length * step[i]);
    product = covarianceWith({ values: C }, x);
    const residual = residualOf(x, product, b);
    if (isNear && residual >= best.residual / 2) {
      return { x: residual < best.residual ? x : best.x, iterations };
    }
    if (residual < best.residual || !isNear) best = { x, residual };
  }
  return { x: best.x, iterations: STEPS };
}

function residualOf(x: Float64Array, product: Float64Array, b: Float64Array): number {
  return x.reduce((worst, value, i) => Math.max(worst, Math.abs(value * product[i] - b[i])), 0);
}

/** −H⁻¹g. With D = diag(x_i/√b_i), DHD = I + DCD has a diagonal from 1 on, whatever the sizes of x. */
function newtonStep(
  engine: CholeskyFactoriser,
  C: Float64Array,
  x: Float64Array,
  b: Float64Array,
  gradient: Float64Array,
): Float64Array {
  const n = x.length;
  const d = x.map((value, i) => value / Math.sqrt(b[i]));
  const H = C.slice();
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) H[i * n + j] *= d[i] * d[j];
    H[i * n + i] += 1;
  }
  const L = engine.cholesky(H, n);
  const scaled = gradient.map((value, i) => -value * d[i]);
  return backwardSolve(L, forwardSolve(L, scaled)).map((value, i) => value * d[i]);
}

/** A length in (0, 1] with x + length·step > 0 and f lower by `ENOUGH` of length·decrement. */
function lineSearch(
  C: Float64Array,
  x: Float64Array,
  b: Float64Array,
  product: Float64Array,
  step: Float64Array,
  decrement: number,
): number {
  let room = Infinity;
  for (let i = 0; i < x.length; i++) if (step[i] < 0) room = Math.min(room, -x[i] / step[i]);
  const stepProduct = covarianceWith({ values: C }, step);
  const slope = innerProduct(product, step);
  const curvature = innerProduct(stepProduct, step);
  const change = (length: number): number => {
    let value = length * (slope + 0.5 * length * curvature);
    for (let i = 0; i < x.length; i++) value -= b[i] * log1p((length * step[i]) / x[i]);
    return value;
  };
  let length = Math.min(1, 0.99 * room);
  while (length > 1e-12 && change(length) > -ENOUGH * length * decrement) length /= 2;
  return length;
}
