import type { EngineCore } from '../engine/core.js';
import { positiveInverse } from '../engine/linear-algebra.js';
import { exp, log } from '../numeric/elementary.js';

/** A maximum over parameters that are at least 0, some of which may be 0. */
export interface Maximum {
  x: Float64Array;
  value: number;
  /** of the logarithms, −H⁻¹ over those above 0, in their order; null where the maximum is flat */
  covariance: Float64Array | null;
  converged: boolean;
  evaluations: number;
}

/** Values that a parameter is tried at beside 0, where others are as they are. */
const GRID = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1];
/** Half-width of differences, in logarithms. */
const H = 4e-3;
/** Longest step, and where a parameter is as good as 0 or ∞. */
const LONGEST = 2;
const [SMALLEST, LARGEST] = [1e-9, 1e6];
/** Gain of a step below which the search ends, and above which a parameter leaves 0. */
const GAIN = 1e-8;
const ITERATIONS = 40;
const ROUNDS = 4;

/**
 * Maximum of a function of a few parameters that are at least 0: Newton's method on logarithms with differences for derivatives;
 * parameters that tend to 0 are set to it, and leave it again where one of a grid of values is better. Each parameter of
 * `scanned` is tried on the grid first, as likelihoods over the variance of a random walk may have two maxima.
 *
 * @param of −Infinity where it is not defined
 */
export function maximise(
  core: EngineCore,
  of: (x: Float64Array) => number,
  start: Float64Array,
  scanned: readonly number[],
): Maximum {
  let evaluations = 0;
  const value = (x: Float64Array): number => {
    evaluations++;
    return of(x);
  };
  let best: Point = { x: start.slice(), value: value(start) };
  const scan = (parameters: readonly number[]): boolean => {
    const before = best.value;
    for (const k of parameters) {
      for (const candidate of [0, ...GRID]) {
        const x = best.x.slice();
        x[k] = candidate;
        const at = value(x);
        if (at > best.value + (candidate === 0 ? -1e-12 : GAIN)) best = { x, value: at };
      }
    }
    return best.value > before + GAIN;
  };
  scan(scanned);
  let converged = false;
  for (let round = 0; round < ROUNDS; round++) {
    for (;;) {
      const climbed = climb(core, value, best);
      converged = climbed.converged;
      best = climbed;
      const dropped = withoutSmall(value, best);
      if (dropped === null) break;
      best = dropped;
    }
    const closed = Array.from(best.x.keys()).filter((k) => best.x[k] === 0);
    if (closed.length === 0 || !scan(closed)) break;
    converged = false;
  }
  const active = Array.from(best.x.keys()).filter((k) => best.x[k] > 0);
  const { hessian } = derivatives(value, best, active);
  const information = hessian.map((cell) => -cell);
  return {
    ...best,
    covariance: active.length === 0 ? null : positiveInverse(core, information, active.length),
    converged,
    evaluations,
  };
}

interface Point {
  x: Float64Array;
  value: number;
}

/** Newton's method over the parameters above 0. */
function climb(
  core: EngineCore,
  of: (x: Float64Array) => number,
  from: Point,
): Point & { converged: boolean } {
  let best = from;
  const active = Array.from(from.x.keys()).filter((k) => from.x[k] > 0);
  if (active.length === 0) return { ...best, converged: true };
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const { gradient, hessian } = derivatives(of, best, active);
    const step = ascent(core, gradient, hessian);
    const longest = step.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const expected = step.reduce((sum, value, k) => sum + value * gradient[k], 0);
    if (expected < GAIN) return { ...best, converged: true };
    let size = Math.min(1, LONGEST / longest);
    let next: Point = best;
    for (let half = 0; half < 30 && !(next.value > best.value); half++, size /= 2) {
      const x = moved(
        best.x,
        active,
        step.map((value) => size * value),
      );
      next = { x, value: of(x) };
    }
    // no step of any length is better than rounding
    if (!(next.value > best.value)) return { ...best, converged: expected < 1e-4 };
    best = next;
    if (active.some((k) => best.x[k] < SMALLEST)) return { ...best, converged: true };
  }
  return { ...best, converged: false };
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

/** By central differences over logarithms. */
function derivatives(
  of: (x: Float64Array) => number,
  { x, value }: Point,
  active: readonly number[],
): { gradient: Float64Array; hessian: Float64Array } {
  const n = active.length;
  const at = (...steps: [number, number][]): number => {
    const step = new Float64Array(n);
    for (const [k, sign] of steps) step[k] += sign * H;
    return of(moved(x, active, step));
  };
  const gradient = new Float64Array(n);
  const hessian = new Float64Array(n * n);
  const both = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const [up, down] = [at([k, 1]), at([k, -1])];
    gradient[k] = (up - down) / (2 * H);
    both[k] = up + down - 2 * value;
    hessian[k * (n + 1)] = both[k] / (H * H);
    for (let l = 0; l < k; l++) {
      const mixed = at([k, 1], [l, 1]) + at([k, -1], [l, -1]) - 2 * value - both[k] - both[l];
      hessian[k * n + l] = hessian[l * n + k] = mixed / (2 * H * H);
    }
  }
  return { gradient, hessian };
}

/** (−H + λI)⁻¹g with the smallest λ of a few that makes it positive definite. */
function ascent(core: EngineCore, gradient: Float64Array, hessian: Float64Array): Float64Array {
  const n = gradient.length;
  const largest = hessian.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  for (let ridge = 0; ; ridge = ridge === 0 ? 1e-3 * largest : 4 * ridge) {
    const shifted = hessian.map((value, cell) => (cell % (n + 1) === 0 ? ridge - value : -value));
    const inverse = positiveInverse(core, shifted, n);
    if (inverse === null) continue;
    return gradient.map((_, k) => gradient.reduce((sum, g, l) => sum + inverse[k * n + l] * g, 0));
  }
}
