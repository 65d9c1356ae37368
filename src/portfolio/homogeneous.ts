/**
 * Ratios a'w/√(w'Σw) of a portfolio do not change with its size, so the largest one is a quadratic program: with κ the
 * size and y = κw,
 *
 *     min ½y'Σy  subject to  a'y = 1,  1'y = κB, κ ≥ 0,  lκ ≤ y ≤ uκ,  rows lκ ≤ c'y ≤ uκ,  limits with kinks Σκφ(y/κ) ≤ τκ.
 *
 * Without limits that have kinks κ = 1'y/B is no variable. With some, it is one, and y are parts on the segments between
 * kinks (`segments.ts`), times κ; costs of trading are taken from the numerator, a'y − Σ c_i|y_i − κp_i| = 1.
 */
import type { WeightBounds } from './bounds.js';
import type { QuadraticProgram } from '../engine/quadratic-program.types.js';
import { costsKinks, type KinkedLimit } from './kinks.js';
import { kinkedRows, type WeightConstraints } from './quadratic.js';
import { innerProduct } from './result.js';
import { inParts, type Segmented, segmented, sumInParts, weightsOf } from './segments.js';

/** The program, and where to find what belongs to the portfolio in its solution. */
export interface HomogeneousProgram {
  program: Required<QuadraticProgram>;
  /** y and κ of a solution */
  portfolioOf(x: Float64Array): { y: Float64Array; size: number };
  /** of rows, with those of the limits with kinks last, and of bounds: those of their sides y − bκ */
  multipliersOf(rows: Float64Array, bounds: Float64Array): { ofRows: number[]; ofBounds: Float64Array };
}

/** A row of the program: l ≤ coefficients'x ≤ u, and which constraint of the portfolio it is one side of. */
interface Line {
  coefficients: Float64Array;
  l: number;
  u: number;
  of: { row: number } | { asset: number } | null;
}

/**
 * @param values Σ, N×N
 * @param numerator a
 * @param constraints with a budget B ≠ 0
 * @param costs c of trading from the previous weights, in units of a; not there where it is free
 */
export function homogeneousProgram(
  values: Float64Array,
  numerator: Float64Array,
  constraints: WeightConstraints,
  costs?: Float64Array,
): HomogeneousProgram {
  const { bounds, budget, rows, turnover } = constraints;
  const N = numerator.length;
  const { limits } = kinkedRows(constraints);
  const B = budget.lower;
  /** null where κ = 1'y/B is no variable */
  const split = limits.length === 0 ? null : segmented(limits, bounds);
  const n = split === null ? N : split.parts.length + 1;
  const size = split === null ? new Float64Array(N).fill(1 / B) : unit(n, n - 1);
  const inProgram = (c: Float64Array): Float64Array =>
    split === null ? c.slice() : Float64Array.of(...inParts(split, c), innerProduct(c, split.base));
  /** c'y − bκ */
  const relative = (c: Float64Array, b: number): Float64Array =>
    inProgram(c).map((value, j) => value - b * size[j]);

  const net = inProgram(numerator);
  if (split !== null && turnover !== null && costs !== undefined) {
    const { coefficients, constant } = sumInParts(split, costsKinks(turnover, costs));
    [...coefficients, constant].forEach((cost, j) => (net[j] -= cost));
  }
  const lines: Line[] = [{ coefficients: net, l: 1, u: 1, of: null }];
  const isLongOnly = B > 0 && bounds.lower.every((low) => low === 0);
  if (split !== null)
    lines.push({ coefficients: relative(new Float64Array(N).fill(1), B), l: 0, u: 0, of: null });
  else if (!isLongOnly) lines.push({ coefficients: size, l: 0, u: Infinity, of: null });
  rows.forEach(({ coefficients, lower, upper }, row) => {
    if (lower > -Infinity)
      lines.push({ coefficients: relative(coefficients, lower), l: 0, u: Infinity, of: { row } });
    if (upper < Infinity)
      lines.push({ coefficients: relative(coefficients, upper), l: -Infinity, u: 0, of: { row } });
  });
  const lower = new Float64Array(n).fill(split === null ? -Infinity : 0);
  const most = largestWeights(bounds, B);
  for (let asset = 0; asset < N; asset++) {
    const [low, high] = [bounds.lower[asset], bounds.upper[asset]];
    const isWhole = split === null || split.parts[asset].isWhole;
    if (isWhole) lower[asset] = low === 0 ? 0 : -Infinity;
    if (low > -Infinity && !(isWhole && low === 0))
      lines.push({ coefficients: relative(unit(N, asset), low), l: 0, u: Infinity, of: { asset } });
    if (high < most[asset])
      lines.push({ coefficients: relative(unit(N, asset), high), l: -Infinity, u: 0, of: { asset } });
  }
  if (split !== null) lines.push(...linesOfParts(split), ...linesOfLimits(split, limits, rows.length));

  const A = new Float64Array(lines.length * n);
  lines.forEach(({ coefficients }, k) => A.set(coefficients, k * n));
  return {
    program: {
      ...{ n, A, lower, convex: false },
      P: split === null ? values : spread(values, N, n, inProgram),
      q: new Float64Array(n),
      upper: new Float64Array(n).fill(Infinity),
      l: Float64Array.from(lines, ({ l }) => l),
      u: Float64Array.from(lines, ({ u }) => u),
    },
    portfolioOf: (x) =>
      split === null
        ? { y: x.slice(), size: x.reduce((sum, value) => sum + value, 0) / B }
        : { y: weightsOf(split, x, x[n - 1]), size: x[n - 1] },
    multipliersOf: (multipliers, ofVariables) => {
      const ofRows = new Array<number>(rows.length + limits.length).fill(0);
      const ofBounds = Float64Array.from({ length: N }, (_, i) =>
        split === null || split.parts[i].isWhole ? ofVariables[i] : 0,
      );
      lines.forEach(({ of }, k) => {
        if (of === null) return;
        if ('row' in of) ofRows[of.row] += multipliers[k];
        else ofBounds[of.asset] += multipliers[k];
      });
      return { ofRows, ofBounds };
    },
  };
}

/** Parts between two kinks are no longer than these are apart, times κ. */
function linesOfParts({ parts }: Segmented): Line[] {
  const n = parts.length + 1;
  return parts.flatMap(({ isWhole, isLast, length }, j): Line[] => {
    if (isWhole || isLast) return [];
    const coefficients = unit(n, j);
    coefficients[n - 1] = -length;
    return [{ coefficients, l: -Infinity, u: 0, of: null }];
  });
}

/** Σφ of the weights, times κ, ≤ κ·limit */
function linesOfLimits(split: Segmented, limits: readonly KinkedLimit[], firstRow: number): Line[] {
  return limits.flatMap((limit, k): Line[] => {
    if (limit.limit === Infinity) return [];
    const { coefficients, constant } = sumInParts(split, limit);
    return [
      {
        coefficients: Float64Array.of(...coefficients, constant - limit.limit),
        ...{ l: -Infinity, u: 0, of: { row: firstRow + k } },
      },
    ];
  });
}

/** What an asset can have at most where the others have their least: an upper bound from there on says nothing. */
function largestWeights({ lower }: WeightBounds, B: number): Float64Array {
  const least = lower.reduce((sum, low) => sum + low, 0);
  return lower.map((low) => (least === -Infinity ? Infinity : B - (least - low)));
}

function unit(n: number, i: number): Float64Array {
  const vector = new Float64Array(n);
  vector[i] = 1;
  return vector;
}

/** M'ΣM */
function spread(
  values: Float64Array,
  N: number,
  n: number,
  inProgram: (c: Float64Array) => Float64Array,
): Float64Array {
  const rows = Array.from({ length: N }, (_, i) => inProgram(values.subarray(i * N, (i + 1) * N)));
  const P = new Float64Array(n * n);
  for (let k = 0; k < n; k++) P.set(inProgram(Float64Array.from(rows, (row) => row[k])), k * n);
  return P;
}
