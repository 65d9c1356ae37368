import { decimal, percent, probability, signed } from '../../../report/format.js';
import { html, type Html } from '../../../report/html.js';
import { type Column, definitionList, table } from '../../../report/tables.js';
import type { JudgedTrial } from '../../luck/types.js';
import type { GroupAnalysis } from '../group-analysis.js';
import { grouped, valueText } from '../names.js';
import { yearly } from './yearly.js';

/** The best trials by Sharpe ratio with their parameters and what is left of the ratio. */
export function bestTrials({ columns, group, suffix }: GroupAnalysis): Html {
  const { luck, trials, baseline } = group;
  if (luck.best.length === 0) return html`<p>No trial has a Sharpe ratio.</p>`;
  const { annualReturn, annualVolatility, maxDrawdown, turnover } = trials.statistics;
  const defined: (Column<JudgedTrial> & { definition: string })[] = [
    {
      heading: 'Sharpe',
      definition: 'a year, over the periods that all trials have',
      cell: ({ sharpe }) => decimal(yearly(group, sharpe)),
      kind: 'number',
    },
    {
      heading: 'Probabilistic',
      definition: 'probability that the true ratio is above 0, as if it were the only trial',
      cell: ({ probabilistic }) => probability(probabilistic),
      kind: 'number',
    },
    {
      heading: 'Deflated',
      definition: `probability that it is above the maximum expected of ${grouped(luck.trials)} trials without skill`,
      cell: ({ deflated }) => probability(deflated),
      kind: 'number',
    },
    {
      heading: 'Deflated by clusters',
      definition: 'the same of as many trials as there are clusters of alike ones',
      cell: ({ deflatedByClusters }) => probability(deflatedByClusters),
      kind: 'number',
    },
    ...(baseline === null
      ? []
      : [
          {
            heading: 'Difference',
            definition: `from the Sharpe ratio of ${baseline}, a year`,
            cell: ({ difference }: JudgedTrial) => signed(yearly(group, difference), decimal),
            kind: 'number' as const,
          },
          {
            heading: 'p',
            definition: 'of no difference, two-sided, as if it were the only trial',
            cell: ({ pValue }: JudgedTrial) => probability(pValue),
            kind: 'number' as const,
          },
          {
            heading: 'Adjusted p',
            definition: 'the same corrected for all trials (Romano and Wolf)',
            cell: ({ adjustedPValue }: JudgedTrial) => probability(adjustedPValue),
            kind: 'number' as const,
          },
        ]),
    {
      heading: 'Return',
      definition: 'compound annual growth rate of net returns',
      cell: ({ trial }) => percent(annualReturn[trial]),
      kind: 'number',
    },
    {
      heading: 'Volatility',
      definition: 'standard deviation of net returns, a year',
      cell: ({ trial }) => percent(annualVolatility[trial]),
      kind: 'number',
    },
    {
      heading: 'Max drawdown',
      definition: 'largest loss from an earlier peak of net wealth',
      cell: ({ trial }) => percent(maxDrawdown[trial]),
      kind: 'number',
    },
    {
      heading: 'Turnover',
      definition: 'mean one-way turnover of a rebalance',
      cell: ({ trial }) => percent(turnover[trial]),
      kind: 'number',
    },
  ];
  return html`${table<JudgedTrial>(
      `Best trials${suffix}`,
      [
        { heading: 'Trial', cell: ({ trial }) => String(trials.numbers[trial]), kind: 'number' },
        ...columns.map(({ path, values, codes, kind }) => ({
          heading: path,
          cell: ({ trial }: JudgedTrial) => valueText(values[codes[trial]]),
          kind: kind === 'numeric' ? ('number' as const) : undefined,
        })),
        ...defined,
      ],
      luck.best,
    )}
    ${definitionList(defined)}
    <p class="note">
      A trial’s number is its place in the sweep, from 0. Whoever looks at the best of many sees the luckiest
      too: the first column of Sharpe ratios is what they had, the probabilities are what is left of it.
    </p>`;
}
