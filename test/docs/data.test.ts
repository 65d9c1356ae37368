import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../src/config/resolve.js';
import { fromColumns } from '../../src/data/sources/rows.js';
import { toReturns } from '../../src/data/to-returns.js';
import { printedBy, snippets } from '../support/snippets.js';

const page = readFileSync('docs/data.md', 'utf8');

describe('the page on data', () => {
  it('has code that prints what stands below it', async () => {
    const programs = snippets(page).filter(({ printed }) => printed?.language === 'text');
    expect(programs.length).toBeGreaterThan(0);
    for (const { text, printed } of programs) expect((await printedBy(text)).stdout).toBe(printed!.text);
  });

  it('has a configuration that is accepted', () => {
    const text = /```json\n(.*?)```/s.exec(page)![1];
    expect(resolveConfig(JSON.parse(text)).prices).toMatchObject({ duckdb: 'market.db' });
  });

  // A's market is closed on Tuesday, B's on Friday
  const table = fromColumns({
    dates: ['2024-01-05', '2024-01-08', '2024-01-09', '2024-01-10', '2024-01-11', '2024-01-12', '2024-01-15'],
    A: [100, 101, null, 103, 104, 105, 106],
    B: [50, 51, 52, 53, 54, null, 56],
  });

  it('is right about days: a holiday costs its own return and the next', () => {
    const { returns, dates } = toReturns(table, { frequency: 'day' });
    const missing = dates.filter((_, t) => Number.isNaN(returns[2 * t]));
    expect(missing).toEqual(['2024-01-09', '2024-01-10']);
    expect(dates.filter((_, t) => Number.isNaN(returns[2 * t + 1]))).toEqual(['2024-01-12', '2024-01-15']);
  });

  it('is right about weeks: the last price within one stands for it, with a note', () => {
    const { returns, dates, notes } = toReturns(table, { frequency: 'week' });
    expect(dates).toEqual(['2024-01-12']);
    expect([...returns]).toEqual([105 / 100 - 1, 54 / 50 - 1]);
    expect(notes.join()).toContain("older than its last date, the first B's of 2024-01-11 for 2024-01-12");
  });

  it('is right about days on which none of the chosen tickers trades', () => {
    const { dates, notes } = toReturns(table, { frequency: 'day', assets: ['A'] });
    expect(dates).not.toContain('2024-01-09');
    expect(notes).toEqual(['dates on which no asset has a value are left out: 1, the first 2024-01-09']);
  });

  it('is right about returns: one that is missing makes its week missing', () => {
    const input = { ...table, prices: table.prices.map((value) => value / 1e4) };
    const { returns } = toReturns(input, { frequency: 'week', input: 'returns', incompletePeriod: 'keep' });
    expect([...returns.subarray(2, 4)]).toEqual([NaN, NaN]);
  });
});
