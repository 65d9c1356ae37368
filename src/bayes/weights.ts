import type { Covariance } from '../covariance/types.js';
import { covariance } from '../covariance/covariance.js';
import type { ReturnMatrix } from '../data/check-returns.js';
import type { Engine } from '../create-engine.js';
import { ConfigError, ModelError } from '../errors.js';
import { checkOrigin } from '../inference/check-origin.js';
import type { Panel, PanelModel } from '../model/types.js';
import { solvePortfolio } from '../portfolio/optimize.js';
import type { PortfolioOptions, PortfolioResult } from '../portfolio/types.js';
import { summarizeDraws } from './summary.js';
import type { PanelPosterior, PosteriorNote, PosteriorSummary } from './types.js';

/** What `posteriorWeights` can be told. */
export interface PosteriorWeightsOptions {
  /** objective and constraints, as of `optimizeWeights`; default minimum variance, long-only */
  portfolio?: PortfolioOptions;
  /** every so-manieth draw of each chain; default 1 */
  thin?: number;
  /** an asset is held above this weight; default 0.001 */
  threshold?: number;
}

/** An asset's weight over the draws. */
export interface WeightSummary extends PosteriorSummary {
  /** share of the draws with a weight above the threshold */
  probabilityHeld: number;
}

/** Optimal weights of every draw of the variances. */
export interface PosteriorWeights {
  /** draws of the covariance that weights were found for, of those asked for */
  draws: number;
  asked: number;
  threshold: number;
  /** by asset; R̂ and effective sizes are NaN where draws failed, since chains are then not of one length */
  weights: WeightSummary[];
  /** mean of the weights of the draws: keeps every convex constraint */
  meanWeights: Record<string, number>;
  /** the portfolio of the mean of the covariances, which is not `meanWeights` */
  ofMeanCovariance: PortfolioResult;
  /** mean of the total covariances of the draws */
  meanCovariance: Covariance;
  notes: PosteriorNote[];
}

/**
 * Optimal weights of the total covariance of every draw. Covariances are linear in the variances while the loadings are those
 * of the fit, as known: Σ = Σ₀ + Σ_k σ_k²·C_k.
 *
 * @param returns of the window, as for `covariance`
 * @param posterior of this panel and model
 * @throws ConfigError `bad-value` and as `optimizeWeights`; ModelError `fit-mismatch`, `no-weights` where no draw has any, and as
 *         `covariance`
 */
export function posteriorWeights(
  engine: Engine,
  returns: ReturnMatrix,
  panel: Panel,
  model: PanelModel,
  posterior: PanelPosterior,
  options: PosteriorWeightsOptions = {},
): PosteriorWeights {
  const { portfolio = {}, thin = 1, threshold = 1e-3 } = options;
  if (!Number.isInteger(thin) || thin < 1 || thin > posterior.draws / 4) {
    throw new ConfigError(
      'bad-value',
      `thin is ${String(thin)}`,
      `give a whole number from 1 to a quarter of the ${posterior.draws} draws of a chain`,
      { path: 'thin', value: String(thin) },
    );
  }
  if (!(threshold >= 0)) {
    throw new ConfigError('bad-value', `threshold is ${String(threshold)}`, 'give a number, 0 or more', {
      path: 'threshold',
      value: String(threshold),
    });
  }
  checkOrigin(panel, model, posterior.fit);
  const { fit } = posterior;
  const at = (variances: readonly number[]): Covariance =>
    covariance(engine, 'total', {
      ...{ returns, panel, model },
      fit: { ...fit, variances: fit.variances.map((own, k) => ({ ...own, estimate: variances[k] })) },
    });
  const none = fit.variances.map(() => 0);
  const base = at(none);
  const parts = none.map((_, k) => {
    const { values } = at(none.map((_, l) => (l === k ? 1 : 0)));
    return values.map((value, cell) => value - base.values[cell]);
  });
  const components = fit.variances.map(({ label }) => posterior.variances[label]);
  const N = base.assets.length;
  const mean = new Float64Array(N * N);
  const found: number[][] = base.assets.map(() => []);
  const perChain = Math.floor(posterior.draws / thin);
  const asked = perChain * posterior.chains;
  const failures = new Map<string, number>();
  let warm: Parameters<typeof solvePortfolio>[3];
  for (let index = 0; index < asked; index++) {
    const draw = Math.floor(index / perChain) * posterior.draws + (index % perChain) * thin;
    const values = base.values.slice();
    parts.forEach((part, k) => {
      const variance = components[k][draw];
      for (let cell = 0; cell < values.length; cell++) values[cell] += variance * part[cell];
    });
    for (let cell = 0; cell < values.length; cell++) mean[cell] += values[cell] / asked;
    const { result, solution } = solvePortfolio(engine, { ...base, values }, portfolio, warm);
    if (result.status !== 'optimal') {
      failures.set(result.status, (failures.get(result.status) ?? 0) + 1);
      continue;
    }
    warm = solution ?? warm;
    base.assets.forEach((asset, i) => found[i].push(result.weights[asset]));
  }
  const draws = found[0].length;
  if (draws === 0) {
    throw new ModelError(
      'no-weights',
      `none of the ${asked} covariances drawn has optimal weights: ${[...failures.keys()].join(', ')}`,
      'relax the constraints',
      { draws: asked },
    );
  }
  const weights = found.map((values, i): WeightSummary => {
    const own = summarizeDraws(
      base.assets[i],
      Float64Array.from(values),
      draws === asked ? posterior.chains : 1,
    );
    const unknown = { rHat: NaN, essBulk: NaN, essTail: NaN, monteCarloError: NaN };
    const probabilityHeld = values.filter((weight) => weight > threshold).length / draws;
    return { ...own, ...(draws === asked ? {} : unknown), probabilityHeld };
  });
  const meanCovariance: Covariance = { ...base, values: mean, conditionNumber: null };
  return {
    ...{ draws, asked, threshold, weights, meanCovariance },
    meanWeights: Object.fromEntries(weights.map((row) => [row.name, row.mean])),
    ofMeanCovariance: solvePortfolio(engine, meanCovariance, portfolio).result,
    notes: [
      {
        code: 'plug-in-loadings',
        message:
          'loadings on covariates are those of the fit, as known: intervals of weights do not count them',
      },
      ...[...failures].map(([status, count]): PosteriorNote => ({
        code: 'failed-draws',
        message: `${count} of ${asked} draws have no optimal weights: ${status}`,
      })),
    ],
  };
}
