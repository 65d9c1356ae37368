import type { ScaledProgram } from './program.js';

/** A row of which no more than this share is off the span of earlier ones depends on them. */
const DEPENDENT = 1e-10;

/**
 * Rows that are held and independent over the free variables, by orthogonalisation of one after the other, equalities first.
 *
 * @param side of each row, then of each variable, 0 where it is free; set to 0 for inequalities that depend on others
 * @returns in that order; null where an equality depends on others
 */
export function independentRows(program: ScaledProgram, side: Int8Array): number[] | null {
  const { n, m, A, l, u } = program;
  const held: number[] = [];
  for (const equalities of [true, false])
    for (let k = 0; k < m; k++) if (side[k] !== 0 && (l[k] === u[k]) === equalities) held.push(k);
  const rows: number[] = [];
  const basis: Float64Array[] = [];
  for (const k of held) {
    const direction = offSpan(overFree(program, side, A.subarray(k * n, (k + 1) * n)), basis);
    if (direction !== null) {
      basis.push(direction);
      rows.push(k);
    } else if (l[k] === u[k]) return null;
    else side[k] = 0;
  }
  return rows;
}

/** Whether a normal is independent of these rows over the free variables. */
export function isIndependent(
  program: ScaledProgram,
  side: Int8Array,
  rows: Int32Array,
  normal: Float64Array,
): boolean {
  const { n, A } = program;
  const basis: Float64Array[] = [];
  for (const k of rows) {
    const direction = offSpan(overFree(program, side, A.subarray(k * n, (k + 1) * n)), basis);
    if (direction !== null) basis.push(direction);
  }
  return offSpan(overFree(program, side, normal), basis) !== null;
}

function overFree({ n, m }: ScaledProgram, side: Int8Array, normal: Float64Array): Float64Array {
  const free = new Float64Array(n);
  for (let i = 0; i < n; i++) if (side[m + i] === 0) free[i] = normal[i];
  return free;
}

/** The part off the span of orthonormal vectors, of length 1 and in place; null where there is next to none. */
function offSpan(vector: Float64Array, basis: readonly Float64Array[]): Float64Array | null {
  const whole = length(vector);
  // twice is enough
  for (let pass = 0; pass < 2; pass++)
    for (const direction of basis) {
      let along = 0;
      for (let i = 0; i < vector.length; i++) along += direction[i] * vector[i];
      for (let i = 0; i < vector.length; i++) vector[i] -= along * direction[i];
    }
  const left = length(vector);
  if (!(left > DEPENDENT * whole)) return null;
  for (let i = 0; i < vector.length; i++) vector[i] /= left;
  return vector;
}

function length(x: Float64Array): number {
  let squares = 0;
  for (let i = 0; i < x.length; i++) squares += x[i] * x[i];
  return Math.sqrt(squares);
}
