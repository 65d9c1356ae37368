import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rangeProblems, steps, valueAt } from '../../../src/sweep/space/range.js';

const nextBelow1 = 1 - 2 ** -53;

describe('a range with steps', () => {
  it('has the values as one would write them, without dust', () => {
    const { count, at } = steps({ min: 0.1, max: 1, step: 0.1 });
    expect(Array.from({ length: count }, (_, k) => at(k))).toEqual([
      0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1,
    ]);
    const small = steps({ min: 1e-7, max: 5e-7, step: 2e-7 });
    expect([small.count, small.at(0), small.at(1), small.at(2)]).toEqual([3, 1e-7, 3e-7, 5e-7]);
    const negative = steps({ min: -0.3, max: 0.3, step: 0.15 });
    expect(Array.from({ length: negative.count }, (_, k) => negative.at(k))).toEqual([
      -0.3, -0.15, 0, 0.15, 0.3,
    ]);
  });

  it('ends with the last value that is not above max', () => {
    expect(steps({ min: 12, max: 60, step: 10 })).toMatchObject({ count: 5 });
    expect(steps({ min: 12, max: 60, step: 10 }).at(4)).toBe(52);
    expect(steps({ min: 0, max: 0.3, step: 0.1 }).count).toBe(4);
  });

  it('is drawn from evenly: each of n values has the share 1/n', () => {
    const draw = valueAt({ min: 12, max: 60, step: 12 });
    expect([0, 0.19, 0.2, 0.4, 0.6, 0.8, nextBelow1].map(draw)).toEqual([12, 12, 24, 36, 48, 60, 60]);
  });

  it('is whole numbers where it is of whole numbers, within its bounds', () => {
    const whole = fc.integer({ min: -1e6, max: 1e6 });
    fc.assert(
      fc.property(
        whole,
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 1, max: 1000 }),
        fc.double({ min: 0, max: nextBelow1, noNaN: true }),
        (min, width, step, u) => {
          const value = valueAt({ min, max: min + width, step })(u) as number;
          expect(Number.isInteger(value)).toBe(true);
          expect((value - min) % step).toBe(0);
          expect(value).toBeGreaterThanOrEqual(min);
          expect(value).toBeLessThanOrEqual(min + width);
        },
      ),
    );
  });

  it('on the logarithmic scale gives the value v the share of [v, v + step) there', () => {
    const draw = valueAt({ min: 1, max: 7, step: 1, log: true });
    // of [1, 8): log2(v + 1) − log2(v) over 3
    const edges = [1, 2, 3, 4, 5, 6, 7].map((v) => Math.log2(v) / 3);
    edges.forEach((edge, k) => expect(draw(edge + 1e-9)).toBe(k + 1));
    edges.slice(1).forEach((edge, k) => expect(draw(edge - 1e-9)).toBe(k + 1));
    expect(draw(nextBelow1)).toBe(7);
  });
});

describe('a range without steps', () => {
  it('is linear, or even on the logarithmic scale, within its bounds', () => {
    expect(valueAt({ min: 2, max: 4 })(0.25)).toBe(2.5);
    const log = valueAt({ min: 1, max: 10000, log: true });
    expect(log(0)).toBe(1);
    expect(log(0.5)).toBeCloseTo(100, 10);
    const odd = { min: 0.1, max: 0.7, log: true };
    expect(valueAt(odd)(nextBelow1)).toBeLessThanOrEqual(0.7);
    expect(valueAt(odd)(0)).toBe(0.1);
  });
});

describe('a list of values', () => {
  it('is drawn from evenly, null and texts among them', () => {
    const draw = valueAt({ values: [null, 'a', 3] });
    expect([0, 0.34, 0.67, nextBelow1].map(draw)).toEqual([null, 'a', 3, 3]);
  });
});

describe('a range is refused', () => {
  it.each([
    [{ min: 3, max: 3 }, /min 3 is not below max 3/],
    [{ min: 0, max: 3, log: true }, /min 0 has no logarithm/],
    [{ min: 0, max: 3, step: 4 }, /step 4 is wider than the range from 0 to 3/],
    [{ min: 0, max: 1, step: 1e-12 }, /so many steps of 1e-12/],
    [{ min: -1.7e308, max: 1.7e308 }, /too wide/],
  ])('%j', (range, message) => {
    const [problem, ...others] = rangeProblems('space.random.fields.x', range);
    expect(others).toEqual([]);
    expect(problem.code).toBe('bad-value');
    expect(problem.message).toMatch(message);
    expect(problem.details.path).toBe('space.random.fields.x');
  });
});
