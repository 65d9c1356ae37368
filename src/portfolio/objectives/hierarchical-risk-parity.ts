/** Hierarchical risk parity (López de Prado 2016): weights by halves of the assets, in the order of a cluster tree. */
import { covarianceToCorrelation } from '../../covariance/correlation.js';
import { ConfigError } from '../../errors.js';
import { suggestion } from '../../suggest.js';
import type { WeightBounds } from '../bounds.js';
import { clusterTree, leafOrder, linkages } from '../cluster-tree.js';
import type { PortfolioProblem, SolvedPortfolio } from '../problem.js';
import { describe, exact } from '../result.js';
import type { Linkage } from '../types.js';

/**
 * 1. distances d_ij = √(½(1 − ρ_ij)) and their cluster tree,
 * 2. the assets in the order of its leaves,
 * 3. from all assets with the weight 1 on: a run of assets is halved (the first half has ⌊n/2⌋), and its weight W goes to
 *    the first half by α = 1 − V₁/(V₁ + V₂), V the variance of a half with weights ∝ 1/Σ_ii.
 *
 * With bounds αW is moved to where both halves can keep theirs. Of two branches of the tree that with the earlier merger,
 * or the asset that comes first, stands first: the order of the assets can matter where a half cuts a cluster.
 *
 * @throws ConfigError `unknown-linkage`
 * @throws DataError `zero-variance`
 */
export function hierarchicalRiskParity({
  covariance,
  options,
  bounds,
  expected,
}: PortfolioProblem): SolvedPortfolio {
  const N = covariance.assets.length;
  const linkage = linkageOf(options.linkage ?? 'single');
  const distances = covarianceToCorrelation(covariance).map((rho) => Math.sqrt(Math.max(0, 0.5 * (1 - rho))));
  const order = leafOrder(clusterTree(distances, N, linkage), N);
  const weights = bisected(covariance.values, order, bounds);
  return {
    result: { status: 'optimal', ...describe(covariance, weights, exact, expected) },
    solution: null,
  };
}

function linkageOf(linkage: Linkage): Linkage {
  if (linkages.includes(linkage)) return linkage;
  throw new ConfigError(
    'unknown-linkage',
    `there is no linkage "${String(linkage)}"`,
    suggestion(String(linkage), linkages),
    { linkage: String(linkage) },
  );
}

function bisected(
  values: Float64Array,
  order: readonly number[],
  { lower, upper }: WeightBounds,
): Float64Array {
  const weights = new Float64Array(order.length);
  const total = (bound: Float64Array, run: readonly number[]): number =>
    run.reduce((sum, i) => sum + bound[i], 0);
  const pending: [readonly number[], number][] = [[order, 1]];
  while (pending.length > 0) {
    const [run, weight] = pending.pop()!;
    if (run.length === 1) {
      weights[run[0]] = Math.min(upper[run[0]], Math.max(lower[run[0]], weight));
      continue;
    }
    const middle = Math.floor(run.length / 2);
    const [first, second] = [run.slice(0, middle), run.slice(middle)];
    const [V1, V2] = [inverseVarianceRisk(values, first), inverseVarianceRisk(values, second)];
    const least = Math.max(total(lower, first), weight - total(upper, second));
    const most = Math.min(total(upper, first), weight - total(lower, second));
    const share = Math.max(least, Math.min(most, weight * (V1 + V2 > 0 ? V2 / (V1 + V2) : 0.5)));
    pending.push([first, share], [second, weight - share]);
  }
  return weights;
}

/** w'Σw of the assets of a run with w ∝ 1/Σ_ii, Σw = 1. */
function inverseVarianceRisk(values: Float64Array, run: readonly number[]): number {
  const N = Math.sqrt(values.length);
  const inverse = run.map((i) => 1 / values[i * N + i]);
  const sum = inverse.reduce((a, b) => a + b, 0);
  let variance = 0;
  run.forEach((i, a) => {
    let product = 0;
    run.forEach((j, b) => (product += values[i * N + j] * inverse[b]));
    variance += inverse[a] * product;
  });
  return Math.max(0, variance) / (sum * sum);
}
