import type { Covariance } from '../covariance/types.js';
import { ConfigError } from '../errors.js';
import { suggestion } from '../suggest.js';
import { covarianceWith, innerProduct } from './result.js';
import { weightVector } from './weight-vector.js';

/** Weights by ticker of each portfolio, by its name. */
export type Portfolios = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Weights of one asset. */
export interface WeightComparison {
  asset: string;
  /** by portfolio; 0 where it does not name the asset */
  weights: Record<string, number>;
  /** weight − weight in the base portfolio, by portfolio but the base */
  differences: Record<string, number>;
}

/**
 * Weights side by side: one row an asset, in the order in which the portfolios first name them.
 *
 * @param base portfolio that the others are compared with
 * @throws ConfigError `unknown-portfolio`
 */
export function compareWeights(portfolios: Portfolios, base: string): WeightComparison[] {
  const others = othersThan(base, portfolios);
  const assets = [...new Set(Object.values(portfolios).flatMap((weights) => Object.keys(weights)))];
  const weightOf = (portfolio: string, asset: string): number =>
    Object.hasOwn(portfolios[portfolio], asset) ? portfolios[portfolio][asset] : 0;
  return assets.map((asset) => ({
    asset,
    weights: Object.fromEntries(Object.keys(portfolios).map((name) => [name, weightOf(name, asset)])),
    differences: Object.fromEntries(
      others.map((name) => [name, weightOf(name, asset) - weightOf(base, asset)]),
    ),
  }));
}

/** Risk of one portfolio. */
export interface RiskComparison {
  portfolio: string;
  /** √(w'Σw), per period */
  volatility: number;
  /** 1 − σ/σ_base, 0.023 for 2.3 % less risk than the base; null where the base has none */
  reduction: number | null;
}

/**
 * Volatility of portfolios under one covariance, `total` as a rule: what each was optimised for says nothing about
 * its risk.
 *
 * @param base portfolio that the others are compared with
 * @returns one row a portfolio, the base with a reduction of 0
 * @throws ConfigError `unknown-portfolio`
 * @throws DataError `missing-weight`, `not-finite`, `not-in-covariance`
 */
export function compareRisk(
  covariance: Pick<Covariance, 'assets' | 'values'>,
  portfolios: Portfolios,
  base: string,
): RiskComparison[] {
  othersThan(base, portfolios);
  const volatility = (name: string): number => {
    const weights = weightVector(portfolios[name], covariance.assets);
    return Math.sqrt(Math.max(0, innerProduct(weights, covarianceWith(covariance, weights))));
  };
  const reference = volatility(base);
  return Object.keys(portfolios).map((portfolio) => {
    const own = volatility(portfolio);
    return { portfolio, volatility: own, reduction: reference > 0 ? 1 - own / reference : null };
  });
}

function othersThan(base: string, portfolios: Portfolios): string[] {
  const names = Object.keys(portfolios);
  if (names.includes(base)) return names.filter((name) => name !== base);
  throw new ConfigError(
    'unknown-portfolio',
    `there is no portfolio "${base}" to compare with`,
    suggestion(base, names),
    { base, portfolios: names },
  );
}
