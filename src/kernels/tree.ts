import { checkUnique } from '../data/check-returns.js';
import { ConfigError, DataError } from '../errors.js';
import type { Kernel } from './types.js';

/** Where assets hang in a tree: the name of each one's branch at every level, from the root on. */
export interface TreeTable {
  assets: string[];
  /** names of the levels, the coarsest first */
  levels: string[];
  /** assets × levels, row-major; '' where the branch is not known */
  branches: string[];
}

/**
 * Relationship kernel of a tree: the covariance of a branching process, in which what assets have in common ends where
 * their paths part.
 *
 *     K_ij = Σ_l w_l·[i and j have the same branches at levels 1 … l],  K_ii = Σ_l w_l + w_leaf,  Σ_l w_l + w_leaf = 1
 *
 * An unknown branch is one of the asset's own: it is shared with nobody, and nothing below it either.
 *
 * @param weights L + 1, of each level and last of the asset itself, not negative and one above 0; divided by their sum.
 *                Default all equal
 * @returns symmetric, positive semi-definite, unit diagonal, labelled by asset
 * @throws DataError `wrong-length`, `duplicate-asset`
 * @throws ConfigError `bad-value` for the weights
 *
 * @example
 * ```ts
 * import { treeKernel } from 'mixfolio';
 *
 * const branches = ['Energy', 'Oil', 'Energy', 'Gas', 'Health', ''];
 * const { values } = treeKernel({ assets: ['XOM', 'WMB', 'ABC'], levels: ['sector', 'industry'], branches });
 * console.log([...values].slice(0, 3).map((value) => value.toFixed(3)));
 * // prints
 * //   [ '1.000', '0.333', '0.000' ]
 * ```
 */
export function treeKernel(
  { assets, levels, branches }: TreeTable,
  weights: readonly number[] = new Array<number>(levels.length + 1).fill(1),
): Kernel {
  const [N, L] = [assets.length, levels.length];
  checkUnique(assets);
  if (branches.length !== N * L) {
    throw new DataError(
      'wrong-length',
      `branches has ${branches.length} elements when ${N} assets × ${L} levels are expected`,
      'matrices are dense and row-major, assets × levels',
      { name: 'branches', length: branches.length, expected: N * L },
    );
  }
  const shares = levelShares(weights, levels);
  const values = new Float64Array(N * N);
  for (let i = 0; i < N; i++) {
    values[i * N + i] = 1;
    for (let j = 0; j < i; j++) {
      let common = 0;
      for (let l = 0; l < L; l++) {
        const branch = branches[i * L + l];
        if (branch === '' || branch !== branches[j * L + l]) break;
        common += shares[l];
      }
      values[i * N + j] = common;
      values[j * N + i] = common;
    }
  }
  return { labels: [...assets], values };
}

/** Weights of a tree's levels and of the asset itself, which add up to 1. */
function levelShares(weights: readonly number[], levels: readonly string[]): number[] {
  const problem = levelWeightProblem('weights', weights, levels);
  if (problem !== null) throw problem;
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** What there is against the weights of a tree's levels: `bad-value`, or null. */
export function levelWeightProblem(
  path: string,
  weights: readonly number[],
  levels: readonly string[],
): ConfigError | null {
  const problem = (message: string, hint: string, where = path): ConfigError =>
    new ConfigError('bad-value', message, hint, { path: where });
  if (weights.length !== levels.length + 1) {
    return problem(
      `${path} has ${weights.length} weights when ${levels.length + 1} are expected`,
      `give one for each of ${levels.join(', ')}, and a last one for the asset itself`,
    );
  }
  const wrong = weights.findIndex((weight) => !(weight >= 0 && weight < Infinity));
  if (wrong >= 0) {
    return problem(
      `${path}[${wrong}] is ${weights[wrong]}`,
      'weights are finite and not negative: they are variances of branches',
      `${path}[${wrong}]`,
    );
  }
  if (weights.some((weight) => weight > 0)) return null;
  return problem(`${path} has no weight above 0`, 'give at least one level a weight');
}
