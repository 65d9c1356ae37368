import { decimal, percent, signed } from '../../../report/format.js';
import { html, type Html } from '../../../report/html.js';
import { lines, table } from '../../../report/tables.js';
import type { Neighbour } from '../../effects/neighbourhood.js';
import type { GroupAnalysis } from '../group-analysis.js';
import { limits } from '../limits.js';
import { counted } from '../names.js';
import { changesOf, neighbourhoodText } from '../neighbourhood-text.js';

/** Whether the best trial stands among good ones or alone; null where no trial has a Sharpe ratio. */
export function neighbourhoodPart({ suffix, neighbourhood, columns, group }: GroupAnalysis): Html | null {
  if (neighbourhood === null) return null;
  const { kind, best, bestValue, mean, neighbours } = neighbourhood;
  const surplus = bestValue - mean;
  const shown = neighbours.slice(0, limits.rows);
  const sentences = neighbourhoodText(neighbourhood, columns);
  return html`<p><strong>${sentences[0]}</strong> ${sentences.slice(1).join(' ')}</p>
    ${
      neighbours.length > 0 &&
      table<Neighbour>(
        `Neighbours of the best trial${suffix}`,
        [
          { heading: 'Trial', cell: ({ trial }) => String(group.trials.numbers[trial]), kind: 'number' },
          {
            heading: 'What is different',
            cell: (neighbour) => lines(changesOf(neighbour, best, columns)),
            kind: 'sentences',
          },
          ...(kind === 'steps'
            ? []
            : [
                {
                  heading: 'Distance',
                  definition:
                    'mean over parameters of the difference of ranks, 1 from end to end, and 1 for another name (Gower)',
                  cell: ({ distance }: Neighbour) => decimal(distance, 3),
                  kind: 'number' as const,
                },
              ]),
          { heading: 'Sharpe', cell: ({ value }) => decimal(value), kind: 'number' },
          {
            heading: 'Difference',
            definition: 'from the best trial',
            cell: ({ value }) => signed(value - bestValue, decimal),
            kind: 'number',
          },
          {
            heading: 'Surplus kept',
            definition: '(Sharpe − mean of all)/(best − mean of all)',
            cell: ({ value }) => percent(surplus > 0 ? (value - mean) / surplus : null, 0),
            kind: 'number',
          },
        ],
        shown,
      )
    }
    ${
      shown.length < neighbours.length &&
      html`<p class="note">${counted(neighbours.length - shown.length, 'neighbour')} more are not shown.</p>`
    }`;
}
