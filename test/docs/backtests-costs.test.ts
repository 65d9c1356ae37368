import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { costKinds } from '../../src/config/costs.js';
import { resolveConfig } from '../../src/config/resolve.js';

const page = readFileSync('docs/backtests-costs.md', 'utf8');

describe('the page on costs', () => {
  it('has a configuration that is accepted, with every kind of cost', () => {
    const text = /```json\n(.*?)```/s.exec(page)![1];
    const { backtest, dividends } = resolveConfig(JSON.parse(text));
    expect(Object.keys(backtest.costs)).toEqual([...costKinds]);
    expect(dividends).toEqual({ path: 'dividends.csv' });
  });
});
