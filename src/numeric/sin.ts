/**
 * @license
 * sin is after fdlibm's e_rem_pio2.c, k_sin.c and k_cos.c. Copyright (C) 1993 by Sun Microsystems, Inc. All rights
 * reserved. Developed at SunSoft, a Sun Microsystems, Inc. business. Permission to use, copy, modify, and distribute
 * this software is freely granted, provided that this notice is preserved.
 */
import { highWord } from './float-bits.js';

const TWO_OVER_PI = 6.36619772367581382433e-1;

/** π/2 in three parts of 33 bits, so that their products with a whole number below 2²⁰ are exact, and the rests. */
const PARTS = [1.57079632673412561417, 6.0771005063039659766e-11, 2.0222662487111664558e-21] as const;
const RESTS = [6.07710050650619224932e-11, 2.02226624879595063154e-21, 8.47842766036889956997e-32] as const;

/** Largest argument: 2¹⁹·π/2. */
export const SIN_LIMIT = 823549;

/** Coefficients of the polynomials of (sin x − x)/x³ and (cos x − 1 + x²/2)/x⁴ in x² on [0, π/4]. */
const S1 = -1.66666666666666324348e-1;
const S2 = 8.33333333332248946124e-3;
const S3 = -1.98412698298579493134e-4;
const S4 = 2.75573137070700676789e-6;
const S5 = -2.50507602534068634195e-8;
const S6 = 1.58969099521155010221e-10;
const C1 = 4.16666666666666019037e-2;
const C2 = -1.38888888888741095749e-3;
const C3 = 2.48015872894767294178e-5;
const C4 = -2.75573143513906633035e-7;
const C5 = 2.0875723212981748279e-9;
const C6 = -1.13596475577881948265e-11;

/**
 * sin x: x = k·π/2 + r with |r| ≤ π/4 and r in two parts, then ±sin r or ±cos r by the quarter turn k. Error below
 * 1 ulp, the same bits in every engine.
 *
 * @throws RangeError beyond ±823549, where the reduction would need more digits of π
 */
export function sin(x: number): number {
  if (!(Math.abs(x) <= SIN_LIMIT)) {
    if (x !== x) return x;
    throw new RangeError(`sin(${x}): arguments go from -${SIN_LIMIT} to ${SIN_LIMIT}`);
  }
  if (Math.abs(x) < 0.25 * Math.PI) return sinNearZero(x, 0);
  const size = Math.abs(x);
  const turns = Math.floor(size * TWO_OVER_PI + 0.5);
  const [high, low] = reduce(size, turns);
  const quarter = turns & 3;
  const value = quarter & 1 ? cosNearZero(high, low) : sinNearZero(high, low);
  return quarter >= 2 === x < 0 ? value : -value;
}

/** x − turns·π/2 in two parts: another 33 bits of π/2 for as long as the difference cancels too many. */
function reduce(x: number, turns: number): readonly [number, number] {
  const exponent = exponentOf(x);
  let rest = x - turns * PARTS[0];
  let correction = turns * RESTS[0];
  let high = rest - correction;
  if (exponent - exponentOf(high) > 16) {
    [rest, correction, high] = refine(rest, turns, 1);
    if (exponent - exponentOf(high) > 49) [rest, correction, high] = refine(rest, turns, 2);
  }
  return [high, rest - high - correction];
}

function refine(before: number, turns: number, part: 1 | 2): [number, number, number] {
  const product = turns * PARTS[part];
  const rest = before - product;
  const correction = turns * RESTS[part] - (before - rest - product);
  return [rest, correction, rest - correction];
}

function exponentOf(x: number): number {
  return (highWord(x) >> 20) & 0x7ff;
}

/** sin(x + y) for |x| ≤ π/4 and y a small part of x. */
function sinNearZero(x: number, y: number): number {
  // below 2⁻²⁷ the sine is its argument
  if (Math.abs(x) < 7.450580596923828e-9) return x;
  const z = x * x;
  const cube = z * x;
  const r = S2 + z * (S3 + z * (S4 + z * (S5 + z * S6)));
  return y === 0 ? x + cube * (S1 + z * r) : x - (z * (0.5 * y - cube * r) - y - cube * S1);
}

/** cos(x + y) for |x| ≤ π/4 and y a small part of x. */
function cosNearZero(x: number, y: number): number {
  const z = x * x;
  const r = z * (C1 + z * (C2 + z * (C3 + z * (C4 + z * (C5 + z * C6)))));
  const half = 0.5 * z;
  const w = 1 - half;
  return w + (1 - w - half + (z * r - x * y));
}
