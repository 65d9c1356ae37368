import Papa from 'papaparse';
import type { BacktestResult } from '../backtest/types.js';

/** `strategy,decision,<assets>`: the weights bought at each decision, 0 for an asset that sat out. */
export function weightsCsv({ strategies, universe }: BacktestResult): string {
  return csv(
    ['strategy', 'decision', ...universe],
    strategies.flatMap(({ name, windows }) =>
      windows.map(({ decision, weights }) => [name, decision, ...universe.map((asset) => weights[asset])]),
    ),
  );
}

/** `period,<strategies>`: net returns; blank where a strategy has no such period. */
export function returnsCsv({ strategies }: BacktestResult): string {
  const periods = [...new Set(strategies.flatMap((strategy) => strategy.periods))].sort();
  const returns = strategies.map(
    ({ periods, netReturns }) => new Map(periods.map((period, t) => [period, netReturns[t]])),
  );
  return csv(
    ['period', ...strategies.map(({ name }) => name)],
    periods.map((period) => [period, ...returns.map((byPeriod) => byPeriod.get(period))]),
  );
}

/**
 * Numbers are written by JavaScript, the shortest text that reads back as the same number; undefined ones are blank.
 */
export function csv(fields: string[], rows: readonly (string | number | null | undefined)[][]): string {
  const data = rows.map((row) =>
    row.map((cell) => (typeof cell === 'number' && !Number.isFinite(cell) ? '' : cell)),
  );
  return `${Papa.unparse({ fields, data }, { newline: '\n' })}\n`;
}
