/** Runs jobs: every answer is compared before anything is timed. */
import { timed } from '../sampling.mjs';

/**
 * A job is `{ id, group, name, ours, peers }`, and perhaps `units`, how many things one call of `ours` does, `effort`,
 * how many times the usual seconds it gets, and a `note`, which comparing may still write. A peer is `{ name, run, gap, limit }`, and perhaps `units`, a `note`, and `mayFail` where a wrong answer is
 * reported and no error. `gap()` is how far apart both answers are.
 *
 * @returns one record a job: times in microseconds a unit, and of each peer the gap and the ratio of the medians, null
 *          with a reason where the peer's answer is wrong
 */
export async function runJobs(jobs, seconds, progress = () => {}) {
  const records = [];
  for (const job of jobs) {
    progress(job.name);
    records.push(await runJob(job, seconds));
  }
  return records;
}

async function runJob(job, seconds) {
  const { id, group, name, ours, peers = [], units = 1, effort = 1 } = job;
  const gaps = [];
  for (const peer of peers) {
    const gap = await peer.gap();
    if (!(gap <= peer.limit) && !peer.mayFail) {
      throw new Error(`${name}: ${peer.name} differs by ${gap}, more than ${peer.limit}`);
    }
    gaps.push(gap);
  }
  const [own, ...others] = await timed([ours, ...peers.map(({ run }) => run)], effort * seconds);
  const times = perUnit(own, units);
  return {
    id,
    group,
    name,
    ours: times,
    note: job.note ?? '',
    peers: peers.map((peer, k) => {
      const theirs = perUnit(others[k], peer.units ?? 1);
      const isRight = gaps[k] <= peer.limit;
      return {
        name: peer.name,
        ...theirs,
        gap: gaps[k],
        ratio: isRight ? theirs.median / times.median : null,
        reason: isRight ? '' : `not at the optimum: the gap is above ${peer.limit.toExponential()}`,
        note: peer.note ?? '',
      };
    }),
  };
}

const perUnit = ({ median, low, high, samples }, units) => ({
  median: median / units,
  low: low / units,
  high: high / units,
  samples,
});

/** Largest difference of two arrays, in units of the largest element of the second. */
export function largestGap(a, b) {
  const scale = b.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
  return a.reduce((gap, x, i) => Math.max(gap, Math.abs(x - b[i])), 0) / scale;
}
