import type { Covariance } from '../covariance/types.js';
import { conditionNumber } from '../covariance/condition-number.js';
import type { ReturnMatrix } from '../data/check-returns.js';
import type { Engine } from '../create-engine.js';
import { ConfigError, ModelError } from '../errors.js';
import type { Panel, PanelModel } from '../model/types.js';
import { solvePortfolio } from '../portfolio/optimize.js';
import type { PortfolioOptions, PortfolioResult } from '../portfolio/types.js';
import { linearCovariance, PLUG_IN_LOADINGS } from './covariance-draws.js';
import { tailFactor } from './student.js';
import { summarizeDraws } from './summary.js';
import { thinned } from './thinned.js';
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
 * Optimal weights of the covariance of every draw, as `covarianceDraws` has it. Two portfolios average over the posterior:
 * the mean of the optimal weights, and the optimal weights of the mean of the covariances.
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
  const indices = thinned(posterior, thin, 4);
  if (!(threshold >= 0)) {
    throw new ConfigError('bad-value', `threshold is ${String(threshold)}`, 'give a number, 0 or more', {
      path: 'threshold',
      value: String(threshold),
    });
  }
  const linear = linearCovariance(engine, returns, panel, model, posterior);
  const { base } = linear;
  const N = base.assets.length;
  const mean = new Float64Array(N * N);
  const found: number[][] = base.assets.map(() => []);
  const asked = indices.length;
  const failures = new Map<string, number>();
  let warm: Parameters<typeof solvePortfolio>[3];
  for (const draw of indices) {
    const values = linear.at((label) => tailFactor(posterior, draw) * posterior.variances[label][draw]);
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
  const meanCovariance = { ...base, values: mean, conditionNumber: conditionNumber(engine, mean, N) };
  return {
    ...{ draws, asked, threshold, weights, meanCovariance },
    meanWeights: Object.fromEntries(weights.map((row) => [row.name, row.mean])),
    ofMeanCovariance: solvePortfolio(engine, meanCovariance, portfolio).result,
    notes: [
      PLUG_IN_LOADINGS,
      ...[...failures].map(([status, count]): PosteriorNote => ({
        code: 'failed-draws',
        message: `${count} of ${asked} draws have no optimal weights: ${status}`,
      })),
    ],
  };
}
