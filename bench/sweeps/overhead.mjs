/** The queue against the threads of this machine, and two workers against one: the same jobs in turn. */
import { longBacktests, prices } from './cases.mjs';
import { median, plannedJobs, runThrough } from './jobs.mjs';
import { processorSeconds, redisServer, startWorkerProcess } from './processes.mjs';

/** Jobs that are done before time is taken. */
const WARM_UP = 4;

/**
 * Rounds of four runs each: one local thread, one worker of one thread, two such workers, two local threads, which say what
 * a second core is worth here. Workers, threads and Redis are new in each run, and do the first of the jobs before time is
 * taken: a sweep lasts longer than the first seconds, in which every process compiles its code for itself.
 *
 * @returns seconds from the first job to the last and of processor time, medians; ratios are medians of those within a round
 */
export async function measureOverhead(modules, { rounds, backtests, jobs: count }) {
  const sweep = await plannedJobs(modules, longBacktests(backtests), prices(23));
  const all = sweep.jobs(WARM_UP + count);
  const jobs = { warmUp: all.slice(0, WARM_UP), timed: all.slice(WARM_UP) };
  const samples = [];
  for (let round = 0; round < rounds; round++) {
    const local = await runLocally(modules, sweep, jobs, 1);
    const one = await runByWorkers(modules, sweep, jobs, 1);
    const two = await runByWorkers(modules, sweep, jobs, 2);
    const threads = await runLocally(modules, sweep, jobs, 2);
    samples.push({ local, one, two, threads });
    const seconds = (run) => run.seconds.toFixed(2);
    console.error(
      `round ${round + 1}: local ${seconds(local)} s, one worker ${seconds(one)} s, two ${seconds(two)} s, two threads ${seconds(threads)} s`,
    );
  }
  const middle = (of) => median(samples.map(of));
  const run = (name) => ({
    seconds: middle((sample) => sample[name].seconds),
    processor: middle((sample) => sample[name].processor),
  });
  return {
    ...{
      rounds,
      backtests: sweep.backtests,
      windows: sweep.windows,
      jobs: jobs.timed.length,
      warmUp: WARM_UP,
    },
    jobSeconds: median(
      samples.flatMap(({ local }) => local.results.map(({ milliseconds }) => milliseconds / 1e3)),
    ),
    ...{ local: run('local'), one: run('one'), two: run('two'), threads: run('threads') },
    overhead: middle(({ local, one }) => one.seconds / local.seconds - 1),
    processorOverhead: middle(({ local, one }) => one.processor / local.processor - 1),
    speedup: middle(({ one, two }) => one.seconds / two.seconds),
    threadSpeedup: middle(({ local, threads }) => local.seconds / threads.seconds),
    bound: middle(({ one, two }) => 2 * (one.processor / two.processor)),
    overheads: samples.map(({ local, one }) => one.seconds / local.seconds - 1),
    speedups: samples.map(({ one, two }) => one.seconds / two.seconds),
  };
}

async function runLocally(modules, { engine, bundles, workerScript }, jobs, threads) {
  const dispatcher = modules.localDispatcher(engine, bundles, { threads, workerScript });
  await runThrough(modules, jobs.warmUp, dispatcher);
  const before = processorSeconds('self');
  const run = await runThrough(modules, jobs.timed, dispatcher);
  const processor = processorSeconds('self') - before;
  await dispatcher.close();
  return { ...run, processor };
}

async function runByWorkers(modules, { engine, bundles }, jobs, count) {
  const redis = await redisServer();
  const workers = await Promise.all(Array.from({ length: count }, () => startWorkerProcess(redis.url)));
  const dispatcher = await modules.queueDispatcher({ address: { url: redis.url }, engine, bundles });
  const processes = ['self', redis.pid, ...workers.map(({ pid }) => pid)];
  const spent = () => processes.reduce((sum, pid) => sum + processorSeconds(pid), 0);
  await runThrough(modules, jobs.warmUp, dispatcher);
  const before = spent();
  const run = await runThrough(modules, jobs.timed, dispatcher);
  const processor = spent() - before;
  await dispatcher.close();
  await Promise.all(workers.map(({ stop }) => stop()));
  await redis.close();
  return { ...run, processor };
}
