import type { Engine } from '../create-engine.js';
import { ConfigError, ModelError } from '../errors.js';
import { isResidualLabel } from '../model/residual-groups.js';
import { componentWeights } from '../model/summary.js';
import { parseRandomTerm } from '../model/terms.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import { chiSquareQuantile } from '../numeric/chi-square.js';
import { checkOrigin } from './check-origin.js';
import { ProfileLikelihood } from './profile-likelihood.js';

export interface HeritabilityInterval {
  estimate: number;
  lower: number;
  upper: number;
  /** probability that the interval is to cover h² with */
  level: number;
}

/** Width of the bracket, or distance of the likelihood from its cut, at which an end is found. */
const TOLERANCE = 1e-7;

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
 * @throws ConfigError `bad-value` unless 0 < level < 1; ModelError `fit-mismatch`, `not-converged`, `not-a-maximum`; `no-kernel` for a
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
  const excess = (h: number): number => {
    const drop = fit.logLikelihood - profile.at(h);
    if (drop < -ROUNDING * Math.max(1, Math.abs(fit.logLikelihood))) throw notTheMaximum(h, -drop);
    return Math.sqrt(2 * Math.max(0, drop)) - cutoff;
  };
  return { estimate, lower: end(excess, estimate, 0), upper: end(excess, estimate, 1), level };
}

/**
 * Where `excess` goes through 0 between the estimate and an end; the end itself where it does not. By the Illinois form of
 * regula falsi, with a bisection where the likelihood is 0 at the outer point.
 *
 * @param excess √(2[ℓ̂ − ℓ_p(h²)]) less its largest value in the interval: nearly a straight line on either side
 */
function end(excess: (h: number) => number, estimate: number, bound: 0 | 1): number {
  if (estimate === bound) return bound;
  let [inside, outside] = [
    { h: estimate, f: excess(estimate) },
    { h: bound as number, f: excess(bound) },
  ];
  if (outside.f <= 0) return bound;
  let last: 'inside' | 'outside' | null = null;
  while (Math.abs(outside.h - inside.h) > TOLERANCE) {
    const share = outside.f < Infinity ? inside.f / (inside.f - outside.f) : 0.5;
    const h = inside.h + share * (outside.h - inside.h);
    const f = excess(h);
    if (Math.abs(f) < TOLERANCE) return h;
    if (f > 0) {
      if (last === 'outside') inside = { h: inside.h, f: 0.5 * inside.f };
      [outside, last] = [{ h, f }, 'outside'];
    } else {
      if (last === 'inside') outside = { h: outside.h, f: 0.5 * outside.f };
      [inside, last] = [{ h, f }, 'inside'];
    }
  }
  return inside.h;
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
