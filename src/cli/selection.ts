import type { WriteStream } from 'node:tty';
import type { BacktestResult } from '../backtest/types.js';
import { count, percent } from '../report/format.js';
import { statisticColumns } from '../report/statistics.js';
import { textTable } from './text-table.js';

const shownCandidates = 10;

/** The candidates of a selection, those picked most often first; empty without one. */
export function selectionText({ selection }: BacktestResult, stream: WriteStream): string {
  if (selection === undefined) return '';
  const { name, strategy, candidates, decisions, switches, trials } = selection;
  const order = [...candidates].sort((a, b) => b.picked - a.picked);
  const rows = order
    .slice(0, shownCandidates)
    .map((candidate) => [
      candidate.name,
      String(candidate.picked),
      ...statisticColumns.map(({ key, format }) => format(candidate.statistics[key])),
      percent(candidate.deflatedSharpe),
    ]);
  const headings = [
    'Candidate',
    'Picked',
    ...statisticColumns.map(({ heading }) => heading),
    'Deflated Sharpe',
  ];
  const rest = candidates.length - shownCandidates;
  const more = rest > 0 ? `and ${count(rest, 'candidate')} more, see the report\n` : '';
  const title =
    `${name}: ${count(candidates.length, 'candidate')} for ${strategy}, ${count(decisions.length, 'decision')}, ` +
    `${count(switches, 'change')} of candidate; deflated Sharpe ratio ${percent(trials.deflatedSharpe[name])}`;
  return `${title}. Candidates over all periods, each by itself:\n${textTable(headings, rows, stream)}${more}\n`;
}
