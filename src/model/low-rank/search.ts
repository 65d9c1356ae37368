import { CONVERGED, type Maximisation, type Maximum, maximise } from './optimise.js';

/** Share of what is small at another start. */
const SMALL = 1e-3;

/** The components of a search by what they are; the residual is the last of them. */
export interface Search extends Omit<Maximisation, 'lower'> {
  /** q: given values, NaN of those that are estimated */
  given: readonly number[];
  /** normalised values to start from; null for equal shares */
  start: readonly number[] | null;
  /** which component is `time`, −1 without one */
  time: number;
  several: boolean;
  /** lower bound of the residual: 0 where one kernel alone makes Ω positive definite */
  floor: number;
  /** whether Ω can be positive definite without a residual */
  mayVanish: boolean;
}

/** The maximum with the bounds that it was found under. */
export interface Found extends Maximum {
  lower: Float64Array;
}

/**
 * The maximum of the likelihood from the starts that the engine takes (docs/theory.md#the-optimiser): equal shares, or those
 * given; where a variance other than that of `time` ends at its bound a small residual too, and with `several` each term
 * having nearly all of the variance. A residual at its floor goes on to 0 where Ω is positive definite there.
 *
 * @returns null where no start can be evaluated
 */
export function search(problem: Search): Found | null {
  const { given, held, start, floor } = problem;
  const q = given.length;
  const residual = q - 1;
  const lower = Float64Array.from(given, (value, k) => (held[k] ? value : k === residual ? floor : 0));
  const maximisation: Maximisation = { ...problem, lower };
  const at = (share: (k: number) => number): Float64Array =>
    lower.map((value, k) => (held[k] ? value : share(k)));

  const first = at((k) => (start === null ? 1 / q : k === residual ? Math.max(start[k], SMALL) : start[k]));
  const plain = maximise(maximisation, first);
  if (plain === null) return null;
  let best = plain;
  let iterations = plain.iterations;
  const consider = (tau: Float64Array): void => {
    const other = maximise(maximisation, tau);
    if (other === null) return;
    iterations += other.iterations;
    const better = other.objective < best.objective - 1e-9 * Math.abs(best.objective);
    if (other.residual < CONVERGED ? better || best.residual >= CONVERGED : false) best = other;
  };
  const unsure = plain.tau.some((value, k) => !held[k] && k !== problem.time && value <= lower[k]);
  if (problem.several || (start === null && unsure)) {
    consider(at((k) => (k === residual ? SMALL : 1) / q));
  }
  if (problem.several) {
    for (let term = 0; term < residual; term++) consider(at((k) => (k === term ? 1 : SMALL)));
  }
  if (best.residual >= CONVERGED) {
    const { tau } = best;
    consider(at((k) => (k === residual ? Math.max(tau[k], SMALL) : tau[k])));
  }
  if (floor > 0 && problem.mayVanish && !held[residual] && best.tau[residual] <= floor) {
    const released = lower.map((value, k) => (k === residual ? 0 : value));
    const { tau } = best;
    const on = maximise(
      { ...problem, lower: released },
      tau.map((value, k) => (k === residual ? 0 : value)),
    );
    if (on !== null) return { ...on, iterations: iterations + on.iterations, lower: released };
  }
  return { ...best, iterations, lower };
}
