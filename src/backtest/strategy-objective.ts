import { boundOf } from '../config/strategies.js';
import type { ResolvedStrategy } from '../config/strategy.types.js';
import { power } from '../numeric/elementary.js';
import type { PortfolioOptions } from '../portfolio/types.js';
import type { Outcome } from './outcome.js';
import { tradingOptions } from './positions.js';
import type { TrainingWindow } from './window.js';

/** Bounds of these assets, by ticker. */
function boundsOf(strategy: ResolvedStrategy, assets: readonly string[]) {
  const byTicker = (bound: ResolvedStrategy['minWeights'], otherwise: number) =>
    Object.fromEntries(assets.map((asset) => [asset, boundOf(bound, asset, otherwise)]));
  return { minWeights: byTicker(strategy.minWeights, 0), maxWeights: byTicker(strategy.maxWeights, 1) };
}

/**
 * The strategy's objective over the assets of a covariance: of numbers a year, a target return is (1 + r)^{1/P} − 1 and a
 * target volatility s/√P a period.
 *
 * @param previous what is held, by asset of the universe; null for cash
 */
export function objectiveOf(
  strategy: ResolvedStrategy,
  window: TrainingWindow,
  assets: readonly string[],
  previous: () => Float64Array | null,
): Outcome<PortfolioOptions> {
  const { objective, linkage, riskAversion, targetReturn, targetVolatility } = strategy;
  const P = window.periodsPerYear;
  const options: PortfolioOptions = {
    objective,
    ...(strategy.minWeights === undefined ? {} : boundsOf(strategy, assets)),
    ...(linkage === undefined ? {} : { linkage }),
    ...(riskAversion === undefined ? {} : { riskAversion }),
    ...(targetReturn === undefined ? {} : { targetReturn: power(1 + targetReturn, 1 / P) - 1 }),
    ...(targetVolatility === undefined ? {} : { targetVolatility: targetVolatility / Math.sqrt(P) }),
    ...(objective === 'maximumSharpe' ? { riskFree: window.riskFree } : {}),
    ...tradingOptions(strategy, window, assets, previous),
  };
  if (strategy.expectedReturns === undefined) return { value: options };
  const expected = window.expectedReturns(strategy.expectedReturns);
  if ('failure' in expected) return expected;
  const expectedReturns = Object.fromEntries(assets.map((asset) => [asset, expected.value[asset]]));
  return { value: { ...options, expectedReturns } };
}
