import type { Outcome } from './outcome.js';

/**
 * Watches the fits of a run for a model that can never be fitted, such as one with a term on which no data hold
 * information. Every such window falls back with its reason; this says of the whole run that the model took no part
 * in it, so that another strategy's results are not read as the model's.
 */
export function modelFailures(): {
  /** @param outcome of a window's fit, null where none was asked for */
  see(outcome: Outcome<unknown> | null): void;
  /** one note with the first failure, where there were fits and each of them failed */
  notes(): string[];
} {
  let tried = 0;
  const failures: string[] = [];
  return {
    see(outcome) {
      if (outcome === null) return;
      tried++;
      if ('failure' in outcome) failures.push(outcome.failure);
    },
    notes() {
      if (tried === 0 || failures.length < tried) return [];
      return [`the model could be fitted in none of the ${tried} windows; in the first ${failures[0]}`];
    },
  };
}
