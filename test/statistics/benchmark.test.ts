import { describe, expect, it } from 'vitest';
import { alpha, beta, informationRatio, trackingError } from '../../src/statistics/index.js';
import { thrown } from '../support/thrown.js';

const benchmark = [0.01, -0.02, 0.03, 0.01];
const none = [0, 0, 0, 0];

describe('beside a benchmark', () => {
  it('a portfolio of a + β·b has these as alpha and beta', () => {
    const returns = benchmark.map((b) => 0.002 + 1.5 * b);
    expect(beta(returns, benchmark, none)).toBeCloseTo(1.5, 13);
    expect(alpha(returns, benchmark, none, 12)).toBeCloseTo(0.024, 14);
  });

  it('excess returns are over the risk-free rate on both sides', () => {
    const riskFree = [0.001, 0.002, 0.003, 0.004];
    const returns = benchmark.map((b, t) => riskFree[t] + 0.001 + 0.5 * (b - riskFree[t]));
    expect(beta(returns, benchmark, riskFree)).toBeCloseTo(0.5, 13);
    expect(alpha(returns, benchmark, riskFree, 1)).toBeCloseTo(0.001, 15);
    expect(beta(returns, benchmark, none)).not.toBeCloseTo(0.5, 3);
  });

  it('tracking error and information ratio are those of the differences', () => {
    const active = [0.01, 0.03, 0.02, 0.02];
    const returns = benchmark.map((b, t) => b + active[t]);
    const deviation = Math.sqrt(0.0002 / 3);
    expect(trackingError(returns, benchmark, 12)).toBeCloseTo(Math.sqrt(12) * deviation, 14);
    expect(informationRatio(returns, benchmark, 12)).toBeCloseTo((Math.sqrt(12) * 0.02) / deviation, 11);
  });

  it('the benchmark itself has no tracking error, no information ratio, a beta of 1 and an alpha of 0', () => {
    expect(trackingError(benchmark, benchmark, 12)).toBe(0);
    expect(informationRatio(benchmark, benchmark, 12)).toBeNull();
    expect(beta(benchmark, benchmark, none)).toBe(1);
    expect(alpha(benchmark, benchmark, none, 12)).toBe(0);
  });

  it('what differs from it by rounding has no information ratio either', () => {
    const rounded = benchmark.map((b, t) => b * (1 + (t % 2) * Number.EPSILON));
    expect(trackingError(rounded, benchmark, 12)).toBeGreaterThan(0);
    expect(informationRatio(rounded, benchmark, 12)).toBeNull();
  });

  it('one that does not vary has no beta', () => {
    const constant = [0.1, 0.1, 0.1, 0.1];
    expect([beta(benchmark, constant, none), alpha(benchmark, constant, none, 12)]).toEqual([null, null]);
    expect([beta([0.1], [0.2], [0]), trackingError([0.1], [0.2], 12)]).toEqual([null, null]);
    expect([beta([], [], []), trackingError([], [], 12), informationRatio([], [], 12)]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('series have to be of one length and without gaps', () => {
    expect(thrown(() => beta([0.1, 0.2], [0.1], [0, 0]))).toMatchObject({ code: 'wrong-length' });
    expect(thrown(() => trackingError([0.1], [0.1, 0.2], 12))).toMatchObject({
      code: 'wrong-length',
      details: { name: 'benchmark', length: 2, expected: 1 },
    });
    expect(thrown(() => informationRatio([0.1, NaN], [0.1, 0.2], 12))).toMatchObject({
      code: 'not-finite',
      details: { name: 'returns', position: 1 },
    });
  });
});
