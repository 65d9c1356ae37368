/** How long windows take here: a few backtests of a plan, run for their time alone. */
import { createEngine } from '../create-engine.js';
import { ConfigError } from '../errors.js';
import { trialConfig } from './plan/configuration.js';
import type { DataCatalogue } from './data/catalogue.js';
import { runTrials } from './job/trial.js';
import { fieldTexts } from './plan/identity.js';
import type { PlannedWork, SweepPlan } from './plan/plan.js';

/** Seconds that measuring may take, and how many neighbours are run together for it at most, the next more than the last. */
const BUDGET = 3;
const BLOCK = 500;
const GROWTH = 8;
/** Places in the plan that are looked at, at most. */
const PLACES = 256;
/** Seconds of a window where none could be measured. */
const GUESS = 0.001;

export interface Calibration {
  /** by group of universe and frequency, and `all` */
  secondsPerWindow: Record<string, number>;
  /** what could not be measured */
  notes?: string[];
}

/**
 * Runs neighbours, who share what jobs share, here and there in the plan until the time is up, and takes their processor
 * time, which other work on the machine does not change. What they come to is not kept. Neighbours that the engine fails at
 * are left out, with a note: their jobs are for whoever does them to set aside, and the others have a time.
 *
 * @param run what runs them, `runTrials`
 * @throws the signal's reason; ConfigError `missing-package`
 */
export async function calibrate(
  { backtests, order, base }: SweepPlan,
  catalogue: DataCatalogue,
  signal?: AbortSignal,
  run: typeof runTrials = runTrials,
): Promise<Calibration> {
  const engine = await createEngine();
  try {
    const textsOf = fieldTexts();
    const began = performance.now();
    const elapsed = (): number => (performance.now() - began) / 1000;
    const runs: Run[] = [];
    const failures: unknown[] = [];
    let left = Math.ceil(order.length / 10);
    let size = 1;
    for (const start of spread(order.length)) {
      signal?.throwIfAborted();
      const numbers = order.subarray(start, start + Math.min(size, left));
      const block = neighbours(Array.from(numbers, (number) => backtests[number]));
      const { data, shared } = catalogue.data(block[0].data);
      const before = process.cpuUsage();
      const configs = block.map(({ part, strategy }) => {
        const config = trialConfig(base, part, strategy);
        return { config, texts: textsOf(config) };
      });
      try {
        await run(engine, data, shared, configs);
      } catch (error) {
        if (error instanceof ConfigError) throw error;
        failures.push(error);
        if (elapsed() > BUDGET) break;
        // fewer, among which it may be none
        size = Math.max(1, Math.floor(block.length / GROWTH));
        continue;
      }
      const { user, system } = process.cpuUsage(before);
      const windows = block.reduce((sum, backtest) => sum + Math.max(1, backtest.windows), 0);
      const seconds = (user + system) / 1e6;
      runs.push({ group: groupOf(block[0]), seconds, windows, end: elapsed() });
      left -= block.length;
      if (left <= 0 || elapsed() > BUDGET) break;
      // a block takes a tenth of the time, as soon as it is known how many that are
      const growth = Math.min(GROWTH, BUDGET / 10 / seconds);
      size = Math.min(BLOCK, Math.max(1, Math.floor(block.length * growth)));
    }
    if (failures.length === 0) return { secondsPerWindow: ratesOf(runs) };
    return {
      secondsPerWindow: runs.length === 0 ? { all: GUESS } : ratesOf(runs),
      notes: [failureNote(failures, runs.length)],
    };
  } finally {
    engine.dispose();
  }
}

function failureNote([first, ...others]: readonly unknown[], measured: number): string {
  const tries = measured + others.length + 1;
  const guess = measured === 0 ? `, and a window is taken to need ${1000 * GUESS} ms` : '';
  const reason = first instanceof Error ? first.message : String(first);
  return `${others.length + 1} of ${tries} attempts to measure the time of backtests failed${guess}: ${reason}`;
}

/** Those at the begin of a list that one job may have and that have one time. */
function neighbours(list: PlannedWork[]): PlannedWork[] {
  const other = list.findIndex(
    ({ data, ...one }) => data !== list[0].data || groupOf(one) !== groupOf(list[0]),
  );
  return other < 0 ? list : list.slice(0, other);
}

/** Backtests that were run for their time; `end` is seconds since the first began. */
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

function groupOf({ universe, frequency }: Pick<PlannedWork, 'universe' | 'frequency'>): string {
  return `${universe} ${frequency}`;
}

/** Positions of `size`, as even as they come and in mixed order: the first few are spread too. */
function spread(size: number): number[] {
  const count = Math.min(size, PLACES);
  const golden = 0.618_033_988_749_894_9;
  const positions = Array.from({ length: count }, (_, k) => Math.floor(((k * golden) % 1) * size));
  return [...new Set(positions)];
}
