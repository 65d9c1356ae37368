/** How many workers a run gets. */
import { ConfigError } from '../../errors.js';

/** Machines with more cores than this are not what this is for. */
const MOST = 256;

/** How long a run is watched before it is clear how long it will take. */
const WATCHED_MILLISECONDS = 100;

/** What is left of a run has to keep each worker busy for so long: starting one takes some 50. */
const WORTHWHILE_MILLISECONDS = 250;

/**
 * @param workers as in the options of a backtest
 * @throws ConfigError `bad-workers`
 */
export function checkWorkers(workers: unknown): number | 'auto' {
  if (workers === 'auto') return workers;
  if (typeof workers === 'number' && Number.isInteger(workers) && workers >= 1 && workers <= MOST) {
    return workers;
  }
  throw new ConfigError(
    'bad-workers',
    `workers is ${String(workers)}, which is no number of threads`,
    `give a whole number from 1 to ${MOST}, or "auto"`,
    { workers: String(workers), largest: MOST },
  );
}

/** A run that the calling thread has begun, watched for how long the rest of it will take. */
export interface Watch {
  /** whether what is left after so many windows is worth starting two workers */
  isLong: (done: number) => boolean;
  /** how many workers that is worth, at most one a core */
  workers: (cores: number) => number;
}

export function watch(total: number): Watch {
  const began = performance.now();
  let left = 0;
  return {
    isLong(done) {
      const spent = performance.now() - began;
      if (spent < WATCHED_MILLISECONDS) return false;
      left = (spent / done) * (total - done);
      return left >= 2 * WORTHWHILE_MILLISECONDS;
    },
    workers: (cores) => Math.min(cores, Math.floor(left / WORTHWHILE_MILLISECONDS)),
  };
}
