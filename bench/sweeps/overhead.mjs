/** The queue against the threads of this machine, and two workers against one: the same jobs in turn. */
import { longBacktests, prices } from './cases.mjs';
import { median, plannedJobs, runThrough } from './jobs.mjs';
import { processorSeconds, redisServer, startWorkerProcess } from './processes.mjs';

/**
 * Jobs that each thread does before time is taken: a sweep lasts longer than the time in which code is compiled, and that is
 * done by threads of the compiler, on the other core where one thread works; they take a tenth of the first eight jobs.
 */
const WARM_UP = 12;
/** Threads of a contender at most. */
const MOST_THREADS = 2;

/**
 * Rounds of four runs each, of the same jobs: one local thread, one worker of one thread, two such workers, two local
 * threads, which say what a second core is worth here. All are started before the first round and wait for their turn; the
 * next round begins with another of them. That the machine is faster at one time than at another, which lasts longer than a
 * round, is then the same for all.
 *
 * @returns seconds from the first job to the last and of processor time, medians; ratios are medians of those within a round
 */
export async function measureOverhead(modules, { assets, rounds, backtests, jobs: count }) {
  const table = prices(23, assets);
  const sweep = await plannedJobs(modules, longBacktests(backtests, table.assets[0]), table);
  const first = WARM_UP * MOST_THREADS;
  const all = sweep.jobs(first + rounds * count);
  const contenders = {
    local: locally(modules, sweep, 1),
    one: await byWorkers(modules, sweep, 1),
    two: await byWorkers(modules, sweep, 2),
    threads: locally(modules, sweep, 2),
  };
  const names = Object.keys(contenders);
  for (const contender of Object.values(contenders)) {
    await runOf(modules, contender, all.slice(0, WARM_UP * contender.threads));
  }
  const samples = [];
  for (let round = 0; round < rounds; round++) {
    // each round has some of every part of the plan
    const jobs = all.slice(first).filter((_, k) => k % rounds === round);
    const sample = {};
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + turn) % names.length];
      sample[name] = await runOf(modules, contenders[name], jobs);
    }
    samples.push(sample);
    const took = names.map((name) => `${name} ${sample[name].seconds.toFixed(2)} s`);
    console.error(`round ${round + 1}: ${took.join(', ')}`);
  }
  for (const name of names) await contenders[name].close();
  return figures(samples, {
    ...{ assets, rounds, backtests: sweep.backtests, windows: sweep.windows, jobs: count, warmUp: WARM_UP },
  });
}

function figures(samples, sizes) {
  const middle = (of) => median(samples.map(of));
  const run = (name) => ({
    seconds: middle((sample) => sample[name].seconds),
    processor: middle((sample) => sample[name].processor),
    busy: middle((sample) => sample[name].busy),
  });
  const overheads = samples.map(({ local, one }) => one.seconds / local.seconds - 1);
  const speedups = samples.map(({ one, two }) => one.seconds / two.seconds);
  return {
    ...sizes,
    jobSeconds: median(
      samples.flatMap(({ local }) => local.results.map(({ milliseconds }) => milliseconds / 1e3)),
    ),
    ...{ local: run('local'), one: run('one'), two: run('two'), threads: run('threads') },
    ...{ overhead: median(overheads), speedup: median(speedups), overheads, speedups },
    processorOverhead: middle(({ local, one }) => one.processor / local.processor - 1),
    againstThreads: middle(({ two, threads }) => two.seconds / threads.seconds - 1),
    threadSpeedup: middle(({ local, threads }) => local.seconds / threads.seconds),
  };
}

/**
 * @returns also processor time of the contender's processes, and the share of the time for which its threads had a job
 */
async function runOf(modules, { dispatcher, processes, threads }, jobs) {
  const spent = () => processes.reduce((sum, pid) => sum + processorSeconds(pid), 0);
  const before = spent();
  const run = await runThrough(modules, jobs, dispatcher);
  const working = run.results.reduce((sum, { milliseconds }) => sum + milliseconds / 1e3, 0);
  return { ...run, processor: spent() - before, busy: working / (threads * run.seconds) };
}

function locally({ localDispatcher }, { engine, bundles, workerScript }, threads) {
  const dispatcher = localDispatcher(engine, bundles, { threads, workerScript });
  return { dispatcher, processes: ['self'], threads, close: () => dispatcher.close() };
}

async function byWorkers({ queueDispatcher }, { engine, bundles }, threads) {
  const redis = await redisServer();
  const workers = await Promise.all(Array.from({ length: threads }, () => startWorkerProcess(redis.url)));
  const dispatcher = await queueDispatcher({ address: { url: redis.url }, engine, bundles });
  return {
    ...{ dispatcher, processes: ['self', redis.pid, ...workers.map(({ pid }) => pid)], threads },
    async close() {
      await dispatcher.close();
      await Promise.all(workers.map(({ stop }) => stop()));
      await redis.close();
    },
  };
}
