import { describe, expect, it } from 'vitest';
import {
  deflatedSharpe,
  expectedMaximumSharpe,
  kurtosis,
  minimumTrackRecord,
  probabilisticSharpe,
  sharpe,
  skewness,
} from '../../src/statistics/index.js';
import { randomSource } from '../support/random.js';
import { thrown } from '../support/thrown.js';

/** Values moved and scaled to a Sharpe ratio per period. */
function withSharpe(values: number[], ratio: number): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (values.length - 1));
  return values.map((value) => 0.01 * (ratio + (value - mean) / deviation));
}
const zeros = (like: number[]): number[] => like.map(() => 0);

/** A sixth each of −1 and 1, the others 0: skewness 0 and kurtosis 3, as of a normal distribution. */
const asNormal = Array.from({ length: 60 }, (_, k) => (k % 6 === 0 ? -1 : k % 6 === 1 ? 1 : 0));

describe('the example of Bailey and López de Prado (2014)', () => {
  // 105 of 1250 days at the lower of two values: skewness −3.00 and kurtosis 10.0, an annual Sharpe ratio of 2.5
  const days = Array.from({ length: 1250 }, (_, k) => (k < 105 ? -1 : 0));
  const returns = withSharpe(days, 2.5 / Math.sqrt(250));
  const trials = { count: 100, sharpeVariance: 1 / 2 / 250 };

  it('has the published SR* of 100 trials', () => {
    expect(expectedMaximumSharpe(trials)).toBeCloseTo(0.1132, 4);
  });

  it('has the published deflated Sharpe ratios of 100 and of 46 trials', () => {
    expect(skewness(returns)).toBeCloseTo(-3, 2);
    expect(kurtosis(returns)).toBeCloseTo(10, 1);
    expect(deflatedSharpe(returns, zeros(returns), trials)).toBeCloseTo(0.9004, 3);
    expect(deflatedSharpe(returns, zeros(returns), { ...trials, count: 46 })).toBeCloseTo(0.9505, 3);
  });
});

describe('the minimum track record', () => {
  it('has the lengths that Bailey and López de Prado (2012) print for a Sharpe ratio of 2 above 1', () => {
    const record = (P: number): number => {
      const returns = withSharpe(asNormal, 2 / Math.sqrt(P));
      return minimumTrackRecord(returns, zeros(returns), 1 / Math.sqrt(P))! / P;
    };
    expect(record(250)).toBeCloseTo(2.73, 2);
    expect(record(52)).toBeCloseTo(2.83, 2);
    expect(record(12)).toBeCloseTo(3.24, 2);
  });

  it('is the length at which the probabilistic Sharpe ratio is at the confidence', () => {
    const block = withSharpe(asNormal, 0.15);
    const needed = minimumTrackRecord(block, zeros(block), 0, 0.9)!;
    expect(needed).toBeGreaterThan(60);
    const error = Math.sqrt((1 + 0.15 ** 2 / 2) / (needed - 1));
    // Φ⁻¹(0.9)
    expect(0.15 / error).toBeCloseTo(1.2815515655446004, 9);
  });

  it('is null where the Sharpe ratio is not above the threshold', () => {
    const returns = withSharpe(asNormal, 0.1);
    expect(minimumTrackRecord(returns, zeros(returns), 0.1 + 1e-9)).toBeNull();
    expect(minimumTrackRecord(returns, zeros(returns), 0.1 - 1e-3)).toBeGreaterThan(1e6);
    expect(minimumTrackRecord(returns, zeros(returns), 0, 0.5)).toBe(1);
  });
});

describe('the probabilistic Sharpe ratio', () => {
  it('is ½ at the threshold, and 1 and 0 far from it', () => {
    const returns = withSharpe(asNormal, 0.25);
    const ratio = sharpe(returns, zeros(returns), 1)!;
    expect(probabilisticSharpe(returns, zeros(returns), ratio)).toBe(0.5);
    expect(probabilisticSharpe(returns, zeros(returns), ratio - 3)).toBeCloseTo(1, 12);
    expect(probabilisticSharpe(returns, zeros(returns), ratio + 3)).toBeCloseTo(0, 12);
  });

  it('is how often the estimate stays above the threshold, by simulation', () => {
    // At a true Sharpe ratio of 0.2 the estimate z = (SR − 0.2)·√(T − 1)/√(…) is nearly N(0, 1): PSR at 0.2 is uniform.
    const random = randomSource(7);
    const draws = Array.from({ length: 4000 }, () => {
      const returns = Array.from({ length: 200 }, () => 0.2 + random.normal());
      return probabilisticSharpe(returns, zeros(returns), 0.2)!;
    });
    for (const level of [0.1, 0.25, 0.5, 0.75, 0.9]) {
      const share = draws.filter((value) => value < level).length / draws.length;
      expect(Math.abs(share - level)).toBeLessThan(0.025);
    }
  });

  it('measures excess returns', () => {
    const returns = withSharpe(asNormal, 0.25);
    const riskFree = returns.map((_, t) => 0.001 * (t % 3));
    const total = returns.map((value, t) => value + riskFree[t]);
    expect(probabilisticSharpe(total, riskFree)).toBeCloseTo(
      probabilisticSharpe(returns, zeros(returns))!,
      12,
    );
  });

  it('is null where there is no Sharpe ratio, or no error of it', () => {
    for (const returns of [[], [0.1], [0.1, 0.1, 0.1]]) {
      expect(probabilisticSharpe(returns, zeros(returns))).toBeNull();
      expect(minimumTrackRecord(returns, zeros(returns))).toBeNull();
    }
    // two values, with p = 1/5 at the lower: 1 − γ₃SR + (γ₄ − 1)SR²/4 is 0 at SR = 2γ₃/(γ₄ − 1)
    const two = [0, 1, 1, 1, 1];
    const [skew, full] = [skewness(two)!, kurtosis(two)!];
    const returns = withSharpe(two, (2 * skew) / (full - 1));
    expect(probabilisticSharpe(returns, zeros(returns))).toBeNull();
  });
});

describe('trials', () => {
  it('make no difference where there is one alone, or where all have one Sharpe ratio', () => {
    const returns = withSharpe(asNormal, 0.1);
    const plain = probabilisticSharpe(returns, zeros(returns));
    expect(expectedMaximumSharpe({ count: 1, sharpeVariance: 0.3 })).toBe(0);
    expect(deflatedSharpe(returns, zeros(returns), { count: 1, sharpeVariance: NaN })).toBe(plain);
    expect(deflatedSharpe(returns, zeros(returns), { count: 9, sharpeVariance: 0 })).toBe(plain);
  });

  it('are worth about as much as the largest of so many normal numbers', () => {
    const random = randomSource(11);
    for (const count of [10, 100, 1000]) {
      let sum = 0;
      for (let run = 0; run < 400; run++) {
        let best = -Infinity;
        for (let trial = 0; trial < count; trial++) best = Math.max(best, random.normal());
        sum += best;
      }
      expect(expectedMaximumSharpe({ count, sharpeVariance: 1 }) / (sum / 400)).toBeCloseTo(1, 1);
    }
  });

  it.each([
    [{ count: 0, sharpeVariance: 1 }, 'count'],
    [{ count: 2.5, sharpeVariance: 1 }, 'count'],
    [{ count: 2, sharpeVariance: -1 }, 'sharpeVariance'],
    [{ count: 2, sharpeVariance: NaN }, 'sharpeVariance'],
  ])('%j are refused', (trials, option) => {
    expect(thrown(() => expectedMaximumSharpe(trials))).toMatchObject({
      code: 'invalid-option',
      details: { option },
    });
  });

  it('refuses a threshold and a confidence that cannot be', () => {
    expect(thrown(() => probabilisticSharpe([0.1, 0.2], [0, 0], NaN))).toMatchObject({
      code: 'invalid-option',
    });
    for (const confidence of [0.4, 1, 95])
      expect(thrown(() => minimumTrackRecord([0.1, 0.2], [0, 0], 0, confidence))).toMatchObject({
        details: { option: 'confidence' },
      });
  });
});
