import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as statistics from '../../src/statistics/index.js';
import { expectClose } from '../support/close.js';

/** Returns that vary, none of which costs all wealth. */
const series = (minLength = 3): fc.Arbitrary<number[]> =>
  fc
    .array(fc.integer({ min: -9000, max: 20000 }), { minLength, maxLength: 60 })
    .map((values) => values.map((value) => value / 10000))
    .filter((values) => Math.max(...values) > Math.min(...values));

/** Any returns, total losses and worse among them. */
const anySeries = fc
  .array(fc.integer({ min: -15000, max: 20000 }), { maxLength: 60 })
  .map((values) => values.map((value) => value / 10000));

const pair = fc.array(fc.tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: -500, max: 500 })), {
  minLength: 4,
  maxLength: 50,
});
const zeros = (like: ArrayLike<number>): number[] => Array.from(like, () => 0);

/** Both numbers, close; or both null. */
function expectSame(actual: number | null, expected: number | null, tolerance = 1e-9): void {
  if (actual === null || expected === null) expect(actual).toBe(expected);
  else expectClose([actual], [expected], tolerance);
}

describe('scaling all returns by a positive number (leverage, without a risk-free rate)', () => {
  it('leaves ratios and shapes as they are, and scales what has the unit of a return', () => {
    fc.assert(
      fc.property(series(), fc.integer({ min: 1, max: 64 }), (returns, factor) => {
        const scaled = returns.map((value) => (factor / 16) * value);
        const rf = zeros(returns);
        for (const ratio of [
          (r: number[]) => statistics.sharpe(r, rf, 12),
          (r: number[]) => statistics.sortino(r, 12),
          (r: number[]) => statistics.probabilisticSharpe(r, rf),
          (r: number[]) => statistics.skewness(r),
          (r: number[]) => statistics.kurtosis(r),
          (r: number[]) => statistics.hitRate(r),
        ])
          expectSame(ratio(scaled), ratio(returns));
        for (const size of [
          (r: number[]) => statistics.annualVolatility(r, 12),
          (r: number[]) => statistics.downsideDeviation(r),
          (r: number[]) => statistics.valueAtRisk(r),
          (r: number[]) => statistics.conditionalValueAtRisk(r),
          (r: number[]) => statistics.bestPeriod(r),
          (r: number[]) => statistics.worstPeriod(r),
          (r: number[]) => statistics.breakEvenCost(r, rf, [0.3, 0.2]),
        ])
          expectSame(size(scaled), (factor / 16) * size(returns)!);
      }),
    );
  });
});

describe('turning the sign of all returns', () => {
  it('turns that of mean ratios and skewness, and swaps best and worst', () => {
    fc.assert(
      fc.property(series(), (returns) => {
        const turned = returns.map((value) => -value);
        const rf = zeros(returns);
        expectSame(statistics.sharpe(turned, rf, 12), -statistics.sharpe(returns, rf, 12)!);
        expectSame(statistics.skewness(turned), -statistics.skewness(returns)!);
        expectSame(statistics.kurtosis(turned), statistics.kurtosis(returns));
        expectSame(statistics.annualVolatility(turned, 12), statistics.annualVolatility(returns, 12));
        expectSame(statistics.bestPeriod(turned), -statistics.worstPeriod(returns)!, 0);
        const both = [
          statistics.probabilisticSharpe(turned, rf),
          statistics.probabilisticSharpe(returns, rf),
        ];
        if (both[0] !== null && both[1] !== null) expectClose([both[0] + both[1]], [1], 1e-12);
      }),
    );
  });
});

describe('the order of periods', () => {
  it('matters to drawdowns alone', () => {
    fc.assert(
      fc.property(series(), (returns) => {
        const reversed = returns.toReversed();
        const rf = zeros(returns);
        expectSame(statistics.annualReturn(reversed, 12), statistics.annualReturn(returns, 12));
        expectSame(statistics.sharpe(reversed, rf, 12), statistics.sharpe(returns, rf, 12));
        expectSame(statistics.conditionalValueAtRisk(reversed), statistics.conditionalValueAtRisk(returns));
        expectSame(statistics.kurtosis(reversed), statistics.kurtosis(returns));
      }),
    );
  });
});

describe('drawdowns', () => {
  it('lie in [0, 1], and are those of wealth computed straight', () => {
    fc.assert(
      fc.property(anySeries, (returns) => {
        let [wealth, peak] = [1, 1];
        const expected = returns.map((value) => {
          wealth = Math.max(0, wealth * (1 + value));
          peak = Math.max(peak, wealth);
          return 1 - wealth / peak;
        });
        const drawdowns = statistics.drawdownSeries(returns);
        expectClose(drawdowns, expected, 1e-12);
        expect(drawdowns.every((depth) => depth >= 0 && depth <= 1)).toBe(true);
        if (returns.length === 0) return;
        expect(statistics.maxDrawdown(returns)).toBe(Math.max(...drawdowns));
        expect(statistics.ulcerIndex(returns)!).toBeLessThanOrEqual(
          statistics.maxDrawdown(returns)! + Number.EPSILON,
        );
      }),
    );
  });

  it('have the dates of the deepest: a peak, then nothing above it until wealth is back', () => {
    fc.assert(
      fc.property(anySeries, (returns) => {
        const worst = statistics.worstDrawdown(returns);
        const drawdowns = statistics.drawdownSeries(returns);
        if (worst === null) {
          expect(drawdowns.every((depth) => depth === 0)).toBe(true);
          return;
        }
        const { depth, start, trough, recovery } = worst;
        expect(depth).toBe(statistics.maxDrawdown(returns));
        expect(drawdowns[trough]).toBe(depth);
        if (start >= 0) expect(drawdowns[start]).toBe(0);
        const end = recovery ?? drawdowns.length;
        expect(end).toBeGreaterThan(trough);
        expect(drawdowns.slice(start + 1, end).every((value) => value > 0)).toBe(true);
        if (recovery !== null) expect(drawdowns[recovery]).toBe(0);
      }),
    );
  });
});

describe('tails', () => {
  it('have a mean beyond their quantile, deeper at a higher level, and within the series', () => {
    fc.assert(
      fc.property(series(1), fc.integer({ min: 1, max: 98 }), (returns, percent) => {
        const level = percent / 100;
        const [value, tail] = [
          statistics.valueAtRisk(returns, level)!,
          statistics.conditionalValueAtRisk(returns, level)!,
        ];
        expect(tail).toBeGreaterThanOrEqual(value - 1e-12);
        expect(statistics.valueAtRisk(returns, level + 0.01)).toBeGreaterThanOrEqual(value - 1e-12);
        expect(tail).toBeLessThanOrEqual(-statistics.worstPeriod(returns)! + 1e-12);
      }),
    );
  });
});

describe('kurtosis and skewness', () => {
  it('keep Pearson’s inequality, kurtosis ≥ 1 + skewness²', () => {
    fc.assert(
      fc.property(series(), (returns) => {
        const skew = statistics.skewness(returns)!;
        expect(statistics.kurtosis(returns)).toBeGreaterThanOrEqual(1 + skew * skew - 1e-9);
      }),
    );
  });
});

describe('beside a benchmark', () => {
  it('leaves residuals that do not go with it, and splits the variance', () => {
    fc.assert(
      fc.property(pair, (values) => {
        const r = values.map(([a]) => a / 1000);
        const b = values.map(([, a]) => a / 1000);
        const rf = zeros(r);
        const slope = statistics.beta(r, b, rf);
        const spreads = Math.max(...b) > Math.min(...b);
        expect(slope === null).toBe(!spreads);
        if (slope === null) return;
        const residuals = r.map((value, t) => value - statistics.alpha(r, b, rf, 1)! - slope * b[t]);
        expectClose([residuals.reduce((sum, e) => sum + e, 0)], [0], 1e-12);
        expectClose([statistics.beta(residuals, b, rf)!], [0], 1e-9);
        const square = (volatility: number | null): number => volatility! * volatility!;
        expectClose(
          [square(statistics.annualVolatility(r, 1))],
          [
            slope * slope * square(statistics.annualVolatility(b, 1)) +
              square(statistics.annualVolatility(residuals, 1)),
          ],
          1e-12,
        );
        const active = r.map((value, t) => value - b[t]);
        expectSame(statistics.trackingError(r, b, 12), statistics.annualVolatility(active, 12));
      }),
    );
  });

  it('compares two Sharpe ratios the same from both sides, whatever the leverage of each', () => {
    fc.assert(
      fc.property(pair, fc.integer({ min: 1, max: 9 }), (values, factor) => {
        const x = values.map(([a]) => a / 1000);
        const y = values.map(([, a]) => a / 1000);
        const rf = zeros(x);
        for (const errors of ['iid', 'hac'] as const) {
          const one = statistics.sharpeDifference(x, y, rf, { errors });
          const other = statistics.sharpeDifference(y, x, rf, { errors });
          if (one === null || other === null) {
            expect(one).toBe(other);
            continue;
          }
          expectSame(one.statistic, -other.statistic);
          expectSame(one.pValue, other.pValue);
          if (errors === 'hac') continue;
          const levered = x.map((value) => factor * value);
          expectSame(statistics.sharpeDifference(levered, y, rf, { errors })!.statistic, one.statistic, 1e-7);
        }
      }),
    );
  });
});

describe('diversification', () => {
  it('counts at least one asset and at most all, of weights that add up to 1', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 20 }), (raw) => {
        const sum = raw.reduce((a, b) => a + b, 0);
        fc.pre(sum > 0);
        const number = statistics.effectiveAssets(raw.map((value) => value / sum))!;
        expect(number).toBeGreaterThanOrEqual(1 - 1e-12);
        expect(number).toBeLessThanOrEqual(raw.length + 1e-9);
      }),
    );
  });

  it('has a ratio of at least 1 for weights that are not negative, whatever their scale', () => {
    const factors = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 12, maxLength: 12 });
    const weights = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(factors, weights, (X, w) => {
        const covariance = Array.from({ length: 9 }, (_, cell) => {
          const [i, j] = [Math.floor(cell / 3), cell % 3];
          let sum = i === j ? 1 : 0;
          for (let k = 0; k < 4; k++) sum += X[4 * i + k] * X[4 * j + k];
          return sum;
        });
        const ratio = statistics.diversificationRatio(w, covariance);
        expect(ratio === null).toBe(w.every((value) => value === 0));
        if (ratio === null) return;
        expect(ratio).toBeGreaterThanOrEqual(1 - 1e-12);
        expectSame(
          statistics.diversificationRatio(
            w.map((value) => 0.3 * value),
            covariance,
          ),
          ratio,
          1e-12,
        );
      }),
    );
  });
});

it('monthly returns compound to what the series does', () => {
  fc.assert(
    fc.property(series(1), fc.integer({ min: 0, max: 400 }), (returns, offset) => {
      const dates = returns.map((_, t) =>
        new Date(Date.UTC(2001, 0, 1 + 9 * t + offset)).toISOString().slice(0, 10),
      );
      const rows = statistics.monthlyReturns(dates, returns);
      const whole = returns.reduce((wealth, value) => wealth * (1 + value), 1);
      const byYear = rows.reduce((wealth, { total }) => wealth * (1 + total!), 1);
      const byMonth = rows
        .flatMap(({ months }) => months)
        .reduce<number>((wealth, value) => wealth * (1 + (value ?? 0)), 1);
      expectClose([byYear / whole, byMonth / whole], [1, 1], 1e-9);
    }),
  );
});
