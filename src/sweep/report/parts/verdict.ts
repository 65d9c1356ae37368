import { decimal, missing, probability } from '../../../report/format.js';
import { html, type Html } from '../../../report/html.js';
import { lines, table } from '../../../report/tables.js';
import { limits } from '../limits.js';
import { counted, groupName, grouped } from '../names.js';
import type { SweepReportGroup } from '../types.js';
import { familyOf, overfittingOf, yearly } from './yearly.js';

/** The verdict of the only group, or a table with that of each. */
export function headVerdict(groups: readonly SweepReportGroup[]): Html {
  if (groups.length === 0) return html`<p class="verdict">There is no trial to judge.</p>`;
  if (groups.length === 1) return groupVerdict(groups[0], 'verdict');
  return html`<p class="verdict">
      ${groups.length} groups of trials, of one universe, period and frequency each, are judged by themselves.
    </p>
    ${table<SweepReportGroup>(
      'Verdicts',
      [
        {
          heading: 'Universe, period, frequency',
          cell: (group) => {
            const place = groups.indexOf(group);
            const name = groupName(group);
            return place < limits.groups ? html`<a href="#g${place + 1}-verdict-section">${name}</a>` : name;
          },
        },
        { heading: 'Verdict', cell: ({ verdict }) => lines([verdict.sentence]), kind: 'sentences' },
        { heading: 'Trials', cell: ({ luck }) => grouped(luck.trials), kind: 'number' },
        {
          heading: 'Best Sharpe',
          definition: 'largest Sharpe ratio of all trials, a year',
          cell: (group) => decimal(yearly(group, group.luck.best[0]?.sharpe ?? null)),
          kind: 'number',
        },
        {
          heading: 'Expected of luck',
          definition: 'maximum expected of as many trials without skill, a year',
          cell: (group) => decimal(yearly(group, group.luck.expectedMaximum)),
          kind: 'number',
        },
        {
          heading: 'Deflated',
          definition: 'probability that the best is above what is expected of luck',
          cell: ({ luck }) => probability(luck.best[0]?.deflated ?? null),
          kind: 'number',
        },
        {
          heading: 'Overfitting',
          definition: 'probability of backtest overfitting',
          cell: ({ luck }) => probability(overfittingOf(luck)?.probability ?? null),
          kind: 'number',
        },
        {
          heading: 'Better than the baseline',
          definition: 'trials whose Sharpe ratio is above the baseline’s after correction for all of them',
          cell: ({ luck }) => {
            const family = familyOf(luck);
            return family === null ? missing : `${grouped(family.better)} of ${grouped(family.tested)}`;
          },
          kind: 'number',
        },
      ],
      groups,
    )}
    ${
      groups.length > limits.groups &&
      html`<p class="note">
        ${counted(groups.length - limits.groups, 'group')} after the first ${limits.groups} have no sections
        of their own below.
      </p>`
    }`;
}

/** A sentence and its reasons. */
export function groupVerdict({ verdict }: SweepReportGroup, kind = 'verdict of-group'): Html {
  return html`<p class="${kind}">${verdict.sentence}</p>
    ${
      verdict.reasons.length > 0 &&
      html`<ul class="reasons">
        ${verdict.reasons.map((reason) => html`<li>${reason}</li>`)}
      </ul>`
    }`;
}
