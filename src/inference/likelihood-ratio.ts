import { ModelError } from '../errors.js';
import type { PanelFit } from '../model/types.js';
import { chiSquareTail } from '../numeric/chi-square.js';
import { type TestedFixedEffects, testedEffects } from './compare-fits.js';
import { comparableStudent } from './comparable-student.js';

/** Test of one variance component, of equal residual variances, or of fixed effects of ML fits. */
export interface LikelihoodRatioTest {
  /**
   * the tested component as the full fit labels it; of equal ones `residual[a] = residual[b]`, several set apart by commas;
   * null where fixed effects are tested
   */
  component: string | null;
  /** its variance under the null hypothesis; null where several, or fixed effects, are tested */
  value: number | null;
  /** the effects of the full fit that the reduced one does not have; empty where variances are tested */
  fixedEffects: string[];
  /** 2(ℓ_full − ℓ_reduced) */
  statistic: number;
  /** of the χ², of a mixture the larger: how many variances or fixed effects the full fit has more */
  degreesOfFreedom: number;
  pValue: number;
  /**
   * of the statistic under the null hypothesis, as `χ²₃`; `½χ²₀ + ½χ²₁` where a variance is at its boundary there, σ² = 0
   */
  distribution: string;
  /** what makes the distribution an approximation, in words */
  notes: string[];
}

const SCALES_NOTE =
  'each fit has residual scales s_i of its own, which least squares and not the likelihood estimates: the distribution takes many periods';

/** A full fit whose log-likelihood is below the reduced one's by more than this share of it has missed its maximum. */
const ROUNDING = 1e-8;

/**
 * Likelihood-ratio test of one variance component or of equal residual variances, by REML or ML, or of fixed effects by ML:
 * T = 2(ℓ_full − ℓ_reduced).
 *
 * A variance cannot be negative, so that under σ² = 0 its estimate is 0 half of the time: T is then 0, and otherwise χ²₁
 * (Self and Liang 1987, case 5; Stram and Lee 1994). The p-value is half the tail of χ²₁, and 1 for T = 0. Of a variance
 * that the reduced fit holds above 0, T is χ²₁; of g residual groups that the reduced fit takes for one it is χ² with g − 1
 * degrees of freedom, as equal variances are no boundary. With one variance at 0 beside k such ones it is ½χ²_k + ½χ²_{k+1}.
 * Of r fixed effects that the reduced fit leaves out (every column of it being one of the full fit's) T is χ²_r. All hold for many independent periods or assets; with few, ML finds variances too small and
 * the test rejects too often.
 *
 * With period weights both fits have the same. With t errors ℓ is that of the t distribution with the same given degrees
 * of freedom, beside fixed effects of a REML fit a bound of it, and the notes say so.
 *
 * @param reduced without the term or the residual groups, or with its variance in `fixedVariances`; or with fewer fixed effects
 * @throws ModelError as `testedEffects`; `several-components` where more than one variance is tested at 0: the distribution is then
 *         a mixture with weights that depend on the data, and `parametricBootstrap` is the test; `not-converged`;
 *         `t-errors` of estimated degrees of freedom or `scale: residual`;
 *         `not-a-maximum` where the full fit has the lower likelihood
 */
export function likelihoodRatioTest(reduced: PanelFit, full: PanelFit): LikelihoodRatioTest {
  const { components, fixed } = testedEffects(reduced, full);
  const student = comparableStudent(full, 'a likelihood-ratio test');
  if (fixed !== null) return fixedEffectsTest(reduced, full, fixed, student);
  const boundary = components.filter(({ value, isEquality }) => value === 0 && !isEquality);
  if (boundary.length > 1) {
    const labels = boundary.map(({ label }) => label);
    throw new ModelError(
      'several-components',
      `the fits differ in ${labels.map((label) => `"${label}"`).join(' and ')}: of several variances at 0 the statistic has no simple distribution`,
      'test one component at a time, or use parametricBootstrap',
      { components: labels },
    );
  }
  const statistic = likelihoodRatio(reduced, full);
  const degreesOfFreedom = components.reduce((sum, component) => sum + component.degreesOfFreedom, 0);
  const degrees = boundary.length === 0 ? [degreesOfFreedom] : [degreesOfFreedom - 1, degreesOfFreedom];
  const tails = degrees.map((k) => (k === 0 ? 0 : chiSquareTail(statistic, k)));
  const others = reduced.variances
    .filter((variance) => variance.atBoundary)
    .map((variance) => variance.label);
  return {
    component: components.map(({ label }) => asWritten(label, full)).join(', '),
    value: components.length === 1 ? components[0].value : null,
    fixedEffects: [],
    statistic,
    degreesOfFreedom,
    pValue: statistic === 0 ? 1 : tails.reduce((sum, tail) => sum + tail, 0) / tails.length,
    distribution: degrees.map((k) => `${degrees.length > 1 ? '½' : ''}χ²${subscript(k)}`).join(' + '),
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

/** A label of a term as the full fit has it, with its spaces. */
function asWritten(label: string, { variances }: PanelFit): string {
  return variances.find((variance) => variance.label.replace(/\s/g, '') === label)?.label ?? label;
}

function fixedEffectsTest(
  reduced: PanelFit,
  full: PanelFit,
  { labels, degreesOfFreedom }: TestedFixedEffects,
  student: readonly string[],
): LikelihoodRatioTest {
  const statistic = likelihoodRatio(reduced, full);
  return {
    component: null,
    value: null,
    fixedEffects: labels,
    statistic,
    degreesOfFreedom,
    pValue: chiSquareTail(statistic, degreesOfFreedom),
    distribution: `χ²${subscript(degreesOfFreedom)}`,
    notes: [...student, ...(full.origin.scale === 'residual' ? [SCALES_NOTE] : [])],
  };
}

/** 12 → `₁₂` */
export function subscript(n: number): string {
  return Array.from(String(n), (digit) => String.fromCodePoint(0x2080 + Number(digit))).join('');
}

/** What a likelihood ratio takes of a fit, whatever model it is of. */
type MaximisedLikelihood = Pick<PanelFit, 'converged' | 'logLikelihood'> &
  Partial<Pick<PanelFit, 'errors' | 'scales'>>;

/**
 * 2(ℓ_full − ℓ_reduced), 0 where the difference is rounding. With t errors and `scale: "residual"` each fit has scales of its
 * own, which no likelihood chose: the difference is then what it is, below 0 too.
 *
 * @param hint what to do about a full fit that missed its maximum
 * @throws ModelError `not-converged`, `not-a-maximum`
 */
export function likelihoodRatio(
  reduced: MaximisedLikelihood,
  full: MaximisedLikelihood,
  hint = 'start the full fit from the variances of the reduced one',
): number {
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
  if (full.errors !== undefined && full.scales?.some((s) => s !== 1)) return statistic;
  const rounding = ROUNDING * Math.max(1, Math.abs(full.logLikelihood));
  if (statistic < -rounding) {
    throw new ModelError(
      'not-a-maximum',
      `the full fit has the log-likelihood ${full.logLikelihood}, below the reduced one's ${reduced.logLikelihood}`,
      hint,
      { full: full.logLikelihood, reduced: reduced.logLikelihood },
    );
  }
  return statistic <= rounding ? 0 : statistic;
}
