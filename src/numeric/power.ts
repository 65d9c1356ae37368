/**
 * @license
 * power is after fdlibm's e_pow.c. Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at
 * SunSoft, a Sun Microsystems, Inc. business. Permission to use, copy, modify, and distribute this software is
 * freely granted, provided that this notice is preserved.
 */
import { fromWords, highWord, scaled, truncated, withHighWord } from './float-bits.js';

const TWO_31 = 2147483648;
const TWO_53 = 9007199254740992;
const TWO_64 = 18446744073709551616;
const TWO_MINUS_20 = 9.5367431640625e-7;
const SMALLEST_NORMAL = 2.2250738585072014e-308;

/** Coefficients of the Remez polynomial of 3/2·(log((1 + s)/(1 − s)) − 2s − 2s³/3)/s⁵ in s². */
const L1 = 5.99999999999994648725e-1;
const L2 = 4.28571428578550184252e-1;
const L3 = 3.33333329818377432918e-1;
const L4 = 2.72728123808534006489e-1;
const L5 = 2.30660745775561754067e-1;
const L6 = 2.06975017800338417784e-1;
/** Coefficients of the Remez polynomial of r·coth(r/2) in r². */
const P1 = 1.66666666666666019037e-1;
const P2 = -2.77777777770155933842e-3;
const P3 = 6.61375632143793436117e-5;
const P4 = -1.6533902205465251539e-6;
const P5 = 4.13813679705723846039e-8;

const LOG2 = 6.93147180559945286227e-1;
const LOG2_HIGH = 6.93147182464599609375e-1;
const LOG2_LOW = -1.90465429995776804525e-9;
/** 2/(3 log 2) */
const SCALE = 9.61796693925975554329e-1;
const SCALE_HIGH = 9.61796700954437255859e-1;
const SCALE_LOW = -7.02846165095275826516e-9;
/** 1/log 2 */
const INVERSE_LOG2 = 1.442695040888963387;
const INVERSE_LOG2_HIGH = 1.44269502162933349609;
const INVERSE_LOG2_LOW = 1.92596299112661746887e-8;
/** log₂ 1.5 */
const LOG2_THREE_HALVES_HIGH = 5.84962487220764160156e-1;
const LOG2_THREE_HALVES_LOW = 1.35003920212974897128e-8;
/** −(1024 − log₂(largest double + ½ ulp)) */
const OVERFLOW_MARGIN = 8.008566259537294e-17;

/** log₂ of the last argument of `logarithm2`: an unevaluated sum of two doubles, the first with 21 leading bits. */
const log2 = new Float64Array(2);

/**
 * base^exponent, as 2^(exponent·log₂|base|) with the logarithm and the product in double-double arithmetic.
 *
 * Special cases as `Math.pow`: anything^±0 is 1; (±1)^±Infinity and a negative base with a broken exponent are NaN.
 */
export function power(base: number, exponent: number): number {
  if (exponent === 0) return 1;
  if (base !== base || exponent !== exponent) return NaN;
  const size = Math.abs(base);
  if (exponent === Infinity || exponent === -Infinity) {
    if (size === 1) return NaN;
    return size > 1 === exponent > 0 ? Infinity : 0;
  }
  if (exponent === 1) return base;
  if (exponent === 2) return base * base;
  if (exponent === -1) return 1 / base;
  if (exponent === 0.5 && base > 0) return Math.sqrt(base);

  const negative = base < 0 || Object.is(base, -0);
  const sign = negative && Math.abs(exponent % 2) === 1 ? -1 : 1;
  if (size === 0 || size === Infinity) return size > 1 === exponent > 0 ? sign * Infinity : sign * 0;
  if (negative && exponent % 1 !== 0) return NaN;
  if (size === 1) return sign;

  if (Math.abs(exponent) > TWO_31) {
    const direction = size > 1 === exponent > 0 ? Infinity : 0;
    if (Math.abs(exponent) > TWO_64 || Math.abs(size - 1) > TWO_MINUS_20) return sign * direction;
    logarithm2NearOne(size);
  } else {
    logarithm2(size);
  }
  const exponentHigh = truncated(exponent);
  const low = (exponent - exponentHigh) * log2[0] + exponent * log2[1];
  const high = exponentHigh * log2[0];
  const z = low + high;
  if (z > 1024 || (z === 1024 && low + OVERFLOW_MARGIN > z - high)) return sign * Infinity;
  if (z < -1075 || (z === -1075 && low <= z - high)) return sign * 0;
  return sign * exponential2(high, low);
}

/** log₂ x for positive finite x: x = 2ⁿ·m, m near 1 or 1.5, by the series of log((1 + s)/(1 − s)). */
function logarithm2(x: number): void {
  let n = 0;
  if (x < SMALLEST_NORMAL) {
    x *= TWO_53;
    n = -53;
  }
  let high = highWord(x);
  n += (high >> 20) - 1023;
  const mantissa = high & 0xfffff;
  high = mantissa | 0x3ff00000;
  let half = 0;
  if (mantissa > 0x3988e) {
    if (mantissa < 0xbb67a) {
      half = 1;
    } else {
      n += 1;
      high -= 0x00100000;
    }
  }
  const m = withHighWord(x, high);
  const center = half === 1 ? 1.5 : 1;
  const offset = half === 1 ? LOG2_THREE_HALVES_HIGH : 0;
  const offsetLow = half === 1 ? LOG2_THREE_HALVES_LOW : 0;

  // s = (m − center)/(m + center) as sHigh + sLow
  const difference = m - center;
  const inverse = 1 / (m + center);
  const s = difference * inverse;
  const sHigh = truncated(s);
  const sumHigh = fromWords(((high >> 1) | 0x20000000) + 0x00080000 + (half << 18), 0);
  const sumLow = m - (sumHigh - center);
  const sLow = inverse * (difference - sHigh * sumHigh - sHigh * sumLow);

  // 3 + s² + … as seriesHigh + seriesLow
  const s2 = s * s;
  const tail = s2 * s2 * (L1 + s2 * (L2 + s2 * (L3 + s2 * (L4 + s2 * (L5 + s2 * L6))))) + sLow * (sHigh + s);
  const square = sHigh * sHigh;
  const seriesHigh = truncated(3 + square + tail);
  const seriesLow = tail - (seriesHigh - 3 - square);

  // product s·series, then times 2/(3 log 2)
  const u = sHigh * seriesHigh;
  const v = sLow * seriesHigh + seriesLow * s;
  const productHigh = truncated(u + v);
  const productLow = v - (productHigh - u);
  const zHigh = SCALE_HIGH * productHigh;
  const zLow = SCALE_LOW * productHigh + productLow * SCALE + offsetLow;
  const leading = truncated(zHigh + zLow + offset + n);
  log2[0] = leading;
  log2[1] = zLow - (leading - n - offset - zHigh);
}

/** log₂ x where |x − 1| ≤ 2⁻²⁰: four terms of the power series are enough. */
function logarithm2NearOne(x: number): void {
  const t = x - 1;
  const w = t * t * (0.5 - t * (1 / 3 - t * 0.25));
  const u = INVERSE_LOG2_HIGH * t;
  const v = t * INVERSE_LOG2_LOW - w * INVERSE_LOG2;
  const leading = truncated(u + v);
  log2[0] = leading;
  log2[1] = v - (leading - u);
}

/** 2^(high + low) */
function exponential2(high: number, low: number): number {
  const n = Math.floor(low + high + 0.5);
  high -= n;
  const t = truncated(low + high);
  const u = t * LOG2_HIGH;
  const v = (low - (t - high)) * LOG2 + t * LOG2_LOW;
  const r = u + v;
  const rest = v - (r - u);
  const r2 = r * r;
  const c = r - r2 * (P1 + r2 * (P2 + r2 * (P3 + r2 * (P4 + r2 * P5))));
  return scaled(1 - ((r * c) / (c - 2) - (rest + r * rest) - r), n);
}
