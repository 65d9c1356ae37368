import { factorFormOf } from '../covariance/factor-form.js';
import type { Covariance } from '../covariance/types.js';
import { DataError, NotPositiveDefiniteError } from '../errors.js';
import { backwardSolve, forwardSolve } from '../numeric/triangular.js';
import { solveFactorProgram } from './factor-form/solve.js';
import { covarianceWith, innerProduct } from './result.js';

/** The part of the engine that the closed form needs. */
export interface CholeskyFactoriser {
  /** as `Engine.cholesky` */
  cholesky(a: Float64Array, n: number): Float64Array;
}

/** A share of its variance that an asset has of its own, below which it is rounding of 0. */
const SINGULAR = 1e-13;

/**
 * Minimum variance without bounds, w = Σ⁻¹1/(1'Σ⁻¹1), from Σ = LL' by two triangular solves; of factors and a diagonal by these.
 *
 * @returns weights, and the largest |(Σw)_i − w'Σw| over the largest |(Σw)_i|: at the minimum all (Σw)_i are equal
 * @throws DataError `singular-covariance` naming the asset that is a combination of those before it, L_ii² ≤ 1e-13 Σ_ii
 */
export function unconstrainedMinimumVariance(
  engine: CholeskyFactoriser,
  covariance: Covariance,
): { weights: Float64Array; kktResidual: number } {
  const N = covariance.assets.length;
  const weights = byFactors(covariance) ?? byCholesky(engine, covariance);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  for (let i = 0; i < N; i++) weights[i] /= sum;

  const gradient = covarianceWith(covariance, weights);
  const variance = innerProduct(gradient, weights);
  const largest = gradient.reduce((size, value) => Math.max(size, Math.abs(value)), 0);
  const furthest = gradient.reduce((size, value) => Math.max(size, Math.abs(value - variance)), 0);
  return { weights, kktResidual: furthest / largest };
}

/** Σ⁻¹1, up to a factor, of a covariance of factors and a diagonal that is not singular; null of others. */
function byFactors(covariance: Covariance): Float64Array | null {
  const form = covariance.conditionNumber === null ? null : factorFormOf(covariance);
  if (form === null) return null;
  const n = form.diagonal.length;
  const one = Float64Array.of(1);
  const solution = solveFactorProgram({
    ...{ ...form, n, q: new Float64Array(n), A: new Float64Array(n).fill(1), l: one, u: one },
    lower: new Float64Array(n).fill(-Infinity),
    upper: new Float64Array(n).fill(Infinity),
  });
  return solution?.x ?? null;
}

function byCholesky(engine: CholeskyFactoriser, covariance: Covariance): Float64Array {
  const L = factor(engine, covariance);
  return backwardSolve(L, forwardSolve(L, new Float64Array(covariance.assets.length).fill(1)));
}

function factor(engine: CholeskyFactoriser, { name, assets, values }: Covariance): Float64Array {
  const N = assets.length;
  const singular = (pivot: number): DataError =>
    new DataError(
      'singular-covariance',
      `the ${name} covariance of ${N} assets is singular at ${assets[pivot]}: Σ⁻¹1 does not exist`,
      'use a positive definite estimator such as ledoitWolf, or minimumVariance, which solves semi-definite ones',
      { covariance: name, assets: N, asset: assets[pivot] },
    );
  try {
    const L = engine.cholesky(values, N);
    for (let i = 0; i < N; i++) {
      if (!(L[i * N + i] * L[i * N + i] > SINGULAR * values[i * N + i])) throw singular(i);
    }
    return L;
  } catch (error) {
    if (error instanceof NotPositiveDefiniteError) throw singular(error.pivot);
    throw error;
  }
}
