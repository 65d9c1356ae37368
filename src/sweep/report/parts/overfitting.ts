import { figure } from '../../../report/figure.js';
import { percent } from '../../../report/format.js';
import { html, type Html } from '../../../report/html.js';
import { table } from '../../../report/tables.js';
import { shareHistogram } from '../../effects/histogram.js';
import { captions } from '../captions.js';
import type { GroupAnalysis } from '../group-analysis.js';
import { grouped } from '../names.js';

const tableBins = 5;

/** What becomes of winners in sample out of sample, or why that is not known. */
export function overfittingPart({ key, suffix, group }: GroupAnalysis): Html {
  const { overfitting } = group.luck;
  if ('reason' in overfitting) return html`<p>Not known: ${overfitting.reason}.</p>`;
  const { counts } = shareHistogram(overfitting.ranks, tableBins);
  const all = counts.reduce((sum, count) => sum + count, 0);
  return html`<div class="beside">
      ${figure(`${key}-ranks`, captions.ranks)} ${figure(`${key}-degradation`, captions.degradation)}
    </div>
    ${table<number>(
      `Ranks of winners out of sample${suffix}`,
      [
        {
          heading: 'Rank out of sample',
          definition: 'among all trials: 0 % the worst, 100 % the best',
          cell: (k) => `${percent(k / tableBins, 0)} to ${percent((k + 1) / tableBins, 0)}`,
        },
        { heading: 'Splits', cell: (k) => grouped(counts[k]), kind: 'number' },
        { heading: 'Share', cell: (k) => percent(all > 0 ? counts[k] / all : null, 1), kind: 'number' },
      ],
      counts.map((_, k) => k),
    )}`;
}
