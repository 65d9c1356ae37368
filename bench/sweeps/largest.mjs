/** A large sweep of short backtests, whole: a process of its own, that prints seconds by stage and its memory as JSON. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sweep } from '../../dist/sweep.js';
import { prices, shortBacktests } from './cases.mjs';
import { temporaryFolder } from './processes.mjs';

const backtests = Number(process.argv[2]);
const folder = temporaryFolder();
const began = performance.now();
const ends = {};
const note = (stage) => (ends[stage] = (performance.now() - began) / 1e3);
let isRunning = false;
try {
  const result = await sweep(shortBacktests(backtests), {
    out: folder.path,
    prices: prices(10),
    onPlanning: () => note('plan'),
    onProgress({ state }) {
      if (state === 'running' && !isRunning) {
        isRunning = true;
        // the first sign of the run comes a second after its start
        ends.calibration = (performance.now() - began) / 1e3 - 1;
      }
      if (state === 'analysing') ends.run ??= (performance.now() - began) / 1e3;
      if (state === 'done') note('analysis and report');
    },
    onNote: (text) => console.error(text),
  });
  const bytes = (path) =>
    readdirSync(path, { withFileTypes: true }).reduce(
      (sum, entry) =>
        sum + (entry.isDirectory() ? bytes(join(path, entry.name)) : statSync(join(path, entry.name)).size),
      0,
    );
  const { user, system } = process.cpuUsage();
  const report = {
    counts: result.counts,
    failed: result.failed.length,
    ends,
    seconds: (performance.now() - began) / 1e3,
    processor: (user + system) / 1e6,
    memory: process.resourceUsage().maxRSS * 1024,
    bytes: bytes(folder.path),
    jobs: readdirSync(join(folder.path, 'parts')).length / 2,
    reportBytes: statSync(join(folder.path, 'report.html')).size,
    verdicts: result.groups.map(({ verdict }) => verdict.sentence),
  };
  process.stdout.write(JSON.stringify(report));
} finally {
  folder.remove();
}
