/** How differences are tested, where the caller does not say. */
import { checkSeed } from '../numeric/seed.js';
import { checkOption } from './checks.js';
import type { DifferenceTestOptions, DifferenceTestSettings } from './difference-tests.types.js';

/**
 * Options with their defaults, checked.
 *
 * @throws ConfigError `invalid-option`, `bad-seed`
 */
export function settingsOf(
  periods: number,
  { blockLength, samples = 4999, seed = 1, level = 0.95 }: DifferenceTestOptions,
): DifferenceTestSettings {
  checkSeed(seed);
  checkOption(
    'samples',
    samples,
    Number.isInteger(samples) && samples >= 99 && samples <= 100_000,
    'ask for a whole number of resamples from 99 to 100000',
  );
  const isLevel = level > 0 && level < 1 && place(level, samples) <= samples;
  checkOption('level', level, isLevel, `a level lies between 0 and 1 − 1/${samples + 1}`);
  if (blockLength !== undefined) {
    const isLength = Number.isInteger(blockLength) && blockLength >= 1;
    checkOption('blockLength', blockLength, isLength, 'a block is a whole number of periods');
  }
  return {
    method: 'studentised circular block bootstrap',
    periods,
    blockLength: blockLength ?? cubeRoot(periods),
    bootstrapSamples: samples,
    seed,
    level,
  };
}

/** ⌈level·(M + 1)⌉, but for rounding */
export function place(level: number, samples: number): number {
  return Math.ceil(level * (samples + 1) - 1e-9);
}

/** ⌈T^{1/3}⌉, at least 1 */
function cubeRoot(periods: number): number {
  let root = 1;
  while (root * root * root < periods) root++;
  return root;
}
