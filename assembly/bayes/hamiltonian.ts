/** Hamiltonian dynamics of the posterior under a metric. */
import { allocate, allocateMatrix, allocateVector, matrixBytes, roundUp, vectorBytes } from '../arena';
import { axpy, copy, dot, fill, from, get, row, set } from '../linalg/vector';
import { cholesky, choleskyWorkspace } from '../linalg/cholesky';
import { trsv } from '../linalg/triangular';
import { logDensity, Posterior } from './posterior';
import { normal, RandomNumbers } from './random';

/** Energy error from which on a trajectory diverges. */
const DIVERGENT: f64 = 1000.0;

/**
 * H(θ, p) = −log p(θ | y) + ½p'Σp, p ~ N(0, Σ⁻¹), Σ diagonal, the variances of the posterior as warm-up found them.
 *
 * A point is 3d + 1 doubles: θ, p, the gradient of log p(θ | y), and log p(θ | y).
 */
@unmanaged
export class Hamiltonian {
  posterior: Posterior;
  d: i32;
  random: RandomNumbers;
  /** Σ and its lower factor, d×d */
  covariance: usize;
  factor: usize;
  stepSize: f64;
  /** of the trajectory: leapfrog steps, Σ min(1, e^{H₀ − H}), whether it diverged, H₀ */
  leapfrogs: i32;
  acceptance: f64;
  isDivergent: bool;
  start: f64;
  /** d: the velocity Σp of a step */
  velocity: usize;
}

/** Doubles in a point. */
// @ts-ignore: decorator
@inline
export function pointLength(d: i32): i32 {
  return 3 * d + 1;
}

/** Bytes that `allocateHamiltonian` takes, and its workspace. */
export function hamiltonianBytes(d: i32): usize {
  return roundUp(offsetof<Hamiltonian>()) + 2 * matrixBytes(d, d) + vectorBytes(d) + choleskyWorkspace(d);
}

export function allocateHamiltonian(posterior: Posterior, random: RandomNumbers): Hamiltonian {
  const d = posterior.d;
  const h = changetype<Hamiltonian>(allocate(offsetof<Hamiltonian>()));
  h.posterior = posterior;
  h.d = d;
  h.random = random;
  h.covariance = allocateMatrix(d, d);
  h.factor = allocateMatrix(d, d);
  h.velocity = allocateVector(d);
  resetMetric(h);
  return h;
}

/** Σ := I */
export function resetMetric(h: Hamiltonian): void {
  fill(h.d * h.d, 0.0, h.covariance);
  for (let i = 0; i < h.d; i++) set(row(h.covariance, i, h.d), i, 1.0);
  factorMetric(h);
}

/** The factor of Σ, which is positive definite. */
export function factorMetric(h: Hamiltonian): void {
  copy(h.d * h.d, h.covariance, h.factor);
  if (cholesky(h.factor, h.d, h.d) >= 0) unreachable();
}

// @ts-ignore: decorator
@inline
export function momentum(h: Hamiltonian, point: usize): usize {
  return from(point, h.d);
}

/** log p(θ | y) at a point. */
// @ts-ignore: decorator
@inline
export function densityAt(h: Hamiltonian, point: usize): f64 {
  return get(point, 3 * h.d);
}

/** Density and gradient of a point at its θ. */
export function evaluatePoint(h: Hamiltonian, point: usize): void {
  set(point, 3 * h.d, logDensity(h.posterior, point, from(point, 2 * h.d)));
}

/** p ~ N(0, Σ⁻¹): L'p = z for Σ = LL'. */
export function drawMomentum(h: Hamiltonian, point: usize): void {
  const p = momentum(h, point);
  for (let i = 0; i < h.d; i++) set(p, i, normal(h.random));
  trsv(true, h.d, h.factor, h.d, p);
}

/** velocity := Σp */
export function velocityOf(h: Hamiltonian, p: usize, velocity: usize): void {
  for (let i = 0; i < h.d; i++) set(velocity, i, dot(h.d, row(h.covariance, i, h.d), p));
}

/** H at a point; Infinity where there is no density. */
export function energyAt(h: Hamiltonian, point: usize): f64 {
  const p = momentum(h, point);
  velocityOf(h, p, h.velocity);
  const energy = 0.5 * dot(h.d, p, h.velocity) - densityAt(h, point);
  return isNaN(energy) ? Infinity : energy;
}

/** One leapfrog step of the size `step`, negative backwards. */
export function leapfrog(h: Hamiltonian, point: usize, step: f64): void {
  const p = momentum(h, point);
  const gradient = from(point, 2 * h.d);
  axpy(h.d, 0.5 * step, gradient, p);
  velocityOf(h, p, h.velocity);
  axpy(h.d, step, h.velocity, point);
  evaluatePoint(h, point);
  // without a density there is no gradient, and the trajectory ends here
  if (densityAt(h, point) > -Infinity) axpy(h.d, 0.5 * step, gradient, p);
}

/** Whether an energy is so far above that of the start that the trajectory diverged. */
// @ts-ignore: decorator
@inline
export function isTooFar(h: Hamiltonian, energy: f64): bool {
  return energy - h.start > DIVERGENT;
}
