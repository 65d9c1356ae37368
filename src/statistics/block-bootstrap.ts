import { checkLength, checkSize } from '../engine/linear-algebra.js';
import { type EngineCore, frameBytes } from '../engine/core.js';
import { seedWords } from '../numeric/seed.js';

/** What is compared, in the order of the engine's `Statistic`, see assembly/sampling/request.ts. */
const statistics = ['sharpe', 'logVariance'] as const;

/** `sharpe`, μ/σ a period, or `logVariance`, log σ². */
export type ComparedMoment = (typeof statistics)[number];

/** A studentised circular block bootstrap of what K series differ by from one of them. */
export interface BlockBootstrap {
  statistic: ComparedMoment;
  /** K × T, row-major: each row with mean 0 and mean square 1 */
  values: Float64Array;
  /** K means of the rows before they were centred, on the same scale */
  means: Float64Array;
  /** row of the series that the others are compared with */
  base: number;
  /** b, from 1 to T */
  blockLength: number;
  /** M */
  samples: number;
  /** whole, from 0 to 2⁵³ − 1 */
  seed: number;
}

/** Number of 4-byte fields of a BootstrapRequest. */
const REQUEST_FIELDS = 13;

/** The name of the stream that starts of blocks are drawn from: Philox at the counter (block/4, resample) of it. */
export const BLOCK_STREAM = 'block bootstrap';

/** The first words of the SHA-256 of that name, so that the engine does without the code of the hash. */
export const BLOCK_IDENTITY = [0x7736323e, 0x8cf1cdfc] as const;

/**
 * d* = |Δ* − Δ|/s* of M resamples of ⌊T/b⌋ blocks, the same for all series: formulas in
 * assembly/sampling/block-bootstrap.ts.
 *
 * @returns K × M; zeros in the base's row, Infinity where a resample does not vary
 * @throws DataError `wrong-length`, `wrong-size`; ConfigError `bad-seed`
 */
export function blockBootstrap(core: EngineCore, request: BlockBootstrap): Float64Array {
  const { statistic, values, means, base, blockLength, samples, seed } = request;
  const K = means.length;
  const T = values.length / K;
  checkSize('periods', T);
  checkSize('samples', samples);
  checkLength('values', values, K * T);
  if (!(base >= 0 && base < K)) checkSize('base', NaN);
  if (!(blockLength >= 1 && blockLength <= T)) checkSize('blockLength', NaN);
  checkSize('blockLength', blockLength);
  const key = seedWords(seed);
  return core.run(
    () => frameBytes(REQUEST_FIELDS, K * T, K, K * samples),
    (engine, frame) => {
      const address = frame.integers(REQUEST_FIELDS);
      const distances = frame.copy(new Float64Array(K * samples));
      const fields = [
        statistics.indexOf(statistic),
        T,
        K,
        base,
        blockLength,
        samples,
        ...key,
        ...BLOCK_IDENTITY,
        frame.copy(values),
        frame.copy(means),
        distances,
      ];
      frame.integerMemory().set(fields, address / 4);
      frame.reserve(engine.blockBootstrapWorkspace(address));
      engine.blockBootstrap(address);
      return frame.read(distances, K * samples);
    },
  );
}
