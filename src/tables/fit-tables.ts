/** A fit as tables, for databases and data frames. */
import type { FitResult, ModelFit } from '../fit/types.js';
import { estimatedTerms } from '../model/average.js';
import { parseRandomTerm } from '../model/terms.js';
import { columns } from './columns.js';
import type { FitTables } from './types.js';

/**
 * The numbers of a fit in long form, one fact a row; `period` is a date:
 *
 * - `fixedEffects`: label, term, asset, estimate, standardError, tValue
 * - `variances`: label, estimate, standardError, atBoundary, share
 * - `blups`: term, asset, period, value; what an effect is not of is null
 * - `cells`: period, asset, fitted, residual; of the panel, without the market where that is an asset
 * - `periodWeights`: period, weight; no rows where all count alike
 * - `periodInfluence`: period, observations, cookDistance, and `influenceByVariance`: period, label, change, standardized,
 *   what the period adds to the variance; no rows where they were not computed
 * - `correlations`: covariance, `sample` or `systematic`, asset, other, correlation
 * - `covariances`: covariance, conditionNumber, reason
 * - `tests`: term, statistic, pValue; no rows where they were not asked for
 * - `exclusions`: asset, reason
 * - `notes`: note
 * - `fit`: one row with engineVersion, dataHash, frequency, formula, method, path, converged, iterations, kktResidual,
 *   logLikelihood, heritability and its standard error, and the configuration as JSON
 *
 * Numbers are those of `fit.json` and its tables, to the bit; what is undefined is null.
 *
 * @param result of this fit, as `fitResult` makes it
 */
export function fitTables(modelFit: ModelFit, result: FitResult): FitTables {
  const { panel, fit } = modelFit;
  const { periods, assets } = panel;
  const { periodWeights, inference, correlations } = result;
  const influence = inference?.influence ?? null;
  const together = correlations.assets;
  return {
    fixedEffects: columns(result.fixedEffects, {
      label: ['text', ({ label }) => label],
      term: ['text', ({ term }) => term],
      asset: ['text', ({ asset }) => asset],
      estimate: ['double', ({ estimate }) => estimate],
      standardError: ['double', ({ standardError }) => standardError],
      tValue: ['double', ({ tValue }) => tValue],
    }),
    variances: columns(result.variances, {
      label: ['text', ({ label }) => label],
      estimate: ['double', ({ estimate }) => estimate],
      standardError: ['double', ({ standardError }) => standardError],
      atBoundary: ['boolean', ({ atBoundary }) => atBoundary],
      share: ['double', ({ share }) => share],
    }),
    blups: columns(blups(modelFit, result), {
      term: ['text', ({ term }) => term],
      asset: ['text', ({ asset }) => asset],
      period: ['date', ({ period }) => period],
      value: ['double', ({ value }) => value],
    }),
    cells: columns(
      periods.flatMap((period, t) =>
        assets.map((asset, i) => ({ period, asset, cell: t * assets.length + i })),
      ),
      {
        period: ['date', ({ period }) => period],
        asset: ['text', ({ asset }) => asset],
        fitted: ['double', ({ cell }) => fit.fitted[cell]],
        residual: ['double', ({ cell }) => fit.residuals[cell]],
      },
    ),
    periodWeights: columns(
      (periodWeights?.periods ?? []).map((period, t) => ({ period, weight: periodWeights!.weights[t] })),
      { period: ['date', ({ period }) => period], weight: ['double', ({ weight }) => weight] },
    ),
    periodInfluence: columns(influence?.periods ?? [], {
      period: ['date', ({ period }) => period],
      observations: ['integer', ({ observations }) => observations],
      cookDistance: ['double', ({ cookDistance }) => cookDistance],
    }),
    influenceByVariance: columns(
      (influence?.periods ?? []).flatMap(({ period, changes, standardized }) =>
        influence!.components.map((label, k) => ({
          ...{ period, label, change: changes[k], standardized: standardized[k] },
        })),
      ),
      {
        period: ['date', ({ period }) => period],
        label: ['text', ({ label }) => label],
        change: ['double', ({ change }) => change],
        standardized: ['double', ({ standardized }) => standardized],
      },
    ),
    correlations: columns(
      (['sample', 'systematic'] as const).flatMap((covariance) => {
        const values = correlations[covariance];
        if (values === null) return [];
        return together.flatMap((asset, i) =>
          together.map((other, j) => ({ covariance, asset, other, value: values[i * together.length + j] })),
        );
      }),
      {
        covariance: ['text', ({ covariance }) => covariance],
        asset: ['text', ({ asset }) => asset],
        other: ['text', ({ other }) => other],
        correlation: ['double', ({ value }) => value],
      },
    ),
    covariances: columns(result.conditionNumbers, {
      covariance: ['text', ({ covariance }) => covariance],
      conditionNumber: ['double', ({ conditionNumber }) => conditionNumber],
      reason: ['text', ({ reason }) => reason],
    }),
    tests: columns(inference?.tests ?? [], {
      term: ['text', ({ term }) => term],
      statistic: ['double', ({ statistic }) => statistic],
      pValue: ['double', ({ pValue }) => pValue],
    }),
    exclusions: columns(result.data.satOut, {
      asset: ['text', ({ asset }) => asset],
      reason: ['text', ({ reason }) => reason],
    }),
    notes: columns([...result.notes, ...(inference?.notes ?? [])], { note: ['text', (note) => note] }),
    fit: columns([result], {
      engineVersion: ['text', ({ engineVersion }) => engineVersion],
      dataHash: ['text', ({ dataHash }) => dataHash],
      frequency: ['text', ({ data }) => data.frequency],
      formula: ['text', ({ formula }) => formula],
      method: ['text', ({ method }) => method],
      path: ['text', ({ model }) => model.path],
      converged: ['boolean', ({ model }) => model.converged],
      iterations: ['integer', ({ model }) => model.iterations],
      kktResidual: ['double', ({ model }) => model.kktResidual],
      logLikelihood: ['double', ({ model }) => model.logLikelihood],
      heritability: ['double', ({ heritability }) => heritability.estimate],
      heritabilityStandardError: ['double', ({ heritability }) => heritability.standardError],
      config: ['text', ({ config }) => JSON.stringify(config)],
    }),
  };
}

interface Blup {
  term: string;
  asset: string | null;
  period: string | null;
  value: number;
}

/** By term as the model has them: of assets the largest first, of periods in their order. */
function blups({ panel, model, fit }: ModelFit, result: FitResult): Blup[] {
  return estimatedTerms(model).flatMap((term): Blup[] => {
    const persistent = result.persistentEffects.find((effects) => effects.term === term);
    if (persistent)
      return persistent.effects.map(({ asset, value }) => ({ term, asset, period: null, value }));
    const assets = parseRandomTerm(term).kind === 'time' ? [null] : panel.assets;
    return panel.periods.flatMap((period, t) =>
      assets.map((asset, i) => ({
        ...{ term, asset, period },
        value: fit.randomEffects[term][t * assets.length + i],
      })),
    );
  });
}
