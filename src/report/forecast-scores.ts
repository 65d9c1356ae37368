import type { ForecastScores } from '../backtest/forecast-scores.js';
import { count, decimal, percent } from './format.js';
import { html, type Html } from './html.js';
import { type Column, definitionList, lines, titled } from './tables.js';

/** The scores in the order in which they are shown, with what they mean. */
export const forecastColumns: {
  heading: string;
  definition: string;
  value: (scores: ForecastScores) => string;
}[] = [
  {
    heading: 'Bias 1/N',
    definition:
      'standard deviation of r_p/σ_p of equal weights, σ_p² = w′Σw: 1 where risk is as foretold, above where it is understated',
    value: ({ bias }) => decimal(bias.equalWeight),
  },
  {
    heading: 'Bias MV',
    definition:
      'the same of the minimum-variance portfolio Σ⁻¹1/(1′Σ⁻¹1), which errors of estimation hurt most',
    value: ({ bias }) => decimal(bias.minimumVariance),
  },
  {
    heading: 'QLIKE',
    definition: 'mean of (log|Σ| + r′Σ⁻¹r)/N, the quasi-likelihood loss: lower is better',
    value: ({ qlike }) => decimal(qlike, 3),
  },
  {
    heading: 'd²/N',
    definition: 'mean of r′Σ⁻¹r/N, the squared Mahalanobis distance of what came: 1 where calibrated',
    value: ({ mahalanobis }) => decimal(mahalanobis.mean),
  },
  {
    heading: 'Within 95 %',
    definition: 'share of periods with r′Σ⁻¹r within the 95 % quantile of χ² with N degrees of freedom',
    value: ({ mahalanobis }) => percent(mahalanobis.coverage, 1),
  },
  {
    heading: 'MV volatility',
    definition:
      '√P·sd(r_p) of the minimum-variance portfolio without bounds, rebalanced each period: lower is better',
    value: ({ minimumVarianceVolatility }) => percent(minimumVarianceVolatility),
  },
  {
    heading: 'MV turnover',
    definition: 'mean of ½Σ|w_k − w_{k−1}| of its weights from decision to decision, without drift and costs',
    value: ({ minimumVarianceTurnover }) => percent(minimumVarianceTurnover),
  },
  {
    heading: 'Periods',
    definition: 'holding periods that were scored',
    value: ({ periods }) => String(periods),
  },
];

/** What was not scored, a line a covariance and reason: `nonlinear: 4 not scored, …`. */
export function unscored(scores: readonly ForecastScores[]): string[] {
  return scores.flatMap(({ covariance, skipped }) => {
    const reasons = new Map<string, number>();
    for (const { reason } of skipped) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    return [...reasons].map(
      ([reason, times]) =>
        `${covariance}: ${count(times, 'decision or period', 'decisions or periods')} not scored, ${reason}`,
    );
  });
}

/** How well each covariance foretold what came; a sentence where no strategy has one. */
export function forecastTable(scores: readonly ForecastScores[]): Html {
  if (scores.length === 0) return html`<p>No strategy uses a covariance.</p>`;
  const columns: Column<ForecastScores>[] = [
    { heading: 'Covariance', cell: ({ covariance }) => covariance },
    { heading: 'Strategies', cell: ({ strategies }) => lines(strategies) },
    ...forecastColumns.map(({ heading, definition, value }) => ({
      heading,
      definition,
      cell: value,
      kind: 'number' as const,
    })),
  ];
  const missed = unscored(scores);
  return html`${titled('Scores out of sample', columns, scores)} ${definitionList(forecastColumns)}
    <p class="note">
      Σ is the covariance of a decision, r the returns of its N assets in each period that it is held for, of
      the kind that Σ is of, in excess of the risk-free rate and not centred.
    </p>
    ${
      missed.length > 0 &&
      html`<ul>
        ${missed.map((line) => html`<li>${line}</li>`)}
      </ul>`
    }`;
}
