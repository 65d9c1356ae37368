/** A walk over the trials of a panel, a tile at a time, that lets others have their turn. */
import type { LuckOptions, LuckStage } from './options.js';
import type { ReturnsPanel } from './types.js';

/** Returns that are read at once. */
const TILE = 2 ** 19;

/** Between two pieces of work: reports how far it is, lets other work be done, and stops where that was asked for. */
export type Pause = (done: number) => Promise<void>;

/** @throws (from the pause) the signal's reason */
export function pauseOf(
  { onProgress, signal }: Pick<LuckOptions, 'onProgress' | 'signal'>,
  stage: LuckStage,
  total: number,
): Pause {
  return async (done) => {
    onProgress?.(stage, done, total);
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
  };
}

/** Hands each trial to `visit` with its returns, which are valid during the call. */
export async function eachTrial(
  panel: ReturnsPanel,
  pause: Pause,
  visit: (trial: number, returns: Float64Array) => void,
): Promise<void> {
  const { periods } = panel;
  await eachTile(panel, pause, (rows, first, end) => {
    for (let k = 0; k < end - first; k++) visit(first + k, rows.subarray(k * periods, (k + 1) * periods));
  });
}

/** Hands each tile to `visit`: rows of the trials from `first` to `end`, valid during the call. */
export async function eachTile(
  panel: ReturnsPanel,
  pause: Pause,
  visit: (rows: Float64Array, first: number, end: number) => void,
): Promise<void> {
  const { trials, periods } = panel;
  const size = Math.max(1, Math.floor(TILE / periods));
  for (let first = 0; first < trials; first += size) {
    const end = Math.min(trials, first + size);
    visit(panel.rows(first, end), first, end);
    await pause(end);
  }
}
