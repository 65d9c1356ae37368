import { ModelError } from '../errors.js';
import type { MixedModelFit } from '../mixed/types.js';
import { chiSquareTail } from '../numeric/chi-square.js';
import { testedParameters } from './compare-mixed-fits.js';
import { likelihoodRatio, subscript } from './likelihood-ratio.js';

/** Likelihood-ratio test of general fits. */
export interface MixedLikelihoodRatioTest {
  /** what is tested: variances, covariances as `cov(a, b)`, fixed effects, as the full fit labels them */
  tested: string[];
  /** 2(ℓ_full − ℓ_reduced) */
  statistic: number;
  pValue: number;
  /** of the statistic under the null hypothesis, in words: `χ²₁`, `½χ²₀ + ½χ²₁`, `½χ²₁ + ½χ²₂`, … */
  distribution: string;
  /** degrees of freedom of the χ², or of the two with the weights ½ */
  degreesOfFreedom: [number] | [number, number];
  /** what makes the distribution an approximation, in words */
  notes: string[];
}

/**
 * Likelihood-ratio test of general fits, T = 2(ℓ_full − ℓ_reduced), by REML or ML.
 *
 * With k parameters that may go either way under the null hypothesis T is χ²_k; with one variance at 0 beside them
 * ½χ²_k + ½χ²_{k+1} (Self and Liang 1987; Stram and Lee 1994):
 *
 *     a variance that is 0                                       ½χ²₀ + ½χ²₁
 *     a random slope with its covariance to a term that stays    ½χ²₁ + ½χ²₂
 *     a covariance alone, or a variance held above 0             χ²₁
 *     g residual groups for one residual                         χ²_{g−1}
 *     k fixed effects, by ML                                     χ²_k
 *
 * Fixed effects may differ by ML alone. All hold for many independent levels; `mixedParametricBootstrap` needs none of it.
 *
 * @throws ModelError as `testedParameters`; `several-components` where more than one variance is at 0, whose mixture
 *         depends on the data; `not-converged`; `not-a-maximum` where the full fit has the lower likelihood
 */
export function mixedLikelihoodRatioTest(
  reduced: MixedModelFit,
  full: MixedModelFit,
): MixedLikelihoodRatioTest {
  const { labels, boundary, interior } = testedParameters(reduced, full);
  if (boundary.length > 1) {
    throw new ModelError(
      'several-components',
      `the fits differ in ${boundary.map((label) => `"${label}"`).join(' and ')}, which are at their boundary: of several the statistic has no simple distribution`,
      'test one variance at a time, or use mixedParametricBootstrap',
      { components: boundary },
    );
  }
  const statistic = mixedLikelihoodRatio(reduced, full);
  const degreesOfFreedom: [number] | [number, number] =
    boundary.length === 0 ? [interior] : [interior, interior + 1];
  const tails = degreesOfFreedom.map((k) =>
    k === 0 ? Number(statistic === 0) : chiSquareTail(statistic, k),
  );
  const others = reduced.variances.filter(({ atBoundary }) => atBoundary).map(({ label }) => label);
  return {
    tested: labels,
    statistic,
    pValue: statistic === 0 ? 1 : tails.reduce((sum, tail) => sum + tail, 0) / tails.length,
    distribution: degreesOfFreedom
      .map((k) => `${degreesOfFreedom.length > 1 ? '½' : ''}χ²${subscript(k)}`)
      .join(' + '),
    degreesOfFreedom,
    notes:
      others.length === 0
        ? []
        : [
            `${others.join(', ')} at the boundary in the reduced fit too: the distribution is approximate, mixedParametricBootstrap is not`,
          ],
  };
}

/**
 * 2(ℓ_full − ℓ_reduced) of general fits.
 *
 * @throws ModelError `not-converged`, `not-a-maximum`
 */
export function mixedLikelihoodRatio(reduced: MixedModelFit, full: MixedModelFit): number {
  return likelihoodRatio(reduced, full, 'the full fit has missed its maximum: report this model');
}
