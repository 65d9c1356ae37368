import type { EngineCore } from '../engine/core.js';
import { ModelError } from '../errors.js';
import { orthonormalBasis } from './basis.js';
import type { PanelDesign, PeriodColumn } from './design.js';
import { observedInPeriods } from './patterns.js';
import { periodDistances } from './period-distances.js';
import { weightColumns } from './period-weights.js';
import {
  LARGEST_DEGREES,
  SMALLEST_DEGREES,
  degreesStandardError,
  type PeriodDistances,
  studentCorrection,
  studentStep,
  studentWeights,
} from './student-likelihood.js';
import type { Panel, PanelFit, PanelModel, StudentErrors } from './types.js';

/** Relative change of a weight at which the iteration has converged. */
const TOLERANCE = 1e-8;
const MAX_ITERATIONS = 500;

const NORMAL_NOTE = `errors are normal: the degrees of freedom of their t distribution are at the upper end, ${LARGEST_DEGREES}`;
const HEAVIEST_NOTE = `the degrees of freedom of the errors are at the lower end, ${SMALLEST_DEGREES}: covariances within a period are ${Math.round(SMALLEST_DEGREES / (SMALLEST_DEGREES - 2))} times those of the bulk of the periods`;
const APPROXIMATE_NOTE =
  't errors are approximate beside common or persistent effects and missing returns: the weights of periods do not know all of the uncertainty of the effects';
const APPROXIMATE_ML_NOTE =
  't errors are approximate beside persistent effects: the weights of periods do not know of their uncertainty';
const ERRORS_NOTE = 'standard errors take the t weights of the periods as known';

/** A fit with normal errors whose covariances within a period are divided by these weights. */
type WeightedFit = (weights: Float64Array | undefined, start?: PanelFit) => PanelFit;

/**
 * Fit with multivariate t errors in each period: those of period t are N(0, Ω/τ_t), τ_t ~ Gamma(df/2, df/2). In turn
 *
 *     δ_t²        distances of the periods under the fitted Ω, plus what the uncertainty of the fixed effects adds
 *     df, c       raise the likelihood, c a common factor of all covariances
 *     w_t         = (df + n_t)/(df + δ_t²/c), the expectation of τ_t
 *     variances   REML, or ML, with the period weights w
 *
 * Without fixed effects this is ECME, which climbs the t likelihood. With them the restricted t likelihood, in which
 * they are integrated out, has no closed form; the turns climb
 *
 *     ℓ = ℓ_REML(w) + Σ_t [log t_df − log N](w_t)
 *
 * which is below it by the distance from τ given the data to independent τ_t (a variational bound), the same without
 * fixed effects, and REML's own ℓ as df → ∞. Maximum likelihood (`method: 'ML'`) takes δ_t² as it is and climbs the t
 * likelihood of fixed effects and covariances, with common fixed effects and missing returns too; it lets periods with large
 * weights draw the fixed effects to themselves and finds tails too heavy. With REML not exact in this sense, and said so, are common and persistent
 * effects, which count as known, and missing returns, where uncertainty is that of each asset alone; with either persistent
 * effects. With
 * `scale: "residual"` s_i are estimated anew in each turn, beside the likelihood.
 */
export function fitStudentErrors(
  core: EngineCore,
  panel: Panel,
  model: PanelModel,
  design: PanelDesign,
  weightedFit: WeightedFit,
  start?: PanelFit,
): PanelFit {
  const given = checkErrors(model);
  const own = model.contrasts === undefined ? 0 : 1;
  const dimensions = observedInPeriods(panel).map((count) => Math.max(0, count - own));
  const isML = model.method === 'ML';
  const exact = isML ? design.persistent.length === 0 : isExact(panel, design);
  const combined = (weights: Float64Array): Float64Array =>
    model.periodWeights ? weights.map((w, t) => w * model.periodWeights![t]) : weights;
  const step = (
    fit: PanelFit,
    weights: Float64Array,
  ): { distances: PeriodDistances; degrees: number; c: number } => {
    const squares = periodDistances(core, panel, model, design, fit);
    if (!isML) {
      const leverages = periodLeverages(panel, weightColumns(design.assetFixed, combined(weights)), own);
      for (let t = 0; t < squares.length; t++) squares[t] += leverages[t] / weights[t];
    }
    const distances = { squares, dimensions };
    return { distances, ...studentStep(distances, given, design.persistent.length === 0) };
  };

  const normal = weightedFit(model.periodWeights, start);
  let fit = normal;
  let weights: Float64Array = new Float64Array(panel.periods.length).fill(1);
  let next = step(fit, weights);
  let degrees = next.degrees;
  let iterations = 0;
  let remlIterations = normal.iterations;
  let converged = false;
  while (!converged && iterations < MAX_ITERATIONS) {
    iterations++;
    degrees = next.degrees;
    const moved = studentWeights(next.distances, degrees, next.c);
    fit = weightedFit(combined(moved), scaled(fit, next.c));
    remlIterations += fit.iterations;
    converged = fit.converged && moved.every((w, t) => Math.abs(w - weights[t]) <= TOLERANCE * w);
    weights = moved;
    next = step(fit, weights);
  }

  const isNormal = given === null && degrees >= LARGEST_DEGREES;
  const errors: StudentErrors = {
    degreesOfFreedom: isNormal ? null : degrees,
    estimated: given === null,
    standardError:
      given === null ? degreesStandardError(next.distances, degrees, design.persistent.length === 0) : null,
    weights: isNormal ? weights.fill(1) : weights,
    iterations,
    converged,
  };
  if (isNormal) return { ...normal, errors, notes: [...normal.notes, NORMAL_NOTE] };
  return {
    ...fit,
    logLikelihood: fit.logLikelihood + studentCorrection(dimensions, degrees, weights),
    converged,
    iterations: remlIterations,
    errors,
    notes: [
      ...fit.notes,
      ...(given === null && degrees <= SMALLEST_DEGREES ? [HEAVIEST_NOTE] : []),
      ...(exact ? [] : [isML ? APPROXIMATE_ML_NOTE : APPROXIMATE_NOTE]),
      ERRORS_NOTE,
    ],
  };
}

/** Of REML: fixed effects per asset alone, complete returns and no persistent effects. */
function isExact({ returns }: Panel, { commonFixed, persistent }: PanelDesign): boolean {
  return commonFixed.length === 0 && persistent.length === 0 && !returns.some(Number.isNaN);
}

/**
 * tr(Ω⁻¹·w_t·Var(ê_t)) of the fixed effects per asset: Σ_i h_ti over the observed assets, h_ti the leverage of period t
 * among those in which asset i is seen.
 *
 * @param columns weighted; @param contrasts 1 where one direction of the assets holds no data
 */
function periodLeverages(
  { assets, returns }: Panel,
  columns: readonly PeriodColumn[],
  contrasts: number,
): Float64Array {
  const N = assets.length;
  const T = returns.length / N;
  const sums = new Float64Array(T);
  const known = new Map<string, Float64Array>();
  for (let i = 0; i < N - contrasts; i++) {
    const seen = Array.from({ length: T }, (_, t) => (Number.isNaN(returns[t * N + i]) ? 0 : 1));
    const key = seen.join('');
    const own =
      known.get(key) ??
      leverages(
        columns.map(({ label, values }) => ({ label, values: values.map((x, t) => x * seen[t]) })),
        T,
      );
    known.set(key, own);
    for (let t = 0; t < T; t++) sums[t] += own[t];
  }
  return sums;
}

/** Diagonal of the projection on the columns. */
function leverages(columns: readonly PeriodColumn[], T: number): Float64Array {
  const sums = new Float64Array(T);
  for (const q of orthonormalBasis(columns)) for (let t = 0; t < T; t++) sums[t] += q[t] * q[t];
  return sums;
}

/** Degrees of freedom that are given, null where they are estimated. */
function checkErrors({ errors, residualGroups }: PanelModel): number | null {
  if (residualGroups?.periods !== undefined) {
    throw new ModelError(
      'bad-errors',
      `t errors weight each period by what it shows, and residual variances differ by ${residualGroups.periods}: both are answers to the same question`,
      'leave residualGroups.periods out, or errors',
      { periods: residualGroups.periods },
    );
  }
  const { kind, degreesOfFreedom } = errors!;
  if (kind !== 't') {
    throw new ModelError(
      'bad-errors',
      `errors are of the kind ${String(kind)}`,
      'the kind is "t"; leave errors out for normal ones',
      { kind: String(kind) },
    );
  }
  if (degreesOfFreedom === 'estimate') return null;
  if (degreesOfFreedom > 2 && degreesOfFreedom < Infinity) return degreesOfFreedom;
  throw new ModelError(
    'bad-errors',
    `errors have ${String(degreesOfFreedom)} degrees of freedom`,
    'give a number above 2, below which t errors have no variance, or "estimate"',
    { degreesOfFreedom },
  );
}

/** A fit to start from: all variances times c. */
function scaled(fit: PanelFit, c: number): PanelFit {
  return {
    ...fit,
    variances: fit.variances.map((variance) => ({ ...variance, estimate: c * variance.estimate })),
  };
}
