/**
 * Seeded random numbers with the same bits everywhere, as many independent streams as there are names.
 *
 * The generator is Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"):
 * a bijection of a 128-bit counter under a 64-bit key. The key is the seed; the counter is the block's number beside
 * 64 bits of the SHA-256 of the stream's name. A stream therefore depends on seed and name alone: drawing from one,
 * or adding another, never changes a third.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { log } from './elementary.js';
import { seedWords, TWO_32 } from './seed.js';

/** One stream of random numbers. */
export interface RandomStream {
  /** uniform on [0, 1): a multiple of 2⁻⁵³ */
  uniform: () => number;
  /** standard normal, by Marsaglia's polar method */
  normal: () => number;
}

const TWO_MINUS_53 = 1.1102230246251565e-16;

/** What tells a stream from all others: two words of the seed, and two of the name. */
export interface StreamKey {
  key: readonly [low: number, high: number];
  identity: readonly [high: number, low: number];
}

/**
 * The words of a seed and a name, for counters of one's own.
 *
 * @throws as `seedWords`
 */
export function streamKey(seed: number, name: string): StreamKey {
  const hash = new DataView(sha256(utf8ToBytes(name)).buffer);
  return {
    key: seedWords(seed),
    identity: [hash.getUint32(0), hash.getUint32(4)],
  };
}

/**
 * The stream of a seed and a name.
 *
 * @throws as `seedWords`
 */
export function randomStream(seed: number, name: string): RandomStream {
  const { key, identity } = streamKey(seed, name);
  let block = 0;
  let words: number[] = [];
  const word = (): number => {
    if (words.length === 0) {
      words = philox([block % TWO_32, Math.floor(block / TWO_32), ...identity], key).reverse();
      block++;
    }
    return words.pop() as number;
  };

  const uniform = (): number => {
    const high = word() >>> 5;
    return (high * 67108864 + (word() >>> 6)) * TWO_MINUS_53;
  };
  let spare = NaN;
  const normal = (): number => {
    if (!Number.isNaN(spare)) {
      const second = spare;
      spare = NaN;
      return second;
    }
    for (;;) {
      const u = 2 * uniform() - 1;
      const v = 2 * uniform() - 1;
      const s = u * u + v * v;
      if (s === 0 || s >= 1) continue;
      const radius = Math.sqrt((-2 * log(s)) / s);
      spare = v * radius;
      return u * radius;
    }
  };
  return { uniform, normal };
}

/** Philox4x32-10: four unsigned 32-bit words of a counter of four and a key of two. */
export function philox(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
): number[] {
  let [a, b, c, d] = counter;
  let [low, high] = key;
  for (let round = 0; round < 10; round++) {
    const first = highProduct(c, 0xcd9e8d57) ^ b ^ low;
    const third = highProduct(a, 0xd2511f53) ^ d ^ high;
    b = Math.imul(c, 0xcd9e8d57);
    d = Math.imul(a, 0xd2511f53);
    a = first;
    c = third;
    low = (low + 0x9e3779b9) | 0;
    high = (high + 0xbb67ae85) | 0;
  }
  return [a >>> 0, b >>> 0, c >>> 0, d >>> 0];
}

/** Upper 32 bits of the 64-bit product of two unsigned words, from the exact products of their halves. */
function highProduct(x: number, y: number): number {
  const x0 = x & 0xffff;
  const x1 = x >>> 16;
  const y0 = y & 0xffff;
  const y1 = y >>> 16;
  const middle = x1 * y0 + ((x0 * y0) >>> 16);
  return (x1 * y1 + Math.floor(middle / 65536) + Math.floor(((middle & 0xffff) + x0 * y1) / 65536)) | 0;
}
