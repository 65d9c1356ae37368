/** Samples of how long calls take, in any JavaScript engine: by npm `benchmark`, or one by one where a call is slow. */
import Benchmark from 'benchmark';

/** Seconds a call above which calls are timed one by one. */
const SLOW = 0.05;
/** Most calls of a slow job. */
const MOST = 15;

/**
 * Times jobs in turns, so that all of them meet the same machine.
 *
 * @param jobs    functions, which may return promises
 * @param seconds about how long each of them takes in all; a job whose one call takes longer is called once or twice
 * @returns `{ median, low, high, samples }` of each, quartiles, microseconds a call
 */
export async function timed(jobs, seconds, rounds = 2) {
  const pools = jobs.map(() => []);
  const spent = jobs.map(() => 0);
  for (let round = 0; round < rounds; round++) {
    for (const [k, job] of jobs.entries()) {
      if (spent[k] > 2 * seconds) continue;
      const start = performance.now();
      pools[k].push(...(await samplesOf(job, seconds / rounds)));
      spent[k] += (performance.now() - start) / 1000;
    }
  }
  return pools.map(summary);
}

/** Seconds a call. The first call, which compiles, counts only where it takes far longer than all are meant to. */
async function samplesOf(job, seconds) {
  const first = await once(job);
  if (first.seconds > 3 * seconds) return [first.seconds];
  if (first.isAsync || first.seconds > SLOW) {
    const samples = [];
    for (let total = 0; samples.length < MOST && total < seconds;) {
      samples.push((await once(job)).seconds);
      total += samples.at(-1);
    }
    return samples;
  }
  const benchmark = new Benchmark(job, { maxTime: seconds, minTime: 0.02 });
  benchmark.run();
  if (benchmark.error) throw benchmark.error;
  return benchmark.stats.sample;
}

async function once(job) {
  const start = performance.now();
  const result = job();
  const isAsync = result instanceof Promise;
  if (isAsync) await result;
  return { seconds: (performance.now() - start) / 1000, isAsync };
}

/** Median and quartiles in microseconds. */
export function summary(seconds) {
  const sorted = seconds.map((value) => 1e6 * value).sort((a, b) => a - b);
  const at = (share) => {
    const position = share * (sorted.length - 1);
    const below = Math.floor(position);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  };
  return { median: at(0.5), low: at(0.25), high: at(0.75), samples: sorted.length };
}
