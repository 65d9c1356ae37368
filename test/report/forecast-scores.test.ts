import type { WriteStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import type { ForecastScores } from '../../src/backtest/forecast-scores.js';
import { forecastScoresText } from '../../src/cli/forecast-scores.js';
import { forecastColumns, forecastTable } from '../../src/report/forecast-scores.js';
import { renderReport } from '../../src/report/page.js';
import { nestingErrors, visibleText } from '../support/html.js';
import { sampleResult } from '../support/sample-result.js';

const scores: ForecastScores[] = [
  {
    covariance: 'sample',
    strategies: ['sample', 'capped'],
    periods: 36,
    decisions: 12,
    skipped: [],
    bias: { equalWeight: 1.0123, minimumVariance: 1.456 },
    qlike: -7.12345,
    mahalanobis: { mean: 1.789, coverage: 0.8333 },
    minimumVarianceVolatility: 0.0423,
    minimumVarianceTurnover: 0.256,
  },
  {
    covariance: 'nonlinear',
    strategies: ['nonlinear'],
    periods: 0,
    decisions: 0,
    skipped: [
      { decision: '2020-01-31', reason: 'too few' },
      { decision: '2020-04-30', reason: 'too few' },
    ],
    bias: { equalWeight: null, minimumVariance: null },
    qlike: null,
    mahalanobis: { mean: null, coverage: null },
    minimumVarianceVolatility: null,
    minimumVarianceTurnover: null,
  },
];

describe('scores of covariances', () => {
  it('are a row each in a report, with their definitions and what was not scored', () => {
    const page = renderReport({ ...sampleResult(), forecastScores: scores }, '');
    expect(nestingErrors(page)).toEqual([]);
    const shown = visibleText(page);
    expect(shown).toContain('sample sample capped 1.01 1.46 −7.123 1.79 83.3 % 4.23 % 25.60 % 36');
    expect(shown).toContain('nonlinear nonlinear – – – – – – – 0');
    expect(shown).toContain('nonlinear: 2 decisions or periods not scored, too few');
    for (const { definition } of forecastColumns) expect(shown).toContain(definition);
    expect(renderReport(sampleResult(), '')).not.toContain('Covariance forecasts');
    expect(visibleText(forecastTable([]).text).trim()).toBe('No strategy uses a covariance.');
  });

  it('are a table in the terminal', () => {
    const stream = { isTTY: false } as WriteStream;
    const [title, headings, first, second, missed] = forecastScoresText(
      { ...sampleResult(), forecastScores: scores },
      stream,
    )
      .split('\n')
      .map((line) => line.trim().split(/ {2,}/));
    expect(title[0]).toContain('Covariance forecasts');
    expect(headings).toEqual(['Covariance', ...forecastColumns.map(({ heading }) => heading)]);
    expect(first).toEqual(['sample', '1.01', '1.46', '−7.123', '1.79', '83.3 %', '4.23 %', '25.60 %', '36']);
    expect(second).toEqual(['nonlinear', ...Array.from({ length: 7 }, () => '–'), '0']);
    expect(missed).toEqual(['nonlinear: 2 decisions or periods not scored, too few']);
    expect(forecastScoresText(sampleResult(), stream)).toBe('');
    expect(forecastScoresText({ ...sampleResult(), forecastScores: [] }, stream)).toContain(
      'no strategy uses',
    );
  });
});
