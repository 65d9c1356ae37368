/** Strategies that are called nearly as a covariance or an objective, and are something else. */
import { nearestName } from '../suggest.js';
import { defaultCovariance, namesakes, strategyCovarianceNames } from './strategies.js';
import type { ResolvedConfig } from './types.js';

/**
 * A strategy has a covariance or an objective by its name alone, so a slip of the pen gives it the defaults: the
 * covariance of `defaultCovariance`, the objective `minimumVariance`. What may be such a slip is noted.
 */
export function nearNameNotes({ strategies, model }: Pick<ResolvedConfig, 'strategies' | 'model'>): string[] {
  const known: readonly string[] = [...strategyCovarianceNames, ...namesakes];
  return strategies.flatMap(({ name, covariance, objective }) => {
    if (known.includes(name)) return [];
    const isDefault = objective === 'minimumVariance';
    const meant = nearestName(name, [
      ...(covariance === defaultCovariance(model) ? strategyCovarianceNames : []),
      ...(isDefault ? namesakes : []),
    ]);
    if (meant === null || meant === covariance) return [];
    return namesakes.some((one) => one === meant)
      ? [`the strategy ${name} has the objective ${objective}; did you mean ${meant}?`]
      : [`the strategy ${name} uses the covariance ${covariance}; did you mean ${meant}?`];
  });
}
