/**
 * Measures the stages of an analysis of luck: many short trials, and fewer long ones. Prints the machine and the medians of
 * processor time and of the wall clock, in seconds, and the largest memory.
 *
 *     npm run bench:luck
 */
import { importTypeScript } from '../build/import-typescript.mjs';
import { machine } from './machine.mjs';
import { normals } from './problems.mjs';

const { analyseLuck, createEngine } = await importTypeScript('bench/luck-entry.ts');
const engine = await createEngine();
const repeats = Number(process.argv[2] ?? 3);
const stages = ['ratios', 'overfitting', 'clusters', 'family'];
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Trials that share a market and one of 20 factors each, without skill. */
function panelOf(trials, periods) {
  const common = normals(1, 21 * periods);
  const values = normals(2, trials * periods);
  for (let cell = 0; cell < values.length; cell++) {
    const t = cell % periods;
    const group = 1 + (Math.floor(cell / periods) % 20);
    values[cell] = 0.01 * (0.6 * common[t] + 0.6 * common[group * periods + t] + 0.5 * values[cell]);
  }
  return {
    trials,
    periods,
    rows: (first, end) => values.subarray(first * periods, end * periods),
  };
}

/** Seconds of each stage: from the end of the one before to its own last report. */
async function stageTimes(panel, baseline) {
  const ends = {};
  const now = () => {
    const { user, system } = process.cpuUsage();
    return { wall: performance.now() / 1e3, processor: (user + system) / 1e6 };
  };
  let start = now();
  const luck = await analyseLuck(engine, panel, baseline, {
    seed: 1,
    onProgress: (stage) => (ends[stage] = now()),
  });
  const times = stages.map((stage) => {
    const [before, end] = [start, ends[stage]];
    start = end;
    return { wall: end.wall - before.wall, processor: end.processor - before.processor };
  });
  return { times, samples: luck.family.samples };
}

console.log(machine(), process.version);
for (const [trials, periods] of [
  [100_000, 60],
  [1000, 1000],
]) {
  const panel = panelOf(trials, periods);
  const baseline = normals(3, periods).map((r) => 0.01 * r);
  const runs = [];
  for (let k = 0; k < repeats; k++) runs.push(await stageTimes(panel, baseline));
  console.log(`${trials} trials × ${periods} periods, ${runs[0].samples} resamples, median of ${repeats}`);
  console.table(
    Object.fromEntries(
      stages.map((stage, k) => [
        stage,
        {
          'processor s': Number(median(runs.map(({ times }) => times[k].processor)).toFixed(2)),
          'wall s': Number(median(runs.map(({ times }) => times[k].wall)).toFixed(2)),
        },
      ]),
    ),
  );
  console.log(`largest memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`);
}
