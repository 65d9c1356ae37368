import type { QuadraticProgram } from '../../src/browser.js';
import { denseValues } from '../../src/kernels/low-rank-block.js';
import type { FactorProgram } from '../../src/portfolio/factor-form/program.js';
import { randomSource } from './random.js';

export interface FactorProgramOptions {
  n: number;
  rank: number;
  /** assets without a variance of their own */
  bare?: number;
  /** rows beside the budget, every second of them a largest sum */
  rows?: number;
  lower?: number;
  upper?: number;
  /** size of q relative to the variances */
  linear?: number;
}

/** Weights that add up to 1 under returns of a market and other factors, in the units of daily returns; one seed, one program. */
export function factorProgram(
  seed: number,
  { n, rank, bare = 0, rows = 0, lower = 0, upper = 1, linear = 0 }: FactorProgramOptions,
): FactorProgram {
  const { uniform, normal } = randomSource(seed);
  const m = 1 + rows;
  const A = new Float64Array(m * n).fill(1);
  for (let k = 1; k < m; k++) for (let i = 0; i < n; i++) A[k * n + i] = uniform() < 0.3 ? 1 : 0;
  return {
    n,
    rank,
    factors: Float64Array.from(
      { length: n * rank },
      (_, at) => 0.01 * ((at % rank === 0 ? 1 : 0) + 0.3 * normal()),
    ),
    diagonal: Float64Array.from({ length: n }, (_, i) => (i < bare ? 0 : 1e-4 * (0.2 + uniform()))),
    q: Float64Array.from({ length: n }, () => linear * 1e-4 * normal()),
    A,
    l: Float64Array.from({ length: m }, (_, k) => (k === 0 ? 1 : k % 2 === 1 ? -Infinity : 0.25)),
    u: Float64Array.from({ length: m }, (_, k) => (k === 0 ? 1 : k % 2 === 1 ? 0.2 : Infinity)),
    lower: new Float64Array(n).fill(lower),
    upper: new Float64Array(n).fill(upper),
  };
}

/** The same with its matrix. */
export function withMatrix({
  n,
  rank,
  factors,
  diagonal,
  q,
  A,
  l,
  u,
  lower,
  upper,
}: FactorProgram): QuadraticProgram {
  return { n, P: denseValues(factors, diagonal, rank), q, A, l, u, lower, upper };
}
