import type { ResolvedStrategy } from '../config/strategy.types.js';
import type { Covariance } from '../covariance/types.js';
import { power } from '../numeric/elementary.js';
import type { PortfolioOptions } from '../portfolio/types.js';
import type { Deciding } from './decide.js';
import { limitsOf } from './limits.js';
import type { Outcome } from './outcome.js';
import { expectationOf } from './strategy-returns.js';

/** What a strategy asks for over the assets of a covariance, whatever its objective does with it. */
export interface StrategyTerms {
  /** that the objective is under, to which views add what they leave uncertain */
  covariance: Covariance;
  /** limits, costs, expected returns and numbers, per period */
  options: Omit<PortfolioOptions, 'objective'>;
}

/**
 * The strategy's numbers and limits over the assets of a covariance: of numbers a year, a target return is
 * (1 + r)^{1/P} − 1 and a target volatility s/√P a period.
 */
export function termsOf(
  strategy: ResolvedStrategy,
  context: Deciding,
  estimate: Covariance,
): Outcome<StrategyTerms> {
  const { objective, linkage, riskAversion, targetReturn, targetVolatility } = strategy;
  const { window } = context;
  const expectation = expectationOf(strategy, context, estimate);
  if ('failure' in expectation) return expectation;
  const { covariance, returns } = expectation.value;
  const limits = limitsOf(strategy, context, covariance.assets);
  if ('failure' in limits) return limits;
  const P = window.periodsPerYear;
  const options: StrategyTerms['options'] = {
    ...(linkage === undefined ? {} : { linkage }),
    ...(riskAversion === undefined ? {} : { riskAversion }),
    ...(targetReturn === undefined ? {} : { targetReturn: power(1 + targetReturn, 1 / P) - 1 }),
    ...(targetVolatility === undefined ? {} : { targetVolatility: targetVolatility / Math.sqrt(P) }),
    ...(objective === 'maximumSharpe' ? { riskFree: window.riskFree } : {}),
    ...(returns === null ? {} : { expectedReturns: returns }),
    ...limits.value,
  };
  return { value: { covariance, options } };
}
