import type { CovarianceComponent } from '../covariance/systematic.js';
import type { Covariance } from '../covariance/types.js';
import { ConfigError, DataError } from '../errors.js';
import { suggestion } from '../suggest.js';
import { covarianceWith, innerProduct } from './result.js';
import { weightVector } from './weight-vector.js';

/** Groups of assets, name → members; an asset is in one of them at most. */
export type Groups = Readonly<Record<string, readonly string[]>>;

/** What to sum risk shares over, beside assets. */
export interface RiskShareOptions {
  groups?: Groups;
  /** parts that add up to the covariance, of `covarianceComponents` for `total` */
  components?: readonly CovarianceComponent[];
}

/** Where a portfolio's variance comes from; the shares of each list add up to 1. */
export interface RiskShares {
  /** √(w'Σw), per period */
  volatility: number;
  /** w_i(Σw)_i/w'Σw: negative for an asset that hedges the others */
  assets: Record<string, number>;
  /** sums over the members; `ungrouped` holds the assets of none */
  groups?: Record<string, number>;
  /** w'Σ_kw/w'Σw of each part Σ_k, by its label */
  components?: Record<string, number>;
}

/**
 * Risk attribution: shares of the variance w'Σw by asset, by group and by component of the model.
 *
 * @param weights by ticker, of every asset of the covariance
 * @throws DataError `no-risk` where w'Σw is not positive, `components-mismatch` where the components do not add up to
 *         the covariance, `missing-weight`, `not-finite`, `not-in-covariance`
 * @throws ConfigError `unknown-asset`, `overlapping-groups`
 * @see docs/theory.md#risk-attribution
 */
export function riskShares(
  covariance: Pick<Covariance, 'assets' | 'values'>,
  weights: Readonly<Record<string, number>>,
  options: RiskShareOptions = {},
): RiskShares {
  const { groups, components } = options;
  const { assets } = covariance;
  const w = weightVector(weights, assets);
  const product = covarianceWith(covariance, w);
  const variance = innerProduct(w, product);
  if (!(variance > 0)) {
    throw new DataError(
      'no-risk',
      `the variance of the portfolio is ${variance}: it has no shares`,
      'give weights that are not all 0, and a covariance under which they have risk',
      { variance },
    );
  }
  const shares = product.map((value, i) => (w[i] * value) / variance);
  return {
    volatility: Math.sqrt(variance),
    assets: Object.fromEntries(assets.map((asset, i) => [asset, shares[i]])),
    ...(groups === undefined ? {} : { groups: groupShares(groups, assets, shares) }),
    ...(components === undefined ? {} : { components: componentShares(components, covariance, w, variance) }),
  };
}

/**
 * The group of each asset that is in one.
 *
 * @throws ConfigError `unknown-asset`, `overlapping-groups`
 */
export function groupByAsset(groups: Groups, assets: readonly string[]): Map<string, string> {
  const groupOf = new Map<string, string>();
  for (const [group, members] of Object.entries(groups)) {
    for (const asset of members) {
      if (!assets.includes(asset)) {
        throw new ConfigError(
          'unknown-asset',
          `the group ${group} has ${asset}, which is not among the ${assets.length} assets`,
          suggestion(asset, assets),
          { group, asset },
        );
      }
      const other = groupOf.get(asset);
      if (other !== undefined) {
        throw new ConfigError(
          'overlapping-groups',
          `${asset} is in the groups ${other} and ${group}, and its risk would count twice`,
          'put each asset into one group, once',
          { asset, groups: [other, group] },
        );
      }
      groupOf.set(asset, group);
    }
  }
  return groupOf;
}

function groupShares(
  groups: Groups,
  assets: readonly string[],
  shares: Float64Array,
): Record<string, number> {
  const groupOf = groupByAsset(groups, assets);
  const sums = new Map(Object.keys(groups).map((group) => [group, 0]));
  assets.forEach((asset, i) => {
    const group = groupOf.get(asset) ?? 'ungrouped';
    sums.set(group, (sums.get(group) ?? 0) + shares[i]);
  });
  return Object.fromEntries(sums);
}

/** Room for the rounding of sums, as a share of the largest variance. */
const ROUNDING = 1e-10;

function componentShares(
  components: readonly CovarianceComponent[],
  { assets, values }: Pick<Covariance, 'assets' | 'values'>,
  w: Float64Array,
  variance: number,
): Record<string, number> {
  const N = assets.length;
  const largest = assets.reduce((size, _, i) => Math.max(size, values[i * N + i]), 0);
  for (let index = 0; index < values.length; index++) {
    const sum = components.reduce((total, component) => total + component.values[index], 0);
    if (Math.abs(sum - values[index]) <= ROUNDING * largest) continue;
    const [row, column] = [assets[Math.floor(index / N)], assets[index % N]];
    throw new DataError(
      'components-mismatch',
      `the components of ${row} and ${column} add up to ${sum}, and their covariance is ${values[index]}`,
      'give the components of this covariance: those of covarianceComponents add up to total',
      { row, column, sum, covariance: values[index] },
    );
  }
  return Object.fromEntries(
    components.map(({ label, values: part }) => [
      label,
      innerProduct(w, covarianceWith({ values: part }, w)) / variance,
    ]),
  );
}
