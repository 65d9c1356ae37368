/** How long windows take here: a few backtests of a plan, run for their time alone. */
import { createEngine } from '../create-engine.js';
import { trialConfig } from './plan/configuration.js';
import type { DataCatalogue } from './data/catalogue.js';
import { runTrial } from './job/trial.js';
import type { PlannedWork, SweepPlan } from './plan/plan.js';

/** Seconds that measuring may take, and the most backtests that are run for it. */
const BUDGET = 1.5;
const MOST = 48;

export interface Calibration {
  /** by group of universe and frequency, and `all` */
  secondsPerWindow: Record<string, number>;
}

/**
 * Runs backtests spread over the plan until the time is up, and takes their processor time, which other work on the machine
 * does not change. What they come to is not kept.
 */
export async function calibrate(
  { backtests, order, base }: SweepPlan,
  catalogue: DataCatalogue,
  signal?: AbortSignal,
): Promise<Calibration> {
  const engine = await createEngine();
  try {
    const spent = new Map<string, { seconds: number; windows: number }>();
    const sample = spread(order.length, MOST).map((position) => backtests[order[position]]);
    const began = performance.now();
    for (const backtest of sample) {
      signal?.throwIfAborted();
      const { data, shared } = catalogue.data(backtest.data);
      const run = async (): Promise<number> => {
        const before = process.cpuUsage();
        await runTrial(engine, data, shared, trialConfig(base, backtest.part, backtest.strategy));
        const { user, system } = process.cpuUsage(before);
        return (user + system) / 1e6;
      };
      // code that is new is compiled on the way; a backtest that takes long shows its time at once
      const first = await run();
      const seconds = first > BUDGET / 4 ? first : Math.min(first, await run());
      for (const group of [groupOf(backtest), 'all']) {
        const sum = spent.get(group) ?? { seconds: 0, windows: 0 };
        sum.seconds += seconds;
        sum.windows += Math.max(1, backtest.windows);
        spent.set(group, sum);
      }
      if (performance.now() - began > 1000 * BUDGET) break;
    }
    return {
      secondsPerWindow: Object.fromEntries(
        [...spent].map(([group, { seconds, windows }]) => [group, seconds / windows]),
      ),
    };
  } finally {
    engine.dispose();
  }
}

/** Seconds that a window of a backtest takes by a calibration. */
export function secondsPerWindow({ secondsPerWindow: known }: Calibration, backtest: PlannedWork): number {
  return known[groupOf(backtest)] ?? known.all ?? 0;
}

function groupOf({ universe, frequency }: PlannedWork): string {
  return `${universe} ${frequency}`;
}

/** So many positions of `size`, as even as they come and in mixed order: the first few are spread too. */
function spread(size: number, most: number): number[] {
  const count = Math.min(size, most);
  const golden = 0.618_033_988_749_894_9;
  const positions = Array.from({ length: count }, (_, k) => Math.floor(((k * golden) % 1) * size));
  return [...new Set(positions)];
}
