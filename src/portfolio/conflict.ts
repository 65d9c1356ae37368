/** Constraints that cannot hold together, no more of them than it takes. */
import type { WeightBounds } from './bounds.js';
import { inWeightCodes, programInParts } from './kinked-program.js';
import type { Kinked } from './kinks.js';
import type { QuadraticSolver } from './quadratic.js';
import type { Row } from './rows.js';

/** Constraints of a program: rows, of which the last are those of the limits with kinks, and bounds. */
export interface NamedConstraints extends Pick<Kinked, 'limits' | 'net'> {
  rows: readonly Row[];
  bounds: WeightBounds;
}

/**
 * A smallest part of a conflict that still is one: without any of its constraints the others can hold together. The
 * engine's own conflicts are such; where limits or costs with kinks take part they are so in the parts of the weights, and of the
 * weights not all of them may be needed. So one after the other is left out, and stays out where the rest conflicts.
 *
 * @param codes ±(1 + k) of the lower or upper side of row k, or of the bound of asset k − rows
 */
export function smallestConflict(
  engine: QuadraticSolver,
  constraints: NamedConstraints,
  codes: Int32Array,
): number[] {
  const { rows, limits, net } = constraints;
  const first = rows.length - limits.length;
  const isKinked = codes.some((code) => {
    const k = Math.abs(code) - 1;
    return k === net?.row || (k >= first && k < rows.length);
  });
  let kept = Array.from(codes);
  if (!isKinked) return kept;
  for (const code of codes) {
    if (!kept.includes(code)) continue;
    const rest = kept.filter((other) => other !== code);
    const conflict = conflictAmong(engine, constraints, rest);
    if (conflict !== null) kept = rest.filter((other) => conflict.includes(other));
  }
  return kept;
}

/** Those of these constraints that conflict, null where some weights satisfy all of them. */
export function conflictAmong(
  engine: QuadraticSolver,
  { rows, bounds, limits, net }: NamedConstraints,
  codes: readonly number[],
): Int32Array | null {
  const n = bounds.lower.length;
  const first = rows.length - limits.length;
  const isThere = (code: number): boolean => codes.includes(code);
  const isKept = (k: number): boolean => isThere(k + 1) || isThere(-k - 1);
  const keptLimits = limits.filter((_, k) => isKept(first + k));
  /** places of the rows of the program among all */
  const places = [
    ...Array.from({ length: first }, (_, k) => k).filter(isKept),
    ...limits.flatMap((_, k) => (isKept(first + k) ? first + k : [])),
  ];
  const A = new Float64Array(places.length * n);
  places.forEach((place, r) => A.set(rows[place].coefficients, r * n));
  const bound = (i: number): number => rows.length + i;
  const { program, split } = programInParts(
    {
      ...{ n, P: new Float64Array(n * n), q: new Float64Array(n), A, convex: true },
      l: Float64Array.from(places, (k) => (isThere(k + 1) ? rows[k].lower : -Infinity)),
      u: Float64Array.from(places, (k) => (isThere(-k - 1) ? rows[k].upper : Infinity)),
      lower: bounds.lower.map((low, i) => (isThere(bound(i) + 1) ? low : -Infinity)),
      upper: bounds.upper.map((high, i) => (isThere(-bound(i) - 1) ? high : Infinity)),
    },
    {
      limits: keptLimits,
      ...(net !== undefined && isKept(net.row) ? { net: { ...net, row: places.indexOf(net.row) } } : {}),
    },
  );
  // whatever has a minimum tells whether there is a point
  for (let j = 0; j < program.n; j++) program.P[j * program.n + j] = 1;
  const { status, conflict } = engine.solveQP(program);
  if (status !== 'infeasible') return null;
  return inWeightCodes(conflict!, split, places.length).map((code) => {
    const k = Math.abs(code) - 1;
    return Math.sign(code) * (1 + (k < places.length ? places[k] : rows.length + k - places.length));
  });
}
