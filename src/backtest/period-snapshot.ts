import type { Engine } from '../create-engine.js';
import { effortOf } from '../inference/effort.js';
import { mostInfluential } from '../inference/case-deletion.js';
import { weightsByPeriod } from '../model/weights-by-period.js';
import { attempt } from './outcome.js';
import type { PeriodSnapshot } from './types.js';
import type { TrainingWindow } from './window.js';

/** Periods that are kept of those that the variances depend on most. */
const KEPT = 5;

/** How much the periods of a window count in its fit, and what they do to it; null where there is no fit. */
export function periodSnapshot(engine: Engine, window: TrainingWindow): PeriodSnapshot | null {
  const fitted = window.fitted();
  if ('failure' in fitted) return null;
  const { panel, model, fit } = fitted.value;
  const weights = weightsByPeriod(panel, model, fit);
  const found = effortOf(panel, model).isInfluenceLong
    ? { failure: 'it takes long on a panel of this size; mixfolio fit --long has it' }
    : attempt(() => engine.caseDeletion(panel, model, fit));
  if ('failure' in found) {
    return { weights, components: [], influential: [], notes: [`no influence of periods: ${found.failure}`] };
  }
  const { components, notes } = found.value;
  return { weights, components, influential: mostInfluential(found.value, KEPT), notes };
}
