/** The README's figures: rows of bench/results.json and of bench/PATHS.md. */
import { jobOf, perSecond, time, times, wasBusy } from './figures.js';
import type { Results, Run } from './results.types.js';

const [START, END] = ['<!-- figures: bench/results.json -->', '<!-- end of figures -->'];

/** The README with the figures of these results between its two marks. */
export function withFigures(readme: string, results: Results, pathsPage: string): string {
  const [from, to] = [readme.indexOf(START), readme.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`the README has no place for figures: ${START} … ${END}`);
  return `${readme.slice(0, from + START.length)}\n\n${figures(results, pathsPage)}\n\n${readme.slice(to)}`;
}

function figures({ machine, runs: [run] }: Results, pathsPage: string): string {
  const rows = [
    ...['windows-10x36', 'windows-50x120', 'windows-100x252', 'windows-500x504'].map((id) =>
      windowRow(run, id),
    ),
    ...['eigen-100', 'cholesky-300', 'program-50', 'program-200', 'fit-50x120'].map((id) => jobRow(run, id)),
    pathsRow(pathsPage, 'REML fit, 12 assets × 60 periods', '12 assets × 60 periods', 'spectral'),
    studyRow(run),
  ].filter((row) => row !== null);
  return [
    `Medians on ${machine.cpu}, ${machine.cores} cores, ${run.runtime}${wasBusy(machine) ? ', while other programs ran' : ''}:`,
    aligned([['job', 'mixfolio', 'against', 'ratio'], ...rows]),
  ].join('\n\n');
}

function windowRow(run: Run, id: string): string[] | null {
  const job = jobOf(run, id);
  if (job === null) return null;
  const [peer] = job.peers;
  const [N, T] = id.replace('windows-', '').split('x');
  return [
    `backtest, ${N} assets × ${T} periods`,
    `${perSecond(job.ours.median)} windows a second`,
    `the same in TypeScript, ${perSecond(peer.median)}`,
    times(peer.ratio),
  ];
}

function jobRow(run: Run, id: string): string[] | null {
  const job = jobOf(run, id);
  if (job === null) return null;
  const [peer] = job.peers;
  const name = peer.name === 'baseline' ? 'the same in TypeScript' : peer.name;
  return [job.name, time(job.ours.median), `${name} ${time(peer.median)}`, times(peer.ratio)];
}

/** A row of bench/PATHS.md. */
function pathsRow(page: string, name: string, problem: string, path: string): string[] {
  const row = page
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .find((cells) => cells[1] === problem && cells[2] === path);
  if (!row) throw new Error(`bench/PATHS.md has no row of ${problem}, ${path}`);
  const [, , , ours, against, ratio] = row;
  return [name, ours, against.replace('dense,', 'dense REML in TypeScript'), ratio];
}

function studyRow(run: Run): string[] | null {
  const job = jobOf(run, 'study');
  return job && ['the ten-ETF study, start-up and report included', time(job.ours.median), '', ''];
}

/** A table with its columns aligned, as the README is formatted. */
function aligned([header, ...rows]: string[][]): string {
  const widths = header.map((_, c) => Math.max(...[header, ...rows].map((row) => row[c].length)));
  const line = (row: string[], fill = ' ') =>
    `| ${row.map((cell, c) => cell.padEnd(widths[c], fill)).join(' | ')} |`;
  return [
    line(header),
    line(
      header.map(() => ''),
      '-',
    ),
    ...rows.map((row) => line(row)),
  ].join('\n');
}
