import type { ProgramInParts } from '../kinked-program.js';
import type { Scenarios } from './scenarios.js';

/** Reduced costs of this share of the largest term are rounding: they need no bound to pay for them. */
const ROUNDING = 1e-9;

/**
 * What multipliers prove. CVaR is the largest −Σ p_s r_s'w over weights of scenarios 0 ≤ p_s ≤ 1/((1 − β)S), Σp = 1, so for
 * any such p and any y of the rows l ≤ Av ≤ u
 *
 *     CVaR + c'v  ≥  −Σ_s p_s r_s'base + y⁺'l − y⁻'u + Σ_j min over lower_j ≤ v_j ≤ upper_j of d_j v_j,
 *     d = c − M'Σ_s p_s r_s − A'y
 *
 * which is weak duality, whatever p and y come from; here from a solver, p brought into its set first.
 *
 * @param multipliers of the rows of the constraints, then of scenarios
 * @returns `lowerBound` without what costs are where v = 0; `reduced` are d, of the parts of weights
 */
export function certify(
  { returns, assets }: Scenarios,
  confidence: number,
  { split, program }: ProgramInParts,
  costs: Float64Array | null,
  multipliers: Float64Array,
): { lowerBound: number; reduced: Float64Array } {
  const { base, parts } = split;
  const [N, size, m] = [assets.length, parts.length, program.l.length];
  const S = returns.length / N;
  const p = scenarioWeights(multipliers.subarray(m), 1 / ((1 - confidence) * S));
  const mean = new Float64Array(N);
  for (let s = 0; s < S; s++)
    if (p[s] !== 0) for (let i = 0; i < N; i++) mean[i] += p[s] * returns[s * N + i];
  let bound = 0;
  for (let i = 0; i < N; i++) bound -= mean[i] * base[i];
  const y = Float64Array.from({ length: m }, (_, r) => {
    const side = multipliers[r] > 0 ? program.l[r] : program.u[r];
    return Number.isFinite(side) ? multipliers[r] : 0;
  });
  for (let r = 0; r < m; r++) if (y[r] !== 0) bound += y[r] * (y[r] > 0 ? program.l[r] : program.u[r]);
  const reduced = Float64Array.from(parts, ({ asset, sign }, j) => {
    let [d, scale] = [(costs?.[j] ?? 0) - sign * mean[asset], Math.abs(mean[asset])];
    for (let r = 0; r < m; r++) {
      d -= program.A[r * size + j] * y[r];
      scale = Math.max(scale, Math.abs(program.A[r * size + j] * y[r]));
    }
    return Math.abs(d) <= ROUNDING * scale ? 0 : d;
  });
  reduced.forEach((d, j) => {
    if (d !== 0) bound += d * (d > 0 ? program.lower[j] : program.upper[j]);
  });
  return { lowerBound: bound, reduced };
}

/** Within [0, most] and Σp = 1: what is missing goes to who has room, what is too much is taken from all alike. */
function scenarioWeights(multipliers: Float64Array, most: number): Float64Array {
  const total = multipliers.reduce((sum, value) => sum + Math.max(0, value), 0) || 1;
  const p = multipliers.map((value) => Math.min(most, Math.max(0, value) / total));
  const missing = 1 - p.reduce((sum, value) => sum + value, 0);
  const room = p.reduce((sum, value) => sum + (most - value), 0);
  return missing > 0 && room > 0 ? p.map((value) => value + (missing * (most - value)) / room) : p;
}
