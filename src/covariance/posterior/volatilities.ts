import type { AssetRows } from '../asset-rows.js';
import {
  discountedBasis,
  discountedEffects,
  discountedVariances,
  partSeen,
  residualDegrees,
  residualsOf,
  seenAlike,
} from '../discounted-regression.js';
import { offAverage } from '../off-average.js';
import type { HalfLives } from './half-lives.js';
import { tooFew } from './rows.js';

/**
 * By how much the residual standard deviations of assets with their own half-lives differ from those within S:
 *
 *     ρ_i = σ_i(h_v; h_b)/σ_i(h_c; h_c)     σ²_i(h; b) = Σ_t d_t e_it²/tr[(I − H_b)'D(I − H_b)], d_t = 2^{−(T − 1 − t)/h}
 *
 * e residuals about the regression with the half-life b, H_b its hat matrix, over the periods in which the asset is seen.
 *
 * @returns N values; null where all are 1
 * @throws ModelError `half-life-too-short`
 */
export function volatilityRatios(
  { values, columns }: Pick<AssetRows, 'values' | 'columns'>,
  N: number,
  { loadings, volatilities, correlations }: HalfLives,
): Float64Array | null {
  if (loadings === correlations && volatilities === correlations) return null;
  const ratios = new Float64Array(N).fill(1);
  for (const group of seenAlike(values, N)) {
    const part = partSeen(group, values, N, columns);
    const n = group.assets.length;
    const variancesOf = (loading: number | null, volatility: number | null): Float64Array => {
      const basis = discountedBasis(part.columns, part.discounts(loading));
      const d = part.discounts(volatility);
      for (const [degrees, halfLife] of [
        [residualDegrees(basis, basis.d), loading],
        [residualDegrees(basis, d), volatility],
      ] as const)
        if (!(degrees >= 1)) throw tooFew(group.periods.length, columns.length, degrees, halfLife);
      const effects = discountedEffects(basis, part.rows, n, columns.length);
      const residuals = residualsOf(part.rows, part.columns, effects, n, group.periods.length);
      return discountedVariances(basis, residuals, n, d);
    };
    const own = variancesOf(loadings, volatilities);
    const within = variancesOf(correlations, correlations);
    group.assets.forEach((i, a) => {
      if (within[a] > 0) ratios[i] = Math.sqrt(own[a] / within[a]);
    });
  }
  return ratios;
}

/** RΣR, R = diag(ρ); of a model with contrasts without the average again, which has no residual. */
export function rescaled(Sigma: Float64Array, ratios: Float64Array, contrasts: boolean): Float64Array {
  const N = ratios.length;
  const values = Sigma.map((value, cell) => value * (ratios[Math.floor(cell / N)] * ratios[cell % N]));
  return contrasts ? offAverage(values, new Float64Array(N).fill(1)) : values;
}
