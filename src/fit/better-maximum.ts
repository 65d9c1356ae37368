import { attempt } from '../backtest/outcome.js';
import type { Engine } from '../create-engine.js';
import type { ModelFit } from './types.js';

/** Log-likelihood by which another maximum is better, and not the same but for rounding. */
const NOTED_GAIN = 1e-6;

/**
 * What starting elsewhere finds, in words: a higher maximum of the likelihood, or a refusal where it grows without bound.
 * Empty where the fit is the best that is known.
 *
 * @param fit of this panel and model, which are fitted once more
 */
export function betterMaximum(
  engine: Engine,
  { panel, model, fit }: Pick<ModelFit, 'panel' | 'model' | 'fit'>,
): string[] {
  if (model.starts === 'several' || !fit.converged) return [];
  const outcome = attempt(() => engine.fitPanel(panel, { ...model, starts: 'several' }, fit));
  if ('failure' in outcome) return [`model.starts "several" leads to a refusal: ${outcome.failure}`];
  const other = outcome.value;
  const gain = other.logLikelihood - fit.logLikelihood;
  if (!other.converged || gain < NOTED_GAIN) return [];
  const variances = other.variances.map(({ label, estimate }) => `${label} ${estimate.toPrecision(3)}`);
  return [
    `the likelihood has a higher maximum, by ${gain.toPrecision(3)}, at ${variances.join(', ')}: model.starts "several" finds it`,
  ];
}
