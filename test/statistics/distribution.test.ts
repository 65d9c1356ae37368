import { describe, expect, it } from 'vitest';
import { conditionalValueAtRisk, kurtosis, skewness, valueAtRisk } from '../../src/statistics/index.js';
import { thrown } from '../support/thrown.js';

describe('value at risk', () => {
  // 1 % to 21 % of loss: the quantile 0.05 of 21 is the second lowest
  const losses = Array.from({ length: 21 }, (_, k) => -(k + 1) / 100);

  it('is the loss of an order statistic where the quantile is one, and its tail includes it', () => {
    expect(valueAtRisk(losses)).toBeCloseTo(0.2, 14);
    expect(conditionalValueAtRisk(losses)).toBeCloseTo((0.21 + 0.2) / 2, 14);
  });

  it('keeps that where rounding puts the quantile just below it', () => {
    // 10·(1 − 0.9) is 0.9999999999999998
    const eleven = losses.slice(0, 11);
    expect(10 * (1 - 0.9)).toBeLessThan(1);
    expect(valueAtRisk(eleven, 0.9)).toBeCloseTo(0.1, 14);
    expect(conditionalValueAtRisk(eleven, 0.9)).toBeCloseTo((0.11 + 0.1) / 2, 14);
  });

  it('is interpolated between order statistics', () => {
    // rank 0.15 of four: 0.85·0.04 + 0.15·0.03
    expect(valueAtRisk([0.01, -0.04, 0.02, -0.03])).toBeCloseTo(0.85 * 0.04 + 0.15 * 0.03, 15);
    expect(conditionalValueAtRisk([0.01, -0.04, 0.02, -0.03])).toBe(0.04);
  });

  it('of ties takes all of them', () => {
    const returns = [...new Array<number>(5).fill(-0.1), ...new Array<number>(16).fill(0.1)];
    expect([valueAtRisk(returns), conditionalValueAtRisk(returns)]).toEqual([0.1, 0.1]);
  });

  it('of one period is its loss, a gain is negative, of none there is no such thing', () => {
    expect([valueAtRisk([-0.02]), conditionalValueAtRisk([-0.02])]).toEqual([0.02, 0.02]);
    expect([valueAtRisk([0.02]), conditionalValueAtRisk([0.02])]).toEqual([-0.02, -0.02]);
    expect([valueAtRisk([]), conditionalValueAtRisk([])]).toEqual([null, null]);
  });

  it.each([0, 1, 95, NaN])('refuses the level %d', (level) => {
    expect(thrown(() => valueAtRisk(losses, level))).toMatchObject({ code: 'invalid-option' });
    expect(thrown(() => conditionalValueAtRisk(losses, level))).toMatchObject({ code: 'invalid-option' });
  });
});

describe('skewness and kurtosis', () => {
  it('are those of population moments', () => {
    // a quarter of the values at 3, the others at −1: m₂ = 3, m₃ = 6, m₄ = 21
    expect(skewness([-1, -1, -1, 3])).toBeCloseTo(6 / 3 ** 1.5, 14);
    expect(kurtosis([-1, -1, -1, 3])).toBeCloseTo(21 / 9, 14);
    expect([skewness([1, 2]), kurtosis([1, 2])]).toEqual([0, 1]);
  });

  it('are null of what does not vary', () => {
    for (const values of [[], [0.1], [0.1, 0.1, 0.1], new Float64Array(1e5).fill(0.1)])
      expect([skewness(values), kurtosis(values)]).toEqual([null, null]);
  });
});
