/**
 * Ratios a'w/√(w'Σw) of a portfolio do not change with its size, so the largest one is a quadratic program: with κ the
 * size and y = κw,
 *
 *     min ½y'Σy  subject to  a'y = 1,  1'y = κ ≥ 0,  lκ ≤ y ≤ uκ,  rows lκ ≤ c'y ≤ uκ,  Σ|y − κp| ≤ τκ.
 *
 * Without previous weights κ = 1'y is no variable. With them y = κp + b − s with purchases b and sales s ≥ 0, and costs of
 * trading count against the numerator, a'y − c'(b + s) = 1.
 */
import type { WeightBounds } from './bounds.js';
import type { QuadraticProgram } from '../engine/quadratic-program.types.js';
import type { WeightConstraints } from './quadratic.js';
import type { TurnoverLimit } from './rows.js';

/** The program, and where to find what belongs to the portfolio in its solution. */
export interface HomogeneousProgram {
  program: Required<QuadraticProgram>;
  /** y and κ of a solution */
  portfolioOf(x: Float64Array): { y: Float64Array; size: number };
  /** of groups, with the turnover limit last where there is one, and of bounds: those of their sides y − bκ */
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
 * @param numerator a, in units of which costs of trading are
 */
export function homogeneousProgram(
  values: Float64Array,
  numerator: Float64Array,
  { bounds, groups, turnover }: WeightConstraints,
): HomogeneousProgram {
  const N = numerator.length;
  const n = turnover === null ? N : 2 * N + 1;
  const inProgram = coordinates(N, turnover);
  const size = turnover === null ? new Float64Array(N).fill(1) : unit(n, n - 1);
  /** c'y − bκ */
  const relative = (c: Float64Array, b: number): Float64Array =>
    inProgram(c).map((value, j) => value - b * size[j]);

  const net = inProgram(numerator).map((value, j) =>
    turnover?.costs === undefined || j >= 2 * N ? value : value - turnover.costs[j % N],
  );
  const lines: Line[] = [{ coefficients: net, l: 1, u: 1, of: null }];
  const isLongOnly = bounds.lower.every((low) => low === 0);
  if (turnover !== null)
    lines.push({ coefficients: relative(new Float64Array(N).fill(1), 1), l: 0, u: 0, of: null });
  else if (!isLongOnly) lines.push({ coefficients: size, l: 0, u: Infinity, of: null });
  groups.forEach(({ coefficients, lower, upper }, row) => {
    if (lower > -Infinity)
      lines.push({ coefficients: relative(coefficients, lower), l: 0, u: Infinity, of: { row } });
    if (upper < Infinity)
      lines.push({ coefficients: relative(coefficients, upper), l: -Infinity, u: 0, of: { row } });
  });
  const lower = new Float64Array(n).fill(turnover === null ? -Infinity : 0);
  const most = largestWeights(bounds);
  for (let asset = 0; asset < N; asset++) {
    const [low, high] = [bounds.lower[asset], bounds.upper[asset]];
    if (low === 0 && turnover === null) lower[asset] = 0;
    else if (low > -Infinity)
      lines.push({ coefficients: relative(unit(N, asset), low), l: 0, u: Infinity, of: { asset } });
    if (high < most[asset])
      lines.push({ coefficients: relative(unit(N, asset), high), l: -Infinity, u: 0, of: { asset } });
  }
  if (turnover !== null && turnover.limit < Infinity) {
    const trades = new Float64Array(n).fill(1);
    trades[n - 1] = -turnover.limit;
    lines.push({ coefficients: trades, l: -Infinity, u: 0, of: { row: groups.length } });
  }

  const A = new Float64Array(lines.length * n);
  lines.forEach(({ coefficients }, k) => A.set(coefficients, k * n));
  return {
    program: {
      ...{ n, A, lower, convex: false },
      P: turnover === null ? values : spread(values, N, inProgram),
      q: new Float64Array(n),
      upper: new Float64Array(n).fill(Infinity),
      l: Float64Array.from(lines, ({ l }) => l),
      u: Float64Array.from(lines, ({ u }) => u),
    },
    portfolioOf: (x) => {
      if (turnover === null) return { y: x.slice(), size: x.reduce((sum, value) => sum + value, 0) };
      const kappa = x[n - 1];
      return {
        y: Float64Array.from({ length: N }, (_, i) => kappa * turnover.previous[i] + x[i] - x[N + i]),
        size: kappa,
      };
    },
    multipliersOf: (multipliers, ofVariables) => {
      const ofRows = new Array<number>(groups.length + (turnover === null ? 0 : 1)).fill(0);
      const ofBounds = turnover === null ? ofVariables.slice() : new Float64Array(N);
      lines.forEach(({ of }, k) => {
        if (of === null) return;
        if ('row' in of) ofRows[of.row] += multipliers[k];
        else ofBounds[of.asset] += multipliers[k];
      });
      return { ofRows, ofBounds };
    },
  };
}

/** What an asset can have at most where the others have their least: an upper bound from there on says nothing. */
function largestWeights({ lower }: WeightBounds): Float64Array {
  const least = lower.reduce((sum, low) => sum + low, 0);
  return lower.map((low) => (least === -Infinity ? Infinity : 1 - (least - low)));
}

function unit(n: number, i: number): Float64Array {
  const vector = new Float64Array(n);
  vector[i] = 1;
  return vector;
}

/** c ↦ M'c for y = Mx: y itself, or (b, s, κ) with M = [I, −I, p]. */
function coordinates(N: number, turnover: TurnoverLimit | null): (c: Float64Array) => Float64Array {
  if (turnover === null) return (c) => c.slice();
  return (c) => {
    const image = new Float64Array(2 * N + 1);
    for (let i = 0; i < N; i++) {
      image[i] = c[i];
      image[N + i] = -c[i];
      image[2 * N] += turnover.previous[i] * c[i];
    }
    return image;
  };
}

/** M'ΣM */
function spread(values: Float64Array, N: number, inProgram: (c: Float64Array) => Float64Array): Float64Array {
  const rows = Array.from({ length: N }, (_, i) => inProgram(values.subarray(i * N, (i + 1) * N)));
  const n = 2 * N + 1;
  const P = new Float64Array(n * n);
  for (let k = 0; k < n; k++) P.set(inProgram(Float64Array.from(rows, (row) => row[k])), k * n);
  return P;
}
