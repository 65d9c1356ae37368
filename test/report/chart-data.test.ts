import { describe, expect, it } from 'vitest';
import { chartData } from '../../src/report/chart-data.js';
import { sampleResult } from '../support/sample-result.js';

describe('chart data', () => {
  const result = sampleResult();

  it('starts at wealth 1 on the first decision and compounds net returns', () => {
    result.strategies[0].netReturns[0] = 0.5;
    result.strategies[0].netReturns[1] = -0.2;
    const { dates, wealth } = chartData(result).strategies[0];
    expect(dates.slice(0, 3)).toEqual(['2015-01-31', '2015-02-28', '2015-03-31']);
    expect(wealth[0]).toBe(1);
    expect(wealth[1]).toBe(1.5);
    // 1.5 · 0.8
    expect(wealth[2]).toBeCloseTo(1.2, 12);
    expect(wealth).toHaveLength(61);
  });

  it('lists weights in the order of the universe and why a window failed', () => {
    const { windows } = chartData(result).strategies[0];
    const { weights } = result.strategies[0].windows[2];
    expect(windows[2].weights).toEqual(
      result.universe.map((asset) => expect.closeTo(weights[asset], 5) as number),
    );
    expect(windows[2].trouble).toBe('fallback, used ledoitWolf: the variances did not converge');
    expect(windows[0].trouble).toBeNull();
  });
});
