import { boundOf } from '../config/strategies.js';
import type { ResolvedStrategy } from '../config/strategy.types.js';
import type { Covariance } from '../covariance/types.js';
import { power } from '../numeric/elementary.js';
import type { PortfolioOptions } from '../portfolio/types.js';
import type { DecisionContext } from './decide.js';
import type { Outcome } from './outcome.js';
import { expectationOf } from './strategy-returns.js';
import { call, decisionData } from './user-functions.js';

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
 * @returns with the covariance that it is under, to which views add what they leave uncertain
 */
export function problemOf(
  strategy: ResolvedStrategy,
  context: DecisionContext,
  estimate: Covariance,
): Outcome<{ covariance: Covariance; options: PortfolioOptions }> {
  const { objective, linkage, riskAversion, targetReturn, targetVolatility } = strategy;
  const { window, functions } = context;
  const expectation = expectationOf(strategy, context, estimate);
  if ('failure' in expectation) return expectation;
  const { covariance, returns } = expectation.value;
  const P = window.periodsPerYear;
  const options: PortfolioOptions = {
    objective,
    ...(strategy.minWeights === undefined ? {} : boundsOf(strategy, covariance.assets)),
    ...(linkage === undefined ? {} : { linkage }),
    ...(riskAversion === undefined ? {} : { riskAversion }),
    ...(targetReturn === undefined ? {} : { targetReturn: power(1 + targetReturn, 1 / P) - 1 }),
    ...(targetVolatility === undefined ? {} : { targetVolatility: targetVolatility / Math.sqrt(P) }),
    ...(objective === 'maximumSharpe' ? { riskFree: window.riskFree } : {}),
    ...(returns === null ? {} : { expectedReturns: returns }),
  };
  const own = functions.constraints;
  if (own === undefined) return { value: { covariance, options } };
  const given = call('constraints', () =>
    own(decisionData(window, context.previous), [...covariance.assets]),
  );
  return 'failure' in given ? given : { value: { covariance, options: { ...options, ...given.value } } };
}
