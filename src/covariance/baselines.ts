import type { Engine } from '../create-engine.js';
import { type ReturnMatrix, checkReturns } from '../data/check-returns.js';
import { DataError } from '../errors.js';
import { discountOf } from '../model/half-life.js';
import { refuseConstant } from './standardised.js';
import type { Covariance } from './types.js';

/** Values of an estimate, and what it tells of itself. */
export type Estimate = Pick<
  Covariance,
  'values' | 'shrinkage' | 'factors' | 'halfLife' | 'posterior' | 'movement' | 'effectiveSampleSize' | 'notes'
>;

/** Nonlinear shrinkage rests on a density of eigenvalues: its formulas need n = T − 1 of at least this. */
const FEWEST_FOR_NONLINEAR = 12;

/**
 * Linear shrinkage to equal correlations (Ledoit and Wolf 2004, "Honey, I shrunk the sample covariance matrix"), or to a
 * single-factor model (2003): Σ̂ = ρF + (1 − ρ)S, by the authors' formulas with n = T − 1.
 *
 * @param returns T × N, no missing cell; T may be smaller than N
 * @param market  of `singleFactor`: T returns; by default the mean of the assets, as in the authors' code
 * @throws DataError as `sampleCovariance`, `zero-variance` of an asset or of the market, `wrong-length` and `not-finite` of
 *         the market
 */
export function linearShrinkage(
  engine: Engine,
  name: 'constantCorrelation' | 'singleFactor',
  returns: ReturnMatrix,
  market?: Float64Array,
): Estimate {
  checkReturns(returns);
  refuseConstant(returns);
  const { values, shrinkage } = engine.estimateCovariance(name, returns, { market });
  return { values, shrinkage, effectiveSampleSize: returns.dates.length - 1 };
}

/**
 * Nonlinear shrinkage of the eigenvalues: quadratic-inverse (Ledoit and Wolf 2022) or analytical (2020), n = T − 1.
 *
 * @param returns T × N, no missing cell; T may be smaller than N, n has to be 12 or more
 * @throws DataError as `sampleCovariance`, `too-few-periods`, `zero-variance`, `singular-sample` where the returns span fewer
 *         than min(N, n) dimensions
 */
export function nonlinearShrinkage(
  engine: Engine,
  name: 'nonlinear' | 'nonlinear2020',
  returns: ReturnMatrix,
): Estimate {
  checkReturns(returns);
  const n = returns.dates.length - 1;
  if (n < FEWEST_FOR_NONLINEAR) {
    throw new DataError(
      'too-few-periods',
      `${n + 1} periods of returns when ${name} needs at least ${FEWEST_FOR_NONLINEAR + 1}`,
      'give a longer training window, or use ledoitWolf',
      { periods: n + 1, needed: FEWEST_FOR_NONLINEAR + 1, covariance: name },
    );
  }
  refuseConstant(returns);
  const { values } = engine.estimateCovariance(name, returns);
  return { values, effectiveSampleSize: n };
}

/**
 * Exponentially weighted covariance Σ w_t(y_t − ȳ)(y_t − ȳ)'/(1 − Σw_t²), w_t ∝ 2^{−(T − 1 − t)/h}, Σw_t = 1, ȳ = Σw_t·y_t.
 * For h → ∞ it is the sample covariance.
 *
 * @param halfLife h in periods; by default T/2
 * @throws DataError as `sampleCovariance`, `too-few-periods` where the weights leave less than one effective observation
 *         beside the mean, 1/Σw² < 2
 */
export function exponential(
  engine: Engine,
  returns: ReturnMatrix,
  halfLife = returns.dates.length / 2,
): Estimate {
  checkReturns(returns);
  const T = returns.dates.length;
  const { counts, effectivePeriods } = discountOf(T, halfLife);
  if (!(effectivePeriods >= 2)) {
    throw new DataError(
      'too-few-periods',
      `with a half-life of ${halfLife} the ${T} periods of returns count as ${effectivePeriods.toFixed(2)} when at least 2 are needed`,
      'give a longer half-life, or a longer training window',
      { periods: T, halfLife, effectivePeriods, needed: 2 },
    );
  }
  const weights = counts.map((count) => count / effectivePeriods);
  const { values } = engine.estimateCovariance('exponential', returns, { weights });
  return { values, halfLife, effectiveSampleSize: effectivePeriods - 1 };
}

/**
 * The k leading principal components of the sample covariance and what they leave of each variance:
 * V_kΛ_kV_k' + diag(S − V_kΛ_kV_k').
 *
 * @param factors k; by default the number of eigenvalues of the correlation matrix above (1 + √(N/n))², the edge of those
 *                of noise (Marchenko and Pastur), at least 1 and less than min(N, n)
 * @throws DataError as `sampleCovariance`, `zero-variance`, `too-many-factors` of more than min(N, T − 1)
 */
export function pcaFactor(engine: Engine, returns: ReturnMatrix, factors?: number): Estimate {
  checkReturns(returns);
  refuseConstant(returns);
  return {
    ...engine.estimateCovariance('pcaFactor', returns, { factors }),
    effectiveSampleSize: returns.dates.length - 1,
  };
}
