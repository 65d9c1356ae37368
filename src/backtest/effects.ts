import type { Engine } from '../create-engine.js';
import { effortOf } from '../inference/effort.js';
import { parseRandomTerm } from '../model/terms.js';
import { attempt } from './outcome.js';
import type { EffectsOfTerm, EffectsSnapshot } from './types.js';
import type { TrainingWindow } from './window.js';

/**
 * BLUPs of the assets with their prediction errors, of the fit of a window: those that last, and of `asset:time(K)` those of
 * the last period; null where there is no fit.
 */
export function effectsSnapshot(engine: Engine, window: TrainingWindow): EffectsSnapshot | null {
  const fitted = window.fitted();
  if ('failure' in fitted) return null;
  const { panel, model, fit } = fitted.value;
  const { assets, periods } = panel;
  const N = assets.length;
  const asked = model.random.filter((term) => parseRandomTerm(term).kind !== 'time');
  if (asked.length === 0) return { assets, terms: [], notes: [] };

  const errors = effortOf(panel, model).arePredictionErrorsLong
    ? { failure: 'it takes long on a panel of this size; mixfolio fit has them' }
    : attempt(() => engine.predictionErrors(panel, model, fit));
  const found = 'failure' in errors ? {} : errors.value;
  const terms = asked.map((label): EffectsOfTerm => {
    const term = parseRandomTerm(label);
    const isOfPeriod = term.kind === 'assetTime';
    const start = isOfPeriod ? (periods.length - 1) * N : 0;
    const own = (values: Float64Array): number[] => Array.from(values.subarray(start, start + N));
    const error = Object.hasOwn(found, label) ? found[label] : null;
    return {
      term: label,
      period: isOfPeriod ? periods[periods.length - 1] : null,
      covariate: term.kind === 'assetSlope' ? term.covariate : null,
      blups: own(fit.randomEffects[label]),
      predictionErrors: error && own(error.errorVariance).map((variance) => Math.sqrt(Math.max(0, variance))),
      reliability: error && own(error.reliability).map((value) => (Number.isNaN(value) ? null : value)),
    };
  });
  const notes = Object.values(found).flatMap((one) => one.notes);
  return {
    assets,
    terms,
    notes: [
      ...('failure' in errors ? [`no prediction errors of BLUPs: ${errors.failure}`] : []),
      ...new Set(notes),
    ],
  };
}
