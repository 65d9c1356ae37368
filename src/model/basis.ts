import type { PeriodColumn } from './design.js';

/** A column whose part beyond the earlier ones is below this share of it repeats them. */
const DEPENDENT = 1e-10;

/** Orthonormal vectors over the periods that span the columns, in their order; a column that repeats others adds none. */
export function orthonormalBasis(columns: readonly PeriodColumn[]): Float64Array[] {
  const basis: Float64Array[] = [];
  for (const { values } of columns) {
    const rest = beyond(basis, values);
    const length = Math.sqrt(dot(rest, rest));
    if (length > DEPENDENT * Math.sqrt(dot(values, values))) basis.push(rest.map((value) => value / length));
  }
  return basis;
}

/** x − QQ'x for the orthonormal vectors Q; taken off twice, since once leaves rounding of what was large. */
export function beyond(basis: readonly Float64Array[], x: Float64Array): Float64Array {
  const rest = x.slice();
  for (let pass = 0; pass < 2; pass++) {
    for (const q of basis) {
      const along = dot(q, rest);
      for (let t = 0; t < rest.length; t++) rest[t] -= along * q[t];
    }
  }
  return rest;
}

/** (I − QQ')Y for Y of periods × assets. */
export function residualsBeyond(
  basis: readonly Float64Array[],
  returns: Float64Array,
  assets: number,
): Float64Array {
  const residuals = new Float64Array(returns.length);
  const own = new Float64Array(returns.length / assets);
  for (let i = 0; i < assets; i++) {
    for (let t = 0; t < own.length; t++) own[t] = returns[t * assets + i];
    const rest = beyond(basis, own);
    for (let t = 0; t < own.length; t++) residuals[t * assets + i] = rest[t];
  }
  return residuals;
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let t = 0; t < a.length; t++) sum += a[t] * b[t];
  return sum;
}
