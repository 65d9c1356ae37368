/** A quadratic program over weights whose matrix is factors and a diagonal, and is never put together. */

import { type FactorForm, factorVariances } from '../../covariance/factor-form.js';

/** min ½x'(FF' + diag(d))x + q'x subject to l ≤ Ax ≤ u and lower ≤ x ≤ upper. */
export interface FactorProgram extends FactorForm {
  n: number;
  q: Float64Array;
  /** m×n, row-major */
  A: Float64Array;
  l: Float64Array;
  u: Float64Array;
  lower: Float64Array;
  upper: Float64Array;
}

/** The same in units in which numbers are near one: P̄ = P/σ, q̄ = q/σ and each row over its own unit, all of them powers of two. */
export interface ScaledProgram extends FactorProgram {
  m: number;
  /** σ, a power of four, so that F has a factor that is exact too */
  unit: number;
  /** m: what rows and their limits were divided by */
  rowUnits: Float64Array;
  /** n: √P̄_ii */
  root: Float64Array;
  /** ‖q̄‖∞ */
  linearSize: number;
}

export function scaledProgram(program: FactorProgram): ScaledProgram {
  const { n, factors, diagonal, q, A, l, u } = program;
  const m = l.length;
  const variances = factorVariances(program);
  const largest = largestOf(variances);
  const unit = powerBelow(largest > 0 ? largest : largestOf(q), 4);
  const rowUnits = Float64Array.from({ length: m }, (_, k) =>
    powerBelow(largestOf(A.subarray(k * n, (k + 1) * n)), 2),
  );
  const root = Math.sqrt(unit);
  const linear = q.map((value) => value / unit);
  return {
    ...program,
    m,
    unit,
    rowUnits,
    factors: factors.map((value) => value / root),
    diagonal: diagonal.map((value) => value / unit),
    q: linear,
    A: A.map((value, at) => value / rowUnits[Math.floor(at / n)]),
    l: l.map((value, k) => value / rowUnits[k]),
    u: u.map((value, k) => value / rowUnits[k]),
    root: largest > 0 ? variances.map((value) => Math.sqrt(value / unit)) : new Float64Array(n).fill(1),
    linearSize: largestOf(linear),
  };
}

/** The largest power of this base that is at most x; 1 for 0. */
function powerBelow(x: number, base: 2 | 4): number {
  let power = 1;
  if (!(x > 0)) return power;
  while (power > x) power /= base;
  while (base * power <= x) power *= base;
  return power;
}

/** ‖x‖∞ */
export function largestOf(x: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < x.length; i++) largest = Math.max(largest, Math.abs(x[i]));
  return largest;
}
