import { describe, expect, it } from 'vitest';
import type { BacktestDecision } from '../../../src/backtest/types.js';
import { fitData } from '../../../src/report/time/fits.js';
import { monthsByStrategy, roundedMonths } from '../../../src/report/time/months.js';
import { rollingData } from '../../../src/report/time/rolling.js';
import { thinning } from '../../../src/report/time/thinning.js';
import { timeData } from '../../../src/report/time/data.js';
import { tradingData } from '../../../src/report/time/trading.js';
import { rollingSharpe, rollingVolatility } from '../../../src/statistics/rolling.js';
import { sampleResult } from '../../support/sample-result.js';

describe('thinning', () => {
  it('keeps everything as long as there is room', () => {
    expect(thinning(0)).toEqual({ step: 1, kept: [] });
    expect(thinning(3)).toEqual({ step: 1, kept: [0, 1, 2] });
    expect(thinning(600).kept).toHaveLength(600);
  });

  it.each([601, 1199, 1200, 1201, 6050, 100_000])('of %d keeps at most 600, the last among them', (n) => {
    const { step, kept } = thinning(n);
    expect(kept.length).toBeLessThanOrEqual(600);
    expect(kept.length).toBeGreaterThan(300);
    expect(kept.at(-1)).toBe(n - 1);
    expect(kept[0]).toBeGreaterThanOrEqual(0);
    expect(kept[0]).toBeLessThan(step);
    expect(kept.every((k, i) => i === 0 || k - kept[i - 1] === step)).toBe(true);
  });
});

describe('rolling data', () => {
  it('are the rolling statistics of a year of periods, from the first full window on', () => {
    const result = sampleResult();
    const { dates, strategies, window } = rollingData(result)!;
    const { netReturns, periods } = result.strategies[1];
    expect(window).toBe(12);
    expect(dates).toEqual(periods.slice(11));
    const close = (values: (number | null)[]) =>
      values.slice(11).map((value) => expect.closeTo(value!, 3) as number);
    expect(strategies[1].volatility).toEqual(close(rollingVolatility(netReturns, 12, 12)));
    const riskFree = netReturns.map(() => 0);
    strategies[1].sharpe.forEach((value, k) => {
      const whole = rollingSharpe(netReturns, riskFree, 12, 12)[k + 11]!;
      expect(Math.abs(value! / whole - 1)).toBeLessThan(6e-4);
    });
  });

  it('take the risk-free rate of the configuration off', () => {
    const result = sampleResult();
    const above = { ...result, config: { ...result.config, riskFree: 0.05 } };
    const [free, taken] = [result, above].map((run) => rollingData(run)!.strategies[0].sharpe);
    expect(taken.every((value, k) => value! < free[k]!)).toBe(true);
  });

  it('of months are there from two windows on', () => {
    expect(rollingData(sampleResult({ months: 12 }))).toBeNull();
    expect(rollingData(sampleResult({ months: 13 }))!.dates).toHaveLength(2);
  });

  it('are null in the windows that hold a return which is no number', () => {
    const result = sampleResult();
    result.strategies[0].netReturns[12] = NaN;
    const { volatility } = rollingData(result)!.strategies[0];
    expect(volatility.slice(0, 15).map((value) => value === null)).toEqual([
      false,
      ...new Array<boolean>(12).fill(true),
      false,
      false,
    ]);
  });
});

describe('trading data', () => {
  const ofWindows = (windows: object[]) => {
    const result = sampleResult({ months: 3 * windows.length, strategies: ['a'] });
    result.strategies[0].windows = result.strategies[0].windows.map((window, k) => ({
      ...window,
      ...windows[k],
    }));
    return tradingData(result);
  };

  it('leave out the first purchase, whenever it is, and add costs up', () => {
    const data = ofWindows([
      { turnover: 0, cost: 0 },
      { turnover: 0.5, cost: 0.001 },
      { turnover: 0.1, cost: 0.0002 },
      { turnover: 0, cost: 0 },
    ])!;
    expect(data.strategies[0]).toMatchObject({
      turnover: [null, null, 0.1, 0],
      costs: [0, 0.001, 0.0012, 0.0012],
    });
    expect(data).toMatchObject({ traded: true, paid: true, kinds: null });
  });

  it('of costs by kind have those that somebody paid, and exits and fees in the sum', () => {
    const costs = { linear: 0.001, quadratic: 0, impact: 0, exits: 0.0005, borrow: 0, margin: 0 };
    const data = ofWindows([
      { turnover: 0.5, cost: 0.001, costs },
      { turnover: 0, cost: 0.001, costs },
    ])!;
    expect(data.kinds).toEqual(['Linear', 'Exits']);
    expect(data.strategies[0].costs).toEqual([0.0015, 0.003]);
    expect(data.strategies[0].byKind).toEqual([
      [0.001, 0.002],
      [0.0005, 0.001],
    ]);
    expect(data.traded).toBe(false);
  });

  it('are not there where nobody trades or pays, or there is one decision', () => {
    expect(
      ofWindows([
        { turnover: 0.5, cost: 0 },
        { turnover: 0, cost: 0 },
      ]),
    ).toBeNull();
    expect(ofWindows([{ turnover: 0.5, cost: 0.1 }])).toBeNull();
  });

  it('of many decisions have mean turnovers that add up to all of it', () => {
    const result = sampleResult({ months: 3 * 1500, strategies: ['a'], assets: ['A', 'B'] });
    const { windows } = result.strategies[0];
    const { step, strategies } = tradingData(result)!;
    expect(step).toBe(3);
    const [{ turnover, costs }] = strategies;
    expect(turnover[1]).toBeCloseTo((windows[3].turnover + windows[4].turnover + windows[5].turnover) / 3, 4);
    expect(costs.at(-1)).toBeCloseTo(1500 * 0.0002, 3);
  });
});

it('monthly returns of a strategy without numbers are left out, and those of others rounded', () => {
  const result = sampleResult({ strategies: ['a', 'b'] });
  result.strategies[0].netReturns[3] = NaN;
  result.strategies[1].netReturns[0] = 0.123456;
  const [months, ...others] = roundedMonths(monthsByStrategy(result));
  expect(others).toEqual([]);
  expect(months.name).toBe('b');
  expect(months.years[0].months.slice(0, 2)).toEqual([null, 0.1235]);
});

describe('fit data', () => {
  const decisions = (change: (decision: BacktestDecision, k: number) => void) => {
    const result = sampleResult();
    result.decisions.forEach(change);
    return result;
  };

  it('are gaps where there is no fit, and name estimates at the boundary', () => {
    const { components, heritability, conditions, dates } = fitData(sampleResult())!;
    expect(dates).toHaveLength(20);
    expect(components.map(({ label }) => label)).toEqual(['time', 'asset:time(combined)', 'residual']);
    const [time, asset] = components;
    expect(time.boundary).toEqual([0, 1, ...Array.from({ length: 17 }, (_, k) => k + 3)]);
    expect(asset.boundary).toEqual([]);
    expect(asset.estimates.slice(0, 4)).toEqual([0.31, 0.31, null, 0.31]);
    expect(asset.standardErrors[2]).toBeNull();
    expect(time.standardErrors[0]).toBeNull();
    expect(heritability!.estimates[2]).toBeNull();
    expect(heritability!.standardErrors[3]).toBeNull();
    expect(conditions).toEqual([
      { name: 'sample', values: new Array(20).fill(117) },
      { name: 'systematic', values: [104.8, 104.8, 'singular', ...new Array<number>(17).fill(104.8)] },
    ]);
  });

  it('mark the decisions at which strategies of the model did something else', () => {
    const result = sampleResult();
    result.config.strategies = [
      { name: 'systematic', covariance: 'systematic' },
      { name: 'sample', covariance: 'sample' },
    ];
    result.config.model = { minHeritability: 0.2 };
    const { fallbacks, minimum } = fitData(result)!.heritability!;
    // `sample` was skipped at the fifth, but has no model
    expect(fallbacks).toEqual([null, null, 'systematic', ...new Array<null>(17).fill(null)]);
    expect(minimum).toBe(0.2);
  });

  it('have no heritability without a kernel, and no degrees of freedom of normal errors', () => {
    const data = fitData(decisions((decision) => (decision.kernels = [])))!;
    expect(data.heritability).toBeNull();
    expect(data.studentDf).toBeNull();
    expect(data.discount).toBeNull();
  });

  it('tell t errors from normal ones at the upper end and from no fit; given degrees of freedom are not drawn', () => {
    const errors = (estimated: boolean) => (decision: BacktestDecision, k: number) => {
      if (decision.fit === null) return;
      const degreesOfFreedom = k === 1 ? null : 4.56789;
      decision.fit.errors = {
        ...{ degreesOfFreedom, standardError: k === 3 ? 1.23456 : null },
        ...{ estimated, iterations: 3, converged: true },
        ...{ lowestWeights: [], largestWeight: 1 },
      };
    };
    const { degrees, standardErrors } = fitData(decisions(errors(true)))!.studentDf!;
    expect(degrees.slice(0, 4)).toEqual([4.568, 'upper', null, 4.568]);
    expect(standardErrors.slice(0, 4)).toEqual([null, null, null, 1.235]);
    expect(fitData(decisions(errors(false)))!.studentDf).toBeNull();
  });

  it('of a half-life are drawn where they change', () => {
    const discount = (of: (k: number) => number) =>
      fitData(
        decisions(({ fit }, k) => {
          if (fit) fit.discount = { effectivePeriods: of(k), degreesOfFreedom: 10 };
        }),
      )!.discount;
    expect(discount(() => 20)).toBeNull();
    expect(discount((k) => 20 + k)!.effectivePeriods.slice(0, 4)).toEqual([20, 21, null, 23]);
  });

  it('have the twelve components that are the largest on average, in their order', () => {
    const data = fitData(
      decisions(({ fit }) => {
        if (!fit) return;
        fit.variances = Array.from({ length: 15 }, (_, k) => ({
          ...{
            label: `residual[${k}]`,
            estimate: k === 3 ? 0 : 1 + k,
            standardError: 0.1,
            atBoundary: k === 3,
          },
        }));
      }),
    )!;
    expect(data.leftOut).toBe(3);
    const kept = [2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14];
    expect(data.components.map(({ label }) => label)).toEqual(kept.map((k) => `residual[${k}]`));
  });
});

it('data of thousands of windows stay small', () => {
  const result = sampleResult({ months: 9000, assets: ['A', 'B'] });
  expect(JSON.stringify({ ...timeData(result), months: [] }).length).toBeLessThan(200_000);
});
