/** bench/RESULTS.md from the results of a run. */
import { format } from '../measure.mjs';
import { gapText, jobOf, perSecond, table, times, withSpread } from './figures.mjs';
import { targetsTable } from './targets.mjs';

const BASELINE = `The **baseline** is the engine's own algorithms in TypeScript ([bench/baseline/](baseline/)): the same collapse onto cross-products, the kernel of the same eight characteristics, REML by average information in the kernel's eigenbasis from the variances of the window before, the same covariances, weights by npm \`quadprog\`, eigendecompositions by ml-matrix, products by blocked loops that are four times as fast as ml-matrix's. It has no standard errors, condition numbers, statistics or notes, which \`backtest()\` has. Before anything is timed its variances, weights and net returns must agree with the engine's to 1e-6 of the total variance, of wealth and of return; the gap that is left is in the tables.`;

const METHOD = `Times are wall time: medians with quartiles in brackets, of samples of npm \`benchmark\` or, where a call takes more than 50 ms, of single calls; a job and its peers are measured in turns. A ratio is the peer's median over ours, so that above 1 we are faster. The gap is the largest difference of the answers in units of the largest element; for minimum variance, of the variance reached. A peer whose answer is not at the optimum has its time and its gap, and no ratio.`;

/**
 * @param results as bench/results.json has them
 * @param charts  names of the charts beside the page
 * @param hasPage whether there is a page of that name to link to
 */
export function resultsPage(results, { targets, charts = [], hasPage = () => false }) {
  const [run, ...others] = results.runs;
  const chart = (name, alt) => (charts.includes(name) ? `![${alt}](charts/${name}.svg)` : '');
  const group = (name) => run.jobs.filter((job) => job.group === name);
  const sections = [
    `# Benchmarks`,
    `Measured on ${machineText(results.machine)}, ${run.runtime}, ${results.date}. Made by \`${results.command}\`; all figures are in [results.json](results.json).`,
    METHOD,
    BASELINE,
    '## Targets',
    targetsTable(targets, run, hasPage),
    '## Backtests',
    chart('windows', 'Windows a second, ours and the baseline'),
    windowsTable(group('windows')),
    '## Linear algebra',
    jobsTable(group('matrices')),
    '## Quadratic programs',
    jobsTable(group('programs')),
    '## REML',
    jobsTable(group('fits')),
    chart('ratios', 'How many times as fast as its peers each job is'),
    ...growthSection(run.curves ?? [], chart),
    ...optional('Beside R', jobsTable(group('R')), group('R').length),
    ...optional('Whole runs', jobsTable(group('whole runs')), group('whole runs').length),
    ...others.flatMap((other) => [`## ${other.runtime}`, besideTable(run, other)]),
    ...skippedSection(results),
    '## Versions',
    versionsText(results),
    ...optional('Other pages', pagesText(hasPage), true),
  ];
  return `${sections.filter(Boolean).join('\n\n')}\n`;
}

const optional = (heading, text, wanted) => (wanted ? [`## ${heading}`, text] : []);

function machineText({ cpu, cores, memory, platform }) {
  return `${cpu}, ${cores} cores, ${memory}, ${platform}`;
}

function jobsTable(jobs) {
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

function windowsTable(jobs) {
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

function growthSection(curves, chart) {
  if (curves.length === 0) return [];
  const exponent = (fitted) =>
    fitted === null ? '' : `${fitted.value.toFixed(2)} (${fitted.from}–${fitted.to})`;
  const rows = curves.map(({ name, unit, points, exponents }) => [
    name,
    unit,
    points.map(({ x, ours }) => `${x}: ${format(ours)}`).join(', '),
    exponent(exponents.ours),
    exponent(exponents.theirs),
  ]);
  return [
    '## Growth',
    'The exponent is the slope of log time on log size by least squares, over the range in brackets.',
    chart('growth', 'Time as assets, periods, windows and workers grow'),
    table(['what', 'in', 'mixfolio', 'exponent', "baseline's exponent"], rows),
  ];
}

/** The same jobs under two runtimes. */
function besideTable(run, other) {
  const rows = other.jobs.map((job) => {
    const here = jobOf(run, job.id);
    const [peer] = job.peers;
    const [before] = here?.peers ?? [];
    return [
      job.name,
      here ? format(here.ours.median) : '',
      withSpread(job.ours),
      peer?.name ?? '',
      before ? times(before.ratio) : '',
      peer ? times(peer.ratio) : '',
    ];
  });
  const short = (runtime) => runtime.replace(/(\d+)\.\d.*/, '$1');
  return table(
    [
      'job',
      `mixfolio, ${short(run.runtime)}`,
      `mixfolio, ${short(other.runtime)}`,
      'against',
      `ratio, ${short(run.runtime)}`,
      `ratio, ${short(other.runtime)}`,
    ],
    rows,
  );
}

function skippedSection({ skipped, runs }) {
  const all = [...skipped, ...runs.flatMap((run) => run.skipped)];
  if (all.length === 0) return [];
  return ['## Not measured', all.map((why) => `- ${why[0].toUpperCase()}${why.slice(1)}.`).join('\n')];
}

function versionsText({ packages, runs }) {
  const list = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  const runtimes = runs.map(({ runtime }) => runtime);
  const others = runs.flatMap(({ versions = [] }) => versions);
  return `${[...runtimes, ...list, ...others].join(', ')}.`;
}

const PAGES = [
  ['KERNELS.md', 'linear algebra beside the peak of a bare micro-kernel'],
  ['QP.md', 'quadratic programs: cold, warm, groups and turnover, semi-definite'],
  ['PATHS.md', 'fit times by path, beside dense solvers'],
  ['LME4.md', 'general models beside lme4'],
  ['LARGEST.md', 'the largest general models'],
];

function pagesText(hasPage) {
  return PAGES.filter(([page]) => hasPage(page))
    .map(([page, what]) => `- [${page}](${page}): ${what}`)
    .join('\n');
}
