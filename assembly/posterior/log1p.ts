/**
 * @license
 * excessLog is after fdlibm's e_log.c. Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at
 * SunPro, a Sun Microsystems, Inc. business. Permission to use, copy, modify, and distribute this software is
 * freely granted, provided that this notice is preserved.
 */

/** √2 − 1, up to which log(1 + y) is a polynomial. */
const SMALL: f64 = 0.414;

/** Coefficients of the Remez polynomial of (log(1 + y) − 2s)/s in s², s = y/(2 + y), on [0, 0.1716]. */
const L1: f64 = 6.66666666666673513e-1;
const L2: f64 = 3.999999999940941908e-1;
const L3: f64 = 2.857142874366239149e-1;
const L4: f64 = 2.222219843214978396e-1;
const L5: f64 = 1.818357216161805012e-1;
const L6: f64 = 1.531383769920937332e-1;
const L7: f64 = 1.479819860511658591e-1;

/** log(1 + y) − y for y ≥ 0, all digits of it where y is small: it is −½y² there. */
export function excessLog(y: f64): f64 {
  if (y >= SMALL) return Math.log(1.0 + y) - y;
  const s = y / (2.0 + y);
  const z = s * s;
  const R = z * (L1 + z * (L2 + z * (L3 + z * (L4 + z * (L5 + z * (L6 + z * L7))))));
  const half = 0.5 * y * y;
  return s * (half + R) - half;
}

/** log(1 + y) for y ≥ 0. */
export function log1p(y: f64): f64 {
  return y < SMALL ? y + excessLog(y) : Math.log(1.0 + y);
}
