/** bench/RESULTS.md from the results of a run. */
import type { Target } from '../targets.js';
import { exponentOf } from './exponent.js';
import { gapText, jobOf, perSecond, table, time, times, wasBusy, withSpread } from './figures.js';
import type { Curve, Job, Results, Run } from './results.types.js';
import { targetsTable } from './targets-table.js';

export interface PageOptions {
  targets: readonly Target[];
  /** names of the charts beside the page */
  charts: readonly string[];
  /** the page of that name beside this one, empty where there is none */
  pageOf: (name: string) => string;
}

type Chart = (name: string, alt: string) => string;

const BASELINE = `The **baseline** is the engine's own algorithms in TypeScript ([bench/baseline/](baseline/)): the same collapse onto cross-products, the kernel of the same eight characteristics, REML by average information in the kernel's eigenbasis from the variances of the window before, the same covariances, weights by npm \`quadprog\`, eigendecompositions by ml-matrix, products by blocked loops that are four times as fast as ml-matrix's. It has no standard errors, condition numbers or statistics, which \`backtest()\` has; neither run is timed beyond its arrays of weights and returns (a result of \`backtest()\` puts its windows together when they are read). Before anything is timed its variances, weights and net returns must agree with the engine's to 1e-6 of the total variance, of wealth and of return; the gap that is left is in the tables.`;

const METHOD = `Times are wall time: medians with quartiles in brackets, of samples of npm \`benchmark\` or, where a call takes more than 50 ms, of single calls; a job and its peers are measured in turns. A ratio is the peer's median over ours, so that above 1 we are faster. The gap is the largest difference of the answers in units of the largest element; for minimum variance, of the variance reached. A peer whose answer is not at the optimum has its time and its gap, and no ratio.`;

/** The page as Markdown: a function of the results, the targets and what it can link to. */
export function resultsPage(results: Results, { targets, charts, pageOf }: PageOptions): string {
  const [run, ...others] = results.runs;
  const chart: Chart = (name, alt) => (charts.includes(name) ? `![${alt}](charts/${name}.svg)` : '');
  const group = (name: string) => run.jobs.filter((job) => job.group === name);
  const sections = [
    `# Benchmarks`,
    `Measured on ${machineText(results.machine)}, ${run.runtime}, ${results.date}. Made by \`${results.command}\`; all figures are in [results.json](results.json). ${loadText(results.machine)}`,
    METHOD,
    BASELINE,
    '## Targets',
    targetsTable(targets, run, pageOf('KERNELS.md')),
    '## Backtests',
    chart('windows', 'Windows a second, ours and the baseline'),
    windowsTable(group('windows')),
    ...(group('posterior').length > 0 ? [jobsTable(group('posterior'))] : []),
    '## Linear algebra',
    jobsTable(group('matrices')),
    '## Quadratic programs',
    jobsTable(group('programs')),
    '## REML',
    jobsTable(group('fits')),
    chart('ratios', 'How many times as fast as its peers each job is'),
    ...growthSection(run.curves ?? [], chart),
    ...optional('Beside R', jobsTable(group('R')), group('R').length > 0),
    ...optional('Whole runs', jobsTable(group('whole runs')), group('whole runs').length > 0),
    ...others.flatMap((other) => [`## ${other.runtime}`, besideTable(run, other)]),
    ...skippedSection(results),
    '## Versions',
    versionsText(results),
    ...optional('Other pages', pagesText(pageOf), pagesText(pageOf) !== ''),
  ];
  return `${sections.filter(Boolean).join('\n\n')}\n`;
}

const optional = (heading: string, text: string, isWanted: boolean) =>
  isWanted ? [`## ${heading}`, text] : [];

function loadText(machine: Results['machine']): string {
  const busy = ': other programs ran beside it, and times are longer than they need to be';
  return `The load of the machine before it began was ${machine.load.toFixed(1)}${wasBusy(machine) ? busy : ''}.`;
}

function machineText({ cpu, cores, memory, platform }: Results['machine']): string {
  return `${cpu}, ${cores} cores, ${memory}, ${platform}`;
}

function jobsTable(jobs: Job[]): string {
  const rows = jobs.flatMap(({ name, ours, note, peers }) => {
    if (peers.length === 0) return [[name, withSpread(ours), '', '', '', '', note]];
    return peers.map((peer, k) => [
      k === 0 ? name : '',
      k === 0 ? withSpread(ours) : '',
      peer.name,
      withSpread(peer),
      times(peer.ratio),
      gapText(peer.gap),
      [k === 0 ? note : '', peer.note, peer.reason].filter(Boolean).join('; '),
    ]);
  });
  return table(['job', 'mixfolio', 'against', 'peer', 'ratio', 'gap', 'remarks'], rows);
}

function windowsTable(jobs: Job[]): string {
  const rows = jobs.map(({ name, ours, note, peers: [baseline] }) => [
    name,
    withSpread(ours),
    perSecond(ours.median),
    withSpread(baseline),
    perSecond(baseline.median),
    times(baseline.ratio),
    gapText(baseline.gap),
    note,
  ]);
  const header = ['job', 'mixfolio', 'a second', 'baseline', 'a second', 'ratio', 'gap', 'remarks'];
  return table(header, rows);
}

function growthSection(curves: Curve[], chart: Chart): string[] {
  if (curves.length === 0) return [];
  const exponent = (curve: Curve, side: 'ours' | 'theirs') => {
    const fitted = exponentOf(curve, side);
    return fitted === null ? '' : `${fitted.value.toFixed(2)} (${fitted.from}–${fitted.to})`;
  };
  const rows = curves.map((curve) => [
    curve.name,
    curve.unit,
    curve.points.map(({ x, ours }) => `${x}: ${time(ours)}`).join(', '),
    exponent(curve, 'ours'),
    exponent(curve, 'theirs'),
  ]);
  return [
    '## Growth',
    'The exponent is the slope of log time on log size by least squares, over the range in brackets.',
    chart('growth', 'Time as assets, periods, windows and workers grow'),
    table(['what', 'in', 'mixfolio', 'exponent', "baseline's exponent"], rows),
  ];
}

/** The same jobs under two runtimes. */
function besideTable(run: Run, other: Run): string {
  const rows = other.jobs.map((job) => {
    const here = jobOf(run, job.id);
    const [peer] = job.peers;
    const [before] = here?.peers ?? [];
    return [
      job.name,
      here ? time(here.ours.median) : '',
      withSpread(job.ours),
      peer?.name ?? '',
      before ? times(before.ratio) : '',
      peer ? times(peer.ratio) : '',
    ];
  });
  const short = ({ runtime }: Run) => runtime.replace(/(\d+)\.\d.*/, '$1');
  return table(
    [
      'job',
      `mixfolio, ${short(run)}`,
      `mixfolio, ${short(other)}`,
      'against',
      `ratio, ${short(run)}`,
      `ratio, ${short(other)}`,
    ],
    rows,
  );
}

function skippedSection({ skipped, runs }: Results): string[] {
  const all = [...skipped, ...runs.flatMap((run) => run.skipped)];
  if (all.length === 0) return [];
  return ['## Not measured', all.map((why) => `- ${why[0].toUpperCase()}${why.slice(1)}.`).join('\n')];
}

function versionsText({ packages, runs }: Results): string {
  const list = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  const runtimes = runs.map(({ runtime }) => runtime);
  const others = runs.flatMap(({ versions = [] }) => versions);
  return `${[...runtimes, ...list, ...others].join(', ')}.`;
}

const PAGES: [string, string][] = [
  ['KERNELS.md', 'linear algebra beside the peak of a bare micro-kernel'],
  ['QP.md', 'quadratic programs: cold, warm, groups and turnover, semi-definite'],
  ['PATHS.md', 'fit times by path, beside dense solvers'],
  ['LME4.md', 'general models beside lme4'],
  ['LARGEST.md', 'the largest general models'],
  ['LOW-RANK.md', 'the largest panel, 2,000 assets with a kernel of low rank'],
];

function pagesText(pageOf: PageOptions['pageOf']): string {
  return PAGES.filter(([page]) => pageOf(page) !== '')
    .map(([page, what]) => `- [${page}](${page}): ${what}`)
    .join('\n');
}
