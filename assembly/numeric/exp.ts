/**
 * @license
 * exp is after fdlibm's e_exp.c. Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at
 * SunSoft, a Sun Microsystems, Inc. business. Permission to use, copy, modify, and distribute this software is
 * freely granted, provided that this notice is preserved.
 */
import { from, get, set } from '../linalg/vector';

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

/** Below this the result may not be a normal number. */
const SUBNORMAL: f64 = -700.0;

/** Every x_i := e^{x_i}, with the bits of `exp`. */
export function expInPlace(n: i32, x: usize): void {
  let i = 0;
  for (; i + 2 <= n; i += 2) v128.store(from(x, i), expOfTwo(v128.load(from(x, i))));
  if (i < n) set(x, i, exp(get(x, i)));
}

/** eˣ of two numbers: side by side where both are below 0 and neither tiny nor huge, else one by one. */
function expOfTwo(x: v128): v128 {
  const size = f64x2.neg(x);
  const isPlain = v128.and(f64x2.ge(x, f64x2.splat(SUBNORMAL)), f64x2.ge(size, f64x2.splat(TINY)));
  if (!i64x2.all_true(isPlain)) {
    return f64x2.replace_lane(f64x2.splat(exp(f64x2.extract_lane(x, 0))), 1, exp(f64x2.extract_lane(x, 1)));
  }
  // k = 0 up to ½ log 2, −1 up to 3/2 log 2, else rounded
  const rounded = f64x2.trunc(f64x2.sub(f64x2.mul(f64x2.splat(INVERSE_LOG2), x), f64x2.splat(0.5)));
  const one = f64x2.splat(1.0);
  const isLarge = f64x2.ge(size, f64x2.splat(3.0 * HALF_LOG2));
  const isSmall = f64x2.le(size, f64x2.splat(HALF_LOG2));
  const k = v128.andnot(v128.bitselect(rounded, f64x2.neg(one), isLarge), isSmall);
  const high = f64x2.sub(x, f64x2.mul(k, f64x2.splat(LOG2_HIGH)));
  const low = f64x2.mul(k, f64x2.splat(LOG2_LOW));
  const r = f64x2.sub(high, low);
  const t = f64x2.mul(r, r);
  let p = f64x2.add(f64x2.splat(P4), f64x2.mul(t, f64x2.splat(P5)));
  p = f64x2.add(f64x2.splat(P3), f64x2.mul(t, p));
  p = f64x2.add(f64x2.splat(P2), f64x2.mul(t, p));
  p = f64x2.add(f64x2.splat(P1), f64x2.mul(t, p));
  const c = f64x2.sub(r, f64x2.mul(t, p));
  const quotient = f64x2.div(f64x2.mul(r, c), f64x2.sub(f64x2.splat(2.0), c));
  const mantissa = f64x2.sub(one, f64x2.sub(f64x2.sub(low, quotient), high));
  const exponent = i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(k));
  return f64x2.mul(mantissa, i64x2.shl(i64x2.add(exponent, i64x2.splat(1023)), 52));
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
