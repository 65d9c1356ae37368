import { describe, expect, it } from 'vitest';
import { drawdownSeries, maxDrawdown, ulcerIndex, worstDrawdown } from '../../src/statistics/index.js';
import { expectClose } from '../support/close.js';

describe('drawdowns', () => {
  // wealth 1.25, 1, 1.5, 0.75, 1.5, 1.2
  const returns = [0.25, -0.2, 0.5, -0.5, 1, -0.2];

  it('are losses from the highest wealth so far', () => {
    expectClose(drawdownSeries(returns), [0, 0.2, 0, 0.5, 0, 0.2], 1e-15);
    expect(maxDrawdown(returns)).toBe(0.5);
    expect(ulcerIndex(returns)).toBeCloseTo(Math.sqrt((0.04 + 0.25 + 0.04) / 6), 15);
  });

  it('have a start, a trough and a recovery', () => {
    expect(worstDrawdown(returns)).toEqual({ depth: 0.5, start: 2, trough: 3, recovery: 4 });
  });

  it('start at the last of several periods at the peak, and are the first of equally deep ones', () => {
    expect(worstDrawdown([0.5, 0, -0.25, -0.5, 0.5, 2, -0.625])).toEqual({
      depth: 0.625,
      start: 1,
      trough: 3,
      recovery: 5,
    });
  });

  it('count a loss in the first period from V_0', () => {
    expect(maxDrawdown([-0.1, 0.05])).toBeCloseTo(0.1, 15);
    expect(worstDrawdown([-0.5, 0.25])).toEqual({ depth: 0.5, start: -1, trough: 0, recovery: null });
  });

  it('that never recover have no recovery', () => {
    expect(worstDrawdown([0.1, -0.5, 0.1, 0.2])).toMatchObject({ start: 0, trough: 1, recovery: null });
  });

  it('are 1 from a total loss on, whatever comes after it', () => {
    expect([...drawdownSeries([0.5, -1, 3])]).toEqual([0, 1, 1]);
    expect([...drawdownSeries([-1.5, -1.5, 0.1])]).toEqual([1, 1, 1]);
    expect(worstDrawdown([-1.5, -1.5])).toEqual({ depth: 1, start: -1, trough: 0, recovery: null });
  });

  it('are defined however far wealth grows', () => {
    const returns = new Float64Array(3000).fill(1);
    returns[2999] = -0.5;
    expect(maxDrawdown(returns)).toBe(0.5);
  });

  it('of none are null, and 0 where wealth only grows', () => {
    expect([maxDrawdown([]), ulcerIndex([]), worstDrawdown([])]).toEqual([null, null, null]);
    expect([maxDrawdown([0.1]), ulcerIndex([0.1]), worstDrawdown([0.1])]).toEqual([0, 0, null]);
  });
});
