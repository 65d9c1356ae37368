/** The part of an iteration with t errors that follows the trajectory: degrees of freedom, weights of periods, and their scale. */
import { firstRatio } from '../posterior/gamma-ratio';
import { log1p } from '../posterior/log1p';
import { getIndex } from '../linalg/indexed';
import { get, scale, set, sum } from '../linalg/vector';
import { exp } from '../numeric/exp';
import { log } from '../numeric/log';
import { evaluatePoint, Hamiltonian } from './hamiltonian';
import { logPrior, sinh } from './posterior';
import { uniform } from './random';
import { drawDistances, drawWeights, setVariances, Student, weighPeriods } from './student';

/** Width of the first interval of a slice, in logarithms; times that it is extended to either side, and shrunk. */
const WIDTH: f64 = 1.0;
const STEPS: i32 = 50;
const SHRINKS: i32 = 200;

/** Half the width of where chains start, in log df about 8. */
const SPREAD: f64 = 1.2;

/** λ = 1 and, where df is estimated, a dispersed start. returns false where periods cannot be weighed. */
export function startStudent(student: Student, h: Hamiltonian): bool {
  for (let t = 0; t < student.panel.T; t++) set(student.weights, t, 1.0);
  if (student.isEstimated) {
    student.degrees = Math.max(1.1 * student.least, 8.0 * exp(SPREAD * (2.0 * uniform(h.random) - 1.0)));
  }
  return weighPeriods(student);
}

/**
 * θ was drawn given λ, fixed effects integrated out. Then in turn
 *
 *     B | θ, λ           by the distances of the periods
 *     df | θ, B          λ integrated out, by slice sampling of log df
 *     λ | df, θ, B
 *     (√g·σ, g·λ)        g by slice sampling on that orbit, where the likelihood is constant (Liu and Sabatti 2000)
 *
 * The last is left out where a variance is fixed. The density at the point is brought up to date.
 *
 * returns false where a covariance is singular
 */
export function sweepStudent(student: Student, h: Hamiltonian, point: usize): bool {
  setVariances(h.posterior, point);
  if (!drawDistances(student, h.random)) return false;
  if (student.isEstimated) student.degrees = exp(slice(student, h, point, true, log(student.degrees)));
  drawWeights(student, h.random);
  if (h.d == student.panel.q) rescale(student, h, point);
  if (!weighPeriods(student)) return false;
  evaluatePoint(h, point);
  return true;
}

/** λ := gλ, σ := √g·σ */
function rescale(student: Student, h: Hamiltonian, point: usize): void {
  const g = exp(slice(student, h, point, false, 0.0));
  const root = Math.sqrt(g);
  scale(student.panel.T, g, student.weights);
  for (let j = 0; j < h.d; j++) {
    const x = root * sinh(get(point, j));
    set(point, j, log(x + Math.sqrt(1.0 + x * x)));
  }
}

/** A draw of x by slice sampling with stepping out and shrinkage (Neal 2003), from x. */
function slice(student: Student, h: Hamiltonian, point: usize, ofDegrees: bool, x: f64): f64 {
  const level = logAt(student, h, point, ofDegrees, x) + log(1.0 - uniform(h.random));
  let left = x - WIDTH * uniform(h.random);
  let right = left + WIDTH;
  // the number of steps to either side is drawn, so that a limit leaves the distribution as it is
  let before = <i32>(<f64>STEPS * uniform(h.random));
  let after = STEPS - 1 - before;
  while (before > 0 && logAt(student, h, point, ofDegrees, left) > level) {
    left -= WIDTH;
    before--;
  }
  while (after > 0 && logAt(student, h, point, ofDegrees, right) > level) {
    right += WIDTH;
    after--;
  }
  for (let tries = 0; tries < SHRINKS; tries++) {
    const next = left + uniform(h.random) * (right - left);
    if (logAt(student, h, point, ofDegrees, next) > level) return next;
    if (next < x) left = next;
    else right = next;
  }
  return x;
}

function logAt(student: Student, h: Hamiltonian, point: usize, ofDegrees: bool, x: f64): f64 {
  return ofDegrees ? degreesDensity(student, x) : scaleDensity(student, h, point, x);
}

/**
 * log p(x | B, Ω, y) of x = log df without constants, −Infinity below the prior's least:
 *
 *     Σ_t [lnΓ((df + N)/2) − lnΓ(df/2) − ½N·log df − ½(df + N)·log(1 + δ_t²/df)] + shape·log df − rate·df
 */
export function degreesDensity(student: Student, x: f64): f64 {
  const df = exp(x);
  if (!(df > student.least) || df == Infinity) return -Infinity;
  const T = student.panel.T;
  const N = <f64>student.panel.N;
  let logs = 0.0;
  for (let t = 0; t < T; t++) logs += log1p(get(student.squares, t) / df);
  const ratio = firstRatio(0.5 * df, 0.5 * N, 0.5 * df);
  return <f64>T * ratio - 0.5 * (df + N) * logs + student.shape * x - student.rate * df;
}

/** log p of x = log g on the orbit: ½df·(T·x − g·Σλ_t) + Σ_k [log p(√g·σ_k) + ½x] */
function scaleDensity(student: Student, h: Hamiltonian, point: usize, x: f64): f64 {
  const posterior = h.posterior;
  const T = student.panel.T;
  let density = 0.5 * student.degrees * (<f64>T * x - exp(x) * sum(T, student.weights));
  const root = exp(0.5 * x);
  for (let j = 0; j < h.d; j++) {
    const sigma = Math.abs(sinh(get(point, j))) * get(posterior.ratios, j);
    density += logPrior(getIndex(posterior.kinds, j), root * sigma) + 0.5 * x;
  }
  return density;
}
