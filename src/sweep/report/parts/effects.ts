import { decimal, percent, significant } from '../../../report/format.js';
import { choices } from '../../../report/choice.js';
import { figure } from '../../../report/figure.js';
import { html, type Html } from '../../../report/html.js';
import { table } from '../../../report/tables.js';
import type { Balance } from '../../effects/balance.js';
import { captions } from '../captions.js';
import type { GroupAnalysis, ParameterEffect } from '../group-analysis.js';
import { counted, grouped, levelText } from '../names.js';
import { shownLevels } from '../shown-levels.js';

/** Above this Cramér's V parameters depend on each other so much that shares of variance cannot be told apart. */
const dependent = 0.1;

/** What each parameter does over all values of the others. */
export function effectsPart({ key, suffix, effects, statistics, balance }: GroupAnalysis): Html {
  if (effects.length === 0) return html`<p>No parameter varies among the trials.</p>`;
  const charted = effects.filter(({ byStatistic }) => byStatistic.length > 0);
  return html`${sharesTable(effects, suffix)} ${balanceNote(effects, balance)}
  ${choices(`${key}-marginal`, [
    { label: 'Parameter', options: charted.map(({ factor }) => factor.path) },
    { label: 'Statistic', options: statistics.map(({ heading }) => heading) },
  ])}
  ${figure(`${key}-marginal`, captions.marginal)} ${charted.map((effect) => levelsTable(effect, suffix))}
  ${
    charted.length < effects.length &&
    html`<p class="note">
      Charts and tables by value are of the ${charted.length} parameters that explain most.
    </p>`
  }`;
}

function sharesTable(effects: readonly ParameterEffect[], suffix: string): Html {
  return table<ParameterEffect>(
    `Share of the variance of Sharpe ratios by parameter${suffix}`,
    [
      { heading: 'Parameter', cell: ({ factor }) => factor.path },
      {
        heading: 'Values',
        cell: ({ factor }) =>
          factor.binned ? `${factor.levels.length} ranges` : grouped(factor.levels.length),
        kind: 'number',
      },
      {
        heading: 'Share of variance',
        definition: 'η², sum of squares between values over all of it: what the parameter explains by itself',
        cell: ({ effect }) => percent(effect.share, 1),
        kind: 'number',
      },
      {
        heading: 'Of chance',
        definition: '(K − 1)/(n − 1), what K values that mean nothing explain on average',
        cell: ({ effect }) => percent(effect.shareOfChance, 1),
        kind: 'number',
      },
      { heading: 'Best value by mean', cell: (row) => atEnd(row, 1), kind: 'figures' },
      { heading: 'Worst value by mean', cell: (row) => atEnd(row, -1), kind: 'figures' },
    ],
    effects,
  );
}

/** The level with the largest mean, or the smallest. */
function atEnd({ factor, effect }: ParameterEffect, sign: 1 | -1): string {
  const filled = factor.levels.map((_, k) => k).filter((k) => effect.levels[k].trials > 0);
  if (filled.length === 0) return '–';
  const end = filled.reduce((a, b) => (sign * effect.levels[b].mean > sign * effect.levels[a].mean ? b : a));
  return `${levelText(factor.levels[end])} (${decimal(effect.levels[end].mean)})`;
}

/** Whether shares may be added up, as far as the numbers say. */
function balanceNote(effects: readonly ParameterEffect[], { strongest, between }: Balance): Html {
  const sum = effects.reduce((total, { effect }) => total + (effect.share ?? 0), 0);
  const pair = between?.join(' and ') ?? '';
  const text =
    between === null
      ? `The rest, ${percent(1 - sum, 1)}, is variation among trials of the same value.`
      : strongest < 1e-6
        ? `Every value of each parameter meets those of the others equally often, so that shares add up: to ${percent(sum, 1)}, and what is left, ${percent(Math.max(0, 1 - sum), 1)}, comes from parameters together (interactions).`
        : strongest < dependent
          ? `Parameters are crossed nearly evenly (Cramér’s V at most ${significant(strongest, 2)}, of ${pair}): shares add up to ${percent(sum, 1)}, roughly.`
          : `Caution: parameters are not crossed evenly (Cramér’s V ${significant(strongest, 2)} of ${pair}). A parameter’s share has some of those that it goes along with, and shares do not add up.`;
  return html`<p class="note">${text}</p>`;
}

function levelsTable({ factor, effect }: ParameterEffect, suffix: string): Html {
  const { shown, hidden } = shownLevels(effect);
  const title = `Sharpe ratio by ${factor.path}${suffix}`;
  const number = (heading: string, of: (k: number) => string) => ({
    heading,
    cell: of,
    kind: 'number' as const,
  });
  return html`<details>
    <summary>${title}</summary>
    ${table<number>(
      title,
      [
        { heading: factor.binned ? 'Range' : 'Value', cell: (k) => levelText(factor.levels[k]) },
        number('Trials', (k) => grouped(effect.levels[k].trials)),
        number('Mean', (k) => decimal(effect.levels[k].mean)),
        number('Lower quartile', (k) => decimal(effect.levels[k].lowerQuartile)),
        number('Median', (k) => decimal(effect.levels[k].median)),
        number('Upper quartile', (k) => decimal(effect.levels[k].upperQuartile)),
        number('Best', (k) => decimal(effect.levels[k].best)),
      ],
      shown,
    )}
    ${hidden > 0 && html`<p class="note">${counted(hidden, 'value')} with fewer trials ${hidden === 1 ? 'is' : 'are'} not shown.</p>`}
  </details>`;
}
