import { expect, it } from 'vitest';
import type { BacktestWindow } from '../../src/backtest/types.js';
import { costTable } from '../../src/report/costs.js';
import { nestingErrors, visibleText } from '../support/html.js';
import { sampleResult } from '../support/sample-result.js';

/** 24 months and 8 windows of two strategies, each with these costs. */
const result = (costs: Pick<BacktestWindow, 'cost' | 'costs'>) => {
  const sample = sampleResult({ months: 24, strategies: ['systematic', 'sample'] });
  return {
    ...sample,
    strategies: sample.strategies.map((strategy) => ({
      ...strategy,
      windows: strategy.windows.map((window) => ({ ...window, ...costs })),
    })),
  };
};

it('costs a year are all rebalances over the years that were held', () => {
  const { text } = costTable(result({ cost: 0.001 }));
  expect(nestingErrors(text)).toEqual([]);
  // eight times 0.1 % in two years
  expect(visibleText(text)).toContain('Strategy Rebalances systematic 0.400 % sample 0.400 %');
});

it('costs by kind stand side by side with their sum, without those that nobody paid', () => {
  const costs = { linear: 0.001, quadratic: 0, impact: 0.0005, exits: 0, borrow: 0.002, margin: 0 };
  const shown = visibleText(costTable(result({ cost: 0.0015, costs })).text);
  expect(shown).toContain('Strategy Linear Market impact Borrowing All');
  expect(shown).toContain('systematic 0.400 % 0.200 % 0.800 % 1.400 %');
  expect(shown).not.toContain('Quadratic');
});

it('there is no table where nobody paid anything', () => {
  expect(costTable(result({ cost: 0 })).text).toBe('');
});
