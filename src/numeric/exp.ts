/**
 * @license
 * exp is after fdlibm's e_exp.c. Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at
 * SunSoft, a Sun Microsystems, Inc. business. Permission to use, copy, modify, and distribute this software is
 * freely granted, provided that this notice is preserved.
 */
import { scaled } from './float-bits.js';

const LOG2_HIGH = 6.9314718036912381649e-1;
const LOG2_LOW = 1.90821492927058770002e-10;
const INVERSE_LOG2 = 1.442695040888963387;
const OVERFLOW = 7.09782712893383973096e2;
const UNDERFLOW = -7.4513321910194110842e2;

/** 2⁻²⁸ */
const TINY = 3.725290298461914e-9;

/** Coefficients of the Remez polynomial of r·coth(r/2) in r² on [0, ½ log 2]. */
const P1 = 1.66666666666666019037e-1;
const P2 = -2.77777777770155933842e-3;
const P3 = 6.61375632143793436117e-5;
const P4 = -1.6533902205465251539e-6;
const P5 = 4.13813679705723846039e-8;

/**
 * eˣ: x = k·log 2 + r with |r| ≤ ½ log 2, then eʳ = 1 + r + r·c/(2 − c), c = r − r²·P(r²).
 *
 * Infinity above 709.78…, 0 below −745.13…, NaN for NaN; exp(1) is Math.E, where the algorithm would be one ulp off.
 */
export function exp(x: number): number {
  if (x !== x) return x;
  if (x > OVERFLOW) return Infinity;
  if (x < UNDERFLOW) return 0;
  const size = Math.abs(x);
  if (size < TINY) return 1 + x;
  if (x === 1) return Math.E;
  let k = 0;
  let high = x;
  let low = 0;
  if (size > 0.5 * Math.LN2) {
    if (size < 1.5 * Math.LN2) k = x > 0 ? 1 : -1;
    else k = Math.trunc(INVERSE_LOG2 * x + (x > 0 ? 0.5 : -0.5));
    high = x - k * LOG2_HIGH;
    low = k * LOG2_LOW;
  }
  const r = high - low;
  const t = r * r;
  const c = r - t * (P1 + t * (P2 + t * (P3 + t * (P4 + t * P5))));
  if (k === 0) return 1 - ((r * c) / (c - 2) - r);
  return scaled(1 - (low - (r * c) / (2 - c) - high), k);
}
