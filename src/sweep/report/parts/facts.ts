import { html, type Html } from '../../../report/html.js';
import { factsList } from '../../../report/page-parts.js';
import { counted, grouped } from '../names.js';
import type { SweepCounts, SweepReportInput } from '../types.js';

/** What was run. */
export function factsOf({
  config,
  counts,
  dataHashes,
  engineVersion,
  groups,
  parameters,
}: SweepReportInput): Html {
  const trials = groups.reduce((sum, { luck }) => sum + luck.trials, 0);
  return factsList([
    ['Trials', groups.length === 1 ? grouped(trials) : `${grouped(trials)} in ${groups.length} groups`],
    ...(groups.length === 1
      ? ([
          ['Universe', groups[0].universe],
          ['Period', `${groups[0].period}, by ${groups[0].frequency}`],
          ['Common periods', `${groups[0].first} to ${groups[0].last}, ${grouped(groups[0].luck.periods)}`],
          ['Baseline', groups[0].baseline ?? 'none'],
        ] as const)
      : []),
    ['Parameters', parameters.length === 0 ? 'none' : parameters.map(({ path }) => path).join(', ')],
    ['Backtests', backtestsText(counts)],
    ['Windows', grouped(counts.windows)],
    ['Seed', String(config.seed ?? 1)],
    ['Engine', `mixfolio ${engineVersion}`],
    ['Data (SHA-256)', dataHashes.join(' ')],
  ]);
}

function backtestsText({ planned, done, duplicates }: SweepCounts): string {
  const missing = planned - done;
  return [
    `${grouped(planned)} planned`,
    missing === 0 ? 'all done' : `${grouped(done)} done, ${grouped(missing)} without a result`,
    ...(duplicates === 0 ? [] : [`${counted(duplicates, 'point')} that repeat others left out`]),
  ].join(', ');
}

/** What did not end well, before any number; nothing where all did. */
export function workAlert({ planned, done, refused, setAside }: SweepCounts): Html {
  const aside = setAside.reduce((sum, { backtests }) => sum + backtests, 0);
  const open = planned - done - aside;
  const sentences = [
    ...(refused === 0
      ? []
      : [`${counted(refused, 'backtest')} ended with an error of their configuration or data.`]),
    ...(setAside.length === 0
      ? []
      : [`${counted(setAside.length, 'job')} with ${counted(aside, 'backtest')} failed and were set aside.`]),
    ...(open <= 0
      ? []
      : [`${counted(open, 'backtest')} are not done yet: all numbers are of those that are.`]),
  ];
  if (sentences.length === 0) return html``;
  return html`<div class="alert">
    <p>Not all of the sweep is among the trials (<a href="#work">what happened</a>):</p>
    <ul>
      ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
    </ul>
  </div>`;
}
