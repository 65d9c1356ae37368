import { choices } from '../../../report/choice.js';
import { figure } from '../../../report/figure.js';
import { decimal } from '../../../report/format.js';
import { html, type Html } from '../../../report/html.js';
import { table } from '../../../report/tables.js';
import { captions } from '../captions.js';
import type { GroupAnalysis, PairOfParameters } from '../group-analysis.js';
import { limits } from '../limits.js';
import { counted, levelText } from '../names.js';

/** Heat maps of pairs of parameters, and the Sharpe ratios of the first pairs as tables; null with a single parameter. */
export function pairsPart({ key, suffix, pairs, statistics, omitted }: GroupAnalysis): Html | null {
  if (pairs.length === 0) return null;
  return html`${choices(`${key}-surface`, [
    { label: 'Pair', options: pairs.map(pairName) },
    { label: 'Statistic', options: statistics.map(({ heading }) => heading) },
    { label: 'Over the others', options: ['mean', 'best'] },
  ])}
  ${figure(`${key}-surface`, captions.surface)}
  ${pairs.slice(0, limits.pairTables).map((pair) => pairTable(pair, suffix))} ${omittedNote(omitted)}`;
}

function pairName({ rows, columns }: PairOfParameters): string {
  return `${rows.path} × ${columns.path}`;
}

function pairTable(pair: PairOfParameters, suffix: string): Html {
  const { rows, columns, surfaces } = pair;
  const [{ mean, best }] = surfaces;
  const L = columns.levels.length;
  const title = `Sharpe ratio by ${pairName(pair)}, mean and best${suffix}`;
  return html`<details>
    <summary>${title}</summary>
    ${table<number>(
      title,
      [
        { heading: `${rows.path} \\ ${columns.path}`, cell: (k) => levelText(rows.levels[k]) },
        ...columns.levels.map((level, l) => ({
          heading: levelText(level),
          cell: (k: number) => `${decimal(mean[k * L + l])} / ${decimal(best[k * L + l])}`,
          kind: 'number' as const,
        })),
      ],
      rows.levels.map((_, k) => k),
    )}
  </details>`;
}

function omittedNote({ pairs, parameters }: GroupAnalysis['omitted']): Html {
  const sentences = [
    ...(pairs === 0 ? [] : [`${counted(pairs, 'pair')} of parameters that explain less are not shown.`]),
    ...(parameters.length === 0
      ? []
      : [`With more than ${limits.mappedLevels} names, and so on no axis: ${parameters.join(', ')}.`]),
  ];
  return sentences.length === 0 ? html`` : html`<p class="note">${sentences.join(' ')}</p>`;
}
