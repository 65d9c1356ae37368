/** What the queue takes for each job, where jobs compute nothing: processor time of everybody, and bytes. */
import { longBacktests, prices, shortBacktests } from './cases.mjs';
import { median, plannedJobs, runThrough } from './jobs.mjs';
import { processorSeconds, redisServer, startEchoWorker } from './processes.mjs';

/** Threads that the worker says it has: enough that it never waits for jobs. */
const concurrency = 64;

/**
 * Jobs of one backtest, and such as take two seconds: some of many windows, many of few windows. The results have the
 * sizes of real ones, which are measured first.
 */
export async function measureThroughput(modules, path, { rounds, jobs, dense }) {
  const kinds = [
    { name: 'one backtest of 239 windows', config: longBacktests(2400), years: 23, size: 1 },
    { name: '300 backtests of 239 windows', config: longBacktests(2400), years: 23, size: 300 },
    { name: `${dense} backtests of 20 windows`, config: shortBacktests(15_000), years: 10, size: dense },
  ];
  const rows = [];
  for (const { name, config, years, size } of kinds) {
    const sweep = await plannedJobs(modules, config, prices(years));
    const { sizes, milliseconds } = await realJob(modules, sweep, size);
    const all = sized(sweep, size, jobs);
    const samples = [];
    for (let round = 0; round < rounds; round++)
      samples.push(await measureOnce(modules, path, sweep, all, sizes));
    const middle = (field) => median(samples.map((sample) => sample[field]));
    rows.push({
      name,
      jobs: all.length,
      jobBytes: median(all.map((job) => JSON.stringify(job).length)),
      realSeconds: milliseconds / 1e3,
      resultBytes: sizes[0] + sizes[1],
      ...Object.fromEntries(Object.keys(samples[0]).map((field) => [field, middle(field)])),
    });
    console.error(`${name}: ${rows.at(-1).jobsPerSecond.toFixed(0)} jobs a second`);
  }
  return { rounds, rows };
}

/** What a real job of so many backtests leaves, and how long it takes a thread that has done nothing before. */
async function realJob(modules, sweep, size) {
  const [job] = sized(sweep, size, 1);
  const dispatcher = modules.localDispatcher(sweep.engine, sweep.bundles, {
    threads: 1,
    workerScript: sweep.workerScript,
  });
  const { results } = await runThrough(modules, [job], dispatcher);
  await dispatcher.close();
  return results[0];
}

/** `count` jobs of `size` backtests; beyond those of the sweep the same again under other ids. */
function sized(sweep, size, count) {
  const jobs = sweep.jobs(Math.floor(sweep.backtests / size));
  return Array.from({ length: count }, (_, k) => {
    const job = jobs[k % jobs.length];
    const round = Math.floor(k / jobs.length)
      .toString(16)
      .padStart(8, '0');
    return { ...job, id: round + job.id.slice(round.length) };
  });
}

async function measureOnce(modules, module, { engine, bundles }, jobs, sizes) {
  const redis = await redisServer();
  const worker = await startEchoWorker({ module, url: redis.url, engine, concurrency, sizes });
  const dispatcher = await modules.queueDispatcher({ address: { url: redis.url }, engine, bundles });
  const now = () => {
    const {
      total_net_input_bytes: into,
      total_net_output_bytes: from,
      total_commands_processed: commands,
    } = redis.info();
    return {
      ...{ into, from, commands, file: redis.appendOnlyBytes() },
      planner: processorSeconds('self'),
      redis: processorSeconds(redis.pid),
      worker: processorSeconds(worker.pid),
    };
  };
  const before = now();
  const { seconds } = await runThrough(modules, jobs, dispatcher);
  const after = now();
  const memory = redis.info().used_memory_peak;
  await dispatcher.close();
  await worker.stop();
  await redis.close();
  const each = (field) => (after[field] - before[field]) / jobs.length;
  return {
    jobsPerSecond: jobs.length / seconds,
    plannerSeconds: each('planner'),
    redisSeconds: each('redis'),
    workerSeconds: each('worker'),
    commands: each('commands'),
    bytesIn: each('into'),
    bytesOut: each('from'),
    fileBytes: each('file'),
    memory,
  };
}
