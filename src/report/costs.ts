import type { BacktestResult, BacktestWindow, StrategyResult } from '../backtest/types.js';
import { missing, percent } from './format.js';
import { html, type Html } from './html.js';
import { titled } from './tables.js';

export type CostKind = keyof NonNullable<BacktestWindow['costs']>;

export const costKinds: Readonly<Record<CostKind, string>> = {
  linear: 'Linear',
  quadratic: 'Quadratic',
  impact: 'Market impact',
  exits: 'Exits',
  borrow: 'Borrowing',
  margin: 'Margin',
};

/** What each strategy paid a year, by kind where the configuration names kinds; nothing where nobody paid anything. */
export function costTable({ strategies, periodsPerYear }: BacktestResult): Html {
  const yearly = ({ periods, windows }: StrategyResult, of: (window: BacktestWindow) => number): number =>
    periods.length === 0
      ? NaN
      : (periodsPerYear / periods.length) * windows.reduce((sum, window) => sum + of(window), 0);
  const named = strategies.some(({ windows }) => windows.some(({ costs }) => costs !== undefined));
  const columns: { heading: string; of: (window: BacktestWindow) => number }[] = named
    ? (Object.keys(costKinds) as CostKind[]).map((kind) => ({
        heading: costKinds[kind],
        of: ({ costs }) => costs?.[kind] ?? 0,
      }))
    : [{ heading: 'Rebalances', of: ({ cost }) => cost }];
  const paid = columns.filter(({ of }) => strategies.some((strategy) => yearly(strategy, of) > 0));
  if (paid.length === 0) return html``;
  const cell = (value: number): string => (Number.isFinite(value) ? percent(value, 3) : missing);
  return html`${titled<StrategyResult>(
      'Costs a year',
      [
        { heading: 'Strategy', cell: ({ name }) => name },
        ...paid.map(({ heading, of }) => ({
          heading,
          cell: (strategy: StrategyResult) => cell(yearly(strategy, of)),
          kind: 'number' as const,
        })),
        ...(paid.length === 1
          ? []
          : [
              {
                heading: 'All',
                cell: (strategy: StrategyResult) =>
                  cell(paid.reduce((sum, { of }) => sum + yearly(strategy, of), 0)),
                kind: 'number' as const,
              },
            ]),
      ],
      strategies,
    )}
    <p class="note">
      Shares of wealth at the time of each payment, added up and divided by the years that were
      held${named ? '' : '; the first purchase is among them, sales of what stopped trading are not'}.
    </p>`;
}
