/** What both methods on faces go by: which constraints are violated, which multipliers have the wrong sign. */
import type { Point } from './point.js';
import type { ScaledProgram } from './program.js';

/** A residual above which signs are not believed before a correction, and what the last point must reach. */
export const DOUBTFUL = 1e-12;
export const CORRECTIONS = 4;
/** A residual that is rounding. */
export const ROUNDING = 1e-14;
/** Multipliers of the wrong sign below this, relative to the gradient, are zeros. */
const DUAL_TOLERANCE = 1e-12;
/** Violations below this, relative to x or the bound, are rounding. */
const FEASIBILITY = 2e-13;

/** A point without a wrong sign, the sides that it is at, and how many constraints were exchanged on the way. */
export interface Pivoted {
  point: Point;
  /** of each row, then of each variable: 1 at its lower, −1 at its upper limit, 0 between */
  side: Int8Array;
  exchanges: number;
}

/** Limits of row k, or of variable k − m. */
export function limitsOf({ m, l, u, lower, upper }: ScaledProgram, k: number): [number, number] {
  return k < m ? [l[k], u[k]] : [lower[k - m], upper[k - m]];
}

export function isEquality(program: ScaledProgram, k: number): boolean {
  const [low, high] = limitsOf(program, k);
  return low === high;
}

/** Of a held constraint: of a row as solved for, of a bound what is missing from stationarity. */
export function multiplierOf({ m }: ScaledProgram, { mu, gradient }: Point, k: number): number {
  return k < m ? mu[k] : -gradient[k - m];
}

/** Whether an inequality is held by a multiplier that would rather let it go. */
export function isWrongSigned(program: ScaledProgram, side: Int8Array, point: Point, k: number): boolean {
  if (side[k] === 0 || isEquality(program, k)) return false;
  return side[k] * multiplierOf(program, point, k) < -DUAL_TOLERANCE * point.gradientSize;
}

/** The side on which a constraint is violated, and by how much; null where it is on neither. */
export function violated(
  program: ScaledProgram,
  { x, activity, size }: Point,
  k: number,
): { side: 1 | -1; amount: number } | null {
  const { m } = program;
  const [low, high] = limitsOf(program, k);
  const value = k < m ? activity[k] : x[k - m];
  const [below, above] = [low - value, value - high];
  const side = below > above ? 1 : -1;
  const amount = Math.max(below, above);
  return amount > FEASIBILITY * Math.max(size, Math.abs(side > 0 ? low : high)) ? { side, amount } : null;
}

/** A row that holds while none of its variables is free frees those on their bounds. */
export function openRows({ n, m, A, lower, upper }: ScaledProgram, side: Int8Array): void {
  for (let k = 0; k < m; k++) {
    if (side[k] === 0) continue;
    let isOpen = false;
    for (let i = 0; i < n && !isOpen; i++) isOpen = A[k * n + i] !== 0 && side[m + i] === 0;
    if (isOpen) continue;
    for (let i = 0; i < n; i++) if (A[k * n + i] !== 0 && lower[i] !== upper[i]) side[m + i] = 0;
  }
}
