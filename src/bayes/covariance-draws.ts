import { conditionNumber } from '../covariance/condition-number.js';
import { covariance } from '../covariance/covariance.js';
import type { Covariance } from '../covariance/types.js';
import type { Engine } from '../create-engine.js';
import type { ReturnMatrix } from '../data/check-returns.js';
import { ConfigError } from '../errors.js';
import { checkOrigin } from '../inference/check-origin.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import { tailFactor } from './student.js';
import type { PanelPosterior, PosteriorNote } from './types.js';

/** The covariance `total` of every draw of a posterior, made when it is asked for. */
export interface CovarianceDraws {
  assets: string[];
  /** the mean over all draws: with loadings as known, the covariance at the means of the variances */
  mean: Covariance;
  /**
   * of one draw, chains and draws counted from 0
   *
   * @throws ConfigError `bad-value`
   */
  at(chain: number, draw: number): Covariance;
  notes: PosteriorNote[];
}

/** That intervals of what is made of the covariances are too narrow. */
export const PLUG_IN_LOADINGS: PosteriorNote = {
  code: 'plug-in-loadings',
  message: 'loadings on covariates are those of the fit, as known: intervals of weights do not count them',
};

/**
 * The covariance `total` of every draw of the variances. It is linear in them while the loadings are those of the fit, as
 * known, so that a draw costs no fit:
 *
 *     Σ = Σ₀ + Σ_k φσ_k²·C_k,  mean Σ₀ + Σ_k E[φσ_k²]·C_k,  φ = df/(df − 2) with t errors, else 1
 *
 * @param returns of the window, as for `covariance`
 * @param posterior of this panel and model
 * @throws ModelError `fit-mismatch`, and as `covariance`
 * @see docs/bayes.md
 */
export function covarianceDraws(
  engine: Engine,
  returns: ReturnMatrix,
  panel: Panel,
  model: PanelModel,
  posterior: PanelPosterior,
): CovarianceDraws {
  const linear = linearCovariance(engine, returns, panel, model, posterior);
  const { assets } = linear.base;
  const whole = (values: Float64Array): Covariance => ({
    ...linear.base,
    values,
    conditionNumber: conditionNumber(engine, values, assets.length),
  });
  const position = (name: 'chain' | 'draw', value: number, count: number): number => {
    if (Number.isInteger(value) && value >= 0 && value < count) return value;
    throw new ConfigError(
      'bad-value',
      `${name} is ${String(value)}`,
      `give a whole number from 0 to ${count - 1}`,
      { path: name, value: String(value) },
    );
  };
  const { chains, draws } = posterior;
  return {
    assets: [...assets],
    mean: whole(
      linear.at((label) =>
        mean(posterior.variances[label].map((value, draw) => tailFactor(posterior, draw) * value)),
      ),
    ),
    at(chain, draw) {
      const index = position('chain', chain, chains) * draws + position('draw', draw, draws);
      return whole(linear.at((label) => tailFactor(posterior, index) * posterior.variances[label][index]));
    },
    notes: [PLUG_IN_LOADINGS],
  };
}

/** The covariance `total` as a function of the variances, with t errors of φσ². */
export interface LinearCovariance {
  /** Σ₀: what does not depend on variances */
  base: Covariance;
  /** N×N at the variances that are given by component */
  at(variance: (label: string) => number): Float64Array;
}

/** @throws as `covarianceDraws` */
export function linearCovariance(
  engine: Engine,
  returns: ReturnMatrix,
  panel: Panel,
  model: PanelModel,
  { fit }: Pick<PanelPosterior, 'fit'>,
): LinearCovariance {
  checkOrigin(panel, model, fit);
  const at = (variances: readonly number[]): Covariance =>
    covariance(engine, 'total', { returns, panel, model, fit: withVariances(fit, variances) });
  const none = fit.variances.map(() => 0);
  const base = at(none);
  const parts = fit.variances.map(({ label }, k) => {
    const { values } = at(none.map((_, l) => (l === k ? 1 : 0)));
    return { label, values: values.map((value, cell) => value - base.values[cell]) };
  });
  return {
    base,
    at(variance) {
      const sum = base.values.slice();
      for (const { label, values } of parts) {
        const own = variance(label);
        for (let cell = 0; cell < sum.length; cell++) sum[cell] += own * values[cell];
      }
      return sum;
    },
  };
}

/** A fit with other variances in the places of its own and φ = 1, its effects as they are. */
function withVariances(fit: PanelFit, variances: readonly number[]): PanelFit {
  return {
    ...fit,
    variances: fit.variances.map((own, k) => ({ ...own, estimate: variances[k] })),
    ...(fit.errors && { errors: { ...fit.errors, degreesOfFreedom: null } }),
  };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
