import type { EngineCore } from '../engine/core.js';
import { positiveInverse } from '../engine/linear-algebra.js';
import { exp, log } from '../numeric/elementary.js';

/** A function of parameters that are at least 0. */
export interface Objective {
  /** −Infinity where it is not defined */
  value: (x: Float64Array) => number;
  /** with its derivatives; null where it is not defined */
  score: (x: Float64Array) => Scored | null;
}

export interface Scored {
  value: number;
  gradient: Float64Array;
}

/** A maximum over parameters that are at least 0, some of which may be 0. */
export interface Maximum {
  x: Float64Array;
  value: number;
  /** of the logarithms, −H⁻¹ over those above 0, in their order; null where the maximum is flat */
  covariance: Float64Array | null;
  converged: boolean;
  /** of the value, with its derivatives or without */
  evaluations: number;
}

interface Point {
  x: Float64Array;
  value: number;
}

/** Values that a parameter is tried at beside 0, where others are as they are. */
const GRID = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1];
/** Width of differences of derivatives, in logarithms: as small as their rounding lets it be. */
const H = 2e-4;
/** Longest step, and where a parameter is as good as 0 or ∞. */
const LONGEST = 2;
const [SMALLEST, LARGEST] = [1e-9, 1e6];
/** Gain of a step below which the search ends, and above which a parameter leaves 0. */
const GAIN = 1e-8;
const ITERATIONS = 60;
const ROUNDS = 4;

/**
 * Maximum of a function of a few parameters that are at least 0: quasi-Newton steps on logarithms (BFGS), from and up to a Hessian
 * by differences of derivatives. Parameters that tend to 0 are set to it, and leave it again where one of a grid of values is
 * better. Each parameter of `scanned` is tried on the grid first, as likelihoods over the variance of a random walk may have two
 * maxima; others that are 0 only where the derivative there is positive.
 */
export function maximise(
  core: EngineCore,
  objective: Objective,
  start: Float64Array,
  scanned: readonly number[],
): Maximum {
  let evaluations = 0;
  const value = (x: Float64Array): number => {
    evaluations++;
    return objective.value(x);
  };
  const score = (x: Float64Array): Scored | null => {
    evaluations++;
    return objective.score(x);
  };
  let best: Point = { x: start.slice(), value: value(start) };
  const scan = (parameters: readonly number[]): boolean => {
    const before = best.value;
    for (const k of parameters) {
      for (const candidate of [0, ...GRID]) {
        if (candidate === best.x[k]) continue;
        const x = best.x.slice();
        x[k] = candidate;
        const at = value(x);
        if (at > best.value + (candidate === 0 ? -1e-12 : GAIN)) best = { x, value: at };
      }
    }
    return best.value > before + GAIN;
  };
  scan(scanned);
  let climbed: Climbed = { ...best, converged: false, covariance: null };
  for (let round = 0; round < ROUNDS; round++) {
    for (;;) {
      climbed = climb(core, score, best);
      best = climbed;
      const dropped = withoutSmall(value, best);
      if (dropped === null) break;
      best = dropped;
    }
    const closed = Array.from(best.x.keys()).filter((k) => best.x[k] === 0);
    if (closed.length === 0) break;
    const slopes = closed.every((k) => scanned.includes(k)) ? null : score(best.x);
    if (!scan(closed.filter((k) => scanned.includes(k) || (slopes?.gradient[k] ?? 0) > 0))) break;
    climbed.converged = false;
  }
  return { ...best, covariance: climbed.covariance, converged: climbed.converged, evaluations };
}

interface Climbed extends Point {
  converged: boolean;
  /** −H⁻¹ at the point; null where it is not positive definite */
  covariance: Float64Array | null;
}

/** Derivatives by logarithms of the parameters above 0. */
type Slopes = (x: Float64Array) => ScoredPoint | null;

interface ScoredPoint extends Point {
  gradient: Float64Array;
}

/** The next maximum over the logarithms of the parameters above 0. */
function climb(core: EngineCore, of: Objective['score'], from: Point): Climbed {
  const active = Array.from(from.x.keys()).filter((k) => from.x[k] > 0);
  const n = active.length;
  if (n === 0) return { ...from, converged: true, covariance: null };
  const slopes: Slopes = (x) => {
    const at = of(x);
    return at && { x, value: at.value, gradient: Float64Array.from(active, (k) => x[k] * at.gradient[k]) };
  };
  const begun = slopes(from.x);
  if (begun === null) return { ...from, converged: false, covariance: null };
  let best = begun;
  let information: Float64Array | null = curvature(slopes, best, active);
  let inverse = nearInverse(core, information, n);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const step = times(inverse, best.gradient);
    const expected = inner(step, best.gradient);
    const next = expected < GAIN ? null : better(slopes, best, active, step);
    if (next !== null) {
      const change = Float64Array.from(active, (k) => log(next.x[k] / best.x[k]));
      const bent = best.gradient.map((value, k) => value - next.gradient[k]);
      [inverse, information, best] = [updated(inverse, change, bent), null, next];
      if (active.some((k) => next.x[k] < SMALLEST)) return { ...best, converged: true, covariance: null };
    } else if (information === null) {
      // what updates of the Hessian have come to is not yet believed
      information = curvature(slopes, best, active);
      inverse = nearInverse(core, information, n);
    } else {
      // no step of any length is better than rounding
      const covariance = information.every(Number.isFinite) ? positiveInverse(core, information, n) : null;
      return { ...best, converged: expected < 1e-4, covariance };
    }
  }
  return { ...best, converged: false, covariance: null };
}

/** The first of ever shorter steps that is better; null where none is. */
function better(
  of: Slopes,
  { x, value }: Point,
  active: readonly number[],
  step: Float64Array,
): ScoredPoint | null {
  const longest = step.reduce((most, own) => Math.max(most, Math.abs(own)), 0);
  let size = Math.min(1, LONGEST / longest);
  for (let half = 0; half < 30; half++, size /= 2) {
    const next = of(moved(x, active, step.map((own) => size * own))); // prettier-ignore
    if (next !== null && next.value > value) return next;
  }
  return null;
}

/** BFGS: (I − ρsy')B(I − ρys') + ρss' with ρ = 1/s'y; as it is where the function is not concave along s. */
function updated(inverse: Float64Array, s: Float64Array, y: Float64Array): Float64Array {
  const sy = inner(s, y);
  if (!(sy > 0)) return inverse;
  const n = s.length;
  const By = times(inverse, y);
  const factor = (1 + inner(y, By) / sy) / sy;
  return inverse.map((value, cell) => {
    const [i, j] = [Math.floor(cell / n), cell % n];
    return value + factor * s[i] * s[j] - (By[i] * s[j] + s[i] * By[j]) / sy;
  });
}

/** The point without the first parameter that the function is no better with; null where it is with all. */
function withoutSmall(of: (x: Float64Array) => number, { x, value }: Point): Point | null {
  for (let k = 0; k < x.length; k++) {
    if (x[k] === 0 || x[k] > GRID[0]) continue;
    const without = x.slice();
    without[k] = 0;
    const at = of(without);
    if (at >= value - GAIN || x[k] < SMALLEST) return { x: without, value: at };
  }
  return null;
}

function moved(x: Float64Array, active: readonly number[], step: Float64Array): Float64Array {
  const next = x.slice();
  active.forEach((k, j) => {
    next[k] = Math.min(LARGEST, exp(log(x[k]) + step[j]));
  });
  return next;
}

/** −H over logarithms, symmetric, by differences of the derivatives; NaN where the function is not defined. */
function curvature(of: Slopes, { x, gradient }: ScoredPoint, active: readonly number[]): Float64Array {
  const rows = active.map((_, k) => {
    const beside = of(
      moved(
        x,
        active,
        Float64Array.from(active, (_own, l) => (l === k ? H : 0)),
      ),
    );
    return active.map((_own, l) => (gradient[l] - (beside?.gradient[l] ?? NaN)) / H);
  });
  return Float64Array.from(rows.flatMap((row, k) => row.map((value, l) => (value + rows[l][k]) / 2)));
}

/** (A + λI)⁻¹ with the smallest λ of a few that makes it positive definite. */
function nearInverse(core: EngineCore, A: Float64Array, n: number): Float64Array {
  const known = A.map((value) => (Number.isFinite(value) ? value : 0));
  const largest = known.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  for (let ridge = 0; ; ridge = ridge === 0 ? 1e-3 * largest : 4 * ridge) {
    const shifted = known.map((value, cell) => (cell % (n + 1) === 0 ? value + ridge : value));
    const inverse = positiveInverse(core, shifted, n);
    if (inverse !== null) return inverse;
  }
}

function times(A: Float64Array, x: Float64Array): Float64Array {
  const n = x.length;
  return x.map((_, k) => inner(A.subarray(k * n, k * n + n), x));
}

function inner(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, k) => sum + value * b[k], 0);
}
