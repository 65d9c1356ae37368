import type { QPSolution } from '../../engine/quadratic-program.types.js';
import { pivotBlocks } from './pivoting.js';
import { type FactorProgram, largestOf, type ScaledProgram, scaledProgram } from './program.js';
import type { Pivoted } from './signs.js';

/** A KKT residual that proves an answer, as of the engine's solver. */
const CERTIFIED = 1e-9;

/**
 * min ½x'(FF' + diag(d))x + q'x subject to l ≤ Ax ≤ u and lower ≤ x ≤ upper, without the n×n matrix: block pivoting on faces
 * that are solved by Woodbury's identity, O(nR²) each. The answer is that of `engine.solveQP` with the matrix, with the same
 * KKT residual and the same measure of what is optimal.
 *
 * @param start active set of an earlier solution with as many variables and rows: where the search begins
 * @returns null where it did not come to a certified minimum: rows that depend on each other, limits that conflict, a matrix
 *          that is singular on a face, signs that do not settle
 */
export function solveFactorProgram(program: FactorProgram, start: ArrayLike<number> = []): QPSolution | null {
  const crossed = (low: Float64Array, high: Float64Array): boolean => low.some((value, k) => value > high[k]);
  if (crossed(program.l, program.u) || crossed(program.lower, program.upper)) return null;
  const scaled = scaledProgram(program);
  const found = pivotBlocks(scaled, start);
  if (found === null) return null;
  const solution = solutionOf(program, scaled, found);
  const sigma = Math.min(1, scaled.unit);
  const size = Math.min(1, found.point.size);
  const certificate = residualOf(program, scaled, found, solution, sigma * size, size);
  if (!(certificate <= CERTIFIED)) return null;
  return { ...solution, kktResidual: residualOf(program, scaled, found, solution, 1, 1) };
}

/** In the units of the program as it was given. */
function solutionOf(
  { n, q }: FactorProgram,
  { m, unit, rowUnits, l, u, lower, upper }: ScaledProgram,
  { point, side, exchanges }: Pivoted,
): QPSolution {
  const multipliers = new Float64Array(m);
  const boundMultipliers = new Float64Array(n);
  const codes: number[] = [];
  for (let k = 0; k < m + n; k++) {
    if (side[k] === 0) continue;
    const isEquality = k < m ? l[k] === u[k] : lower[k - m] === upper[k - m];
    const raw = k < m ? point.mu[k] : -point.gradient[k - m];
    const isHeldBack = side[k] * raw > 0;
    const multiplier = isHeldBack || isEquality ? raw * unit : 0;
    if (k < m) multipliers[k] = multiplier / rowUnits[k];
    else boundMultipliers[k - m] = multiplier;
    codes.push((isHeldBack || multiplier === 0 ? side[k] : -side[k]) * (k + 1));
  }
  let objective = 0;
  for (let i = 0; i < n; i++) objective += point.x[i] * (0.5 * unit * point.product[i] + q[i]);
  return {
    status: 'optimal',
    x: point.x.slice(),
    objective,
    multipliers,
    boundMultipliers,
    activeSet: Int32Array.from(codes),
    regularisation: 0,
    iterations: exchanges,
    kktResidual: NaN,
  };
}

/**
 * The largest of
 *
 *     ‖Px + q − A'y − w‖∞ / max(gradientUnit, ‖Px‖∞, ‖q‖∞)
 *     the largest violation / max(unit, ‖x‖∞)
 *     the largest |multiplier·slack| / gradientUnit / max(unit, ‖x‖∞)
 *
 * as in assembly/qp/kkt.ts.
 */
function residualOf(
  { n, q, A, l, u, lower, upper }: FactorProgram,
  { m, unit: sigma, rowUnits }: ScaledProgram,
  { point: { x, product, activity, size } }: Pivoted,
  { multipliers, boundMultipliers }: QPSolution,
  gradientUnit: number,
  unit: number,
): number {
  const gradient = product.map((value, i) => sigma * value + q[i] - boundMultipliers[i]);
  for (let k = 0; k < m; k++) for (let i = 0; i < n; i++) gradient[i] -= multipliers[k] * A[k * n + i];
  let [violation, complementarity] = [0, 0];
  const look = (value: number, low: number, high: number, multiplier: number): void => {
    violation = Math.max(violation, low - value, value - high);
    if (multiplier === 0) return;
    complementarity = Math.max(
      complementarity,
      Math.abs(multiplier * (value - (multiplier > 0 ? low : high))),
    );
  };
  for (let k = 0; k < m; k++) look(rowUnits[k] * activity[k], l[k], u[k], multipliers[k]);
  for (let i = 0; i < n; i++) look(x[i], lower[i], upper[i], boundMultipliers[i]);
  const gradientSize = Math.max(gradientUnit, sigma * largestOf(product), largestOf(q));
  return Math.max(
    largestOf(gradient) / gradientSize,
    Math.max(violation, complementarity / gradientUnit) / Math.max(unit, size),
  );
}
