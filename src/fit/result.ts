import { covarianceToCorrelation } from '../covariance/correlation.js';
import { covarianceNames } from '../covariance/covariance.js';
import type { CovarianceName } from '../covariance/types.js';
import { attempt } from '../backtest/outcome.js';
import { summarizeFit } from '../model/summary.js';
import type { FitInference, FitResult, ModelFit } from './types.js';

/**
 * What a fit shows, as plain JSON; the series (fitted values, residuals, BLUPs by period) stay in the fit.
 *
 * @param inference what `fitInference` found
 */
export function fitResult(modelFit: ModelFit, inference: FitInference | null = null): FitResult {
  const { config, panel, model, fit, returns, marketAsset } = modelFit;
  const { market } = config;
  return {
    config,
    engineVersion: modelFit.engineVersion,
    dataHash: modelFit.dataHash,
    data: {
      universe: modelFit.universe,
      assets: panel.assets,
      satOut: modelFit.satOut,
      market: typeof market === 'string' ? market : `${market.column} of ${market.path}`,
      marketIsAsset: marketAsset !== null,
      frequency: returns.frequency,
      periods: {
        count: panel.periods.length,
        first: panel.periods[0],
        last: panel.periods[panel.periods.length - 1],
      },
    },
    notes: modelFit.notes,
    model: {
      fixed: model.fixed,
      random: model.random,
      scale: config.model.scale,
      path: fit.path,
      converged: fit.converged,
      iterations: fit.iterations,
      kktResidual: fit.kktResidual,
      logLikelihood: fit.logLikelihood,
    },
    ...summarizeFit(panel, model, fit),
    heritability: fit.heritability,
    inference,
    conditionNumbers: covarianceNames.map((name) => ({
      covariance: name,
      conditionNumber: modelFit.covariances[name]?.conditionNumber ?? null,
      reason: modelFit.covarianceFailures[name] ?? null,
    })),
    correlations: {
      assets: returns.assets,
      sample: correlations(modelFit, 'sample'),
      systematic: correlations(modelFit, 'systematic'),
    },
  };
}

function correlations({ covariances }: ModelFit, name: CovarianceName): number[] | null {
  const estimate = covariances[name];
  if (estimate === undefined) return null;
  const outcome = attempt(() => covarianceToCorrelation(estimate));
  return 'failure' in outcome ? null : Array.from(outcome.value);
}
