import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { returnsCsv, weightsCsv } from '../../src/cli/csv.js';
import { sampleResult } from '../support/sample-result.js';

describe('CSV of results', () => {
  it('reads back as the same numbers', () => {
    const result = sampleResult();
    const { data } = Papa.parse<string[]>(returnsCsv(result), { skipEmptyLines: true });
    expect(data.slice(1).map((row) => Number(row[1]))).toEqual(result.strategies[0].netReturns);
  });

  it('quotes names that would break a row', () => {
    const names = ['a,b', 'say "hi"', 'two\nlines'];
    const result = sampleResult({ assets: names, strategies: names });
    const [header, first] = Papa.parse<string[]>(weightsCsv(result)).data;
    expect(header).toEqual(['strategy', 'decision', ...names]);
    expect(first[0]).toBe('a,b');
  });

  it('leaves blank what is not a number and what a strategy has no period for', () => {
    const result = sampleResult({ strategies: ['long', 'short'], months: 3 });
    result.strategies[0].netReturns = [0.5, NaN, Infinity];
    result.strategies[1].periods = result.strategies[1].periods.slice(0, 1);
    result.strategies[1].netReturns = [0.25];
    expect(returnsCsv(result)).toBe('period,long,short\n2015-02-28,0.5,0.25\n2015-03-31,,\n2015-04-30,,\n');
  });
});
