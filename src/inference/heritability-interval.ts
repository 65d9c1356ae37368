import type { Engine } from '../create-engine.js';
import { ConfigError, ModelError } from '../errors.js';
import { isResidualLabel } from '../model/residual-groups.js';
import { componentWeights } from '../model/summary.js';
import { parseRandomTerm } from '../model/terms.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import { chiSquareQuantile } from '../numeric/chi-square.js';
import { checkOrigin, refuseDiscounted, refuseStudent } from './check-origin.js';
import { ProfileLikelihood } from './profile-likelihood.js';

/** An interval of the heritability by profile likelihood: shares between 0 and 1. */
export interface HeritabilityInterval {
  estimate: number;
  lower: number;
  upper: number;
  /** probability that the interval is to cover h² with */
  level: number;
}

/** Distance of √(2[ℓ̂ − ℓ_p]) from its cut, or width of the bracket, at which an end is found. */
const TOLERANCE = 3e-6;
const WIDTH = 1e-7;

/** Share of the way to the end of the first step where the heritability has no standard error. */
const FIRST_STEP = 0.1;

/** A profile likelihood above the fit's by more than this share of it shows that the fit missed its maximum. */
const ROUNDING = 1e-8;

/**
 * Profile-likelihood confidence interval of the heritability: all h² with
 *
 *     2[ℓ̂ − max{ℓ(σ²) : h²(σ²) = h²}] ≤ χ²₁,level
 *
 * between the crossings next to the estimate; an end that the likelihood does not exclude is 0 or 1. Unlike h² ± z·SE it
 * stays within [0, 1] and does not take the likelihood for a parabola. At the ends 0 and 1 it is wider than its level.
 *
 * @param fit of this panel and this model
 * @param options.level default 0.95
 * @throws ConfigError `bad-value` unless 0 < level < 1; ModelError `discounted-likelihood`, `t-errors`, `fit-mismatch`, `not-converged`, `not-a-maximum`; `no-kernel` for a
 *         model whose heritability is 0; `fixed-variances`
 */
export function heritabilityInterval(
  engine: Engine,
  panel: Panel,
  model: PanelModel,
  fit: PanelFit,
  options: { level?: number } = {},
): HeritabilityInterval {
  const { level = 0.95 } = options;
  if (!(level > 0 && level < 1)) {
    throw new ConfigError('bad-value', `level is ${String(level)}`, 'a level lies between 0 and 1, as 0.95', {
      path: 'level',
      value: String(level),
    });
  }
  refuseDiscounted(model.halfLife !== undefined, 'a profile likelihood of the heritability');
  refuseStudent(
    model.errors !== undefined,
    'a profile likelihood of the heritability',
    'the weights of t errors are known at the estimates alone: a profile likelihood beside them would be too narrow',
    'use the standard error of the heritability, which takes the weights as known too, or normal errors',
  );
  checkOrigin(panel, model, fit);
  refuseUnusable(fit);
  const weights = componentWeights(panel, model, fit);
  const profile = new ProfileLikelihood(
    (variances) => engine.panelLikelihood(panel, model, variances),
    (problem) => engine.solveQP(problem),
    fit.variances.map(({ label, estimate }, k) => ({
      part: weights[k] * estimate,
      weight: weights[k],
      isRelated: hasKernel(label),
    })),
  );
  const cutoff = Math.sqrt(chiSquareQuantile(1 - level, 1));
  const { estimate } = fit.heritability;
  const excess = (h: number): Excess => {
    const { value, slope } = profile.at(h);
    const drop = fit.logLikelihood - value;
    if (drop < -ROUNDING * Math.max(1, Math.abs(fit.logLikelihood))) throw notTheMaximum(h, -drop);
    const root = Math.sqrt(2 * Math.max(0, drop));
    return { f: root - cutoff, slope: root > 0 ? -slope / root : 0 };
  };
  const reach = cutoff * (fit.heritability.standardError ?? 0);
  const side = (bound: 0 | 1): number => end(excess, estimate, bound, reach);
  return { estimate, lower: side(0), upper: side(1), level };
}

/** √(2[ℓ̂ − ℓ_p(h²)]) less its largest value in the interval, nearly a straight line on either side, and its derivative. */
interface Excess {
  f: number;
  slope: number;
}

/**
 * Where `excess` goes through 0 between the estimate and an end; the end itself where it does not. Newton's steps within
 * a bracket, bisections where they leave it; the first step is that of a parabola with the standard error of the fit.
 *
 * @param reach distance of the ends of h² ± z·SE; 0 where that is unknown
 */
function end(excess: (h: number) => Excess, estimate: number, bound: 0 | 1, reach: number): number {
  if (estimate === bound) return bound;
  const direction = bound === 0 ? -1 : 1;
  const isBeyond = (h: number): boolean => direction * (bound - h) <= 0;
  let inside = estimate;
  let outside: number | null = null;
  let next = reach > 0 ? inside + direction * reach : inside + FIRST_STEP * (bound - inside);
  for (;;) {
    if (outside === null && isBeyond(next)) {
      if (excess(bound).f <= 0) return bound;
      outside = bound;
    }
    const isBetween: boolean =
      direction * (next - inside) > 0 && (outside === null || direction * (outside - next) > 0);
    const h: number = isBetween ? next : 0.5 * (inside + (outside ?? bound));
    const { f, slope } = excess(h);
    if (Math.abs(f) < TOLERANCE) return h;
    if (f > 0) outside = h;
    else inside = h;
    if (outside !== null && Math.abs(outside - inside) < WIDTH) return inside;
    next = direction * slope > 0 ? h - f / slope : NaN;
  }
}

function hasKernel(label: string): boolean {
  return !isResidualLabel(label) && parseRandomTerm(label).kind !== 'time';
}

function refuseUnusable(fit: PanelFit): void {
  if (!fit.converged) {
    throw new ModelError(
      'not-converged',
      'the fit did not converge: its log-likelihood is not the maximum',
      'an interval needs a converged fit',
    );
  }
  if (fit.variances.some(({ fixed }) => fixed === true)) {
    throw new ModelError(
      'fixed-variances',
      'the fit has fixed variances: its heritability is not free',
      'fit the model without fixedVariances',
    );
  }
  if (!fit.variances.some(({ label }) => hasKernel(label))) {
    throw new ModelError(
      'no-kernel',
      'the model has no term with a kernel: its heritability is 0 by definition',
      'add a term such as asset(K) or asset:time(K)',
    );
  }
}

function notTheMaximum(heritability: number, gain: number): ModelError {
  return new ModelError(
    'not-a-maximum',
    `variances of the heritability ${heritability.toPrecision(4)} have a log-likelihood ${gain.toPrecision(3)} above the fit's`,
    'start the fit from other variances',
    { heritability, gain },
  );
}
