/**
 * @license
 * log is after fdlibm's e_log.c. Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at
 * SunPro, a Sun Microsystems, Inc. business. Permission to use, copy, modify, and distribute this software is
 * freely granted, provided that this notice is preserved.
 */

const LOG2_HIGH: f64 = 6.9314718036912381649e-1;
const LOG2_LOW: f64 = 1.90821492927058770002e-10;
const TWO_54: f64 = 18014398509481984.0;

/** Coefficients of the Remez polynomial of (log(1 + f) − 2s)/s in s², s = f/(2 + f), on [0, 0.1716]. */
const L1: f64 = 6.66666666666673513e-1;
const L2: f64 = 3.999999999940941908e-1;
const L3: f64 = 2.857142874366239149e-1;
const L4: f64 = 2.222219843214978396e-1;
const L5: f64 = 1.818357216161805012e-1;
const L6: f64 = 1.531383769920937332e-1;
const L7: f64 = 1.479819860511658591e-1;

const MANTISSA: u64 = 0x000fffffffffffff;
const LOW_WORD: u64 = 0xffffffff;

/**
 * Natural logarithm with the bits of the host's `src/numeric/log.ts`, the same algorithm step by step: x = 2^k·(1 + f),
 * √½ < 1 + f < √2. −Infinity at 0, NaN below 0 and for NaN, Infinity at Infinity.
 */
export function log(x: f64): f64 {
  if (!(x > 0.0)) return x == 0.0 ? -Infinity : NaN;
  if (x == Infinity) return x;
  let k = 0;
  let bits = reinterpret<u64>(x);
  if (bits >> 52 == 0) {
    k = -54;
    bits = reinterpret<u64>(x * TWO_54);
  }
  k += <i32>(bits >> 52) - 1023;
  const high = <u32>((bits & MANTISSA) >> 32);
  const carry = (high + 0x95f64) & 0x100000;
  const word = <u64>(high | (carry ^ 0x3ff00000));
  const f = reinterpret<f64>((word << 32) | (bits & LOW_WORD)) - 1.0;
  k += <i32>(carry >> 20);
  const s = f / (2.0 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (L2 + w * (L4 + w * L6));
  const odd = z * (L1 + w * (L3 + w * (L5 + w * L7)));
  const halfSquare = 0.5 * f * f;
  const rest = s * (halfSquare + (odd + even));
  if (k == 0) return f - (halfSquare - rest);
  return <f64>k * LOG2_HIGH - (halfSquare - (rest + <f64>k * LOG2_LOW) - f);
}
