/** What `mixfolio check` prints: what a run would do. */
import type { WriteStream } from 'node:tty';
import type { BacktestPreview, PreviewedDecision } from '../backtest/preview.js';
import type { ResolvedConfig } from '../config/types.js';
import { count } from '../report/format.js';
import { factLines } from './fact-lines.js';
import { notesText } from './notes-text.js';
import { paint } from './paint.js';
import { cut, mostRows, textTable } from './text-table.js';

export function previewText(preview: BacktestPreview, config: ResolvedConfig, stream: WriteStream): string {
  const { data, periods, frequency, universe, market, marketIsAsset, strategies, candidates } = preview;
  const { first, last } = preview.decisions;
  const facts = factLines([
    ['Data', `${count(data.dates, 'date')}, ${data.first} to ${data.last}`],
    ['Hash', data.dataHash],
    ['Periods', `${count(periods.count, frequency)}, ${periods.first} to ${periods.last}`],
    ['Universe', `${universe.length}: ${listed(universe)}`],
    ['Market', `${market}${marketIsAsset ? ', an asset that is no part of the fit' : ''}`],
    ['Model', preview.formula],
    ['Strategies', strategies.join(', ')],
    ...(candidates.length === 0
      ? []
      : [['Candidates', `${candidates.length}: ${listed(candidates)}`] as const]),
    ['Decisions', `${preview.decisions.count}, ${rhythm(config)}`],
  ]);
  const decisions: Record<string, PreviewedDecision> =
    preview.decisions.count === 1 ? { Only: first } : { First: first, Last: last };
  return [
    `${facts}\n`,
    `${textTable(
      ['Decision', 'On', 'Trained on', 'from', 'Held from', 'to', 'Assets', 'Sit out'],
      Object.entries(decisions).map(([name, decision]) => row(name, decision, frequency)),
      stream,
    )}\n`,
    ...Object.values(decisions).map((decision) => satOut(decision, stream)),
    notesText('Notes', preview.notes, 'mixfolio check --json'),
    `${paint(stream, 'bold', 'Nothing speaks against a run.')} Nothing was run, and nothing was written.\n`,
  ].join('');
}

/** The first names of many. */
function listed(names: readonly string[], between = ' '): string {
  const shown = names.slice(0, 12).join(between);
  return names.length > 12 ? `${shown}${between}…` : shown;
}

function rhythm({ backtest: { rebalance, window, lag }, frequency }: ResolvedConfig): string {
  const every =
    typeof rebalance === 'number'
      ? `one every ${rebalance === 1 ? frequency : count(rebalance, frequency)}`
      : `by the rule "${rebalance}"`;
  const late = lag === 0 ? '' : `, held ${count(lag, frequency)} later`;
  return `${every}, ${window} training windows${late}`;
}

function row(
  name: string,
  { decision, trainStart, trainPeriods, holdFrom, holdTo, assets, satOut }: PreviewedDecision,
  frequency: string,
): string[] {
  return [
    name,
    decision,
    count(trainPeriods, frequency),
    trainStart,
    holdFrom,
    holdTo,
    String(assets.length),
    String(satOut.length),
  ];
}

function satOut({ decision, satOut }: PreviewedDecision, stream: WriteStream): string {
  if (satOut.length === 0) return '';
  const lines = satOut.slice(0, mostRows).map(({ asset, reason }) => `  ${asset}: ${reason}\n`);
  const title = paint(stream, 'bold', `Sit out at ${decision}`);
  return `${title}:\n${lines.join('')}${cut(satOut.length - mostRows, 'mixfolio check --json')}\n`;
}
