/** Tests of the differences between strategies, as a table. */
import type { BacktestResult } from '../backtest/types.js';
import { columns } from './columns.js';
import type { ResultColumn } from './types.js';

export function differenceTable({ comparisons }: BacktestResult): ResultColumn[] {
  const kinds = comparisons
    ? [['sharpe', comparisons.sharpe] as const, ['logVariance', comparisons.logVariance] as const]
    : [];
  const rows = kinds.flatMap(([statistic, { tests, ...settings }]) =>
    tests.map((test) => ({ statistic, test, settings })),
  );
  return columns(rows, {
    statistic: ['text', ({ statistic }) => statistic],
    strategy: ['text', ({ test }) => test.name],
    base: ['text', ({ settings }) => settings.base],
    difference: ['double', ({ test }) => test.difference],
    standardError: ['double', ({ test }) => test.standardError],
    pValue: ['double', ({ test }) => test.pValue],
    holm: ['double', ({ test }) => test.holm],
    romanoWolf: ['double', ({ test }) => test.romanoWolf],
    lower: ['double', ({ test }) => test.interval?.lower],
    upper: ['double', ({ test }) => test.interval?.upper],
    level: ['double', ({ settings }) => settings.level],
    reason: ['text', ({ test }) => test.reason],
    periods: ['integer', ({ settings }) => settings.periods],
    blockLength: ['integer', ({ settings }) => settings.blockLength],
    bootstrapSamples: ['integer', ({ settings }) => settings.bootstrapSamples],
    seed: ['double', ({ settings }) => settings.seed],
  });
}
