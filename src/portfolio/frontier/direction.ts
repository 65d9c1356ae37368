import type { QuadraticSolver } from '../quadratic.js';
import type { FrontierInput } from './critical-line.js';
import { placeOf } from './level.js';

/**
 * How weights change as t falls: by sδ when it falls by s, δ the minimum of
 *
 *     ½δ'Σδ + μ'δ  subject to  1'δ = 0,  δ_i ≥ 0 at l_i and ≤ 0 at u_i where K_i = y,  δ_i = 0 at bounds where K_i ≠ y.
 *
 * @param isTight whether K_i = y
 */
export function direction(
  engine: QuadraticSolver,
  { covariance, expected, bounds }: FrontierInput,
  weights: Float64Array,
  isTight: (i: number) => boolean,
): Float64Array {
  const N = weights.length;
  const delta = new Float64Array(N);
  const lower: number[] = [];
  const upper: number[] = [];
  const movable: number[] = [];
  weights.forEach((weight, i) => {
    const place = placeOf(weight, i, bounds);
    if (place === 'fixed' || (place !== 'free' && !isTight(i))) return;
    movable.push(i);
    lower.push(place === 'lower' ? 0 : -Infinity);
    upper.push(place === 'upper' ? 0 : Infinity);
  });
  const n = movable.length;
  // equal returns are no reason to move, and a constant beside μ changes nothing
  const q = Float64Array.from(movable, (i) => expected[i] - expected[movable[0]]);
  if (q.every((value) => value === 0)) return delta;
  const P = new Float64Array(n * n);
  movable.forEach((i, a) => movable.forEach((j, b) => (P[a * n + b] = covariance.values[i * N + j])));
  const { x, activeSet } = engine.solveQP({
    ...{ n, P, q, convex: true, A: new Float64Array(n).fill(1) },
    l: Float64Array.of(0),
    u: Float64Array.of(0),
    lower: Float64Array.from(lower),
    upper: Float64Array.from(upper),
  });
  movable.forEach((i, a) => (delta[i] = x[a]));
  for (const code of activeSet) if (Math.abs(code) > 1) delta[movable[Math.abs(code) - 2]] = 0;
  return delta;
}
