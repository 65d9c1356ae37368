/** The measured figures as the page bench/SWEEPS.md. */
import { clusters, estimate } from './scaling.mjs';

const percent = (share) => `${(100 * share).toFixed(1)} %`;
const ms = (seconds) => `${(1e3 * seconds).toPrecision(3)} ms`;
const s = (seconds) => `${seconds < 100 ? seconds.toPrecision(3) : seconds.toFixed(0)} s`;

export function bytes(count) {
  const units = ['B', 'kB', 'MB', 'GB'];
  const power = Math.min(3, Math.floor(Math.log10(Math.max(1, count)) / 3));
  return `${Number((count / 1000 ** power).toPrecision(3))} ${units[power]}`;
}

function table(header, rows) {
  return [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** @param results of `sweeps.mjs`, by stage; a stage that was not measured is said to be missing */
export function page({ overhead, overheadOfMore, sharing, throughput, largest }) {
  return `${[
    '# Sweeps\n\nWhat sweeps cost beside their backtests. Made by `npm run bench:sweeps`; prices are simulated and seeded.',
    overhead ? overheadText(overhead) : missing('Queue and threads, ten assets'),
    overheadOfMore ? overheadText(overheadOfMore) : missing('Queue and threads, fifty assets'),
    sharing ? sharingText(sharing) : '## Shared windows\n\nNot measured.',
    throughput ? throughputText(throughput) : missing('What a job takes'),
    throughput ? clusterText(throughput) : missing('What a cluster does'),
    largest ? largestText(largest) : '## A large sweep\n\nNot measured.',
  ].join('\n\n')}\n`;
}

const missing = (title) => `## ${title}\n\nNot measured: it needs \`redis-server\`.`;

function measuredOn({ machine, date }) {
  const { cpu, cores, node, load, loadAfter } = machine;
  return `${cpu}, ${cores} cores, Node ${node}, ${date}; load average ${load.toFixed(1)} before and ${loadAfter.toFixed(1)} after, of which the measured processes are a part.`;
}

function overheadText(result) {
  const { assets, rounds, backtests, windows, jobs, jobSeconds, local, one, two, threads } = result;
  const row = (name, { seconds, processor, busy }) => [name, s(seconds), s(processor), percent(busy)];
  const list = (values, form) => values.map(form).join(', ');
  return `## Queue and threads, ${assets === 10 ? 'ten' : 'fifty'} assets

${measuredOn(result)} Out of ${backtests} backtests of ${assets} assets with ${windows} windows, ${rounds} rounds of ${jobs} jobs of ${s(jobSeconds)} in the median, which all four do in turn, each round beginning with another of them. All were started before the first round, and each of their threads did ${result.warmUp} other jobs. Medians.

${table(
  ['done by', 'time', 'processor time of all processes', 'threads at work'],
  [
    row('one thread of this process', local),
    row('one worker of one thread, through Redis', one),
    row('two workers of one thread each', two),
    row('two threads of this process', threads),
  ],
)}

- The queue takes **${percent(result.overhead)}** longer than the local thread, median of the ratios within a round (${list(result.overheads, percent)}); waits between jobs make ${percent(local.busy / one.busy - 1)} of it, and the rest is that the same jobs took so much longer in one process than in the other. In processor time it is ${percent(result.processorOverhead)} more, planner, Redis and the worker's own thread included.
- Two workers are **${result.speedup.toFixed(2)} times** as fast as one (${list(result.speedups, (value) => value.toFixed(2))}), on ${result.machine.cores} cores that planner and Redis, and whatever else runs, share with them. Two threads without a queue are ${result.threadSpeedup.toFixed(2)} times as fast as one: that is what the second core is worth; two workers take ${percent(result.againstThreads)} longer than these.
- At the end of a round one of two threads has nothing to do while the other finishes the last job; in a sweep of many jobs that is seen once.`;
}

function sharingText(result) {
  const { rounds, size, shared, alone, ratio, ratios } = result;
  return `## Shared windows

${measuredOn(result)} ${rounds} jobs of ${size} backtests of some 240 windows that differ in their bounds and proportional costs, and as many of backtests with a model each, in turn on one thread: ${shared.toPrecision(3)} ms a backtest in the median, and ${alone.toPrecision(3)} ms. Backtests that share their windows are **${ratio.toFixed(1)} times** as fast (${ratios.map((value) => value.toFixed(1)).join(', ')}), and have the same bits as alone.`;
}

function throughputText(result) {
  return `## What a job takes

${measuredOn(result)} One worker that computes nothing and leaves results of the size that real ones have; the planner stores them. Medians of ${result.rounds} runs. Planner, Redis and worker share the cores here, so that jobs a second are fewer than each of them could do alone.

${table(
  [
    'job',
    'jobs a second',
    'planner',
    'Redis',
    'worker',
    'commands',
    'job',
    'result',
    'into Redis',
    'out of Redis',
    'append-only file',
  ],
  result.rows.map((row) => [
    row.name,
    row.jobsPerSecond.toFixed(0),
    ...[row.plannerSeconds, row.redisSeconds, row.workerSeconds].map(ms),
    row.commands.toFixed(0),
    ...[row.jobBytes, row.resultBytes, row.bytesIn, row.bytesOut, row.fileBytes].map(bytes),
  ]),
)}

Times are processor time for each job. Largest memory of Redis meanwhile: ${result.rows.map(({ memory }) => bytes(memory)).join(', ')}.`;
}

function clusterText({ rows }) {
  return `## What a cluster does

Computed from the table above for jobs of two seconds, by \`bench/sweeps/scaling.mjs\`: jobs a second = min(threads / (2 s + w), 1 / p, 1 / r), with w, p and r the processor time of worker, planner and Redis for each job. Estimates, not measurements: planner and Redis are taken to have a core each, and disk and network to carry what is said.

${clusterTable(rows)}`;
}

/** Estimates for jobs that take two seconds, which the first row, of one backtest, does not. */
function clusterTable(rows) {
  return table(
    [
      'job',
      'threads of workers',
      'jobs a second',
      'planner busy',
      'Redis busy',
      'through Redis',
      'threads kept busy',
    ],
    rows.slice(1).flatMap((row) =>
      clusters.map((threads) => {
        const { rate, planner, redis, bytes: traffic, worth } = estimate(threads, 2, row);
        return [
          row.name,
          threads,
          rate.toFixed(0),
          percent(planner),
          percent(redis),
          `${bytes(traffic)}/s`,
          worth.toFixed(0),
        ];
      }),
    ),
  );
}

const begin = '<!-- figures: npm run bench:sweeps writes what follows -->';
const end = '<!-- end of figures -->';

/** docs/sweeps-sizing.md with the figures that were measured. */
export function withFigures(text, { throughput: { rows } }) {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error('docs/sweeps-sizing.md has no place for figures');
  const constants = table(
    [
      'job',
      'p: planner',
      'r: Redis',
      'w: worker',
      'job sent',
      'result',
      'through Redis',
      'jobs a second, all on two cores',
      'most threads',
    ],
    rows.map((row) => [
      row.name,
      ...[row.plannerSeconds, row.redisSeconds, row.workerSeconds].map(ms),
      ...[row.jobBytes, row.resultBytes, row.bytesIn + row.bytesOut].map(bytes),
      row.jobsPerSecond.toFixed(0),
      estimate(1, 2, row).threads.toFixed(0),
    ]),
  );
  return `${text.slice(0, from)}${begin}\n\n${constants}\n\n${clusterTable(rows)}\n\n${text.slice(to)}`;
}

function largestText(result) {
  const { counts, ends, seconds, processor, memory, bytes: size, jobs, reportBytes, verdicts } = result;
  const order = ['plan', 'calibration', 'run', 'analysis and report'];
  let before = 0;
  const rows = order.map((stage) => {
    const spent = ends[stage] - before;
    before = ends[stage];
    return [stage, s(spent)];
  });
  return `## A large sweep

${measuredOn(result)} One run of ${counts.planned} backtests of ten assets and 20 windows each, ${counts.windows} windows in ${jobs} jobs, on all cores of one machine without a queue, from the configuration to the report.

${table(['stage', 'time'], [...rows, ['**all**', `**${s(seconds)}**`]])}

Processor time ${s(processor)}; largest memory of the process with its threads ${bytes(memory)}; ${bytes(size)} in the folder, of which the report is ${bytes(reportBytes)}. Refused: ${counts.refused}, jobs failed: ${result.failed}. The prices have no strategy that is better than another to be found, and the verdict is: ${verdicts.map((text) => `“${text}”`).join(' ')}`;
}
