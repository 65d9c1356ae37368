import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/errors.js';
import { philox, randomStream } from '../../src/numeric/random.js';
import { thrown } from '../support/thrown.js';

/** Moments of n draws: mean, and mean of squares, cubes and fourth powers. */
function moments(draw: () => number, n: number): number[] {
  const sums = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const x = draw();
    sums.forEach((_, k) => (sums[k] += x ** (k + 1)));
  }
  return sums.map((sum) => sum / n);
}

describe('philox', () => {
  // Random123, kat_vectors: philox4x32, 10 rounds
  it.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ] as [[number, number, number, number], [number, number], number[]][])(
    'of counter %j under key %j is the published answer',
    (counter, key, words) => {
      expect(philox(counter, key)).toEqual(words);
    },
  );
});

describe('randomStream', () => {
  it('takes its words from the block number, the hash of the name and the seed', () => {
    // SHA-256 of "abc" begins ba7816bf 8f01cfea (FIPS 180-4)
    const stream = randomStream(2 ** 32 + 7, 'abc');
    for (const block of [0, 1]) {
      const [a, b, c, d] = philox([block, 0, 0xba7816bf, 0x8f01cfea], [7, 1]);
      expect(stream.uniform()).toBe(((a >>> 5) * 2 ** 26 + (b >>> 6)) / 2 ** 53);
      expect(stream.uniform()).toBe(((c >>> 5) * 2 ** 26 + (d >>> 6)) / 2 ** 53);
    }
  });

  it('is the same for the same seed and name, and another for another', () => {
    const first = (seed: number, name: string) => randomStream(seed, name).normal();
    expect(first(1, 'a')).toBe(first(1, 'a'));
    expect(new Set([first(1, 'a'), first(2, 'a'), first(1, 'b'), first(1 + 2 ** 32, 'a')]).size).toBe(4);
  });

  it('does not depend on what is drawn from other streams', () => {
    const alone = randomStream(1, 'a');
    const beside = randomStream(1, 'a');
    const other = randomStream(1, 'b');
    for (let i = 0; i < 100; i++) {
      other.normal();
      expect(beside.normal()).toBe(alone.normal());
    }
  });

  it('draws uniforms on [0, 1) with the moments of that distribution', () => {
    const n = 200_000;
    const stream = randomStream(3, 'uniform');
    let [least, most] = [1, 0];
    const [mean, square] = moments(() => {
      const u = stream.uniform();
      [least, most] = [Math.min(least, u), Math.max(most, u)];
      return u;
    }, n);
    expect([least >= 0, least < 1e-4, most < 1, most > 1 - 1e-4]).toEqual([true, true, true, true]);
    // four standard errors: sd(u) = √(1/12), sd(u²) = √(4/45)
    expect(Math.abs(mean - 1 / 2)).toBeLessThan(4 * Math.sqrt(1 / 12 / n));
    expect(Math.abs(square - 1 / 3)).toBeLessThan(4 * Math.sqrt(4 / 45 / n));
  });

  it('draws normals with the first four moments of N(0, 1), each independent of the one before', () => {
    const n = 200_000;
    const { normal } = randomStream(4, 'normal');
    let before = normal();
    let products = 0;
    const [mean, square, cube, fourth] = moments(() => {
      const z = normal();
      products += z * before;
      return (before = z);
    }, n);
    // four standard errors: variances of z, z², z³, z⁴ are 1, 2, 15, 96
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(square - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(Math.abs(cube)).toBeLessThan(4 * Math.sqrt(15 / n));
    expect(Math.abs(fourth - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
    expect(Math.abs(products / n)).toBeLessThan(4 / Math.sqrt(n));
  });

  it.each([-1, 0.5, NaN, 2 ** 53])('refuses the seed %d', (seed) => {
    const error = thrown(() => randomStream(seed, 'a'));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ code: 'bad-seed', details: { seed: String(seed) } });
  });
});
