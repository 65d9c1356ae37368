/** How long windows take here: a few backtests of a plan, run for their time alone. */
import { createEngine } from '../create-engine.js';
import { trialConfig } from './plan/configuration.js';
import type { DataCatalogue } from './data/catalogue.js';
import { runTrial } from './job/trial.js';
import type { PlannedWork, SweepPlan } from './plan/plan.js';

/** Seconds that measuring may take, and the most backtests that are run for it. */
const BUDGET = 3;
const MOST = 4096;

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
    const sample = spread(order.length, Math.min(MOST, Math.ceil(order.length / 10)));
    const began = performance.now();
    const elapsed = (): number => (performance.now() - began) / 1000;
    const runs: Run[] = [];
    for (const position of sample) {
      signal?.throwIfAborted();
      const backtest = backtests[order[position]];
      const { data, shared } = catalogue.data(backtest.data);
      const before = process.cpuUsage();
      await runTrial(engine, data, shared, trialConfig(base, backtest.part, backtest.strategy));
      const { user, system } = process.cpuUsage(before);
      const windows = Math.max(1, backtest.windows);
      runs.push({ group: groupOf(backtest), seconds: (user + system) / 1e6, windows, end: elapsed() });
      if (elapsed() > BUDGET) break;
    }
    return { secondsPerWindow: ratesOf(runs) };
  } finally {
    engine.dispose();
  }
}

/** A backtest that was run for its time; `end` is seconds since the first began. */
interface Run {
  group: string;
  seconds: number;
  windows: number;
  end: number;
}

/**
 * Seconds per window by group. Code is compiled while the first runs last, so that those of the later half of the time
 * count, where a group has any there.
 */
function ratesOf(runs: readonly Run[]): Record<string, number> {
  const half = (runs.at(-1)?.end ?? 0) / 2;
  const rate = (of: readonly Run[]): number => {
    const late = of.filter(({ end }) => end > half);
    const counted = late.length > 0 ? late : of;
    const total = (key: 'seconds' | 'windows'): number => counted.reduce((sum, run) => sum + run[key], 0);
    return total('seconds') / total('windows');
  };
  const groups = [...new Set(runs.map(({ group }) => group))];
  return Object.fromEntries([
    ...groups.map((group) => [group, rate(runs.filter((run) => run.group === group))] as const),
    ...(runs.length === 0 ? [] : [['all', rate(runs)] as const]),
  ]);
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
