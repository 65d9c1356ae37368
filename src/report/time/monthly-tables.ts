import type { BacktestResult } from '../../backtest/types.js';
import type { YearOfReturns } from '../../statistics/monthly-returns.js';
import { percent } from '../format.js';
import { html, type Html } from '../html.js';
import { monthNames } from '../month-names.js';
import { type Column, titled } from '../tables.js';
import { monthsByStrategy } from './months.js';

/** Net returns of each strategy by year and month, folded. */
export function monthlyTables(result: BacktestResult): Html {
  const tables = monthsByStrategy(result).map(({ name, years }) =>
    titled(`Net returns of ${name} by month`, monthColumns, years),
  );
  if (tables.length === 0) return html``;
  return html`<details>
    <summary>Net returns by month</summary>
    ${tables}
  </details>`;
}

const monthColumns: Column<YearOfReturns>[] = [
  { heading: 'Year', cell: ({ year }) => year },
  ...monthNames.map((heading, month) => ({
    heading,
    cell: ({ months }: YearOfReturns) => percent(months[month]),
    kind: 'number' as const,
  })),
  {
    heading: 'Total',
    definition: 'compounded over the periods that end in the year',
    cell: ({ total }) => percent(total),
    kind: 'number',
  },
];
