import { type LastChoices, lastWeights, portfoliosOf } from '../backtest/last-decision.js';
import type { BacktestResult, LastDecision } from '../backtest/types.js';
import type { WeightComparison } from '../portfolio/compare.js';
import { count, decimal, missing, percent, signed } from './format.js';
import { html, type Html } from './html.js';
import { titled } from './tables.js';

/** Above this many assets a table shows those that are held alone, the largest first. */
const allAssetsShown = 15;

/** Rows of the last weights that a reader is shown, and how many assets without a weight are not among them. */
export function shownWeights({
  strategies,
  universe,
}: {
  strategies: readonly LastChoices[];
  universe: readonly string[];
}): {
  base: string | null;
  rows: WeightComparison[];
  hidden: number;
} {
  const { base, weights } = lastWeights(portfoliosOf(strategies));
  if (universe.length <= allAssetsShown) return { base, rows: weights, hidden: 0 };
  const size = ({ weights }: WeightComparison): number =>
    Object.values(weights).reduce((sum, weight) => sum + Math.abs(weight), 0);
  const rows = weights.filter((row) => size(row) > 0).sort((a, b) => size(b) - size(a));
  return { base, rows, hidden: universe.length - rows.length };
}

/** The difference of two weights in percentage points, with its sign and without a unit: `+0.40`. */
export function pointsMore(difference: number, digits = 2): string {
  return signed(100 * difference, (value) => decimal(value, digits));
}

/** How the volatilities of the last portfolios are measured, in a sentence without its full stop. */
export function riskMeasure({ covariance, reason }: LastDecision): string {
  const why = reason === null ? '' : ` (${reason})`;
  return covariance === null
    ? `There is no covariance to measure the risk of these portfolios by${why}`
    : `Volatility under the covariance ${covariance} of the last training window${why}`;
}

/** Weights at the last decision, assets by strategies, and the risk of these portfolios. */
export function lastDecisionTables(result: BacktestResult): Html {
  const { base, rows, hidden } = shownWeights(result);
  const table = titled<WeightComparison>(
    'Weights at the last decision',
    [
      { heading: 'Asset', cell: ({ asset }) => asset },
      ...result.strategies.map(({ name }) => ({
        heading: name,
        cell: ({ weights, differences }: WeightComparison) =>
          Object.hasOwn(differences, name)
            ? `${percent(weights[name])} (${pointsMore(differences[name])})`
            : percent(weights[name]),
        kind: 'number' as const,
      })),
    ],
    rows,
  );
  return html`${table}
  ${
    hidden > 0 &&
    html`<p class="note">
      ${count(hidden, 'asset')} with the weight 0 in every strategy ${hidden === 1 ? 'is' : 'are'} not shown.
    </p>`
  }
  ${base !== null && html`<p class="note">In brackets: the percentage points more than in ${base}.</p>`}
  ${riskTable(result)}`;
}

function riskTable({ lastDecision, frequency }: BacktestResult): Html {
  if (lastDecision === undefined) return html``;
  const { base, risk } = lastDecision;
  const note = html`<p class="note">${riskMeasure(lastDecision)}.</p>`;
  if (risk.length === 0) return note;
  return html`${titled<LastDecision['risk'][number]>(
    'Risk of these portfolios',
    [
      { heading: 'Strategy', cell: ({ portfolio }) => portfolio },
      {
        heading: `Volatility a ${frequency}`,
        definition: '√(w′Σw) with the weights of the last decision',
        cell: ({ volatility }) => percent(volatility),
        kind: 'number',
      },
      {
        heading: 'Volatility a year',
        definition: '√P times that',
        cell: ({ annualVolatility }) => percent(annualVolatility),
        kind: 'number',
      },
      ...(risk.every(({ diversificationRatio }) => diversificationRatio === undefined)
        ? []
        : [
            {
              heading: 'Diversification ratio',
              definition: 'Σwσ/√(w′Σw): 1 for a single asset, √n for n equal and uncorrelated ones',
              cell: ({ diversificationRatio = null }: LastDecision['risk'][number]) =>
                decimal(diversificationRatio),
              kind: 'number' as const,
            },
          ]),
      ...(base === null
        ? []
        : [
            {
              heading: `Less than ${base}`,
              definition: `1 − σ/σ of ${base}: how much of its volatility is saved`,
              cell: ({ portfolio, reduction }: LastDecision['risk'][number]) =>
                portfolio === base ? missing : percent(reduction, 1),
              kind: 'number' as const,
            },
          ]),
    ],
    risk,
  )}
  ${note}`;
}
