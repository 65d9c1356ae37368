/** How well covariances foretold what came, as tables. */
import type { BacktestResult } from '../backtest/types.js';
import { columns } from './columns.js';
import type { ResultTables } from './types.js';

export function forecastTables({
  forecastScores = [],
}: BacktestResult): Pick<ResultTables, 'forecastScores' | 'forecastSkips'> {
  return {
    forecastScores: columns(forecastScores, {
      covariance: ['text', ({ covariance }) => covariance],
      strategies: ['text', ({ strategies }) => JSON.stringify(strategies)],
      periods: ['integer', ({ periods }) => periods],
      decisions: ['integer', ({ decisions }) => decisions],
      biasEqualWeight: ['double', ({ bias }) => bias.equalWeight],
      biasMinimumVariance: ['double', ({ bias }) => bias.minimumVariance],
      qlike: ['double', ({ qlike }) => qlike],
      mahalanobisMean: ['double', ({ mahalanobis }) => mahalanobis.mean],
      mahalanobisCoverage: ['double', ({ mahalanobis }) => mahalanobis.coverage],
      minimumVarianceVolatility: ['double', (scores) => scores.minimumVarianceVolatility],
      minimumVarianceTurnover: ['double', (scores) => scores.minimumVarianceTurnover],
    }),
    forecastSkips: columns(
      forecastScores.flatMap(({ covariance, skipped }) => skipped.map((skip) => ({ covariance, ...skip }))),
      {
        covariance: ['text', ({ covariance }) => covariance],
        decision: ['date', ({ decision }) => decision],
        period: ['date', ({ period }) => period],
        reason: ['text', ({ reason }) => reason],
      },
    ),
  };
}
