import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factorOf, ranges } from '../../../src/sweep/effects/factors.js';
import { columnOf } from './columns.js';

describe('a parameter as a factor', () => {
  it('has few numbers ascending, and names and trials without it after them', () => {
    const factor = factorOf(columnOf('p', 'numeric', [36, 24, null, undefined, 36, 5]))!;
    expect(factor.levels).toEqual([
      { range: [5, 5], value: undefined },
      { range: [24, 24], value: undefined },
      { range: [36, 36], value: undefined },
      { range: null, value: null },
      { range: null, value: undefined },
    ]);
    expect([...factor.codes]).toEqual([2, 1, 3, 4, 2, 0]);
    expect(factor.binned).toBe(false);
  });

  it('keeps the names of a categorical parameter in the order of their first trials, numbers among them', () => {
    const { levels } = factorOf(columnOf('p', 'categorical', ['b', 2, 'a', 1]))!;
    expect(levels.map(({ value }) => value)).toEqual(['b', 2, 'a', 1]);
  });

  it('is none where all trials have one value', () => {
    expect(factorOf(columnOf('p', 'numeric', [3, 3, 3]))).toBeNull();
  });

  it('cuts a hundred numbers into eight ranges of twelve or thirteen', () => {
    const factor = factorOf(
      columnOf(
        'p',
        'numeric',
        Array.from({ length: 100 }, (_, k) => (37 * k) % 100),
      ),
    )!;
    expect(factor.binned).toBe(true);
    expect(factor.levels.map(({ range }) => range)).toEqual([
      [0, 12],
      [13, 24],
      [25, 37],
      [38, 49],
      [50, 62],
      [63, 74],
      [75, 87],
      [88, 99],
    ]);
  });

  it('never parts equal numbers, leaves no range empty and puts each trial into the range that holds its number', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constant(1), fc.double({ noNaN: true, min: -5, max: 5 })), {
          minLength: 30,
          maxLength: 200,
        }),
        (numbers) => {
          const column = columnOf('p', 'numeric', numbers);
          const factor = factorOf(column);
          if (factor === null) return column.values.length === 1;
          const counts = factor.levels.map((_, k) => factor.codes.filter((code) => code === k).length);
          expect(Math.min(...counts)).toBeGreaterThan(0);
          if (factor.binned) expect(factor.levels.length).toBeLessThanOrEqual(ranges);
          for (const [k, { range }] of factor.levels.entries()) {
            if (k > 0) expect(factor.levels[k - 1].range![1]).toBeLessThan(range![0]);
          }
          return numbers.every((number, trial) => {
            const [least, greatest] = factor.levels[factor.codes[trial]].range!;
            return least <= number && number <= greatest;
          });
        },
      ),
    );
  });
});
