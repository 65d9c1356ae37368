import { covarianceToCorrelation } from '../covariance/correlation.js';
import { covarianceNames } from '../covariance/covariance.js';
import type { CovarianceName } from '../covariance/types.js';
import { kernelBlock } from '../kernels/block.js';
import { kernelPairs } from '../kernels/pairs.js';
import { attempt } from '../backtest/outcome.js';
import { marketName } from '../backtest/window-market.js';
import { estimatedTerms } from '../model/average.js';
import { designPanel, fittedFixedTerms } from '../model/design.js';
import { summarizeErrors } from '../model/errors-summary.js';
import { summarizeFit } from '../model/summary.js';
import { weightsByPeriod } from '../model/weights-by-period.js';
import type { FitInference, FitResult, ModelFit } from './types.js';

/** Pairs of assets that are shown of a kernel, at either end. */
const shownPairs = 5;

/**
 * What a fit shows, as plain JSON; the series (fitted values, residuals, BLUPs by period) stay in the fit.
 *
 * @param inference what `fitInference` found
 */
export function fitResult(modelFit: ModelFit, inference: FitInference | null = null): FitResult {
  const { config, panel, model, fit, returns, marketAsset } = modelFit;
  const { filtered, filteredSystematic } = modelFit.covariances;
  const movement = (filtered ?? filteredSystematic)?.movement;
  const errors = summarizeErrors(panel.periods, fit);
  const { formula, method, dropped, ...summary } = summarizeFit(panel, model, fit);
  return {
    config,
    engineVersion: modelFit.engineVersion,
    dataHash: modelFit.dataHash,
    data: {
      universe: modelFit.universe,
      assets: panel.assets,
      satOut: modelFit.satOut,
      market: marketName(config),
      marketIsAsset: marketAsset !== null,
      frequency: returns.frequency,
      periods: {
        count: panel.periods.length,
        first: panel.periods[0],
        last: panel.periods[panel.periods.length - 1],
      },
    },
    notes: modelFit.notes,
    formula,
    method,
    dropped,
    model: {
      fixed: fittedFixedTerms(designPanel(panel, model)),
      random: estimatedTerms(model),
      scale: config.model.scale,
      ...(config.model.residualGroups && { residualGroups: config.model.residualGroups }),
      path: fit.path,
      converged: fit.converged,
      iterations: fit.iterations,
      kktResidual: fit.kktResidual,
      logLikelihood: fit.logLikelihood,
      ...(errors && { errors }),
      ...(fit.discount && { discount: fit.discount }),
    },
    ...summary,
    heritability: fit.heritability,
    periodWeights: weightsByPeriod(panel, model, fit),
    inference,
    kernels: Object.entries(modelFit.kernels?.kernels ?? {}).map(([name, kernel]) => {
      const pairs = kernelPairs({
        labels: returns.assets,
        values: kernelBlock(name, kernel, returns.assets),
      });
      const least = pairs.slice(shownPairs).slice(-shownPairs).reverse();
      return { name, most: pairs.slice(0, shownPairs), least };
    }),
    ...(modelFit.kernels?.learning && { learning: modelFit.kernels.learning }),
    conditionNumbers: covarianceNames.map((name) => ({
      covariance: name,
      conditionNumber: modelFit.covariances[name]?.conditionNumber ?? null,
      reason: modelFit.covarianceFailures[name] ?? null,
    })),
    posterior: modelFit.covariances.posterior?.posterior ?? null,
    ...(movement && { movement }),
    stacks: modelFit.stacks,
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
