import { describe, expect, it } from 'vitest';
import { comparisonTable } from '../../src/report/comparison.js';
import { renderReport } from '../../src/report/page.js';
import { nestingErrors, visibleText } from '../support/html.js';
import { sampleResult } from '../support/sample-result.js';

describe('the comparison of a report', () => {
  it('shows differences from the sample covariance, and whether they are better', () => {
    const { text } = comparisonTable(sampleResult());
    expect(nestingErrors(text)).toEqual([]);
    const rows = visibleText(text);
    expect(rows).toContain('Compared with sample');
    expect(rows).toContain(
      'systematic +0.10 pp 1.4 % better −0.10 pp 1.6 % better +0.01 1.0 % better −0.20 pp 3.8 % better',
    );
    expect(rows).toContain('equalWeight −0.20 pp 2.8 % worse +0.20 pp 3.1 % worse – – +0.40 pp 7.5 % worse');
  });

  it('stands with the statistics, and is not there without a sample strategy', () => {
    const page = visibleText(renderReport(sampleResult(), ''));
    expect(page.indexOf('Compared with sample')).toBeGreaterThan(page.indexOf('Statistics by strategy'));
    expect(page.indexOf('Compared with sample')).toBeLessThan(page.indexOf('Weights at the last decision'));
    const other = sampleResult({ strategies: ['systematic', 'equalWeight'] });
    expect(comparisonTable(other).text).toBe('');
    expect(visibleText(renderReport(other, ''))).not.toContain('Compared with');
  });

  it('shows differences of the last weights and what they do to the risk', () => {
    const result = sampleResult();
    const page = visibleText(renderReport(result, ''));
    const { weights, differences } = result.lastDecision!.weights[0];
    const two = (value: number) => (100 * value).toFixed(2).replace('-', '−');
    const difference = `${differences.systematic > 0 ? '+' : ''}${two(differences.systematic)}`;
    expect(page).toContain(
      `SPY ${two(weights.systematic)} % (${difference}) ${two(weights.sample)} % ${two(weights.ledoitWolf)} % (`,
    );
    expect(page).toContain('In brackets: the percentage points more than in sample.');
    expect(page).toContain(
      'systematic 2.00 % 6.93 % 4.8 % sample 2.10 % 7.28 % – ledoitWolf 2.20 % 7.63 % −4.8 %',
    );
    expect(page).toContain('Volatility under the covariance total of the last training window.');
  });

  it('tells why the risk is measured otherwise, or not at all, and reads results of earlier versions', () => {
    const other = sampleResult();
    Object.assign(other.lastDecision!, {
      covariance: 'ledoitWolf',
      reason: 'total: no strategy uses the model',
    });
    expect(visibleText(renderReport(other, ''))).toContain(
      'Volatility under the covariance ledoitWolf of the last training window (total: no strategy uses the model).',
    );
    Object.assign(other.lastDecision!, { covariance: null, reason: 'total: no fit', risk: [] });
    const none = visibleText(renderReport(other, ''));
    expect(none).toContain(
      'There is no covariance to measure the risk of these portfolios by (total: no fit).',
    );
    expect(none).not.toContain('Risk of these portfolios');
    delete other.lastDecision;
    const earlier = renderReport(other, '');
    expect(nestingErrors(earlier)).toEqual([]);
    expect(visibleText(earlier)).toContain('Weights at the last decision');
  });
});
