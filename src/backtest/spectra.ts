import {
  type StrategyCovarianceOptions,
  strategyCovarianceLabel,
  strategyCovarianceOptions,
} from '../config/stacking.js';
import { usesModel } from '../config/strategies.js';
import type { ResolvedStrategy, StrategyCovarianceName } from '../config/strategy.types.js';
import { covarianceToCorrelation } from '../covariance/correlation.js';
import { SINGULAR } from '../covariance/condition-number.js';
import type { Engine } from '../create-engine.js';
import { blockOf } from './asset-block.js';
import { attempt } from './outcome.js';
import type { CorrelationSpectrum, SpectraSnapshot } from './types.js';
import type { TrainingWindow } from './window.js';

/**
 * Eigenvalues of the correlation matrices of a window, over the same assets: of `sample`, of the model's where strategies
 * use it, and of what strategies take beside these.
 *
 * @param assets those with returns in all periods of the window, at least one
 */
export function spectraOf(
  engine: Engine,
  window: TrainingWindow,
  assets: readonly string[],
  strategies: readonly ResolvedStrategy[],
): SpectraSnapshot {
  const N = assets.length;
  const matrices: CorrelationSpectrum[] = [];
  const notes: string[] = [];
  for (const [label, { name, options }] of wanted(strategies)) {
    const estimate = window.covariance(name, options);
    if ('failure' in estimate) {
      notes.push(`no eigenvalues of ${label}: ${estimate.failure}`);
      continue;
    }
    const ascending = attempt(() => {
      const values = blockOf(estimate.value, assets);
      return engine.symmetricEigenvalues(covarianceToCorrelation({ assets: [...assets], values }), N);
    });
    if ('failure' in ascending) {
      notes.push(`no eigenvalues of ${label}: ${ascending.failure}`);
      continue;
    }
    const zero = SINGULAR * ascending.value[N - 1];
    matrices.push({
      covariance: label,
      eigenvalues: Array.from(ascending.value, (value) => (value > zero ? value : 0)).reverse(),
      conditionNumber: estimate.value.conditionNumber,
    });
  }
  return { periods: window.returns.dates.length, matrices, notes };
}

/** By label, each once. */
function wanted(
  strategies: readonly ResolvedStrategy[],
): Map<string, { name: StrategyCovarianceName; options: StrategyCovarianceOptions }> {
  const ofModel = strategies.some(usesModel) ? (['systematic', 'total'] as const) : [];
  const found = [
    ...(['sample', ...ofModel] as const).map((name) => ({ name, options: {} })),
    ...strategies.flatMap((strategy) =>
      strategy.objective === 'equalWeight' || strategy.covariance === undefined
        ? []
        : [{ name: strategy.covariance, options: strategyCovarianceOptions(strategy) }],
    ),
  ];
  return new Map(found.map((one) => [strategyCovarianceLabel(one.name, one.options), one]));
}
