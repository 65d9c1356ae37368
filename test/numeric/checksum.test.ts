import { describe, expect, it } from 'vitest';
import { checksum64 } from '../../src/numeric/checksum.js';
import { randomMatrix } from '../support/random.js';

describe('a checksum', () => {
  it('is the same for the same words, and 16 hexadecimal digits', () => {
    const words = Int32Array.of(1, -2, 3);
    expect(checksum64(words)).toBe(checksum64(words.slice()));
    expect(checksum64(words)).toMatch(/^[0-9a-f]{16}$/);
    expect(checksum64()).toMatch(/^[0-9a-f]{16}$/);
  });

  it('knows where a list ends', () => {
    const parts = (...lists: number[][]) => checksum64(...lists.map((list) => Int32Array.from(list)));
    expect(new Set([parts([1, 2]), parts([1], [2]), parts([], [1, 2]), parts([1, 2], [])]).size).toBe(4);
  });

  it('changes with any single bit, about half of its own', () => {
    const values = randomMatrix(5, 10, 10);
    const words = new Int32Array(values.buffer);
    const own = BigInt(`0x${checksum64(words)}`);
    let flipped = 0;
    let trials = 0;
    for (let word = 0; word < words.length; word += 3) {
      for (let bit = 0; bit < 32; bit += 5) {
        const other = words.with(word, words[word] ^ (1 << bit));
        const difference = (own ^ BigInt(`0x${checksum64(other)}`)).toString(2);
        const count = [...difference].filter((digit) => digit === '1').length;
        expect(count).toBeGreaterThan(8);
        flipped += count;
        trials++;
      }
    }
    expect(flipped / trials).toBeGreaterThan(30);
    expect(flipped / trials).toBeLessThan(34);
  });

  it('has no collision among a hundred thousand lists', () => {
    const seen = new Set(Array.from({ length: 100_000 }, (_, k) => checksum64(Int32Array.of(k, 7))));
    expect(seen.size).toBe(100_000);
  });
});
