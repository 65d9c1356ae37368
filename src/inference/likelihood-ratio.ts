import { ModelError } from '../errors.js';
import type { PanelFit } from '../model/types.js';
import { chiSquareTail } from '../numeric/chi-square.js';
import { testedComponents } from './compare-fits.js';

/** Test of one variance component, or of equal residual variances. */
export interface LikelihoodRatioTest {
  /** the tested component as the full fit labels it; of equal ones `residual[a] = residual[b]`, several set apart by commas */
  component: string;
  /** its variance under the null hypothesis; null where several are tested */
  value: number | null;
  /** 2(ℓ_full − ℓ_reduced) */
  statistic: number;
  pValue: number;
  /** of the statistic under the null hypothesis: the mixture where it is at the boundary, σ² = 0 */
  distribution: '½χ²₀ + ½χ²₁' | `χ²${string}`;
  degreesOfFreedom: number;
  /** what makes the distribution an approximation, in words */
  notes: string[];
}

/** A full fit whose log-likelihood is below the reduced one's by more than this share of it has missed its maximum. */
const ROUNDING = 1e-8;

/**
 * Likelihood-ratio test of one variance component, or of equal residual variances, by REML: T = 2(ℓ_full − ℓ_reduced).
 *
 * A variance cannot be negative, so that under σ² = 0 its estimate is 0 half of the time: T is then 0, and otherwise χ²₁
 * (Self and Liang 1987, case 5; Stram and Lee 1994). The p-value is half the tail of χ²₁, and 1 for T = 0. Of a variance
 * that the reduced fit holds above 0, T is χ²₁; and of g residual groups that the reduced fit takes for one it is χ² with
 * g − 1 degrees of freedom: equal variances are no boundary. All hold for many independent periods or assets.
 *
 * @param reduced without the term or the residual groups, or with its variance in `fixedVariances`
 * @throws ModelError as `testedComponents`; `several-components` where one of several is tested at 0: the distribution is then a
 *         mixture with weights that depend on the data, and `parametricBootstrap` is the test; `not-converged`;
 *         `not-a-maximum` where the full fit has the lower likelihood
 */
export function likelihoodRatioTest(reduced: PanelFit, full: PanelFit): LikelihoodRatioTest {
  const tested = testedComponents(reduced, full);
  const atBoundary = tested.some(({ value, isEquality }) => value === 0 && !isEquality);
  if (tested.length > 1 && atBoundary) {
    const labels = tested.map(({ label }) => label);
    throw new ModelError(
      'several-components',
      `the fits differ in ${labels.map((label) => `"${label}"`).join(' and ')}: of several variances at 0 the statistic has no simple distribution`,
      'test one component at a time, or use parametricBootstrap',
      { components: labels },
    );
  }
  const statistic = likelihoodRatio(reduced, full);
  const degreesOfFreedom = tested.reduce((sum, component) => sum + component.degreesOfFreedom, 0);
  const tail = chiSquareTail(statistic, degreesOfFreedom);
  const others = reduced.variances
    .filter((variance) => variance.atBoundary)
    .map((variance) => variance.label);
  return {
    component: tested.map(({ label }) => asWritten(label, full)).join(', '),
    value: tested.length === 1 ? tested[0].value : null,
    statistic,
    pValue: atBoundary && statistic > 0 ? 0.5 * tail : tail,
    distribution: atBoundary ? '½χ²₀ + ½χ²₁' : `χ²${subscript(degreesOfFreedom)}`,
    degreesOfFreedom,
    notes:
      others.length === 0
        ? []
        : [
            `${others.join(', ')} at 0 in the reduced fit too: the distribution is approximate, parametricBootstrap is not`,
          ],
  };
}

/** A label of a term as the full fit has it, with its spaces. */
function asWritten(label: string, { variances }: PanelFit): string {
  return variances.find((variance) => variance.label.replace(/\s/g, '') === label)?.label ?? label;
}

function subscript(n: number): string {
  return String(n).replace(/\d/g, (digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]);
}

/**
 * 2(ℓ_full − ℓ_reduced), 0 where the difference is rounding.
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
