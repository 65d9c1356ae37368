import type { QPSolution, QuadraticProgram } from '../../src/browser.js';
import { randomSource } from './random.js';

/** Any quadratic program with all its parts present. */
export type FullProgram = Required<Omit<QuadraticProgram, 'convex'>> & { m: number };

/** Missing parts by their defaults. */
export function full(problem: QuadraticProgram): FullProgram {
  const { n } = problem;
  const A = problem.A ?? new Float64Array(0);
  const m = A.length / n;
  return {
    n,
    m,
    P: problem.P,
    q: problem.q ?? new Float64Array(n),
    A,
    l: problem.l ?? new Float64Array(m).fill(-Infinity),
    u: problem.u ?? new Float64Array(m).fill(Infinity),
    lower: problem.lower ?? new Float64Array(n).fill(-Infinity),
    upper: problem.upper ?? new Float64Array(n).fill(Infinity),
  };
}

/** M·v for a row-major matrix of v.length columns. */
export function times(M: Float64Array, v: ArrayLike<number>): Float64Array {
  const columns = v.length;
  return Float64Array.from({ length: M.length / columns }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += M[i * columns + j] * v[j];
    return sum;
  });
}

/** ½x'Px + q'x */
export function objective(problem: QuadraticProgram, x: Float64Array): number {
  const { P, q } = full(problem);
  const Px = times(P, x);
  return x.reduce((sum, value, i) => sum + value * (0.5 * Px[i] + q[i]), 0);
}

/** Value, bounds and multiplier of every constraint, rows first. */
function constraints(problem: QuadraticProgram, x: Float64Array, solution?: QPSolution): number[][] {
  const { n, m, A, l, u, lower, upper } = full(problem);
  const Ax = times(A, x);
  return [
    ...Array.from({ length: m }, (_, i) => [Ax[i], l[i], u[i], solution?.multipliers[i] ?? 0]),
    ...Array.from({ length: n }, (_, i) => [x[i], lower[i], upper[i], solution?.boundMultipliers[i] ?? 0]),
  ];
}

/** Largest violation of a constraint, absolute. */
export function violation(problem: QuadraticProgram, x: Float64Array): number {
  return constraints(problem, x).reduce((worst, [v, lo, hi]) => Math.max(worst, lo - v, v - hi), 0);
}

/**
 * KKT residual by definition, in plain loops: stationarity, feasibility, and for every constraint the product of
 * multiplier and the slack of the side that its sign names (a multiplier without such a bound gives Infinity), by
 * default in the strictest form: a row of the gradient relative to ‖Px‖∞ and ‖q‖∞ alone, complementarity absolute in
 * the multiplier. `relative`: a row i also relative to Σ|P_ij x_j|, complementarity to the multiplier.
 */
export function kktResidual(
  problem: QuadraticProgram,
  solution: QPSolution,
  { relative = false } = {},
): number {
  const { n, m, P, q, A } = full(problem);
  const { x, multipliers, boundMultipliers } = solution;
  const Px = times(P, x);
  const largest = (values: Iterable<number>): number =>
    [...values].reduce((most, value) => (Number.isNaN(value) ? NaN : Math.max(most, Math.abs(value))), 0);
  const stationarity = Px.map((value, j) => {
    let sum = value + q[j] - boundMultipliers[j];
    for (let i = 0; i < m; i++) sum -= multipliers[i] * A[i * n + j];
    let terms = 0;
    for (let i = 0; relative && i < n; i++) terms += Math.abs(P[j * n + i] * x[i]);
    return sum / Math.max(1, largest(Px), largest(q), terms);
  });
  const complementarity = constraints(problem, x, solution).map(
    ([v, lo, hi, y]) =>
      (y === 0 ? 0 : y > 0 ? y * (v - lo) : y * (v - hi)) / (relative ? Math.max(1, Math.abs(y)) : 1),
  );
  const size = Math.max(1, largest(x));
  return Math.max(largest(stationarity), violation(problem, x) / size, largest(complementarity) / size);
}

/** Only the sides of the constraints that the codes name, as another program over the same variables. */
export function onlyConstraints(problem: QuadraticProgram, codes: Iterable<number>): QuadraticProgram {
  const { n, m, P, q, A, l, u, lower, upper } = full(problem);
  const kept: QuadraticProgram = {
    ...{ n, P, q, A },
    l: new Float64Array(m).fill(-Infinity),
    u: new Float64Array(m).fill(Infinity),
    lower: new Float64Array(n).fill(-Infinity),
    upper: new Float64Array(n).fill(Infinity),
  };
  for (const code of codes) {
    const k = Math.abs(code) - 1;
    if (k < m) (code > 0 ? kept.l! : kept.u!)[k] = (code > 0 ? l : u)[k];
    else (code > 0 ? kept.lower! : kept.upper!)[k - m] = (code > 0 ? lower : upper)[k - m];
  }
  return kept;
}

/** X'X/rows of standard normals with a common factor: a covariance, singular when rows < n. */
export function randomCovariance(seed: number, n: number, rows: number, size = 1): Float64Array {
  const { normal, uniform } = randomSource(seed);
  const scale = Float64Array.from({ length: n }, () => Math.sqrt(size) * (0.5 + uniform()));
  const X = new Float64Array(rows * n);
  for (let t = 0; t < rows; t++) {
    const market = normal();
    for (let i = 0; i < n; i++) X[t * n + i] = scale[i] * (0.6 * market + 0.8 * normal());
  }
  const P = new Float64Array(n * n);
  for (let t = 0; t < rows; t++) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) P[i * n + j] += (X[t * n + i] * X[t * n + j]) / rows;
    }
  }
  return P;
}

export interface RandomProgramOptions {
  n: number;
  /** general rows; each is an equality, a range or one-sided */
  m: number;
  /** rank of P; n or more for a definite one */
  rank: number;
  /** probability of an equality among rows and of a fixed variable among bounds */
  equalities?: number;
  /** give every variable two finite bounds */
  boxed?: boolean;
}

/** A feasible program: every bound is drawn around a known point, some through it (degenerate). */
export function randomProgram(
  seed: number,
  options: RandomProgramOptions,
): FullProgram & { point: Float64Array } {
  const { n, m, rank, equalities = 0.15, boxed = false } = options;
  const { uniform, normal } = randomSource(seed);
  const point = Float64Array.from({ length: n }, normal);
  const A = Float64Array.from({ length: m * n }, () =>
    uniform() < 0.3 ? 0 : uniform() < 0.5 ? 1 : normal(),
  );
  const around = (value: number, both: boolean): [number, number] => {
    if (uniform() < equalities) return [value, value];
    const low = uniform() < 0.2 ? value : value - uniform();
    const high = uniform() < 0.2 && low < value ? value : value + uniform();
    if (both) return [low, high];
    const which = uniform();
    return which < 0.3
      ? [low, Infinity]
      : which < 0.6
        ? [-Infinity, high]
        : which < 0.9
          ? [low, high]
          : [-Infinity, Infinity];
  };
  const rows = Array.from(times(A, point), (value) => around(value, false));
  const bounds = Array.from(point, (value) => around(value, boxed));
  return {
    ...{ n, m, A, point },
    P: randomCovariance(seed + 1, n, rank),
    q: Float64Array.from({ length: n }, normal),
    l: Float64Array.from(rows, ([low]) => low),
    u: Float64Array.from(rows, ([, high]) => high),
    lower: Float64Array.from(bounds, ([low]) => low),
    upper: Float64Array.from(bounds, ([, high]) => high),
  };
}
