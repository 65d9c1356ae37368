import { ConfigError } from '../../errors.js';
import { checkSeed } from '../../numeric/seed.js';
import { checkOption } from '../../statistics/checks.js';

/** What takes time, in its order. */
export type LuckStage = 'ratios' | 'overfitting' | 'clusters' | 'family';

/** How luck is told from skill. */
export interface LuckOptions {
  /** of resamples and samples, whole, from 0 to 2⁵³ − 1 */
  seed: number;
  /** of the tests whose p-values are counted; default 0.05 */
  level?: number;
  /** of the cross-validation, even, from 2 to 16; default 16, fewer where they would hold fewer than 3 periods each */
  blocks?: number;
  /** of the bootstrap, from 99 to 100,000; default by `defaultSamples` */
  samples?: number;
  /** trials that are reported; default 20 */
  best?: number;
  /** trials that are done of those of a stage */
  onProgress?: (stage: LuckStage, done: number, total: number) => void;
  /** stops between two tiles of trials */
  signal?: AbortSignal;
}

/** Options with their defaults; `blocks` and `samples` depend on the panel. */
export type ResolvedOptions = LuckOptions & Required<Pick<LuckOptions, 'level' | 'best'>>;

/** @throws ConfigError `invalid-option`, `bad-seed` */
export function resolveOptions(options: LuckOptions): ResolvedOptions {
  const { seed, level = 0.05, blocks = 16, best = 20, samples = 999 } = options;
  checkSeed(seed);
  checkOption('level', level, level > 0 && level < 1, 'a level lies between 0 and 1: 0.05 for 5 %');
  const isEven = Number.isInteger(blocks / 2) && blocks >= 2 && blocks <= 16;
  checkOption('blocks', blocks, isEven, 'ask for an even number of blocks from 2 to 16');
  checkOption('best', best, Number.isInteger(best) && best >= 1, 'ask for 1 trial or more');
  const isCount = Number.isInteger(samples) && samples >= 99 && samples <= 100_000;
  checkOption('samples', samples, isCount, 'ask for a whole number of resamples from 99 to 100000');
  if (1 / (samples + 1) >= level) {
    throw new ConfigError(
      'invalid-option',
      `no p-value of ${samples} resamples is below the level ${level}`,
      'ask for more resamples, or a higher level',
      { option: 'level', value: String(level), samples },
    );
  }
  return { ...options, level, best };
}
