import { factorFormOf, factorProduct } from '../covariance/factor-form.js';
import type { Covariance } from '../covariance/types.js';
import type { PortfolioResult } from './types.js';

/** How a portfolio was found. */
export type Certificate = Pick<PortfolioResult, 'iterations' | 'kktResidual' | 'regularisation'>;

/** Of weights that no solver was needed for. */
export const exact: Certificate = { iterations: 0, kktResidual: 0, regularisation: 0 };

/** Σw of each asset: √w'Σw times its marginal contribution to volatility. */
export function covarianceWith(covariance: Pick<Covariance, 'values'>, weights: Float64Array): Float64Array {
  const form = factorFormOf(covariance);
  if (form !== null) return factorProduct(form, weights);
  const { values } = covariance;
  const N = weights.length;
  return weights.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < N; j++) sum += values[i * N + j] * weights[j];
    return sum;
  });
}

/** x'y */
export function innerProduct(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i];
  return sum;
}

/** What weights come to: volatility √(w'Σw), effective assets 1/w'w, and w'μ where there are expected returns. */
export function describe(
  covariance: Covariance,
  weights: Float64Array,
  { iterations, kktResidual, regularisation }: Certificate,
  expected: Float64Array | null,
): Omit<PortfolioResult, 'status' | 'conflict'> {
  const variance = innerProduct(weights, covarianceWith(covariance, weights));
  return {
    weights: byTicker(covariance.assets, weights),
    volatility: Math.sqrt(Math.max(0, variance)),
    effectiveAssets: weights.every((weight) => weight === 0) ? 0 : 1 / innerProduct(weights, weights),
    ...(expected === null ? {} : { expectedReturn: innerProduct(weights, expected) }),
    iterations,
    kktResidual,
    regularisation,
  };
}

/** No weights, and why. */
export function infeasible(assets: readonly string[], conflict: string[]): PortfolioResult {
  const weights = byTicker(assets, new Float64Array(assets.length));
  return { status: 'infeasible', conflict, weights, volatility: 0, effectiveAssets: 0, ...exact };
}

export function byTicker(assets: readonly string[], weights: Float64Array): Record<string, number> {
  return Object.fromEntries(assets.map((asset, i) => [asset, weights[i]]));
}
