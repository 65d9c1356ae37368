import { allocate, allocateVector, mark, release, roundUp, vectorBytes } from '../arena';
import { get, set, sum } from '../linalg/vector';
import { exp } from '../numeric/exp';
import { dataSlope, Evidence, gainAt, newtonStep, slope } from './evidence';
import { gammaSlope, gammaSlopes } from './gamma-ratio';

/** k/ν is searched on doublings from 2⁻¹⁶ to 2⁸, then on powers of 4 to 2²⁶, and at infinity. */
const LOWEST: i32 = -16;
const DOUBLINGS: i32 = 24;
export const GRID: i32 = DOUBLINGS + 10;

/** A finite k has to be better than Ω alone by more than rounding. */
const ROUNDING: f64 = 1e-8;
/** Of log k: a step of Newton's method of this length is the last one, as errors are of the order of its square. */
const CLOSE: f64 = 1e-8;
/** Halvings of a bracket of log k that leave nothing of it. */
const MOST_STEPS: i32 = 100;

/** Positions of what is found. */
export const enum Prior {
  /** k; Infinity where Ω alone is best */
  K = 0,
  /** g(k), 0 or more */
  GAIN = 1,
  /** 1 where k is at an end of what was searched, the smallest or ∞ */
  AT_BOUNDARY = 2,
  LENGTH = 3,
}

/** k/ν at a point of the grid. */
function gridAt(point: i32): f64 {
  const power = LOWEST + point + max(0, point - DOUBLINGS);
  return reinterpret<f64>((<u64>(power + 1023)) << 52);
}

/** Writes dR/du at the k of the grid, GRID doubles: they depend on N and ν alone. */
export function tabulateGamma(N: i32, nu: f64, table: usize): void {
  for (let p = 0; p < GRID; p++) {
    gammaSlopes(N, nu, nu * gridAt(p));
    set(table, p, gammaSlope);
  }
}

/**
 * The k of the largest g(k), see evidence.ts: every maximum that the signs of dg/du on a grid bracket, found by Newton's
 * method on log k within its bracket, the smallest k where g falls from there, and k = ∞, where g is 0.
 *
 * evidence  size, degrees, count and values
 * table     of `tabulateGamma`
 * start     k to start from where it is within the bracket, else 0: the result depends on it in its last digits alone
 * prior     out, Prior.LENGTH doubles
 */
export function maximiseEvidence(evidence: Evidence, table: usize, start: f64, prior: usize): void {
  evidence.total = sum(evidence.count, evidence.values);
  set(prior, Prior.K, Infinity);
  set(prior, Prior.GAIN, 0.0);
  set(prior, Prior.AT_BOUNDARY, 1.0);
  let before = 1.0;
  for (let p = 0; p < GRID; p++) {
    const k = evidence.degrees * gridAt(p);
    const after = get(table, p) + dataSlope(evidence, k);
    if (before > 0.0 && !(after > 0.0)) {
      if (p == 0) keepBetter(evidence, k, 1.0, prior);
      else keepBetter(evidence, rootOf(evidence, p, before, after, start), 0.0, prior);
    }
    before = after;
  }
}

/** Takes k where it is better than what is known. */
function keepBetter(evidence: Evidence, k: f64, atBoundary: f64, prior: usize): void {
  const gain = gainAt(evidence, k);
  if (!(gain > Math.max(ROUNDING, get(prior, Prior.GAIN)))) return;
  set(prior, Prior.K, k);
  set(prior, Prior.GAIN, gain);
  set(prior, Prior.AT_BOUNDARY, atBoundary);
}

/** The k between points p − 1 and p of the grid at which dg/du, `before` and `after` there, is 0. */
function rootOf(evidence: Evidence, p: i32, before: f64, after: f64, start: f64): f64 {
  const left = evidence.degrees * gridAt(p - 1);
  let low = 0.0; // of log(k/left)
  let high = p > DOUBLINGS ? 2.0 * Math.LN2 : Math.LN2;
  let u = (high * before) / (before - after);
  if (start > left && start < evidence.degrees * gridAt(p)) u = Math.log(start / left);
  for (let step = 0; step < MOST_STEPS; step++) {
    const newton = u + newtonStep(evidence, left * exp(u));
    if (slope > 0.0) low = u;
    else high = u;
    const next = newton >= low && newton <= high ? newton : 0.5 * (low + high);
    const length = Math.abs(next - u);
    u = next;
    if (length < CLOSE && next == newton) break;
  }
  return left * exp(u);
}

/**
 * `maximiseEvidence` of a spectrum, for the host.
 *
 * work    `bestPriorWorkspace()` bytes of the arena.
 */
export function bestPrior(
  size: i32,
  degrees: f64,
  count: i32,
  values: usize,
  start: f64,
  prior: usize,
): void {
  const position = mark();
  const table = allocateVector(GRID);
  const evidence = changetype<Evidence>(allocate(offsetof<Evidence>()));
  evidence.size = size;
  evidence.degrees = degrees;
  evidence.count = count;
  evidence.values = values;
  tabulateGamma(size, degrees, table);
  maximiseEvidence(evidence, table, start, prior);
  release(position);
}

/** Arena bytes that `bestPrior` takes. */
export function bestPriorWorkspace(): usize {
  return vectorBytes(GRID) + roundUp(offsetof<Evidence>());
}
