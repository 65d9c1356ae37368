import { describe, expect, it } from 'vitest';
import {
  averageEffectiveAssets,
  averageTurnover,
  breakEvenCost,
  diversificationRatio,
  effectiveAssets,
} from '../../src/statistics/index.js';
import { thrown } from '../support/thrown.js';

describe('turnover and break-even cost', () => {
  it('averages turnover over rebalances', () => {
    expect(averageTurnover([0.1, 0.3])).toBeCloseTo(0.2, 15);
    expect(averageTurnover([])).toBeNull();
  });

  it('lets costs take all that was earned beyond the risk-free rate', () => {
    // 3 % earned, 2·(0.1 + 0.2) traded
    expect(breakEvenCost([0.03, -0.01, 0.04], [0.01, 0.01, 0.01], [0.1, 0.2])).toBeCloseTo(0.05, 15);
  });

  it('is negative where nothing was earned, and null where nothing was traded', () => {
    expect(breakEvenCost([-0.03], [0], [0.5])).toBeCloseTo(-0.03, 15);
    expect(breakEvenCost([0.03], [0], [])).toBeNull();
    expect(breakEvenCost([0.03], [0], [0, 0])).toBeNull();
    expect(breakEvenCost([], [], [0.1])).toBeNull();
  });
});

describe('diversification', () => {
  it('counts equal weights as so many assets, and one asset as one', () => {
    expect(effectiveAssets([0.25, 0.25, 0.25, 0.25])).toBe(4);
    expect(effectiveAssets([0, 1, 0])).toBe(1);
    expect(effectiveAssets([0.5, 0.25, 0.25])).toBeCloseTo(1 / 0.375, 15);
    expect(effectiveAssets([0, 0])).toBeNull();
    expect(effectiveAssets([])).toBeNull();
  });

  it('is averaged over the portfolios that hold something', () => {
    expect(averageEffectiveAssets(Float64Array.of(0.5, 0.5, 0, 0, 1, 0), 2)).toBe(1.5);
    expect(averageEffectiveAssets(new Float64Array(4), 2)).toBeNull();
    expect(averageEffectiveAssets(new Float64Array(0), 0)).toBeNull();
  });

  it('has a ratio of 1 for one asset, and √2 for two equal ones without correlation', () => {
    expect(diversificationRatio([1, 0], [0.04, 0.01, 0.01, 0.09])).toBe(1);
    expect(diversificationRatio([0.5, 0.5], [0.04, 0, 0, 0.04])).toBeCloseTo(Math.SQRT2, 15);
    // (½·0.2 + ½·0.3)/√(¼·(0.04 + 0.09 + 2·0.03))
    expect(diversificationRatio([0.5, 0.5], [0.04, 0.03, 0.03, 0.09])).toBeCloseTo(
      0.25 / Math.sqrt(0.19 / 4),
      14,
    );
    expect(diversificationRatio([0, 0], [0.04, 0, 0, 0.04])).toBeNull();
  });

  it('refuses a covariance of another size', () => {
    expect(thrown(() => diversificationRatio([1, 0], [1]))).toMatchObject({
      code: 'wrong-length',
      details: { name: 'covariance', length: 1, expected: 4 },
    });
  });
});
