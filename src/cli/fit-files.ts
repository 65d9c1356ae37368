import type { FitResult, ModelFit } from '../fit/types.js';
import { estimatedTerms } from '../model/average.js';
import { parseRandomTerm } from '../model/terms.js';
import { csv } from './csv.js';

type Row = (string | number | null)[];

/** The files of `mixfolio fit`, text by name. Numbers that are undefined are null in JSON and blank in CSV. */
export function fitFiles(modelFit: ModelFit, result: FitResult): Record<string, string> {
  const { panel, fit } = modelFit;
  const { assets, sample, systematic } = result.correlations;
  return {
    'fit.json': `${JSON.stringify(result)}\n`,
    'fixed-effects.csv': csv(
      ['label', 'term', 'asset', 'estimate', 'standardError', 'tValue'],
      result.fixedEffects.map((effect) => [
        effect.label,
        effect.term,
        effect.asset,
        effect.estimate,
        effect.standardError,
        effect.tValue,
      ]),
    ),
    'variances.csv': csv(
      ['label', 'estimate', 'standardError', 'atBoundary', 'share'],
      result.variances.map((variance) => [
        variance.label,
        variance.estimate,
        variance.standardError,
        String(variance.atBoundary),
        variance.share,
      ]),
    ),
    'blups.csv': csv(['term', 'asset', 'period', 'value'], blups(modelFit, result)),
    'fitted.csv': byPeriod(panel.periods, panel.assets, fit.fitted),
    ...periodWeights(result),
    ...influence(result),
    'residuals.csv': byPeriod(panel.periods, panel.assets, fit.residuals),
    ...(sample === null ? {} : { 'sample-correlations.csv': square(assets, sample) }),
    ...(systematic === null ? {} : { 'systematic-correlations.csv': square(assets, systematic) }),
  };
}

function periodWeights({ periodWeights: found }: FitResult): Record<string, string> {
  if (found === null) return {};
  const rows = found.periods.map((period, t): Row => [period, found.weights[t]]);
  return { 'period-weights.csv': csv(['period', 'weight'], rows) };
}

/** By period Cook's distance and, by component, what the period adds to the variance in standard errors. */
function influence({ inference }: FitResult): Record<string, string> {
  const found = inference?.influence ?? null;
  if (found === null) return {};
  const rows = found.periods.map(({ period, observations, cookDistance, standardized }): Row => {
    return [period, observations, cookDistance, ...standardized];
  });
  return {
    'period-influence.csv': csv(['period', 'observations', 'cookDistance', ...found.components], rows),
  };
}

/** By term as the model has them: of assets the largest first, of periods in their order. */
function blups({ panel, model, fit }: ModelFit, result: FitResult): Row[] {
  return estimatedTerms(model).flatMap((term): Row[] => {
    const persistent = result.persistentEffects.find((effects) => effects.term === term);
    if (persistent) return persistent.effects.map(({ asset, value }) => [term, asset, null, value]);
    const assets = parseRandomTerm(term).kind === 'time' ? [null] : panel.assets;
    return panel.periods.flatMap((period, t) =>
      assets.map((asset, i) => [term, asset, period, fit.randomEffects[term][t * assets.length + i]]),
    );
  });
}

function byPeriod(periods: readonly string[], assets: readonly string[], values: Float64Array): string {
  const N = assets.length;
  return csv(
    ['period', ...assets],
    periods.map((period, t) => [period, ...values.subarray(t * N, (t + 1) * N)]),
  );
}

function square(assets: readonly string[], values: readonly number[]): string {
  const N = assets.length;
  return csv(
    ['asset', ...assets],
    assets.map((asset, i) => [asset, ...values.slice(i * N, (i + 1) * N)]),
  );
}
