import { ModelError } from '../errors.js';
import { labelRows } from './block.js';
import { lowRankSources } from './low-rank-source.js';
import type { Kernel, LowRankKernel } from './types.js';

/** F and δ over the assets of a panel, in their order. */
export interface LowRankBlock {
  /** r, number of factors */
  rank: number;
  /** N×r, row-major */
  factors: Float64Array;
  /** N */
  diagonal: Float64Array;
  /** whether δ is the same for all of these assets */
  isotropic: boolean;
}

/** That it is one of factors and not a matrix, as kernels of `engine.fitPanel` are. */
function withFactors(
  name: string,
  kernel: Partial<LowRankKernel> & Pick<LowRankKernel, 'labels'>,
): LowRankKernel {
  const { factors, diagonal } = kernel;
  if (factors !== undefined && diagonal !== undefined) return { ...kernel, factors, diagonal };
  throw new ModelError(
    'kernel-size',
    `kernel ${name} has no ${factors === undefined ? 'factors' : 'diagonal'}`,
    'make it by lowRankKernel, or fit a kernel that is a matrix by engine.fitPanel',
    { kernel: name },
  );
}

/**
 * The rows of a low-rank kernel that belong to these assets, in their order.
 *
 * @throws ModelError `kernel-label` naming a missing or repeated label, `kernel-size`, `kernel-not-finite` naming the
 *         asset, `kernel-indefinite` naming an asset with a negative diagonal
 */
export function lowRankBlock(name: string, kernel: LowRankKernel, assets: readonly string[]): LowRankBlock {
  const { labels, factors } = withFactors(name, kernel);
  const size = labels.length;
  const rank = size === 0 ? 0 : factors.length / size;
  const own = typeof kernel.diagonal === 'number' ? null : kernel.diagonal;
  if (!Number.isInteger(rank) || (own !== null && own.length !== size)) {
    throw new ModelError(
      'kernel-size',
      `kernel ${name} has ${factors.length} values of factors and ${own === null ? 'one diagonal' : `${own.length} diagonals`} for ${size} labels`,
      'factors are labels × rank, row-major; diagonal is a number or one a label',
      { kernel: name, labels: size, factors: factors.length, diagonal: own?.length ?? 1 },
    );
  }
  const rows = labelRows(name, labels, assets);
  const N = assets.length;
  const block = {
    rank,
    factors: new Float64Array(N * rank),
    diagonal: new Float64Array(N),
    isotropic: true,
  };
  for (let i = 0; i < N; i++) {
    block.factors.set(factors.subarray(rows[i] * rank, (rows[i] + 1) * rank), i * rank);
    block.diagonal[i] = own === null ? (kernel.diagonal as number) : own[rows[i]];
    if (
      !block.factors.subarray(i * rank, (i + 1) * rank).every(Number.isFinite) ||
      !Number.isFinite(block.diagonal[i])
    ) {
      throw new ModelError(
        'kernel-not-finite',
        `kernel ${name} has a factor or diagonal of ${assets[i]} that is not finite`,
        'every asset needs a number for every factor, and a diagonal',
        { kernel: name, asset: assets[i] },
      );
    }
    if (block.diagonal[i] < 0) {
      throw new ModelError(
        'kernel-indefinite',
        `kernel ${name} has the diagonal ${block.diagonal[i]} for ${assets[i]}`,
        "the diagonal of FF' + diag(δ) is 0 or more: what the factors leave of a variance",
        { kernel: name, asset: assets[i], value: block.diagonal[i] },
      );
    }
    if (block.diagonal[i] !== block.diagonal[0]) block.isotropic = false;
  }
  return block;
}

/**
 * The N×N matrix FF' + diag(δ) of a low-rank kernel, which every function of dense kernels takes; its values are put
 * together when they are first read.
 *
 * @throws ModelError as `lowRankBlock`
 */
export function denseKernel(kernel: LowRankKernel, name = 'kernel'): Kernel {
  const { rank, factors, diagonal } = lowRankBlock(name, kernel, kernel.labels);
  let values: Float64Array | null = null;
  const dense: Kernel = {
    labels: [...kernel.labels],
    get values(): Float64Array {
      values ??= denseValues(factors, diagonal, rank);
      return values;
    },
  };
  lowRankSources.set(dense, (own, assets) => joinedBlock(lowRankBlock(own, kernel, assets)));
  return dense;
}

/** Factors and diagonal in one array, of which the origin of a fit has a checksum. */
export function joinedBlock({ factors, diagonal }: LowRankBlock): Float64Array {
  const both = new Float64Array(factors.length + diagonal.length);
  both.set(factors);
  both.set(diagonal, factors.length);
  return both;
}

/** FF' + diag(δ), exactly symmetric. */
export function denseValues(factors: Float64Array, diagonal: Float64Array, rank: number): Float64Array {
  const N = diagonal.length;
  const values = new Float64Array(N * N);
  for (let i = 0; i < N; i++) {
    const own = factors.subarray(i * rank, (i + 1) * rank);
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? diagonal[i] : 0;
      for (let k = 0; k < rank; k++) sum += own[k] * factors[j * rank + k];
      values[i * N + j] = sum;
      values[j * N + i] = sum;
    }
  }
  return values;
}
