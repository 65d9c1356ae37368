import { partFiles } from '../../src/sweep/job/part.js';
import type { Trial } from '../../src/sweep/job/trial.js';
import { statisticNames } from '../../src/statistics/names.js';
import type { BacktestStatistics } from '../../src/statistics/types.js';
import type { RecordedBacktest } from '../../src/sweep/store/plan-files.js';
import type { JobResult } from '../../src/sweep/types.js';
import { hashOf } from '../../src/sweep/data/bundle.js';

/** A SHA-256 for a word. */
export function hashFor(word: string): string {
  return hashOf(new TextEncoder().encode(word));
}

/** A trial that held over the given days, earning what is said. */
export function trialWith(
  name: string,
  dates: string[],
  netReturns: number[],
  changes: Partial<Trial> = {},
): Trial & { id: string } {
  return {
    id: hashFor(name),
    ...{
      status: 'ok',
      code: null,
      error: null,
      windows: 3,
      fallbacks: 0,
      skipped: 0,
      reason: null,
      notes: null,
    },
    statistics: Object.fromEntries(
      statisticNames.map((of, k) => [of, k / 7]),
    ) as unknown as BacktestStatistics,
    ...{ dates, netReturns: Float64Array.from(netReturns), riskFree: new Float64Array(dates.length) },
    ...changes,
  };
}

export function refusedTrial(name: string): Trial & { id: string } {
  return trialWith(name, [], [], {
    ...{
      status: 'refused',
      code: 'too-few-periods',
      error: 'there are too few',
      windows: 0,
      statistics: null,
    },
  });
}

export async function resultWith(
  job: string,
  trials: readonly (Trial & { id: string })[],
): Promise<JobResult> {
  const refused = trials.filter(({ status }) => status === 'refused').length;
  return { job: hashFor(job), ...(await partFiles(trials)), windows: 0, refused, milliseconds: 1 };
}

/** What a plan records of a backtest; monthly, of one universe and period. */
export function recorded(
  name: string,
  number: number,
  changes: Partial<RecordedBacktest> = {},
): RecordedBacktest {
  return {
    ...{
      id: hashFor(name),
      number,
      universe: 'base',
      period: 'base',
      strategy: 'systematic',
      parameters: {},
    },
    ...{ frequency: 'month', isBaseline: false, windows: 3 },
    ...changes,
  };
}

/** Last days of months of 2020, from the given one on. */
export function monthEnds(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, k) =>
    new Date(Date.UTC(2020, first + k, 0)).toISOString().slice(0, 10),
  );
}
