/** What a strategy's limits on positions and its costs are in a window, and what is said of them. */
import { boundOf } from '../config/strategies.js';
import type { ResolvedStrategy } from '../config/strategy.types.js';
import { readable } from '../portfolio/bounds.js';
import type { PortfolioOptions, PortfolioResult } from '../portfolio/types.js';
import type { TrainingWindow } from './window.js';

/** Room for rounding where a weight is at its least. */
const ROUNDING = 1e-9;

const byTicker = (
  given: number | Record<string, number>,
  assets: readonly string[],
): Record<string, number> => Object.fromEntries(assets.map((asset) => [asset, boundOf(given, asset, 0)]));

/**
 * Limits on positions and costs of trading over these assets. A cost is paid once for the `rebalance` periods of a
 * decision, and expected returns are per period: c = cost/rebalance. What sat out has to be sold whatever is decided.
 *
 * @param previous what is held, by asset of the universe; null for cash
 */
export function tradingOptions(
  { minPosition, cardinality, transactionCosts }: ResolvedStrategy,
  window: TrainingWindow,
  assets: readonly string[],
  previous: () => Float64Array | null,
): PortfolioOptions {
  const options: PortfolioOptions = {
    ...(minPosition === undefined ? {} : { minPosition: byTicker(minPosition, assets) }),
    ...(cardinality === undefined ? {} : { cardinality }),
  };
  if (transactionCosts === undefined) return options;
  const held = previous();
  const previousWeights: Record<string, number> = {};
  window.spread((asset, position) => {
    if (held !== null && assets.includes(asset)) previousWeights[asset] = held[position];
    return 0;
  });
  const costs = byTicker(transactionCosts, assets);
  for (const asset of assets) costs[asset] /= window.rebalance;
  return { ...options, previousWeights, transactionCosts: costs };
}

/** That weights are not proven to be the best within the limits on positions, in words; null where they are. */
export function unproven({ name }: ResolvedStrategy, { status, optimality }: PortfolioResult): string | null {
  if (status !== 'nodeLimit' || optimality === undefined) return null;
  const { nodes, objective, gap } = optimality;
  const words = `the objective ${readable(objective)} may be above the least by up to ${readable(gap)}`;
  return `${name}: positions not proven to be the best within ${nodes} parts of the search, ${words}`;
}

/** Limits on positions that weights of another kind do not keep, in words. */
export function brokenPositions(
  { minPosition, cardinality }: ResolvedStrategy,
  window: TrainingWindow,
  weights: Float64Array,
): string[] {
  let held = 0;
  const small: string[] = [];
  window.spread((asset, position) => {
    const size = Math.abs(weights[position]);
    if (size > ROUNDING) held++;
    if (size > ROUNDING && size < boundOf(minPosition, asset, 0) - ROUNDING) small.push(asset);
    return 0;
  });
  return [
    ...(small.length > 0 ? [`minPosition of ${small.join(', ')}`] : []),
    ...(cardinality !== undefined && held > cardinality ? [`cardinality by holding ${held} assets`] : []),
  ];
}
