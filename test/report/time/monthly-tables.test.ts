import { describe, expect, it } from 'vitest';
import { monthlyTables } from '../../../src/report/time/monthly-tables.js';
import { nestingErrors, visibleText } from '../../support/html.js';
import { sampleResult } from '../../support/sample-result.js';

const result = sampleResult();

describe('net returns by month', () => {
  it('stand in a row a year with its total, a table a strategy', () => {
    const { text } = monthlyTables(result);
    expect(nestingErrors(text)).toEqual([]);
    expect(text.match(/<table>/g)).toHaveLength(4);
    const [{ netReturns, name }] = result.strategies;
    const shown = visibleText(text);
    const percent = (value: number) => `${(100 * value).toFixed(2).replace('-', '−')} %`;
    // sixty months from February 2015 on
    const first = netReturns.slice(0, 11);
    const total = first.reduce((wealth, value) => wealth * (1 + value), 1) - 1;
    expect(shown).toContain(`Net returns of ${name} by month`);
    expect(shown).toContain(`2015 – ${[...first, total].map(percent).join(' ')}`);
  });

  it('are not there where a return is missing', () => {
    const broken = sampleResult({ strategies: ['sample'] });
    broken.strategies[0].netReturns[3] = NaN;
    expect(monthlyTables(broken).text).toBe('');
  });
});
