/** What warm-up finds: a step size by dual averaging, and a diagonal metric in windows that double, both as in Stan. */
import { allocate, allocateVector, mark, release, roundUp, vectorBytes } from '../arena';
import { add, copy, fill, get, row, set } from '../linalg/vector';
import { exp } from '../numeric/exp';
import { log } from '../numeric/log';
import {
  densityAt,
  drawMomentum,
  energyAt,
  factorMetric,
  Hamiltonian,
  leapfrog,
  pointLength,
} from './hamiltonian';

/** γ, t₀ and κ of dual averaging (Hoffman and Gelman 2014). */
const GAMMA: f64 = 0.05;
const T0: f64 = 10.0;
const KAPPA: f64 = 0.75;

/** Iterations before the first window, behind the last, and of the first, where warm-up has room for them. */
const FIRST: i32 = 75;
const LAST: i32 = 50;
const WINDOW: i32 = 25;

/** Fewest iterations with windows at all; with fewer only the step size is adapted. */
const FEWEST: i32 = 20;


@unmanaged
export class Adaptation {
  /** iterations of warm-up; acceptance aimed at */
  warmup: i32;
  target: f64;
  /** dual averaging: μ, how many, mean error, mean of log ε */
  mu: f64;
  count: i32;
  error: f64;
  mean: f64;
  /** iterations before the first window and behind the last; length and last iteration of the window */
  before: i32;
  behind: i32;
  length: i32;
  end: i32;
  /** of the window: how many points, their mean (d) and sums of squares about it (d) */
  points: i32;
  centre: usize;
  squares: usize;
}

/** Bytes that `allocateAdaptation` and this file's functions take. */
export function adaptationBytes(d: i32): usize {
  return roundUp(offsetof<Adaptation>()) + vectorBytes(d) + vectorBytes(d) + vectorBytes(pointLength(d));
}

export function allocateAdaptation(d: i32, warmup: i32, target: f64): Adaptation {
  const a = changetype<Adaptation>(allocate(offsetof<Adaptation>()));
  a.warmup = warmup;
  a.target = target;
  a.centre = allocateVector(d);
  a.squares = allocateVector(d);
  return a;
}

/** Begins the warm-up of a chain. */
export function startAdaptation(a: Adaptation, d: i32): void {
  const warmup = a.warmup;
  a.before = FIRST;
  a.behind = LAST;
  a.length = WINDOW;
  if (warmup < FEWEST) {
    a.before = warmup;
    a.behind = 0;
  } else if (FIRST + LAST + WINDOW > warmup) {
    a.before = <i32>(0.15 * <f64>warmup);
    a.behind = <i32>(0.1 * <f64>warmup);
    a.length = warmup - a.before - a.behind;
  }
  a.end = a.before + a.length - 1;
  clearWindow(a, d);
}

function clearWindow(a: Adaptation, d: i32): void {
  a.points = 0;
  fill(d, 0.0, a.centre);
  fill(d, 0.0, a.squares);
}

/** Dual averaging begins anew around the step size. */
export function restartStepSize(a: Adaptation, stepSize: f64): void {
  a.mu = log(10.0 * stepSize);
  a.count = 0;
  a.error = 0.0;
  a.mean = 0.0;
}

/** The next step size, from the mean acceptance probability of the last trajectory. */
export function adaptStepSize(a: Adaptation, acceptance: f64): f64 {
  a.count++;
  const n = <f64>a.count;
  const eta = 1.0 / (n + T0);
  a.error = (1.0 - eta) * a.error + eta * (a.target - Math.min(1.0, acceptance));
  const x = a.mu - (a.error * Math.sqrt(n)) / GAMMA;
  const share = exp(-KAPPA * log(n));
  a.mean = (1.0 - share) * a.mean + share * x;
  return exp(x);
}

/** The step size that warm-up ends with. */
export function finalStepSize(a: Adaptation): f64 {
  return exp(a.mean);
}

/** Takes the θ of iteration t into its window; true where that ended one and changed the metric. */
export function adaptMetric(a: Adaptation, h: Hamiltonian, t: i32, theta: usize): bool {
  const last = a.warmup - a.behind - 1;
  if (a.warmup < FEWEST || t < a.before || t > last) return false;
  addPoint(a, h.d, theta);
  if (t != a.end) return false;
  writeMetric(a, h);
  clearWindow(a, h.d);
  a.length *= 2;
  a.end = t + a.length;
  // no window is left that is shorter than the one before it
  if (a.end + 2 * a.length > last) a.end = last;
  return true;
}

/** Welford's update. */
function addPoint(a: Adaptation, d: i32, theta: usize): void {
  a.points++;
  for (let i = 0; i < d; i++) {
    const before = get(theta, i) - get(a.centre, i);
    add(a.centre, i, before / <f64>a.points);
    add(a.squares, i, (get(theta, i) - get(a.centre, i)) * before);
  }
}

/**
 * Σ := n/(n + 5)·(sample variances) + 5/(n + 5)·10⁻³·I. Covariances of the folded θ would be wrong where a trajectory has
 * crossed 0: there the posterior is correlated with the other sign, and steps that fit the one side diverge on the other.
 */
function writeMetric(a: Adaptation, h: Hamiltonian): void {
  const d = h.d;
  const n = <f64>a.points;
  const weight = n / (n + 5.0) / Math.max(1.0, n - 1.0);
  for (let i = 0; i < d; i++) {
    set(row(h.covariance, i, d), i, weight * get(a.squares, i) + (1e-3 * 5.0) / (n + 5.0));
  }
  factorMetric(h);
}

/** Doubles or halves the step size until one step changes the density by about a factor of 0.8. */
export function findStepSize(h: Hamiltonian, point: usize): void {
  const position = mark();
  const trial = allocateVector(pointLength(h.d));
  const wanted = log(0.8);
  let direction = 0.0;
  for (let tries = 0; tries < 60; tries++) {
    copy(pointLength(h.d), point, trial);
    drawMomentum(h, trial);
    const start = energyAt(h, trial);
    leapfrog(h, trial, h.stepSize);
    const gain = densityAt(h, trial) == -Infinity ? -Infinity : start - energyAt(h, trial);
    const wants = gain > wanted ? 1.0 : -1.0;
    if (direction == 0.0) direction = wants;
    else if (wants != direction) break;
    h.stepSize *= direction > 0.0 ? 2.0 : 0.5;
  }
  release(position);
}
