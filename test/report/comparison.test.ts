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
});
