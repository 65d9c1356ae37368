/**
 * What workers are worth: one backtest of simulated prices, long enough for 3 s in one thread, on 1, 2 and as many workers
 * as there are cores; weights must have the same bits before anything is timed. Prints a table and writes
 * bench/WORKERS.md.
 *
 *     npm run bench:workers
 */
import { availableParallelism, loadavg } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { backtest, createEngine } from '../dist/index.js';
import { report } from './measure.mjs';
import { normals } from './problems.mjs';

const sizes = [
  [10, 36],
  [50, 120],
  [100, 252],
];
const counts = [...new Set([1, 2, availableParallelism()])].sort((a, b) => a - b);
const SECONDS = 3.5;
const ROUNDS = 5;
const PAUSE = 200;

const engine = await createEngine();
const [load] = loadavg();

/** Daily prices of n assets: a market, which the first one is, a factor with both signs, noise; seeded. */
function prices(n, T) {
  const market = normals(1, T);
  const factor = normals(2, T);
  const noise = normals(3, T * n);
  const assets = Array.from({ length: n }, (_, i) => `A${i}`);
  const dates = Array.from({ length: T }, (_, t) =>
    new Date(Date.UTC(1600, 0, 1 + t)).toISOString().slice(0, 10),
  );
  const values = new Float64Array(T * n).fill(100);
  for (let t = 1; t < T; t++) {
    for (let i = 0; i < n; i++) {
      const beta = 0.5 + ((7 * i) % 10) / 10;
      const own = i === 0 ? 0 : 0.004 * (i % 2 === 0 ? 1 : -1) * factor[t] + 0.01 * noise[t * n + i];
      values[t * n + i] = values[(t - 1) * n + i] * (1 + 0.01 * (i === 0 ? 1 : beta) * market[t] + own);
    }
  }
  return { assets, dates, prices: values };
}

/** One run: its seconds, its seconds of processor time in all threads, and weights. */
async function run(data, train, workers) {
  const config = {
    market: 'A0',
    frequency: 'day',
    model: { minHeritability: 0 },
    backtest: { train, rebalance: 1 },
  };
  const began = performance.now();
  const processor = process.cpuUsage();
  const { strategies } = await backtest(engine, data, config, { workers });
  const ended = performance.now();
  // threads end by themselves: their time is that of this run, and not of the next
  await setTimeout(PAUSE);
  const { user, system } = process.cpuUsage(processor);
  const weights = strategies.map(({ columns }) => columns.weights);
  return {
    seconds: (ended - began) / 1e3,
    processor: (user + system) / 1e6,
    weights,
  };
}

const middle = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

function sameBits(a, b) {
  return a.every((values, s) =>
    new BigUint64Array(values.buffer).every((bits, k) => bits === new BigUint64Array(b[s].buffer)[k]),
  );
}

/** Windows that take `SECONDS` of processor time in one thread. */
async function windowsOf(n, train) {
  let windows = 128;
  for (;;) {
    const { processor } = await run(prices(n, train + windows + 1), train, 1);
    if (processor > 0.7) return Math.ceil((windows * SECONDS) / processor / 64) * 64;
    windows *= 4;
  }
}

const rows = [];
for (const [n, train] of sizes) {
  const windows = await windowsOf(n, train);
  const data = prices(n, train + windows + 1);
  const samples = new Map(counts.map((workers) => [workers, []]));
  let expected = null;
  for (let round = 0; round < ROUNDS; round++) {
    for (const workers of counts) {
      const { weights, ...times } = await run(data, train, workers);
      expected ??= weights;
      if (!sameBits(weights, expected)) throw new Error(`${workers} workers have other bits`);
      samples.get(workers).push(times);
    }
  }
  const medianOf = (workers, what) => middle(samples.get(workers).map((times) => times[what]));
  for (const workers of counts) {
    const speedup = middle(
      samples.get(workers).map(({ seconds }, round) => samples.get(1)[round].seconds / seconds),
    );
    const bound =
      (medianOf(1, 'processor') / medianOf(workers, 'processor')) * Math.min(workers, availableParallelism());
    rows.push([
      `${n} assets × ${train} periods, ${windows} windows`,
      workers,
      `${medianOf(workers, 'seconds').toPrecision(3)} s`,
      Math.round(windows / medianOf(workers, 'seconds')),
      workers === 1 ? '' : `${speedup.toFixed(2)} ×`,
      workers === 1 ? '' : `${bound.toFixed(2)} ×`,
      `${medianOf(workers, 'processor').toPrecision(3)} s`,
    ]);
  }
}

/** What workers cost before they do anything: a run of a chunk for each, with and without them. */
const small = prices(10, 36 + 129);
const starts = [];
for (let round = 0; round < 15; round++) {
  const alone = await run(small, 36, 1);
  const spread = await run(small, 36, 2);
  starts.push(1e3 * (spread.seconds - alone.seconds));
}

report(
  'bench/WORKERS.md',
  'Workers',
  'npm run bench:workers',
  ['backtest', 'workers', 'time', 'windows a second', 'speedup', 'at most', 'processor time of all threads'],
  rows,
  ` Runs of about ${SECONDS} s of processor time in one thread, the numbers of workers in turn, ${ROUNDS} rounds; the speedup is the median of those within a round. ` +
    `It is a fair one only where the machine has nothing else to do, and the processor time of one worker is its time: the load average was ${load.toFixed(1)} at the start. ` +
    'At most: the speedup that processor times allow, where every core is busy all the time. ' +
    `A run of two chunks takes ${middle(starts).toFixed(0)} ms longer on two workers than in the calling thread: that is what starting them costs. ` +
    'What limits the speedup: that start, of which a part is hidden behind the inputs of the run, which the calling thread makes alone; ' +
    'that each worker compiles the JavaScript around the engine once more, which threads of the runtime do beside them; ' +
    'what the calling thread does while workers work (accounts of strategies, the hash of the data), as all cores are taken; ' +
    'and chunks of 64 windows where there are few of them, as at 100 × 252: the last one has one worker. Threads beyond the number of cores share them.',
);
