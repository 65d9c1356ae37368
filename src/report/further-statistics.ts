import type { BacktestResult, RunTrials, StrategyResult } from '../backtest/types.js';
import { count, decimal, missing, percent } from './format.js';
import { html, type Html } from './html.js';
import { furtherStatistics, type StatisticGroup } from './statistics.js';
import { type Column, definitionList, titled } from './tables.js';

/** The statistics beyond the first table, a table a group; those that no strategy has are left out. */
export function furtherTables(result: BacktestResult): Html {
  const { strategies, config, trials } = result;
  const groups = furtherStatistics.filter(({ columns }) =>
    strategies.some(({ statistics }) => columns.some(({ key }) => Number.isFinite(statistics[key]))),
  );
  if (groups.length === 0) return html``;
  return html`${groups.map((group) =>
      titled(groupTitle(group, config.benchmark), columnsOf(group, result), strategies),
    )}
    ${trials !== undefined && trialsNote(trials, result)}
    <details>
      <summary>Definitions</summary>
      ${definitionList(groups.flatMap(({ columns }) => columns))}
    </details>`;
}

function groupTitle({ title, columns }: StatisticGroup, benchmark: string | undefined): string {
  return benchmark !== undefined && columns.some(({ key }) => key === 'beta')
    ? `Against the benchmark ${benchmark}`
    : title;
}

function columnsOf(
  { columns }: StatisticGroup,
  { strategies, trials }: BacktestResult,
): Column<StrategyResult>[] {
  const withDates =
    columns.some(({ key }) => key === 'ulcerIndex') && strategies.some((s) => s.worstDrawdown);
  return [
    { heading: 'Strategy', cell: ({ name }) => name },
    ...columns.map(({ key, heading, definition, format }) => ({
      heading,
      definition,
      cell: ({ statistics }: StrategyResult) => format(statistics[key]),
      kind: 'number' as const,
    })),
    ...(withDates ? drawdownColumns : []),
    ...(trials !== undefined && columns.some(({ key }) => key === 'probabilisticSharpe')
      ? [deflatedColumn(trials)]
      : []),
  ];
}

const drawdownColumns: Column<StrategyResult>[] = [
  {
    heading: 'Drawdown from',
    definition: 'when wealth was last at the peak before the maximum drawdown',
    cell: ({ worstDrawdown }) => worstDrawdown?.start ?? missing,
    kind: 'date',
  },
  {
    heading: 'Lowest',
    definition: 'when the maximum drawdown was reached',
    cell: ({ worstDrawdown }) => worstDrawdown?.trough ?? missing,
    kind: 'date',
  },
  {
    heading: 'Recovered',
    definition: 'when wealth was back at that peak',
    cell: ({ worstDrawdown }) => (worstDrawdown ? (worstDrawdown.recovery ?? 'not yet') : missing),
    kind: 'date',
  },
];

function deflatedColumn({ deflatedSharpe }: RunTrials): Column<StrategyResult> {
  return {
    heading: 'Deflated Sharpe',
    definition:
      'probabilistic Sharpe ratio above SR*, what the best of the strategies here is expected to reach by luck',
    cell: ({ name }) => percent(deflatedSharpe[name] ?? null),
    kind: 'number',
  };
}

function trialsNote(
  { count: trials, expectedMaximumSharpe }: RunTrials,
  { frequency, selection }: BacktestResult,
): Html {
  if (expectedMaximumSharpe === null) return html``;
  return html`<p class="note">
    Deflated Sharpe ratios take the ${count(trials, 'strategy', 'strategies')} of this run for all that was
    tried, and SR* is ${decimal(expectedMaximumSharpe, 3)} a ${frequency}. Whatever else was tried before
    makes them smaller. ${selection && html`That of ${selection.name} takes its candidates, see Selection.`}
  </p>`;
}
