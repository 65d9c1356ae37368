/** From a plan to the jobs that it is run in. */
import { ConfigError } from '../../errors.js';
import type { SweepJob } from '../types.js';
import { jobId } from './identity.js';
import type { PlannedWork, SweepPlan } from './plan.js';

/** Seconds that a job is to take. */
const jobSeconds = 2;
/** Backtests of a job are sent as one message and kept in memory together. */
const mostBacktests = 5000;

/**
 * Ends of jobs in the order of a plan, each the position after its last backtest. A job never mixes data; it ends where
 * another backtest would bring it further from its length than it is, or from half of that on where what windows share ends.
 *
 * @param secondsPerWindow of a backtest; one without windows counts as one
 */
export function chunkBoundaries(
  { backtests, order, shared }: SweepPlan,
  secondsPerWindow: (backtest: PlannedWork) => number,
  seconds = jobSeconds,
): number[] {
  const ends: number[] = [];
  let [start, sum] = [0, 0];
  order.forEach((number, position) => {
    const backtest = backtests[number];
    const cost = Math.max(1, backtest.windows) * secondsPerWindow(backtest);
    const before = order[position - 1];
    if (position > start) {
      const isFull = sum + cost / 2 > seconds || position - start >= mostBacktests;
      const isSeam = sum >= seconds / 2 && shared[before] !== shared[number];
      if (isFull || isSeam || backtests[before].data !== backtest.data) {
        ends.push(position);
        [start, sum] = [position, 0];
      }
    }
    sum += cost;
  });
  return order.length === 0 ? [] : [...ends, order.length];
}

/**
 * The jobs of a plan, without those backtests whose results are there; a job that has none left is left out.
 *
 * @param boundaries of `chunkBoundaries`, of this plan
 * @param done       ids of backtests
 * @throws ConfigError `bad-boundaries` where they are of another plan
 */
export function jobsOf(
  plan: SweepPlan,
  boundaries: readonly number[],
  done: ReadonlySet<string>,
): SweepJob[] {
  checkBoundaries(plan, boundaries);
  const { engine, base, backtests, order } = plan;
  return boundaries.flatMap((end, k) => {
    const all = Array.from(
      order.subarray(k === 0 ? 0 : boundaries[k - 1], end),
      (number) => backtests[number],
    );
    const missing = all.filter(({ id }) => !done.has(id));
    if (missing.length === 0) return [];
    const { data } = missing[0];
    const id = jobId(
      engine,
      data,
      missing.map((backtest) => backtest.id),
    );
    return [
      {
        id,
        engine,
        data,
        base,
        backtests: missing.map(({ id, strategy, part }) => ({ id, strategy, part })),
      },
    ];
  });
}

function checkBoundaries({ backtests, order }: SweepPlan, boundaries: readonly number[]): void {
  const data = (position: number): string => backtests[order[position]].data;
  const fits =
    (boundaries.at(-1) ?? 0) === order.length &&
    boundaries.every((end, k) => {
      const start = k === 0 ? 0 : boundaries[k - 1];
      if (!Number.isInteger(end) || end <= start || end > order.length) return false;
      for (let position = start + 1; position < end; position++)
        if (data(position) !== data(start)) return false;
      return true;
    });
  if (fits) return;
  throw new ConfigError(
    'bad-boundaries',
    `the jobs that are stored are not those of this plan of ${order.length} backtests`,
    'plan the sweep into an empty folder',
    { backtests: order.length, jobs: boundaries.length },
  );
}
