import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rewriteNumbers } from '../../src/data/decimal-marks.js';

function rewritten(...cells: string[]): string[] {
  const rows = cells.map((cell) => [cell]);
  rewriteNumbers(rows);
  return rows.flat();
}

/** A number as a country writes it, with separators of thousands or without. */
function written(value: number, locale: 'de-DE' | 'en-US', useGrouping: boolean): string {
  return value.toLocaleString(locale, { useGrouping, minimumFractionDigits: 2, maximumFractionDigits: 4 });
}

describe('numbers of a text', () => {
  it.each(['de-DE', 'en-US'] as const)('are the same written as in %s', (locale) => {
    const prices = fc.array(fc.integer({ min: 1, max: 1e11 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(prices, fc.boolean(), (tenThousandths, useGrouping) => {
        // 100,25 has two decimals, which no thousands have
        const values = [...tenThousandths.map((n) => n / 1e4), 100.25];
        const cells = rewritten(...values.map((value) => written(value, locale, useGrouping)));
        expect(cells.map(Number)).toEqual(values);
      }),
    );
  });

  it('with three digits behind the comma are decimal once another one tells', () => {
    expect(rewritten('1,234', '12,5')).toEqual(['1.234', '12.5']);
    expect(rewritten('1,234', '0,985')).toEqual(['1.234', '0.985']);
    expect(rewritten('1,234', '1234,567')).toEqual(['1.234', '1234.567']);
    expect(rewritten('1,234', '-1.234,567')).toEqual(['1.234', '-1234.567']);
  });

  it.each([
    ['may be thousands', ['1,234', '12,345']],
    ['stand beside decimal points', ['12,5', '1.234']],
    ['stand beside thousands with decimal points', ['12,5', '1,234.5']],
    ['have thousands alone', ['1,234', '1,234,567', '100']],
    ['are in other groups', ['12,34,567.5', '1,23.4']],
    ['are no numbers', ['a,5', 'Jan 31, 2024', '1,5 %', '3,4,5', ',']],
  ])('stay as they are where they %s', (_, cells) => {
    expect(rewritten(...cells)).toEqual(cells);
  });
});
