/**
 * What sweeps cost beside their backtests: the queue against threads of this machine, workers against each other, what
 * backtests of a job save by what they share, what each job takes of planner, Redis and worker, and a large sweep from its
 * plan to its report. Prints tables and writes
 * bench/SWEEPS.md and bench/sweeps.json.
 *
 *     npm run bench:sweeps -- [--quick] [--out FOLDER] [--only overhead,overheadOfMore,sharing,throughput,largest]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machine } from './machine.mjs';
import { bundleSources } from './sweeps/modules.mjs';
import { measureOverhead } from './sweeps/overhead.mjs';
import { page, withFigures } from './sweeps/page.mjs';
import { hasRedis } from './sweeps/processes.mjs';
import { measureSharing } from './sweeps/sharing.mjs';
import { measureThroughput } from './sweeps/throughput.mjs';

const stages = ['overhead', 'overheadOfMore', 'sharing', 'throughput', 'largest'];
const withoutRedis = ['sharing', 'largest'];
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    out: { type: 'string' },
    only: { type: 'string', default: stages.join() },
    page: { type: 'boolean', default: false },
  },
});
const { quick, out = quick ? 'results/bench' : 'bench', only } = values;
const wanted = only.split(',');
const unknown = wanted.filter((stage) => !stages.includes(stage));
if (unknown.length > 0) throw new Error(`--only ${unknown.join()}: known are ${stages.join()}`);
mkdirSync(out, { recursive: true });
const file = join(out, 'sweeps.json');

if (values.page) {
  write(JSON.parse(readFileSync(file, 'utf8')));
} else {
  write(await measure());
}

/** Stages that are not asked for keep their last figures, each with the day and the load of its own. */
async function measure() {
  const known =
    wanted.length < stages.length && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const path = await bundleSources();
  const modules = await import(path);
  const sizes = quick
    ? {
        few: { assets: 10, rounds: 2, backtests: 2400, jobs: 4 },
        more: { assets: 50, rounds: 2, backtests: 480, jobs: 4 },
        small: 200,
        largest: 5000,
      }
    : {
        few: { assets: 10, rounds: 5, backtests: 43_200, jobs: 24 },
        more: { assets: 50, rounds: 5, backtests: 3120, jobs: 16 },
        small: 1000,
        largest: 100_000,
      };
  const measures = {
    overhead: () => measureOverhead(modules, sizes.few),
    overheadOfMore: () => measureOverhead(modules, sizes.more),
    sharing: () => measureSharing(modules, { rounds: quick ? 2 : 9 }),
    throughput: () => measureThroughput(modules, path, { rounds: 3, jobs: sizes.small, dense: 3000 }),
    largest: () => measureLargest(sizes.largest),
  };
  const results = { ...known };
  for (const stage of wanted) {
    if (!withoutRedis.includes(stage) && !hasRedis) {
      console.error(`${stage} is skipped: there is no redis-server`);
      continue;
    }
    const before = machine();
    const figures = await measures[stage]();
    results[stage] = {
      ...figures,
      machine: { ...before, loadAfter: machine().load, node: process.version },
      date: today(),
    };
  }
  return results;
}

function measureLargest(backtests) {
  const { status, stdout } = spawnSync(process.execPath, ['bench/sweeps/largest.mjs', String(backtests)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error('the large sweep failed');
  return JSON.parse(stdout);
}

function write(results) {
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  const text = page(results);
  writeFileSync(join(out, 'SWEEPS.md'), text);
  process.stdout.write(text);
  const guide = 'docs/sweeps-sizing.md';
  if (!quick && out === 'bench' && results.throughput)
    writeFileSync(guide, withFigures(readFileSync(guide, 'utf8'), results));
}

function today() {
  return new Date().toISOString().slice(0, 10);
}
