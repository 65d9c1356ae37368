import Papa from 'papaparse';
import type { BacktestResult } from '../backtest/types.js';
import type { ClassTable } from '../data/types.js';

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

/** `date,<names>`: one row a date; blank where there is no value. */
export function tableCsv(names: readonly string[], dates: readonly string[], values: Float64Array): string {
  return csv(
    ['date', ...names],
    dates.map((date, t) => [date, ...values.subarray(t * names.length, (t + 1) * names.length)]),
  );
}

/** `ticker,<classes>`: 1 for a member, else 0. */
export function classesCsv({ assets, classes, indicators }: ClassTable): string {
  return csv(
    ['ticker', ...classes],
    assets.map((asset, i) => [asset, ...indicators.subarray(i * classes.length, (i + 1) * classes.length)]),
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
