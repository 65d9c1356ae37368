/** What a strategy's limit on trading and its costs of trading are in a window. */
import { ofAssets } from '../config/by-ticker.js';
import type { ResolvedStrategy } from '../config/strategy.types.js';
import { readable } from '../portfolio/bounds.js';
import type { PortfolioOptions } from '../portfolio/types.js';
import type { Deciding } from './decide.js';
import type { Outcome } from './outcome.js';

/**
 * Limit, costs and what is held, over these assets. A cost is paid once for the `rebalance` periods of a decision, and
 * expected returns are per period: c = cost/rebalance. What has no covariance has to be sold whatever is decided: its cost
 * changes nothing, and its trade is taken from the limit. Where nothing was decided before, there is no limit, and
 * everything is bought from cash.
 */
export function tradingIn(
  { name, turnoverLimit, transactionCosts }: ResolvedStrategy,
  { window, previous, note }: Deciding,
  assets: readonly string[],
): Outcome<Pick<PortfolioOptions, 'turnoverLimit' | 'transactionCosts' | 'previousWeights'>> {
  if (turnoverLimit === undefined && transactionCosts === undefined) return { value: {} };
  const held = previous();
  const all = held === null ? [] : window.universe.map((asset, i): [string, number] => [asset, held[i]]);
  const options: PortfolioOptions = {};
  if (transactionCosts !== undefined) {
    const costs = ofAssets(transactionCosts, assets);
    for (const asset of assets) costs[asset] /= window.rebalance;
    options.transactionCosts = costs;
  }
  if (turnoverLimit !== undefined && held !== null) {
    const sold = all.filter(([asset, weight]) => weight !== 0 && !assets.includes(asset));
    const traded = sold.reduce((sum, [, weight]) => sum + Math.abs(weight), 0);
    const names = sold.map(([asset]) => asset).join(', ');
    if (traded > turnoverLimit) {
      return {
        failure: `turnoverLimit is ${readable(turnoverLimit)}, and ${readable(traded)} has to be traded of what has no covariance: ${names}`,
      };
    }
    if (sold.length > 0)
      note(`${name}: ${names} sold, not in the covariance of this window; it counts in turnoverLimit`);
    options.turnoverLimit = turnoverLimit - traded;
  }
  if (Object.keys(options).length === 0) return { value: {} };
  const ofThese = all.filter(([asset]) => assets.includes(asset));
  return { value: { ...options, previousWeights: Object.fromEntries(ofThese) } };
}
