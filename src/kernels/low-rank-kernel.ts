import { ConfigError } from '../errors.js';
import { type KernelColumns, featureColumns } from './kernel-columns.js';
import { centredFeatures, type KernelKind, unitProfiles } from './relationship.js';
import type { Features, LowRankKernel } from './types.js';

/** How good a kernel of low rank has to be. */
export interface LowRankOptions {
  /** default `exponential` */
  kind?: KernelKind;
  /** most factors; default 40 */
  rank?: number;
  /** factors stop where Σδ is at most this share of the trace; default 1e-10 */
  tolerance?: number;
}

/** A kernel of low rank with what it leaves of the one that it stands for. */
export interface LowRankApproximation extends LowRankKernel {
  /** r, number of factors */
  rank: number;
  /**
   * Σ_i δ_i/Σ_i K_ii in [0, 1]: the share of the trace that the factors leave to the diagonal. Covariances between assets
   * are wrong by what K − FF', a positive semi-definite matrix of this trace, has off its diagonal: |K_ij − (FF')_ij| ≤ √(δ_iδ_j)
   */
  traceResidual: number;
  /**
   * of a kernel that is not positive semi-definite: the largest share of a K_ii by which ‖F_i‖² is above it, so that δ_i is 0 and the
   * variance of the asset larger than K_ii by that share; 0 where it is rounding
   */
  excess: number;
  /** assets whose columns the factors are made of, in the order in which they were chosen; empty where factors are the features */
  landmarks: string[];
}

/** Default of `rank`. */
export const DEFAULT_RANK = 40;
const DEFAULT_TOLERANCE = 1e-10;
/** What factors may be above a diagonal by rounding, as a share of it. */
const ROUNDING = 1e-9;

/**
 * Relationship kernel from asset features in the form FF' + diag(δ), without the matrix of all pairs. `linear` and
 * `correlation` kernels are products of features and exact where these are no more than `rank`. Others are Nyström's
 * approximation by pivoted Cholesky: at each step the asset with the largest δ_i = K_ii − ‖F_i‖² (the first of equals) becomes a
 * landmark, whose column adds a factor. δ is what is left of the diagonal, so that K_ii is right whatever the rank. Class
 * indicators and trees have as many different rows as there are classes, and are exact from that rank on. O(Nr²) beside
 * the median of all distances, which is that of `relationshipKernel`.
 *
 * @param features assets × characteristics, scaled by the caller; no missing cells
 * @throws ConfigError `unknown-kernel-kind`, `bad-value` for rank or tolerance; DataError as `relationshipKernel`
 *
 * @example
 * ```ts
 * import { assetFeatures, lowRankKernel, simulatePrices, toReturns } from 'mixfolio';
 *
 * const returns = toReturns(simulatePrices({ seed: 1 }).prices, { frequency: 'month' });
 * const N = returns.assets.length;
 * const market = returns.returns.filter((_, cell) => cell % N === 0);
 * const { rank, traceResidual } = lowRankKernel(assetFeatures(returns, market), { kind: 'linear' });
 * console.log(rank, traceResidual);
 * // prints
 * //   8 0
 * ```
 */
export function lowRankKernel(features: Features, options: LowRankOptions = {}): LowRankApproximation {
  const { kind = 'exponential', rank = DEFAULT_RANK, tolerance = DEFAULT_TOLERANCE } = options;
  const columns = featureColumns(features, kind).columns;
  return lowRankOf(columns, { rank, tolerance }, exactFactors(features, kind, rank));
}

/** Factors that are the features themselves, where the kernel is their product and they are few enough. */
export function exactFactors(features: Features, kind: KernelKind, rank: number): Float64Array | null {
  const { assets, names } = features;
  if (assets.length < 2 || names.length > rank) return null;
  if (kind === 'correlation') return unitProfiles(features);
  if (kind !== 'linear') return null;
  const { centred, trace } = centredFeatures(features);
  return centred.map((value) => value * Math.sqrt(assets.length / trace));
}

/**
 * The kernel of these columns by pivoted Cholesky, or from factors that are known to be exact.
 *
 * @throws ConfigError `bad-value`
 */
export function lowRankOf(
  { labels, diagonal, column }: KernelColumns,
  { rank, tolerance = DEFAULT_TOLERANCE }: Required<Pick<LowRankOptions, 'rank'>> & LowRankOptions,
  exact: Float64Array | null = null,
): LowRankApproximation {
  check('rank', rank, Number.isInteger(rank) && rank >= 1, 'a whole number, 1 or more');
  check('tolerance', tolerance, tolerance >= 0 && tolerance < 1, 'a number from 0 to below 1');
  const N = labels.length;
  if (exact !== null) {
    const own = exact.length / N;
    return {
      ...{ labels: [...labels], factors: exact, diagonal: 0, rank: own },
      ...{ traceResidual: 0, excess: 0, landmarks: [] },
    };
  }
  const left = diagonal.slice();
  const over = new Float64Array(N);
  const total = left.reduce((sum, value) => sum + value, 0);
  const chosen: Float64Array[] = [];
  const landmarks: string[] = [];
  let residual = total;
  let excess = 0;
  while (chosen.length < Math.min(rank, N) && residual > tolerance * total) {
    const pivot = left.reduce((most, value, i) => (value > left[most] ? i : most), 0);
    const factor = column(pivot).slice();
    for (const known of chosen) {
      const own = known[pivot];
      for (let i = 0; i < N; i++) factor[i] -= own * known[i];
    }
    const root = Math.sqrt(left[pivot]);
    residual = 0;
    for (let i = 0; i < N; i++) {
      factor[i] = i === pivot ? root : factor[i] / root;
      const rest = i === pivot ? 0 : left[i] - factor[i] * factor[i];
      if (rest < -ROUNDING * diagonal[i]) {
        over[i] -= rest;
        excess = Math.max(excess, over[i] / diagonal[i]);
      }
      left[i] = Math.max(0, rest);
      residual += left[i];
    }
    landmarks.push(labels[pivot]);
    chosen.push(factor);
  }
  const factors = new Float64Array(N * chosen.length);
  chosen.forEach((factor, k) => {
    for (let i = 0; i < N; i++) factors[i * chosen.length + k] = factor[i];
  });
  const isExact = residual <= tolerance * total;
  return {
    labels: [...labels],
    factors,
    diagonal: isExact ? 0 : left,
    rank: chosen.length,
    traceResidual: isExact ? 0 : residual / total,
    excess,
    landmarks,
  };
}

function check(name: string, value: number, isRight: boolean, what: string): void {
  if (isRight) return;
  throw new ConfigError('bad-value', `${name} is ${String(value)}`, `${name} is ${what}`, { name, value });
}
