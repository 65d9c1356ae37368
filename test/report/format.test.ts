import { describe, expect, it } from 'vitest';
import {
  count,
  decimal,
  percent,
  percentagePoints,
  plusMinus,
  significant,
} from '../../src/report/format.js';

describe('numbers for readers', () => {
  it('writes percentages and decimals with a real minus sign and no negative zero', () => {
    expect(percent(0.07123)).toBe('7.12 %');
    expect(percent(-0.5)).toBe('−50.00 %');
    expect(percent(-0.000001)).toBe('0.00 %');
    expect(percentagePoints(-0.0071)).toBe('−0.71 pp');
    expect(decimal(1.0456)).toBe('1.05');
  });

  it('writes four significant digits, in powers of ten only where needed', () => {
    expect(significant(117.04)).toBe('117.0');
    expect(significant(0.000312345)).toBe('3.123e−4');
    expect(significant(12345678)).toBe('1.235e+7');
    expect(significant(0)).toBe('0');
  });

  it.each([null, NaN, Infinity])('writes %s as missing', (value) => {
    expect([percent, percentagePoints, decimal, significant].map((write) => write(value))).toEqual(
      Array(4).fill('–'),
    );
  });

  it('says why an estimate has no standard error', () => {
    expect(plusMinus(0.31, 0.05, 'no SE')).toBe('0.310 ± 0.050');
    expect(plusMinus(0, null, 'at the boundary')).toBe('0 (at the boundary)');
  });

  it('counts in singular and plural', () => {
    expect([count(1, 'window'), count(0, 'window'), count(2, 'strategy', 'strategies')]).toEqual([
      '1 window',
      '0 windows',
      '2 strategies',
    ]);
  });
});
