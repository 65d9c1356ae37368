import { ConfigError } from '../errors.js';

export const TWO_32 = 4294967296;

/** @throws ConfigError `bad-seed` unless the seed is a whole number from 0 to 2⁵³ − 1 */
export function checkSeed(seed: number): void {
  if (Number.isSafeInteger(seed) && seed >= 0) return;
  throw new ConfigError(
    'bad-seed',
    `the seed is ${String(seed)}`,
    'a seed is a whole number from 0 to 9007199254740991',
    { seed: String(seed) },
  );
}

/**
 * The two words of a seed, the key of the generator, see `random.ts`.
 *
 * @throws as `checkSeed`
 */
export function seedWords(seed: number): [low: number, high: number] {
  checkSeed(seed);
  return [seed % TWO_32, Math.floor(seed / TWO_32)];
}
