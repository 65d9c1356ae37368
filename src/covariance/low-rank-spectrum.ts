import { transposed } from '../engine/whiten.js';
import type { Engine } from '../create-engine.js';
import { times } from '../model/low-rank/problem.js';

/** Width of the interval that an eigenvalue is in, relative to it, at which the search for it ends. */
const WIDTH = 1e-12;

/**
 * Smallest and largest eigenvalue of Ω = GG' + diag(d) by bisection, each step counting the eigenvalues below μ by
 * Sylvester's law of inertia, O(NR²): with E = diag(d) − μI,
 *
 *     #{λ(Ω) < μ} = #{d_i < μ} − #{λ(I + G'E⁻¹G) < 0}
 *
 * @param factors N×R, row-major
 * @param diagonal N
 */
export function extremeEigenvalues(
  engine: Engine,
  factors: Float64Array,
  diagonal: Float64Array,
): [number, number] {
  const N = diagonal.length;
  const R = factors.length / N;
  const ordered = diagonal.slice().sort();
  if (R === 0) return [ordered[0], ordered[N - 1]];
  const Gt = transposed(factors, N, R);
  const gram = engine.symmetricEigenvalues(times(engine, Gt, factors, R, N, R), R);
  const below = (mu: number): number => {
    let count = 0;
    const scaled = factors.slice();
    for (let i = 0; i < N; i++) {
      const distance = diagonal[i] - mu;
      if (distance < 0) count++;
      // at d_i itself the count is that beside it
      const inverse = 1 / (distance === 0 ? Number.EPSILON * (mu + Number.MIN_VALUE) : distance);
      for (let a = 0; a < R; a++) scaled[i * R + a] *= inverse;
    }
    const M = times(engine, Gt, scaled, R, N, R);
    for (let a = 0; a < R; a++) M[a * R + a] += 1;
    return count - engine.symmetricEigenvalues(M, R).filter((value) => value < 0).length;
  };
  const top = gram[R - 1];
  // λ_N ≥ λ_max(GG') + min d and ≤ λ_max(GG') + max d; min d ≤ λ_1 ≤ the (R+1)-th smallest d, and below that Ω_ii
  const largest = bisect(top + ordered[0], top + ordered[N - 1], (mu) => below(mu) < N);
  let upper = R < N ? ordered[R] : Infinity;
  for (let i = 0; i < N; i++) {
    let own = diagonal[i];
    for (let a = 0; a < R; a++) own += factors[i * R + a] * factors[i * R + a];
    upper = Math.min(upper, own);
  }
  return [bisect(ordered[0], upper, (mu) => below(mu) < 1), largest];
}

/** The eigenvalue in [low, high], where `isAbove(μ)` says that it is not below μ. */
function bisect(low: number, high: number, isAbove: (mu: number) => boolean): number {
  let [a, b] = [low, high];
  const floor = 1e-20 * b;
  while (b - a > WIDTH * b) {
    // in ratios where the interval spans magnitudes
    const middle =
      a > 0 && b > 4 * a ? Math.sqrt(a) * Math.sqrt(b) : a === 0 && b > floor ? b / 16 : 0.5 * (a + b);
    if (!(middle > a && middle < b) || b <= floor) break;
    if (isAbove(middle)) a = middle;
    else b = middle;
  }
  return 0.5 * (a + b);
}
