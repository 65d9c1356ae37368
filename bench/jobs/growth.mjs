/** How the time of a backtest grows in assets, in training periods, in windows and in workers. */
import { availableParallelism } from 'node:os';
import { readFileSync, readdirSync } from 'node:fs';
import { timed } from '../sampling.mjs';
import { simulatedPrices } from '../problems.mjs';
import { configuration, rolling } from './windows.mjs';

/** Points of a curve: N, T, windows of ours and of the baseline, none where it would take minutes. */
const curves = (quick) => [
  {
    id: 'assets',
    name: 'time of a window, 252 periods',
    unit: 'assets',
    perWindow: true,
    points: (quick ? [10, 20, 50] : [10, 20, 50, 100, 200, 400]).map((N) => ({
      x: N,
      N,
      T: 252,
      windows: Math.ceil(20_000 / N / (N < 100 ? 2 : 5)),
      theirs: N > 200 ? 0 : Math.ceil(400 / N),
    })),
  },
  {
    id: 'periods',
    name: 'time of a window, 50 assets',
    unit: 'periods',
    perWindow: true,
    points: (quick ? [60, 250] : [60, 120, 250, 500, 1000, 2000]).map((T) => ({
      x: T,
      N: 50,
      T,
      windows: 200,
      theirs: 8,
    })),
  },
  {
    id: 'windows',
    name: 'time of a run, 10 assets × 36 periods',
    unit: 'windows',
    perWindow: false,
    points: (quick ? [100, 1000] : [100, 300, 1000, 3000, 10_000]).map((windows) => ({
      x: windows,
      N: 10,
      T: 36,
      windows,
      theirs: windows,
    })),
  },
];

/** @returns `{ id, name, unit, points: [{ x, ours, theirs }] }` each, microseconds */
export async function growthCurves(context, seconds, progress = () => {}) {
  const results = [];
  for (const { points, perWindow, ...curve } of curves(context.quick)) {
    const measured = [];
    for (const point of points) {
      progress(`growth in ${curve.unit}, ${point.x}`);
      measured.push(await measurePoint(context, point, perWindow, seconds));
    }
    results.push({ ...curve, points: measured });
  }
  return results;
}

async function measurePoint(
  { mixfolio, engine, baseline },
  { x, N, T, windows, theirs },
  perWindow,
  seconds,
) {
  const data = simulatedPrices(mixfolio, N, T + windows);
  const options = configuration(data, T);
  const jobs = [() => mixfolio.backtest(engine, data, options)];
  if (theirs > 0) {
    const own = simulatedPrices(mixfolio, N, T + theirs);
    jobs.push(() => rolling(baseline, own, options));
  }
  const [ours, peer] = await timed(jobs, seconds, 1);
  return {
    x,
    ours: ours.median / (perWindow ? windows : 1),
    theirs: peer ? peer.median / (perWindow ? theirs : 1) : null,
  };
}

/** Whether `backtest()` takes `workers`, as the types beside the build say. */
export function takesWorkers() {
  const folder = new URL('../../dist/types/backtest/', import.meta.url);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.d.ts'))
    .some((name) => /^\s*workers\??:/m.test(readFileSync(new URL(name, folder), 'utf8')));
}

/** @returns the curve in workers, or `{ skipped }` why there is none */
export async function workersCurve({ mixfolio, engine, quick }, seconds, progress = () => {}) {
  if (!takesWorkers()) return { skipped: '`backtest()` of this build has no option `workers`' };
  const most = availableParallelism();
  if (most < 2) return { skipped: 'the machine has one core' };
  const [N, T, windows] = quick ? [50, 120, 1000] : [50, 120, 16000];
  const data = simulatedPrices(mixfolio, N, T + windows);
  const options = configuration(data, T);
  const counts = [1, 2, 4, 8, 16].filter((workers) => workers <= most);
  const runs = counts.map((workers) => () => mixfolio.backtest(engine, data, options, { workers }));
  const hashes = new Set();
  for (const run of runs) hashes.add(JSON.stringify((await run()).strategies));
  if (hashes.size > 1) throw new Error('results differ with the number of workers');
  progress('growth in workers');
  const times = await timed(runs, 3 * seconds);
  const points = counts.map((x, k) => ({ x, ours: times[k].median, theirs: null }));
  return {
    id: 'workers',
    name: `time of a run, ${N} assets × ${T} periods, ${windows} windows`,
    unit: 'workers',
    points,
  };
}
