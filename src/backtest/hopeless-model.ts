import { ModelError } from '../errors.js';
import type { Outcome } from './outcome.js';
import type { FittedModel } from './window.js';

/**
 * Watches the fits of a run for a model that can never be fitted, such as one with a term on which no data hold
 * information. A window where the fit fails falls back; a run in which it fails everywhere would be another
 * strategy's under the name of this one.
 */
export function hopelessModel(): {
  /** @param outcome of a window's fit, null where none was asked for */
  see(outcome: Outcome<FittedModel> | null): void;
  /** @throws ModelError, the first one, where there were fits and the model was at fault in each of them */
  refuse(): void;
} {
  let tried = 0;
  const refusals: ModelError[] = [];
  return {
    see(outcome) {
      if (outcome === null) return;
      tried++;
      if ('failure' in outcome && outcome.error instanceof ModelError) refusals.push(outcome.error);
    },
    refuse() {
      if (tried === 0 || refusals.length < tried) return;
      const [{ code, message, hint, details }] = refusals;
      const where = tried === 1 ? 'the window' : `any of the ${tried} windows`;
      throw new ModelError(code, `the model cannot be fitted in ${where}: ${message}`, hint, {
        ...details,
        windows: tried,
      });
    },
  };
}
