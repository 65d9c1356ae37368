/** Progress of a run that scores its covariances afterwards. */
import type { ResolvedConfig } from '../config/types.js';
import type { BacktestOptions } from './backtest.js';

type Reporting = Pick<BacktestOptions, 'onProgress' | 'signal'>;

/**
 * The options of the walks forward of a run, one for itself and one for each candidate of its selection, and those of the
 * scoring that may follow: both report to the same `onProgress`, to which scoring is one more walk over the windows.
 */
export function withScoring(
  given: BacktestOptions,
  { backtest, selection }: Pick<ResolvedConfig, 'backtest' | 'selection'>,
): { options: BacktestOptions; scoring: Reporting } {
  const { onProgress, signal } = given;
  if (!backtest.forecastScores || onProgress === undefined) return { options: given, scoring: { signal } };
  const walks = 1 + Object.keys(selection?.candidates ?? {}).length;
  return {
    options: { ...given, onProgress: (done, total) => onProgress(done, (total / walks) * (walks + 1)) },
    scoring: {
      signal,
      onProgress: (done, total) => onProgress(walks * total + done, (walks + 1) * total),
    },
  };
}
