/**
 * Maximises ℓ over τ ≥ 0 by average information with Levenberg damping, an active set at 0 and an update of Broyden,
 * Fletcher, Goldfarb and Shanno for each of the last steps near the maximum, as the engine does.
 */
import {
  COMPONENTS as Q,
  type Evaluation,
  evaluate,
  type Scratch,
  type SpectralPanel,
} from './likelihood.js';

export interface Optimum extends Evaluation {
  tau: Float64Array;
  iterations: number;
  /** largest projected score in standard errors */
  residual: number;
  converged: boolean;
}

/** Projected score at which the search stops, at which it counts as converged, and below which scores tell the curvature. */
const [TOLERANCE, CONVERGED, LOCAL] = [1e-10, 1e-6, 0.1];
/** Relative change of −2ℓ that is rounding. */
const ROUNDING = 5e-12;
const MOST_ITERATIONS = 200;
/** Damping beyond which the search gives up. */
const MOST_DAMPING = 1e8;

/** δ and y = s − s₊ of an accepted step */
type Pair = [Float64Array, Float64Array];

/** @returns null where the start cannot be evaluated */
export function optimise(panel: SpectralPanel, start: Float64Array, work: Scratch): Optimum | null {
  let tau: Float64Array = start.slice();
  let at = evaluate(panel, tau, work);
  if (at === null) return null;
  let residual = kktResidual(tau, at);
  let damping = 0;
  let iterations = 0;
  const pairs: Pair[] = [];
  while (residual > TOLERANCE && iterations < MOST_ITERATIONS && damping <= MOST_DAMPING) {
    iterations++;
    const next = newtonStep(tau, at.score, curvature(at.information, pairs), damping);
    const reached = next && evaluate(panel, next, work);
    if (next && reached) {
      const nextResidual = kktResidual(next, reached);
      const change = reached.objective - at.objective;
      const noise = ROUNDING * (Math.abs(at.objective) + panel.nu);
      if (change < -noise || (change <= noise && nextResidual < residual)) {
        if (residual < LOCAL) {
          const [from, score] = [tau, at.score];
          if (pairs.length === Q) pairs.shift();
          pairs.push([next.map((t, k) => t - from[k]), score.map((s, k) => s - reached.score[k])]);
        }
        [tau, at, residual] = [next, reached, nextResidual];
        damping = damping < 1e-4 ? 0 : 0.1 * damping;
        continue;
      }
      if (Math.abs(change) <= noise && residual < CONVERGED) break;
    }
    damping = damping === 0 ? 1e-3 : 10 * damping;
  }
  return { ...at, tau, iterations, residual, converged: residual < CONVERGED };
}

function kktResidual(tau: Float64Array, { score, information }: Evaluation): number {
  let largest = 0;
  for (let k = 0; k < Q; k++) {
    const projected = tau[k] > 0 ? Math.abs(score[k]) : Math.max(score[k], 0);
    const own = information[k * Q + k];
    largest = Math.max(largest, own > 0 ? projected / Math.sqrt(own) : projected);
  }
  return largest;
}

/** H := H − (Hδ)(Hδ)'/δ'Hδ + yy'/y'δ from A on, oldest pair first. */
function curvature(A: Float64Array, pairs: readonly Pair[]): Float64Array {
  const H = A.slice();
  for (const [delta, y] of pairs) {
    const Hd = [0, 1, 2].map((k) => H[k * Q] * delta[0] + H[k * Q + 1] * delta[1] + H[k * Q + 2] * delta[2]);
    const dHd = Hd.reduce((sum, value, k) => sum + value * delta[k], 0);
    const yd = y.reduce((sum, value, k) => sum + value * delta[k], 0);
    if (!(dHd > 0) || !(yd > 1e-10 * dHd)) continue;
    for (let k = 0; k < Q; k++) {
      for (let l = 0; l < Q; l++) H[k * Q + l] += (y[k] * y[l]) / yd - (Hd[k] * Hd[l]) / dHd;
    }
  }
  return H;
}

/** τ + δ, δ = argmax s'δ − ½δ'(H + μ·diag H)δ with τ + δ ≥ 0; null where H is not positive definite over who is free. */
function newtonStep(
  tau: Float64Array,
  score: Float64Array,
  H: Float64Array,
  damping: number,
): Float64Array | null {
  const free = Array.from(tau, (t, k) => t > 0 || score[k] > 0);
  const delta = new Float64Array(Q);
  for (let round = 0; round <= Q; round++) {
    const at = [0, 1, 2].filter((k) => free[k]);
    const rhs = at.map((k) =>
      [0, 1, 2].reduce((sum, l) => (free[l] ? sum : sum - H[k * Q + l] * delta[l]), score[k]),
    );
    const M = at.map((k) => at.map((l) => H[k * Q + l] * (k === l ? 1 + damping : 1)));
    const step = solve(M, rhs);
    if (step === null) return null;
    let crossed = false;
    at.forEach((k, position) => {
      delta[k] = step[position];
      if (tau[k] + delta[k] >= 0) return;
      delta[k] = -tau[k];
      free[k] = false;
      crossed = true;
    });
    if (!crossed) return tau.map((t, k) => (free[k] ? t + delta[k] : 0));
  }
  return null;
}

/** x of Mx = b by Cholesky, M at most 3×3; null where it is not positive definite. */
function solve(M: number[][], b: number[]): number[] | null {
  const n = b.length;
  const x = [...b];
  for (let k = 0; k < n; k++) {
    for (let l = 0; l < k; l++) {
      for (let j = 0; j < l; j++) M[k][l] -= M[k][j] * M[l][j];
      M[k][l] /= M[l][l];
      M[k][k] -= M[k][l] * M[k][l];
      x[k] -= M[k][l] * x[l];
    }
    if (!(M[k][k] > 0)) return null;
    M[k][k] = Math.sqrt(M[k][k]);
    x[k] /= M[k][k];
  }
  for (let k = n - 1; k >= 0; k--) {
    for (let l = k + 1; l < n; l++) x[k] -= M[l][k] * x[l];
    x[k] /= M[k][k];
  }
  return x;
}
