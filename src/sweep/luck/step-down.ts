import { type EngineCore, frameBytes } from '../../engine/core.js';
import type { FurtherExports } from '../../engine/exports.js';
import { seedWords } from '../../numeric/seed.js';
import { BLOCK_IDENTITY } from '../../statistics/block-bootstrap.js';
import type { Standardised } from '../../statistics/difference-pairs.js';

/** Bytes of block sums of a tile: what stays in a second cache. */
const TILE_BYTES = 2 ** 18;

/** Number of 4-byte fields of a BootstrapRequest and of a StepDownRequest, see assembly. */
const BOOTSTRAP_FIELDS = 13;
const REQUEST_FIELDS = 5;

/** What the resamples of all tiles have in common. */
export interface Resampling {
  base: Standardised;
  blockLength: number;
  samples: number;
  seed: number;
}

/** Trials of T periods that go to the engine at once: fours of them. */
export function stepDownTile(periods: number): number {
  return Math.max(4, 4 * Math.floor(TILE_BYTES / (64 * periods)));
}

/**
 * Counts of d* that reach d, over the resamples of `blockBootstrap`, for trials in ascending order of d.
 *
 * @param core     of the second module
 * @param trials   series on their own scale
 * @param observed d of the trials, none below those of earlier tiles
 * @param most     the largest d* of each resample over earlier tiles; overwritten by that after this one
 * @returns of each trial #{d* ≥ d}, alone and of the largest d* up to it
 */
export function stepDown(
  core: EngineCore<FurtherExports>,
  { base, blockLength, samples, seed }: Resampling,
  trials: readonly Standardised[],
  observed: Float64Array,
  most: Float64Array,
): { alone: Int32Array; joint: Int32Array } {
  const n = trials.length;
  const series = [base, ...trials];
  const T = base.values.length;
  const values = new Float64Array(series.length * T);
  series.forEach((one, k) => values.set(one.values, k * T));
  return core.run(
    () => frameBytes(BOOTSTRAP_FIELDS, REQUEST_FIELDS, values.length, n + 1, n, samples, n, n),
    (engine, frame) => {
      const bootstrap = frame.integers(BOOTSTRAP_FIELDS);
      const address = frame.integers(REQUEST_FIELDS);
      const [alone, joint] = [frame.integers(n), frame.integers(n)];
      const largest = frame.copy(most);
      const resamples = [
        ...[0, T, series.length, 0, blockLength, samples],
        ...seedWords(seed),
        ...BLOCK_IDENTITY,
        ...[frame.copy(values), frame.copy(Float64Array.from(series, ({ mean }) => mean)), 0],
      ];
      const fields = [bootstrap, frame.copy(observed), largest, alone, joint];
      frame.integerMemory().set(resamples, bootstrap / 4);
      frame.integerMemory().set(fields, address / 4);
      frame.reserve(engine.stepDownWorkspace(address));
      engine.stepDown(address);
      most.set(frame.read(largest, samples));
      return { alone: frame.readIntegers(alone, n), joint: frame.readIntegers(joint, n) };
    },
  );
}
