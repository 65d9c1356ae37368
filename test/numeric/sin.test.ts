import { describe, expect, it } from 'vitest';
import { sin, SIN_LIMIT } from '../../src/numeric/sin.js';
import { randomSource } from '../support/random.js';

/** Correctly rounded values from mpmath 1.3 with 300 bits; 355/113 ≈ π and 103993/33102 ≈ π cancel many digits. */
const exact = [
  [1e-9, 1e-9],
  [1.5e-8, 1.5e-8],
  [0.01, 0.009999833334166664],
  [0.5, 0.479425538604203],
  [0.785, 0.706825181105366],
  [0.7853981633974484, 0.7071067811865476],
  [1, 0.8414709848078965],
  [1.5707963267948966, 1],
  [2, 0.9092974268256817],
  [3.141592653589793, 1.2246467991473532e-16],
  [-4.7, 0.9999232575641008],
  [6.283185307179586, -2.4492935982947064e-16],
  [12.6, 0.033623047221136695],
  [13.04, 0.4561191406126034],
  [355, -3.014435335948845e-5],
  [-710, -6.0288706691585265e-5],
  [51996.5, 9.564667889649377e-6],
  [1428.5714285714287, 0.7534074467601115],
  [823548.9, -0.6922358640892261],
];

describe('sin', () => {
  it.each(exact)('at %d is %d', (x, y) => {
    // 1 ulp is at most 2⁻⁵² of the value
    expect(Math.abs(sin(x) - y)).toBeLessThanOrEqual(2 ** -52 * Math.abs(y));
    expect(sin(-x)).toBe(-sin(x));
  });

  it('is within two units in the last place of Math.sin over random arguments', () => {
    const { uniform } = randomSource(11);
    for (let i = 0; i < 20_000; i++) {
      const x = [1, 10, 1e4, SIN_LIMIT][i % 4] * (2 * uniform() - 1);
      const y = Math.sin(x);
      expect(Math.abs(sin(x) - y), `at ${x}`).toBeLessThanOrEqual(2 ** -51 * Math.abs(y));
    }
  });

  it('keeps the sign of zero and NaN, and refuses arguments beyond its reduction', () => {
    expect(sin(0)).toBe(0);
    expect(sin(-0)).toBe(-0);
    expect(sin(NaN)).toBe(NaN);
    expect(() => sin(SIN_LIMIT + 1)).toThrow(RangeError);
    expect(() => sin(-Infinity)).toThrow(RangeError);
  });

  it('gives the same bits in every engine', () => {
    // FNV-1a over the words of sin(k/100); a change of algorithm changes it, another engine must not
    const values = Float64Array.from({ length: 20_000 }, (_, k) => sin((k - 10_000) / 100));
    const bytes = new Uint8Array(values.buffer);
    let hash = 0x811c9dc5;
    for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
    expect(hash >>> 0).toBe(1306577495);
  });
});
