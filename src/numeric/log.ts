/**
 * @license
 * log and log1p are after fdlibm's e_log.c and s_log1p.c. Copyright (C) 1993 by Sun Microsystems, Inc. All rights
 * reserved. Developed at SunPro, a Sun Microsystems, Inc. business. Permission to use, copy, modify, and distribute
 * this software is freely granted, provided that this notice is preserved.
 */
import { highWord, withHighWord } from './float-bits.js';

const LOG2_HIGH = 6.9314718036912381649e-1;
const LOG2_LOW = 1.90821492927058770002e-10;

const TWO_54 = 18014398509481984;
const TWO_MINUS_29 = 1.862645149230957e-9;

/** Coefficients of the Remez polynomial of (log(1 + f) − 2s)/s in s², s = f/(2 + f), on [0, 0.1716]. */
const L1 = 6.66666666666673513e-1;
const L2 = 3.999999999940941908e-1;
const L3 = 2.857142874366239149e-1;
const L4 = 2.222219843214978396e-1;
const L5 = 1.818357216161805012e-1;
const L6 = 1.531383769920937332e-1;
const L7 = 1.479819860511658591e-1;

/**
 * Natural logarithm: x = 2^k·(1 + f) with √½ < 1 + f < √2, then log x = k·log 2 + log(1 + f).
 *
 * −Infinity at 0, NaN below 0 and for NaN, Infinity at Infinity; subnormal arguments are exact cases like others.
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  let k = 0;
  let high = highWord(x);
  if (high < 0x00100000) {
    k = -54;
    x *= TWO_54;
    high = highWord(x);
  }
  k += (high >> 20) - 1023;
  high &= 0xfffff;
  const carry = (high + 0x95f64) & 0x100000;
  const f = withHighWord(x, high | (carry ^ 0x3ff00000)) - 1;
  return assemble(f, k + (carry >> 20), 0);
}

/**
 * log(1 + x) without loss of digits at small x: 1 + x = 2^k·(1 + f), with the rounding error of 1 + x carried along.
 *
 * −Infinity at −1, NaN below −1 and for NaN, Infinity at Infinity, x itself where |x| < 2⁻⁵⁴ (so −0 at −0).
 */
export function log1p(x: number): number {
  if (!(x > -1)) return x === -1 ? -Infinity : NaN;
  if (x === Infinity) return x;
  if (Math.abs(x) < 1 / TWO_54) return x;
  if (Math.abs(x) < TWO_MINUS_29) return x - x * x * 0.5;
  if (x > -0.2929 && x < 0.41422) return assemble(x, 0, 0);
  const u = 1 + x;
  let high = highWord(u);
  let k = (high >> 20) - 1023;
  const correction = (k > 0 ? 1 - (u - x) : x - (u - 1)) / u;
  high &= 0xfffff;
  let f: number;
  if (high < 0x6a09e) {
    f = withHighWord(u, high | 0x3ff00000) - 1;
  } else {
    k += 1;
    f = withHighWord(u, high | 0x3fe00000) - 1;
  }
  return assemble(f, k, correction);
}

/** k·log 2 + log(1 + f) + correction for −0.2929 < f < 0.4143. */
function assemble(f: number, k: number, correction: number): number {
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (L2 + w * (L4 + w * L6));
  const odd = z * (L1 + w * (L3 + w * (L5 + w * L7)));
  const halfSquare = 0.5 * f * f;
  const rest = s * (halfSquare + (odd + even));
  if (k === 0) return f - (halfSquare - rest);
  return k * LOG2_HIGH - (halfSquare - (rest + (k * LOG2_LOW + correction)) - f);
}
