/** How far a sweep is, and how long the rest takes. */
import type { SweepJob } from './types.js';

export interface SweepProgress {
  state: 'planning' | 'running' | 'analysing' | 'done' | 'stopped' | 'failed';
  /** backtests of this run and of earlier ones, of all that are planned */
  backtests: { done: number; total: number };
  windows: { done: number; total: number };
  jobs: { done: number; failed: number; total: number };
  /** of this run; null before the first job */
  windowsPerSecond: number | null;
  secondsLeft: number | null;
}

export interface ProgressKeeper {
  now(): SweepProgress;
  state(state: SweepProgress['state']): void;
  done(job: SweepJob): void;
  failed(): void;
}

/**
 * @param windowsOf how many windows a backtest is planned to have, by its id
 * @param known     what earlier runs have done
 * @param clock     milliseconds
 */
export function progressKeeper(
  jobs: readonly SweepJob[],
  windowsOf: (id: string) => number,
  known: { backtests: number; windows: number },
  clock: () => number = () => performance.now(),
): ProgressKeeper {
  const missing = jobs.flatMap(({ backtests }) => backtests);
  const total = missing.reduce((sum, { id }) => sum + windowsOf(id), 0);
  const began = clock();
  let state: SweepProgress['state'] = 'running';
  let [backtests, windows, done, failed] = [0, 0, 0, 0];
  return {
    now() {
      const seconds = (clock() - began) / 1000;
      const rate = windows > 0 && seconds > 0 ? windows / seconds : null;
      return {
        state,
        backtests: { done: known.backtests + backtests, total: known.backtests + missing.length },
        windows: { done: known.windows + windows, total: known.windows + total },
        jobs: { done, failed, total: jobs.length },
        windowsPerSecond: rate,
        secondsLeft: rate === null ? null : (total - windows) / rate,
      };
    },
    state(next) {
      state = next;
    },
    done(job) {
      done++;
      backtests += job.backtests.length;
      windows += job.backtests.reduce((sum, { id }) => sum + windowsOf(id), 0);
    },
    failed() {
      failed++;
    },
  };
}
