import {
  comparedStatistics,
  compareStrategies,
  comparisonBase,
  type ComparedStatistic,
  type StrategyComparison,
} from '../backtest/compare.js';
import type { BacktestResult } from '../backtest/types.js';
import { decimal, missing, percent, percentagePoints, signed } from './format.js';
import { html, type Html } from './html.js';
import { statisticColumns } from './statistics.js';
import { lines, titled } from './tables.js';

/** Every strategy beside the one that reports compare with; nothing where there is none. */
export function comparisonTable(result: BacktestResult): Html {
  const base = comparisonBase(result.strategies.map(({ name }) => name));
  if (base === null) return html``;
  return html`${titled<StrategyComparison>(
      `Compared with ${base}`,
      [
        { heading: 'Strategy', cell: ({ name }) => name },
        ...comparedStatistics.map((key) => ({
          heading: statisticColumns.find((column) => column.key === key)!.heading,
          cell: (row: StrategyComparison) => lines([difference(row, key), improvement(row, key)]),
          kind: 'number' as const,
        })),
      ],
      compareStrategies(result, base),
    )}
    <p class="note">
      Difference from ${base}, in percentage points (pp) but for Sharpe, and below it the share of the value
      of ${base} by which that is better or worse, if that value is above 0. It is what happened in these
      periods,
      ${result.comparisons ? 'the tests below say which of it may be more than chance' : 'and no test says that it is more than chance'}.
    </p>`;
}

function difference({ differences }: StrategyComparison, key: ComparedStatistic): string {
  return signed(differences[key], key === 'sharpe' ? decimal : percentagePoints);
}

function improvement({ improvements }: StrategyComparison, key: ComparedStatistic): string {
  const value = improvements[key];
  return value === null ? missing : `${percent(Math.abs(value), 1)} ${value < 0 ? 'worse' : 'better'}`;
}
