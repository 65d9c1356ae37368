/** What `mixfolio sweep` prints. */
import type { WriteStream } from 'node:tty';
import { labelsOf, shown } from '../config/paths.js';
import { count, decimal, percent, probability } from '../report/format.js';
import type { JudgedGroup } from '../sweep/outcomes/analysis.js';
import type { SweepResult } from '../sweep/result.js';
import type { SweepPreview } from '../sweep/sweep.js';
import { duration } from './duration.js';
import { factLines } from './fact-lines.js';
import { notesText } from './notes-text.js';
import { paint } from './paint.js';
import { textTable } from './text-table.js';

/** Trials of a group that are printed. */
const shownTrials = 10;
/** Groups whose trials are printed; of more, verdicts alone. */
const shownGroups = 3;

export function sweepPreviewText(preview: SweepPreview): string {
  const { trials, baselines, backtests, windows, jobs, universes, periods, parameters, seconds } = preview;
  const { oneThread, all, threads } = seconds;
  return [
    factLines([
      [
        'Backtests',
        `${backtests}: ${count(trials, 'trial')} and ${count(baselines, 'baseline')}` +
          (backtests < trials + baselines ? ', some of which are the same' : ''),
      ],
      ['Windows', String(windows)],
      ['Universes', String(universes)],
      ['Periods', String(periods)],
      ...parameters.map(({ path, values }) => ['Parameter', `${path}, ${count(values, 'value')}`]),
      ['Jobs', String(jobs)],
      [
        'Time',
        threads === 1
          ? `about ${duration(oneThread)}`
          : `about ${duration(all)} on ${threads} threads, ${duration(oneThread)} on one`,
      ],
      ['Engine', preview.engine],
    ]),
    '\n',
    notesText('Notes', preview.notes, 'mixfolio sweep --dry-run --json'),
    'Nothing was written.\n',
  ].join('');
}

export function sweepText(result: SweepResult, stream: WriteStream): string {
  const { counts, failed, refused, notes, outcomes, groups, files } = result;
  const { planned, done, windows, fallbacks, skipped } = counts;
  return [
    ...groups.map(({ verdict }) => `${paint(stream, 'bold', verdict.sentence)}\n`),
    groups.length === 0 ? 'No trial has a result, so that there is nothing to judge.\n' : '',
    '\n',
    ...groups.slice(0, shownGroups).map((group) => trialsTable(group, result, stream)),
    groups.length > shownGroups
      ? `Trials of ${count(groups.length - shownGroups, 'more group')} are in the report.\n\n`
      : '',
    factLines([
      [
        'Backtests',
        `${done} of ${planned} done${refused.length > 0 ? `, ${refused.length} of them refused` : ''}`,
      ],
      [
        'Windows',
        `${windows}${fallbacks + skipped > 0 ? `, ${fallbacks} with a fallback, ${skipped} skipped` : ''}`,
      ],
    ]),
    '\n',
    notesText(
      'Refused',
      refused.map(({ number, code, error }) => `backtest ${number} [${code}]: ${error}`),
      'analysis.json',
    ),
    notesText(
      'Set aside after three attempts',
      failed.map(
        ({ job, error }) =>
          `${count(job.backtests.length, 'backtest')} of job ${job.id.slice(0, 12)}: ${error}`,
      ),
      'the folder failed',
    ),
    notesText('Notes', notes, 'analysis.json'),
    notesText(
      'Notes on data and models',
      [...outcomes.notes].map(([note, backtests]) => `${note} (${count(backtests, 'backtest')})`),
      'analysis.json',
    ),
    ...files.map((file) => `${file.endsWith('report.html') ? 'Report' : 'Written'}: ${file}\n`),
  ].join('');
}

function trialsTable(
  group: JudgedGroup,
  { plan, outcomes, groups }: SweepResult,
  stream: WriteStream,
): string {
  const { luck, trials, periodsPerYear, universe, period, frequency } = group;
  if ('reason' in luck) return '';
  const rows = luck.best.slice(0, shownTrials).map((best) => {
    const position = trials[best.trial];
    const { strategy, parameters, number } = plan.backtests[position];
    const labels = labelsOf(Object.keys(parameters));
    const named = Object.values(parameters).map((value, k) => `${labels[k]}=${shown(value)}`);
    return [
      `${number} ${[strategy, ...named].join(', ')}`,
      decimal(best.sharpe * Math.sqrt(periodsPerYear)),
      decimal(best.deflated, 3),
      decimal(best.deflatedByClusters, 3),
      probability(best.pValue),
      probability(best.adjustedPValue),
      percent(outcomes.statistics.annualVolatility[position]),
      percent(outcomes.statistics.maxDrawdown[position]),
    ];
  });
  const headings = ['Trial', 'Sharpe', 'Deflated', 'by clusters', 'p', 'adjusted', 'Volatility', 'Drawdown'];
  const title =
    groups.length === 1 ? '' : `${paint(stream, 'bold', `${universe}, ${period}, by ${frequency}`)}\n`;
  return `${title}${textTable(headings, rows, stream)}\n`;
}

/** Counts, verdicts and files, for programs. */
export function sweepJson({ sweep, engine, counts, groups, failed, files }: SweepResult): string {
  return `${JSON.stringify(
    {
      ...{ sweep, engine, counts, failed: failed.length, files },
      groups: groups.map(({ universe, period, frequency, trials, verdict }) => ({
        ...{ universe, period, frequency, trials: trials.length, verdict },
      })),
    },
    null,
    2,
  )}\n`;
}
