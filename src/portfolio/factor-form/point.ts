import { factorProduct } from '../../covariance/factor-form.js';
import { addSolution, type Face } from './face.js';
import { largestOf, type ScaledProgram } from './program.js';

/** By how much smaller the residual of a row must be than that of the gradient: it goes into x as it is. */
const ROW_PRECISION = 16;

/** A point of a scaled program, with what follows from it. */
export interface Point {
  x: Float64Array;
  /** μ of rows, 0 of those that are not held */
  mu: Float64Array;
  /** P̄x */
  product: Float64Array;
  /** A'μ − (P̄x + q̄), 0 where a variable is free; of a variable on a bound its multiplier with the sign turned */
  gradient: Float64Array;
  /** Ax */
  activity: Float64Array;
  /** ‖x‖∞ */
  size: number;
  /** ‖P̄x‖∞ + ‖q̄‖∞ + ‖√P̄_ii·x_i‖∞/64: what rounding of the gradient is relative to */
  gradientSize: number;
  /** relative size of the gradient where variables are free, or of what rows of the face miss, whichever is larger */
  residual: number;
}

/** The minimiser on a face, before any correction. */
export function pointOn(program: ScaledProgram, side: Int8Array, face: Face): Point {
  const { n, m, lower, upper, q } = program;
  const x = new Float64Array(n);
  for (let i = 0; i < n; i++) x[i] = side[m + i] === 0 ? 0 : side[m + i] > 0 ? lower[i] : upper[i];
  const mu = new Float64Array(m);
  const held = factorProduct(program, x);
  const activity = activityOf(program, x);
  const c = held.map((value, i) => -value - q[i]);
  addSolution(program, face, c, rowResiduals(program, side, face, activity), x, mu);
  return measured(program, side, face, x, mu);
}

/** One correction by what is left of the conditions on the face. */
export function corrected(
  program: ScaledProgram,
  side: Int8Array,
  face: Face,
  { x, mu, gradient, activity }: Point,
): Point {
  const [movedX, movedMu] = [x.slice(), mu.slice()];
  addSolution(program, face, gradient, rowResiduals(program, side, face, activity), movedX, movedMu);
  return measured(program, side, face, movedX, movedMu);
}

function measured(
  program: ScaledProgram,
  side: Int8Array,
  face: Face,
  x: Float64Array,
  mu: Float64Array,
): Point {
  const { n, m, q, A, root, linearSize } = program;
  const product = factorProduct(program, x);
  const activity = activityOf(program, x);
  const gradient = product.map((value, i) => -value - q[i]);
  for (let k = 0; k < m; k++) {
    if (mu[k] === 0) continue;
    for (let i = 0; i < n; i++) gradient[i] += mu[k] * A[k * n + i];
  }
  const size = largestOf(x);
  let terms = 0;
  for (let i = 0; i < n; i++) terms = Math.max(terms, Math.abs(root[i] * x[i]));
  const gradientSize = largestOf(product) + linearSize + terms / 64;
  let left = 0;
  for (let i = 0; i < n; i++) if (side[m + i] === 0) left = Math.max(left, Math.abs(gradient[i]));
  const missed = largestOf(rowResiduals(program, side, face, activity));
  const residual = Math.max(
    left > 0 ? left / gradientSize : 0,
    missed > 0 ? (ROW_PRECISION * missed) / Math.max(size, missed) : 0,
  );
  return { x, mu, product, gradient, activity, size, gradientSize, residual };
}

function activityOf({ n, m, A }: ScaledProgram, x: Float64Array): Float64Array {
  return Float64Array.from({ length: m }, (_, k) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += A[k * n + i] * x[i];
    return sum;
  });
}

/** b − a'x of the rows of the face */
function rowResiduals(
  { l, u }: ScaledProgram,
  side: Int8Array,
  { rows }: Face,
  activity: Float64Array,
): Float64Array {
  return Float64Array.from(rows, (k) => (side[k] > 0 ? l[k] : u[k]) - activity[k]);
}
