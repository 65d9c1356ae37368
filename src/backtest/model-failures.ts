import type { HostWindow } from './record.js';

/**
 * A note on a run whose model can never be fitted, such as one with a term on which no data hold information. Every such
 * window falls back with its reason; this says of the whole run that the model took no part in it, so that another
 * strategy's results are not read as the model's.
 *
 * @param windows those that the host put together, with their positions; the engine's were fitted
 * @param all     how many windows there are
 * @returns one note with the first failure, where there were fits and each of them failed
 */
export function modelFailures(windows: ReadonlyMap<number, HostWindow>, all: number): string[] {
  if (windows.size < all) return [];
  const fits = [...windows].sort(([a], [b]) => a - b).flatMap(([, { fit }]) => (fit === null ? [] : [fit]));
  const failures = fits.flatMap((fit) => (fit === 'fitted' ? [] : [fit.failure]));
  if (fits.length === 0 || failures.length < fits.length) return [];
  return [`the model could be fitted in none of the ${fits.length} windows; in the first ${failures[0]}`];
}
