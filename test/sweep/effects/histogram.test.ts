import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { histogram, shareHistogram } from '../../../src/sweep/effects/histogram.js';

describe('a histogram', () => {
  it('has bins of a round width that begin at its multiples', () => {
    expect(histogram(Float64Array.of(-0.12, 0.05, 0.1, 0.31, NaN), 10)).toEqual({
      start: -0.15,
      width: 0.05,
      counts: [1, 0, 0, 0, 1, 1, 0, 0, 0, 1],
    });
    expect(histogram(Float64Array.of(0, 1234), 4)).toEqual({ start: 0, width: 500, counts: [1, 0, 1] });
  });

  it('has one bin of one value, and is none of no value', () => {
    expect(histogram(Float64Array.of(0.42, 0.42), 10)!.counts).toEqual([2]);
    expect(histogram(Float64Array.of(0, 0), 10)!.counts).toEqual([2]);
    expect(histogram(Float64Array.of(NaN), 10)).toBeNull();
  });

  it('counts every value once, in no more bins than are allowed, the outer ones not empty', () => {
    const value = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 50 }),
        fc.integer({ min: 2, max: 60 }),
        (all, most) => {
          const { start, width, counts } = histogram(Float64Array.from(all), most)!;
          expect(counts.reduce((sum, count) => sum + count, 0)).toBe(all.length);
          expect(counts.length).toBeLessThanOrEqual(most);
          expect(Math.min(counts[0], counts.at(-1)!)).toBeGreaterThan(0);
          const slack = 1e-9 * (Math.abs(start) + width);
          expect(Math.min(...all)).toBeGreaterThanOrEqual(start - slack);
          expect(Math.max(...all)).toBeLessThanOrEqual(start + counts.length * width + slack);
        },
      ),
    );
  });

  it('of shares has 0 in its first bin and 1 in its last', () => {
    expect(shareHistogram(Float64Array.of(0, 0.24, 0.25, 0.5, 1, NaN), 4).counts).toEqual([2, 1, 1, 1]);
  });
});
