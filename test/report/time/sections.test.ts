import { describe, expect, it } from 'vitest';
import type { BacktestResult } from '../../../src/backtest/types.js';
import { chartData } from '../../../src/report/chart-data.js';
import { chartsOf } from '../../../src/report/charts/charts.js';
import { renderReport } from '../../../src/report/page.js';
import { captionsOf } from '../../../src/report/captions.js';
import { monthsCaption } from '../../../src/report/time/captions.js';
import { timeData } from '../../../src/report/time/data.js';
import {
  modelThroughTime,
  monthlyReturnsOf,
  rollingCharts,
  tradingCharts,
} from '../../../src/report/time/sections.js';
import { nestingErrors, visibleText } from '../../support/html.js';
import { sampleResult } from '../../support/sample-result.js';

const placesOf = (text: string): string[] =>
  [...text.matchAll(/id="chart-([^"]*)"/g)].map(([, name]) => name);
const controlsOf = (text: string): Record<string, number> =>
  Object.fromEntries(
    [...text.matchAll(/<select[^>]*data-chart="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g)].map(
      ([, name, options]) => [name, options.match(/<option/g)!.length],
    ),
  );

/** A run with costs by kind, t errors and more decisions than are drawn. */
function richResult(): BacktestResult {
  const result = sampleResult({ months: 3 * 700, strategies: ['systematic', 'sample'], assets: ['A', 'B'] });
  const costs = { linear: 0.001, quadratic: 0.001, impact: 0, exits: 0, borrow: 0, margin: 0 };
  for (const strategy of result.strategies)
    strategy.windows = strategy.windows.map((window) => ({ ...window, costs }));
  for (const { fit } of result.decisions) {
    if (fit === null) continue;
    fit.errors = {
      ...{ degreesOfFreedom: 5, estimated: true, iterations: 3, converged: true },
      ...{ lowestWeights: [], largestWeight: 1 },
    };
  }
  return result;
}

describe('charts through time in the page', () => {
  it.each([
    ['a usual run', sampleResult()],
    ['a run with everything', richResult()],
    ['a short run', sampleResult({ months: 6 })],
    ['a single decision', sampleResult({ months: 3 })],
  ])('have a place each, and a choice for each of several views, in %s', (_, result) => {
    const page = renderReport(result, '');
    expect(nestingErrors(page)).toEqual([]);
    const charts = chartsOf(chartData(result));
    expect(new Set(placesOf(page))).toEqual(new Set(charts.map(({ name }) => name)));
    const captions = captionsOf(result, timeData(result));
    expect(Object.keys(captions)).toEqual(expect.arrayContaining(placesOf(page)));
    const controls = controlsOf(page);
    for (const { name, views } of charts.filter(({ name }) => name in controls))
      expect([name, controls[name]]).toEqual([name, views.length]);
    expect(charts.filter(({ views }) => views.length > 2).every(({ name }) => name in controls)).toBe(true);
  });

  it('say what rolling statistics need where a run is too short', () => {
    const short = sampleResult({ months: 7 });
    const text = visibleText(rollingCharts(timeData(short), short).text);
    expect(text).toContain('12 months');
    expect(text).toContain('this run holds 7 months');
    expect(text).not.toContain('chart-');
  });

  it('say so where Sharpe ratios are over 0 because the rate is that of a file', () => {
    const result = sampleResult();
    const said = 'Over a rate of 0, as results do not hold the risk-free rates of a file.';
    expect(visibleText(rollingCharts(timeData(result), result).text)).not.toContain(said);
    const ofFile = {
      ...result,
      config: { ...result.config, riskFree: { path: 'rates.csv', column: 'rate' } },
    };
    expect(visibleText(rollingCharts(timeData(ofFile), ofFile).text)).toContain(said);
  });

  it('say which decisions are drawn where there are too many', () => {
    const result = richResult();
    const time = timeData(result);
    const model = visibleText(modelThroughTime(time, result)!.text);
    expect(model).toContain('Of 700 decisions every 2nd is drawn, counted back from the last');
    expect(visibleText(tradingCharts(time)!.text)).toContain('Each value is the mean of 2 decisions.');
    expect(visibleText(rollingCharts(time, result).text)).toContain('Drawn at every 4th month.');
    const usual = sampleResult();
    expect(visibleText(modelThroughTime(timeData(usual), usual)!.text)).not.toContain('is drawn');
  });

  it('say what a half-life leaves where it is the same in every window', () => {
    const result = sampleResult();
    for (const { fit } of result.decisions)
      if (fit) fit.discount = { effectivePeriods: 20.04, degreesOfFreedom: 17.5 };
    expect(visibleText(modelThroughTime(timeData(result), result)!.text)).toContain(
      'every fit has 20.0 effective periods and 17.5 degrees of freedom',
    );
  });

  it('say how months are made of days and weeks', () => {
    expect(monthsCaption({ frequency: 'week' }).text).toContain('a week counts to the month that it ends in');
    expect(monthsCaption({ frequency: 'day' }).text).toContain('days compounded');
  });

  it('are left out where there is nothing to show', () => {
    const result = sampleResult({ months: 3, strategies: ['sample'] });
    result.strategies[0].netReturns[0] = NaN;
    const time = timeData(result);
    expect(tradingCharts(time)).toBeNull();
    expect(monthlyReturnsOf(time, result)).toBeNull();
    expect(modelThroughTime(time, result)).toBeNull();
  });
});
