import { ModelError } from '../errors.js';
import type { PanelFit } from '../model/types.js';
import { chiSquareTail } from '../numeric/chi-square.js';
import { testedComponents } from './compare-fits.js';
import { comparableStudent } from './comparable-student.js';

/** Test of one variance component. */
export interface LikelihoodRatioTest {
  /** the tested component as the full fit labels it */
  component: string;
  /** its variance under the null hypothesis */
  value: number;
  /** 2(ℓ_full − ℓ_reduced) */
  statistic: number;
  pValue: number;
  /** of the statistic under the null hypothesis: the mixture where it is at the boundary, σ² = 0 */
  distribution: '½χ²₀ + ½χ²₁' | 'χ²₁';
  /** what makes the distribution an approximation, in words */
  notes: string[];
}

/** A full fit whose log-likelihood is below the reduced one's by more than this share of it has missed its maximum. */
const ROUNDING = 1e-8;

/**
 * Likelihood-ratio test of one variance component, by REML: T = 2(ℓ_full − ℓ_reduced).
 *
 * A variance cannot be negative, so that under σ² = 0 its estimate is 0 half of the time: T is then 0, and otherwise χ²₁
 * (Self and Liang 1987, case 5; Stram and Lee 1994). The p-value is half the tail of χ²₁, and 1 for T = 0. Of a variance
 * that the reduced fit holds above 0, T is χ²₁. Both hold for many independent periods or assets.
 *
 * With period weights both fits have the same. With t errors ℓ is that of the t distribution with the same given degrees
 * of freedom, beside fixed effects a bound of it, and the notes say so.
 *
 * @param reduced without the term, or with its variance in `fixedVariances`
 * @throws ModelError as `testedComponents`; `several-components` where more than one differs: the distribution is then a
 *         mixture with weights that depend on the data, and `parametricBootstrap` is the test; `not-converged`;
 *         `t-errors` of estimated degrees of freedom or `scale: residual`;
 *         `not-a-maximum` where the full fit has the lower likelihood
 */
export function likelihoodRatioTest(reduced: PanelFit, full: PanelFit): LikelihoodRatioTest {
  const tested = testedComponents(reduced, full);
  const student = comparableStudent(full, 'a likelihood-ratio test');
  if (tested.length > 1) {
    const labels = tested.map(({ label }) => label);
    throw new ModelError(
      'several-components',
      `the fits differ in ${labels.map((label) => `"${label}"`).join(' and ')}: of several variances at 0 the statistic has no simple distribution`,
      'test one component at a time, or use parametricBootstrap',
      { components: labels },
    );
  }
  const [{ label, value }] = tested;
  const statistic = likelihoodRatio(reduced, full);
  const tail = chiSquareTail(statistic, 1);
  const atBoundary = value === 0;
  const others = reduced.variances
    .filter((variance) => variance.atBoundary)
    .map((variance) => variance.label);
  return {
    component: full.variances.find((variance) => variance.label.replace(/\s/g, '') === label)!.label,
    value,
    statistic,
    pValue: atBoundary && statistic > 0 ? 0.5 * tail : tail,
    distribution: atBoundary ? '½χ²₀ + ½χ²₁' : 'χ²₁',
    notes: [
      ...student,
      ...(others.length === 0
        ? []
        : [
            `${others.join(', ')} at 0 in the reduced fit too: the distribution is approximate, parametricBootstrap is not`,
          ]),
    ],
  };
}

/**
 * 2(ℓ_full − ℓ_reduced), 0 where the difference is rounding. With t errors and `scale: "residual"` each fit has scales of its
 * own, which no likelihood chose: the difference is then what it is, below 0 too.
 *
 * @throws ModelError `not-converged`, `not-a-maximum`
 */
export function likelihoodRatio(reduced: PanelFit, full: PanelFit): number {
  for (const [which, fit] of [['reduced', reduced] as const, ['full', full] as const]) {
    if (fit.converged) continue;
    throw new ModelError(
      'not-converged',
      `the ${which} fit did not converge: its log-likelihood ${fit.logLikelihood} is not the maximum`,
      'a test needs two converged fits',
      { fit: which },
    );
  }
  const statistic = 2 * (full.logLikelihood - reduced.logLikelihood);
  if (full.errors !== undefined && full.origin.scale === 'residual') return statistic;
  const rounding = ROUNDING * Math.max(1, Math.abs(full.logLikelihood));
  if (statistic < -rounding) {
    throw new ModelError(
      'not-a-maximum',
      `the full fit has the log-likelihood ${full.logLikelihood}, below the reduced one's ${reduced.logLikelihood}`,
      'start the full fit from the variances of the reduced one',
      { full: full.logLikelihood, reduced: reduced.logLikelihood },
    );
  }
  return statistic <= rounding ? 0 : statistic;
}
