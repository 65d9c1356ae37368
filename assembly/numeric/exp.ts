/**
 * @license
 * exp is after fdlibm's e_exp.c. Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at
 * SunSoft, a Sun Microsystems, Inc. business. Permission to use, copy, modify, and distribute this software is
 * freely granted, provided that this notice is preserved.
 */

const LOG2_HIGH: f64 = 6.9314718036912381649e-1;
const LOG2_LOW: f64 = 1.90821492927058770002e-10;
const INVERSE_LOG2: f64 = 1.442695040888963387;
const HALF_LOG2: f64 = 3.4657359027997264311e-1;
const OVERFLOW: f64 = 7.09782712893383973096e2;
const UNDERFLOW: f64 = -7.4513321910194110842e2;
/** 2⁻²⁸ */
const TINY: f64 = 3.725290298461914e-9;

/** Coefficients of the Remez polynomial of r·coth(r/2) in r² on [0, ½ log 2]. */
const P1: f64 = 1.66666666666666019037e-1;
const P2: f64 = -2.77777777770155933842e-3;
const P3: f64 = 6.61375632143793436117e-5;
const P4: f64 = -1.6533902205465251539e-6;
const P5: f64 = 4.13813679705723846039e-8;

/** eˣ with the bits of the host's `src/numeric/exp.ts`: the same algorithm, step by step. */
export function exp(x: f64): f64 {
  if (x != x) return x;
  if (x > OVERFLOW) return Infinity;
  if (x < UNDERFLOW) return 0.0;
  const size = Math.abs(x);
  if (size < TINY) return 1.0 + x;
  if (x == 1.0) return Math.E;
  let k = 0;
  let high = x;
  let low = 0.0;
  if (size > HALF_LOG2) {
    if (size < 3.0 * HALF_LOG2) k = x > 0.0 ? 1 : -1;
    else k = <i32>(INVERSE_LOG2 * x + (x > 0.0 ? 0.5 : -0.5));
    high = x - <f64>k * LOG2_HIGH;
    low = <f64>k * LOG2_LOW;
  }
  const r = high - low;
  const t = r * r;
  const c = r - t * (P1 + t * (P2 + t * (P3 + t * (P4 + t * P5))));
  if (k == 0) return 1.0 - ((r * c) / (c - 2.0) - r);
  return scaled(1.0 - (low - (r * c) / (2.0 - c) - high), k);
}

/** x·2^k for x in [½, 2] and −1100 ≤ k ≤ 1024, rounded once. */
function scaled(x: f64, k: i32): f64 {
  if (k > 1023) return x * 2.0 * powerOfTwo(1023);
  if (k >= -1021) return x * powerOfTwo(k);
  return x * powerOfTwo(k + 1000) * powerOfTwo(-1000);
}

/** 2^k for −1022 ≤ k ≤ 1023 */
// @ts-ignore: decorator
@inline
function powerOfTwo(k: i32): f64 {
  return reinterpret<f64>((<i64>(k + 1023)) << 52);
}
