import { ConfigError } from '../../errors.js';

/** A machine that has more cores is not one that this is for. */
const MOST = 256;

/** Beyond this the windows that are left are worth starting threads. */
const WORTHWHILE_MILLISECONDS = 500;

/** How long a run is watched before it is clear how long it will take. */
const WATCHED_MILLISECONDS = 100;

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

/** Whether what is left of a run takes long enough for other threads, by what the windows so far took. */
export function isWorthwhile(done: number, total: number, milliseconds: number): boolean {
  return (
    milliseconds >= WATCHED_MILLISECONDS && (milliseconds / done) * (total - done) >= WORTHWHILE_MILLISECONDS
  );
}
