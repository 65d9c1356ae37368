/** How loadings move at given ratios: one covariance of steps by covariate, and whether they are alike. */
import type { MovingRows } from './moving-rows.js';
import type { LoadingsOptions } from './types.js';

/** Covariances of the steps of all loadings that are multiples of one. */
export interface AlikeSteps {
  /** n×n: V, and the kernel that it is, or −1 of a sum of several */
  V: Float64Array;
  kernel: number;
  /** m: Q_j = c_j V */
  factors: Float64Array;
}

/** Beyond rounding of variances that were written down, this share of the largest. */
const ROUNDING = 1e-12;

/** Q_j = Σ_l q_jl K_l of ratios m×k. */
export function stepCovariance(rows: MovingRows, noise: Float64Array, j: number): Float64Array {
  const k = rows.kernels.length;
  const Q = new Float64Array(rows.width ** 2);
  rows.kernels.forEach(({ K }, l) => {
    const ratio = noise[j * k + l];
    if (ratio !== 0) for (let cell = 0; cell < Q.length; cell++) Q[cell] += ratio * K[cell];
  });
  return Q;
}

/**
 * Q_j = c_j V, as it is of one kernel, one covariate, and ratios that are in proportion.
 *
 * @returns null where no V has all of them
 */
export function alikeSteps(rows: MovingRows, noise: Float64Array): AlikeSteps | null {
  const k = rows.kernels.length;
  if (k === 1) return { V: rows.kernels[0].K, kernel: 0, factors: noise };
  const m = rows.moving.length;
  const sizes = Array.from({ length: m }, (_, j) =>
    noise.subarray(j * k, j * k + k).reduce((a, b) => a + b, 0),
  );
  const base = sizes.indexOf(Math.max(...sizes));
  const largest = sizes[base];
  const factors = Float64Array.from(sizes, (size) => (largest === 0 ? 0 : size / largest));
  for (let j = 0; j < m; j++)
    for (let l = 0; l < k; l++)
      if (Math.abs(noise[j * k + l] - factors[j] * noise[base * k + l]) > ROUNDING * largest) return null;
  return { V: stepCovariance(rows, noise, base), kernel: -1, factors };
}

/** What a variance of the steps is called: `market`, and of several kernels `market(K)`, as terms have it. */
export function noiseLabel(covariate: string, kernel: string | null, kernels: number): string {
  return kernels === 1 || kernel === null ? covariate : `${covariate}(${kernel})`;
}

/** Which parameter of the search each of the m×k ratios is. */
export function noiseParameters(
  rows: Pick<MovingRows, 'moving' | 'kernels'>,
  noise: NonNullable<LoadingsOptions['noise']>,
): number[] {
  const k = rows.kernels.length;
  return Array.from({ length: rows.moving.length * k }, (_, cell) => (noise === 'common' ? cell % k : cell));
}
