import type { ProgramInParts } from '../kinked-program.js';
import type { LinearProgram } from './linear-solver.js';
import type { Scenarios } from './scenarios.js';

/**
 * The program over (v, α, u), w = base + Mv the weights by their parts: rows of the constraints on weights first, then one a
 * scenario,
 *
 *     min  α + Σ_s u_s/((1 − β)S) + c'v    subject to  u_s + α + r_s'Mv ≥ −r_s'base,  u_s ≥ 0
 *
 * all in units of the largest return, the objective too.
 *
 * @param costs of the parts, in the units of the returns
 */
export function tailProgram(
  { returns, assets }: Scenarios,
  confidence: number,
  { split, program }: ProgramInParts,
  { unit, costs }: { unit: number; costs: Float64Array | null },
): LinearProgram {
  const { base, parts } = split;
  const [N, size, m] = [assets.length, parts.length, program.l.length];
  const S = returns.length / N;
  const n = size + 1 + S;
  const c = new Float64Array(n).fill(1 / ((1 - confidence) * S));
  for (let j = 0; j < size; j++) c[j] = costs === null ? 0 : costs[j] / unit;
  c[size] = 1;
  const starts = [0];
  const columns: number[] = [];
  const values: number[] = [];
  const put = (column: number, value: number): void => {
    if (value === 0) return;
    columns.push(column);
    values.push(value);
  };
  for (let r = 0; r < m; r++) {
    for (let j = 0; j < size; j++) put(j, program.A[r * size + j]);
    starts.push(columns.length);
  }
  const ofBase = new Float64Array(S);
  for (let s = 0; s < S; s++) {
    parts.forEach(({ asset, sign }, j) => put(j, (sign * returns[s * N + asset]) / unit));
    put(size, 1);
    put(size + 1 + s, 1);
    starts.push(columns.length);
    for (let i = 0; i < N; i++) ofBase[s] -= (returns[s * N + i] * base[i]) / unit;
  }
  const free = (given: Float64Array, alpha: number, u: number): Float64Array =>
    Float64Array.from({ length: n }, (_, j) => (j < size ? given[j] : j === size ? alpha : u));
  return {
    c,
    starts: Int32Array.from(starts),
    columns: Int32Array.from(columns),
    values: Float64Array.from(values),
    l: Float64Array.of(...program.l, ...ofBase),
    u: Float64Array.of(...program.u, ...new Float64Array(S).fill(Infinity)),
    lower: free(program.lower, -Infinity, 0),
    upper: free(program.upper, Infinity, Infinity),
  };
}
