import { describe, expect, it } from 'vitest';
import { furtherTables } from '../../src/report/further-statistics.js';
import { renderReport } from '../../src/report/page.js';
import { furtherStatistics, statisticColumns } from '../../src/report/statistics.js';
import { nestingErrors, visibleText } from '../support/html.js';
import { sampleResult } from '../support/sample-result.js';

const result = sampleResult({ benchmark: 'SPY' });
const { text } = furtherTables(result);

describe('the statistics of a report', () => {
  it('are all that a result has, each in one place', () => {
    const columns = [...statisticColumns, ...furtherStatistics.flatMap((group) => group.columns)];
    expect(columns.map(({ key }) => key).sort()).toEqual(Object.keys(result.strategies[0].statistics).sort());
  });

  it('stand in groups, with their definitions on the headings', () => {
    expect(nestingErrors(text)).toEqual([]);
    for (const { columns } of furtherStatistics)
      for (const { heading } of columns)
        expect(text).toMatch(new RegExp(`<abbr title="[^"]+">${heading}</abbr>`));
    const headings = [...text.matchAll(/<h3>(.*?)<\/h3>/g)].map(([, heading]) => heading);
    expect(headings).toEqual([
      'Losses',
      'Distribution of returns',
      'Trading and diversification',
      'Against the benchmark SPY',
      'Evidence of the Sharpe ratio',
    ]);
  });

  it('have the numbers of each strategy', () => {
    const [{ statistics }, second] = result.strategies;
    const shown = visibleText(text);
    const percent = (value: number | null) => `${(100 * value!).toFixed(2).replace('-', '−')} %`;
    expect(shown).toContain(`systematic ${percent(statistics.trackingError)} `);
    expect(shown).toContain(
      `${percent(statistics.probabilisticSharpe)} ${statistics.minimumTrackRecord!.toFixed(0)} 91.23 %`,
    );
    expect(shown).toContain(`${percent(second.statistics.breakEvenCost)} 3.21`);
  });

  it('have the dates of the maximum drawdown, and that it lasts', () => {
    const [{ periods }] = result.strategies;
    const shown = visibleText(text);
    expect(shown).toContain(`${periods[1]} ${periods[4]} ${periods[9]}`);
    expect(shown).toContain(`${periods[1]} ${periods[4]} not yet`);
  });

  it('say how many strategies the deflated ones take for trials', () => {
    expect(visibleText(text)).toContain(
      'take the 4 strategies of this run for all that was tried, and SR* is 0.041 a month',
    );
  });

  it('are left out where no strategy has one: without a benchmark, and in results of earlier versions', () => {
    const plain = furtherTables(sampleResult()).text;
    expect(plain).not.toContain('benchmark');
    expect(plain).toContain('Losses');
    const earlier = sampleResult();
    for (const strategy of earlier.strategies) {
      const { annualReturn, annualVolatility, sharpe, maxDrawdown, turnover } = strategy.statistics;
      Object.assign(strategy, {
        statistics: { annualReturn, annualVolatility, sharpe, maxDrawdown, turnover },
      });
      delete strategy.worstDrawdown;
    }
    delete earlier.trials;
    expect(furtherTables(earlier).text).toBe('');
    expect(nestingErrors(renderReport(earlier, ''))).toEqual([]);
  });
});

it('further statistics stand behind the charts of what they measure', () => {
  const page = renderReport(result, '');
  const places = ['id="statistics"', 'id="chart-drawdown"', 'id="further-statistics"', 'id="weights"'].map(
    (id) => page.indexOf(id),
  );
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places[0]).toBeGreaterThan(0);
});

it('the risk of the last portfolios has their diversification ratios', () => {
  const withRatios = sampleResult();
  for (const row of withRatios.lastDecision!.risk) row.diversificationRatio = 1.37;
  const shown = visibleText(renderReport(withRatios, ''));
  expect(shown).toContain('systematic 2.00 % 6.93 % 1.37 4.8 %');
  expect(visibleText(renderReport(sampleResult(), ''))).not.toContain('Diversification ratio');
});
