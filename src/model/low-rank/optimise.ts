import { type Evaluation, factorise, type Likelihood } from './problem.js';
import { backwardSolve, forwardSolve } from '../../numeric/triangular.js';

/** Projected score, in standard errors, at which the optimiser stops; and below which a fit that cannot improve has converged. */
const TOLERANCE = 1e-10;
export const CONVERGED = 1e-6;
/** Projected score below which scores tell the curvature. */
const LOCAL = 0.1;
/** Relative change of −2ℓ that is rounding. */
const ROUNDING = 5e-12;
/** Damping beyond which a step of expectation–maximisation is tried instead. */
const MOST_DAMPING = 1e8;
const MAX_ITERATIONS = 200;

/** A likelihood over variance components, and how far they may go. */
export interface Maximisation {
  evaluate: Likelihood;
  /** q: τ ≥ lower; of held components their value */
  lower: Float64Array;
  /** q: components that stay where they are */
  held: readonly boolean[];
  /** q: number of random effects that have the variance, for steps of expectation–maximisation */
  effects: readonly number[];
  /** order of magnitude of −2ℓ, beside which a change is rounding */
  size: number;
}

/** Where an optimiser ended. */
export interface Maximum extends Evaluation {
  tau: Float64Array;
  iterations: number;
  /** largest projected score in standard errors */
  residual: number;
}

/**
 * Maximises ℓ over τ ≥ lower as the engine does (docs/theory.md#the-optimiser): average information, corrected near the
 * maximum by what the last scores told (Broyden, Fletcher, Goldfarb, Shanno), with Levenberg damping and an active set at the
 * bounds; a step is taken only if −2ℓ does not rise.
 *
 * @returns null when the start cannot be evaluated
 */
export function maximise(problem: Maximisation, start: Float64Array): Maximum | null {
  const first = problem.evaluate(start);
  if (first === null) return null;
  let current: Maximum = { ...first, tau: start, iterations: 0, residual: 0 };
  current.residual = projected(problem, current);
  const pairs: { delta: Float64Array; y: Float64Array }[] = [];
  let damping = 0;
  let iterations = 0;
  while (current.residual > TOLERANCE && iterations < MAX_ITERATIONS) {
    iterations++;
    const tau =
      damping <= MOST_DAMPING
        ? newtonStep(problem, current, curvature(current.information, pairs), damping)
        : expectationStep(problem, current);
    const evaluated = tau === null ? null : problem.evaluate(tau);
    if (tau !== null && evaluated !== null) {
      const next: Maximum = { ...evaluated, tau, iterations, residual: 0 };
      next.residual = projected(problem, next);
      const change = next.objective - current.objective;
      const noise = ROUNDING * (Math.abs(current.objective) + problem.size);
      if (change < -noise || (change <= noise && next.residual < current.residual)) {
        damping = damping < 1e-4 ? 0 : 0.1 * damping;
        if (current.residual < LOCAL) {
          if (pairs.length === tau.length) pairs.shift();
          pairs.push({
            delta: tau.map((value, k) => value - current.tau[k]),
            y: current.score.map((value, k) => (problem.held[k] ? 0 : value - next.score[k])),
          });
        }
        current = next;
        continue;
      }
      if (Math.abs(change) <= noise && current.residual < CONVERGED) break;
    }
    if (damping > MOST_DAMPING) break;
    damping = damping === 0 ? 1e-3 : 10 * damping;
  }
  return { ...current, iterations };
}

/** Largest projected score in standard errors: |s_k|/√A_kk inside, max(s_k, 0)/√A_kk at a bound. */
function projected({ lower, held }: Maximisation, { tau, score, information }: Maximum): number {
  const q = tau.length;
  let largest = 0;
  for (let k = 0; k < q; k++) {
    if (held[k]) continue;
    const own = tau[k] > lower[k] ? Math.abs(score[k]) : Math.max(score[k], 0);
    const curvature = information[k * q + k];
    largest = Math.max(largest, curvature > 0 ? own / Math.sqrt(curvature) : own);
  }
  return largest;
}

/** The average information after one update by each pair, oldest first: H := H − Hδδ'H/δ'Hδ + yy'/y'δ. */
function curvature(
  information: Float64Array,
  pairs: readonly { delta: Float64Array; y: Float64Array }[],
): Float64Array {
  const H = information.slice();
  for (const { delta, y } of pairs) {
    const q = delta.length;
    const Hd = delta.map((_, k) => delta.reduce((sum, value, l) => sum + H[k * q + l] * value, 0));
    const dHd = delta.reduce((sum, value, k) => sum + value * Hd[k], 0);
    const yd = delta.reduce((sum, value, k) => sum + value * y[k], 0);
    if (!(dHd > 0) || !(yd > 1e-10 * dHd)) continue;
    for (let k = 0; k < q; k++)
      for (let l = 0; l < q; l++) H[k * q + l] += (y[k] * y[l]) / yd - (Hd[k] * Hd[l]) / dHd;
  }
  return H;
}

/** τ + argmax s'δ − ½δ'(H + μ·diag H)δ, bounds that it would cross fixed; null where H is not positive definite. */
function newtonStep(
  { lower, held }: Maximisation,
  { tau, score }: Maximum,
  H: Float64Array,
  damping: number,
): Float64Array | null {
  const q = tau.length;
  const free = Array.from(tau, (value, k) => !held[k] && (value > lower[k] || score[k] > 0));
  const delta = new Float64Array(q);
  const atBound = new Uint8Array(q);
  for (let round = 0; round <= q; round++) {
    const index = [...free.keys()].filter((k) => free[k]);
    const n = index.length;
    const M = new Float64Array(n * n);
    const right = new Float64Array(n);
    index.forEach((k, a) => {
      right[a] = score[k];
      for (let l = 0; l < q; l++) if (!free[l]) right[a] -= H[k * q + l] * delta[l];
      index.forEach((l, b) => (M[a * n + b] = H[k * q + l] * (a === b ? 1 + damping : 1)));
    });
    if (!factorise(M, n)) return null;
    backwardSolve(M, forwardSolve(M, right));
    let crossed = false;
    index.forEach((k, a) => {
      delta[k] = right[a];
      if (tau[k] + right[a] >= lower[k]) return;
      free[k] = false;
      atBound[k] = 1;
      delta[k] = lower[k] - tau[k];
      crossed = true;
    });
    if (!crossed) return tau.map((value, k) => (atBound[k] === 1 ? lower[k] : value + delta[k]));
  }
  return null;
}

/** τ_k + 2τ_k²·s_k/(number of effects of k), which cannot lower ℓ. */
function expectationStep({ lower, held, effects }: Maximisation, { tau, score }: Maximum): Float64Array {
  return tau.map((value, k) =>
    held[k] ? value : Math.max(lower[k], value + (2 * value * value * score[k]) / effects[k]),
  );
}
