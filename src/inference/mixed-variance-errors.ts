import type { Engine } from '../create-engine.js';
import { ConfigError, ModelError } from '../errors.js';
import { covarianceOf } from '../mixed/checks.js';
import type { MixedModel, MixedModelFit } from '../mixed/types.js';
import { checkMixedOrigin } from './check-mixed-origin.js';
import { type Information, informationCovariance } from './information.js';

/** Standard errors of the variances and covariances of a general fit, from the information that it names. */
export interface MixedVarianceErrors {
  information: Information;
  /** q: the fit's variances, then its covariances as `cov(a, b)` */
  labels: string[];
  /** q; null at the boundary (all three of a pair with a singular covariance matrix) and where a component is fixed */
  standardErrors: (number | null)[];
  /** q×q sampling covariance, the inverse information of the others; 0 for those */
  covariance: Float64Array;
}

/** Longest step of the differences of scores, as a share of the distance to the boundary. */
const LARGEST_STEP = 0.25;

/**
 * Standard errors of variances and covariances from the average, the expected or the observed information at the
 * estimates, see `informationCovariance`. Those of the fit itself are from the average one.
 *
 * By ML the expected information is that of the variances beside the fixed effects, ½ tr(V⁻¹V_kV⁻¹V_l), and the observed
 * one that of the likelihood with the fixed effects at their best.
 *
 * @param fit of this model
 * @throws ConfigError `bad-value`; ModelError `fit-mismatch`, `not-converged`, `indefinite-information` where the
 *         information is not positive definite
 */
export function mixedVarianceErrors(
  engine: Engine,
  model: MixedModel,
  fit: MixedModelFit,
  information: Information,
): MixedVarianceErrors {
  if (!['average', 'expected', 'observed'].includes(information)) {
    throw new ConfigError(
      'bad-value',
      `information is ${String(information)}`,
      'information is average, expected or observed',
      { path: 'information', value: String(information) },
    );
  }
  const kept = checkMixedOrigin(model, fit);
  if (!fit.converged) {
    throw new ModelError(
      'not-converged',
      'the fit did not converge: its variances are not the estimates',
      'standard errors need a converged fit',
    );
  }
  const { variances, covariances = [] } = fit;
  const estimates = [...variances, ...covariances].map(({ estimate }) => estimate);
  const index = (label: string): number => variances.findIndex((own) => own.label === label);
  const pairs = covariances.map(({ labels: [a, b] }) => [index(a), index(b)] as const);
  const isInside = (k: number): boolean => {
    const { atBoundary, fixed } = variances[k < variances.length ? k : pairs[k - variances.length][0]];
    return !atBoundary && !fixed;
  };
  const inside = estimates.flatMap((_, k) => (isInside(k) ? [k] : []));
  // how far a component may go until it, or the covariance matrix that it is part of, is no longer positive definite
  const distance = (k: number): number => {
    if (k >= variances.length) {
      const [a, b] = pairs[k - variances.length].map((l) => estimates[l]);
      return Math.sqrt(a * b) - Math.abs(estimates[k]);
    }
    const pair = pairs.findIndex((own) => own.includes(k));
    if (pair < 0) return estimates[k];
    const partner = pairs[pair][0] === k ? pairs[pair][1] : pairs[pair][0];
    return estimates[k] - estimates[variances.length + pair] ** 2 / estimates[partner];
  };
  const covariance = informationCovariance(
    engine,
    (components) => engine.mixedLikelihood(kept, components),
    estimates,
    inside,
    (k) => LARGEST_STEP * distance(k),
    information,
  );
  const q = estimates.length;
  return {
    information,
    labels: [
      ...variances.map(({ label }) => label),
      ...covariances.map(({ labels: pair }) => covarianceOf(...pair)),
    ],
    standardErrors: estimates.map((_, k) => (inside.includes(k) ? Math.sqrt(covariance[k * q + k]) : null)),
    covariance,
  };
}
