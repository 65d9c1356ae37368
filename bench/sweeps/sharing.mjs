/** What it is worth that backtests of a job which differ in bounds and costs alone do their windows once. */
import { boundsAndCosts, longBacktests, prices } from './cases.mjs';
import { median, plannedJobs, runThrough } from './jobs.mjs';

/** Backtests of a job. */
const SIZE = 300;

/**
 * Jobs of backtests that share their windows and of such as have a model each, of the same number of windows, in turn on
 * one thread, after one job of each that is not counted.
 *
 * @returns milliseconds a backtest, medians, and the median of the ratios within a round
 */
export async function measureSharing(modules, { rounds }) {
  const kinds = {};
  for (const [name, config] of Object.entries({ shared: boundsAndCosts(4800), alone: longBacktests(4800) })) {
    const sweep = await plannedJobs(modules, config, prices(23));
    const { engine, bundles, workerScript } = sweep;
    const jobs = sweep.jobs(Math.floor(sweep.backtests / SIZE)).slice(0, rounds + 1);
    kinds[name] = {
      jobs,
      dispatcher: modules.localDispatcher(engine, bundles, { threads: 1, workerScript }),
    };
  }
  const samples = [];
  for (let round = 0; round <= rounds; round++) {
    const sample = {};
    for (const [name, { jobs, dispatcher }] of Object.entries(kinds)) {
      const { results } = await runThrough(modules, [jobs[round]], dispatcher);
      sample[name] = results[0].milliseconds / jobs[round].backtests.length;
    }
    if (round > 0) samples.push(sample);
  }
  for (const { dispatcher } of Object.values(kinds)) await dispatcher.close();
  const middle = (of) => median(samples.map(of));
  return {
    ...{ rounds, size: SIZE },
    shared: middle(({ shared }) => shared),
    alone: middle(({ alone }) => alone),
    ratio: middle(({ shared, alone }) => alone / shared),
    ratios: samples.map(({ shared, alone }) => alone / shared),
  };
}
