import type { BacktestResult, StrategyTests } from '../backtest/types.js';
import { exp } from '../numeric/elementary.js';
import type { AdjustedDifference, DifferenceTests } from '../statistics/difference-tests.types.js';
import { count, decimal, missing, probability, signed } from './format.js';
import { html, type Html } from './html.js';
import { type Column, definitionList, titled } from './tables.js';

/** Whether any difference was tested. */
export function isTested({ sharpe, logVariance }: StrategyTests): boolean {
  return [...sharpe.tests, ...logVariance.tests].some(({ reason }) => reason === null);
}

/** What was not tested and why, a sentence a cause without its full stop. */
export function untested({ sharpe, logVariance }: StrategyTests): string[] {
  const all = [sharpe, logVariance].flatMap(({ tests }) => tests);
  const reasons = new Set(all.flatMap(({ reason }) => reason ?? []));
  return [...reasons].map((reason) => {
    const names = new Set(all.filter((test) => test.reason === reason).map(({ name }) => name));
    const isAll = names.size === sharpe.tests.length;
    return isAll ? `No test: ${reason}` : `No test of ${[...names].join(', ')}: ${reason}`;
  });
}

/** A difference of Sharpe ratios a year, or the ratio of variances that a difference of logarithms stands for. */
export function shownDifference(
  kind: keyof StrategyTests,
  difference: number | null,
  periodsPerYear: number,
): string {
  if (difference === null) return missing;
  return kind === 'sharpe'
    ? signed(Math.sqrt(periodsPerYear) * difference, decimal)
    : decimal(exp(difference));
}

/** Tests of each strategy against one of them; nothing for one strategy and for results of earlier versions. */
export function strategyTestTables({ comparisons, periodsPerYear }: BacktestResult): Html {
  if (!comparisons) return html``;
  const { sharpe } = comparisons;
  const tables = (['sharpe', 'logVariance'] as const).map((kind) =>
    table(kind, comparisons[kind], periodsPerYear),
  );
  const causes = untested(comparisons).map((cause) => html`${cause}. `);
  if (!isTested(comparisons)) return html`<p class="note">Tests against ${sharpe.base}. ${causes}</p>`;
  const tested = sharpe.tests.filter(({ reason }) => reason === null).length;
  return html`${tables}
    <p class="note">
      ${causes} Two-sided tests on net returns by the studentised circular block bootstrap of Ledoit and Wolf:
      ${sharpe.bootstrapSamples} resamples of the ${count(sharpe.periods, 'period')} in blocks of
      ${sharpe.blockLength}, seed ${sharpe.seed}. They are asymptotic, and adjusted for the
      ${count(tested, 'strategy', 'strategies')} of a table and not for what else was tried.
    </p>
    <details>
      <summary>Definitions of the tests</summary>
      ${definitionList(definitions(comparisons, periodsPerYear))}
    </details>`;
}

/** What the headings of both tables mean, each once. */
function definitions({ sharpe, logVariance }: StrategyTests, periodsPerYear: number) {
  const [name, difference, ...others] = columns('sharpe', sharpe, periodsPerYear);
  const [, ratio] = columns('logVariance', logVariance, periodsPerYear);
  return [name, difference, ratio, ...others].flatMap(({ heading, definition }) =>
    definition === undefined ? [] : [{ heading, definition }],
  );
}

function table(kind: keyof StrategyTests, tests: DifferenceTests, periodsPerYear: number): Html {
  const what = kind === 'sharpe' ? 'Sharpe ratio' : 'Variance';
  return titled(`${what} tested against ${tests.base}`, columns(kind, tests, periodsPerYear), tests.tests);
}

function columns(
  kind: keyof StrategyTests,
  { base, level }: DifferenceTests,
  periodsPerYear: number,
): Column<AdjustedDifference>[] {
  const shown = (value: number | null): string => shownDifference(kind, value, periodsPerYear);
  const isSharpe = kind === 'sharpe';
  return [
    { heading: 'Strategy', cell: ({ name }) => name },
    {
      heading: isSharpe ? 'Difference' : 'Variance ratio',
      definition: isSharpe
        ? `Sharpe ratio a year less that of ${base}, T − 1 degrees of freedom`
        : `variance of net returns over that of ${base}: below 1 where it is smaller`,
      cell: ({ difference }) => shown(difference),
      kind: 'number',
    },
    {
      heading: `${decimal(100 * level, 0)} % interval`,
      definition:
        'difference ± c standard errors, c the quantile of the resampled d*; symmetric for log variances',
      cell: ({ interval }) =>
        interval === null ? missing : `${shown(interval.lower)} to ${shown(interval.upper)}`,
      kind: 'number',
    },
    {
      heading: 'p',
      definition:
        'chance of a difference at least so many standard errors from 0 where there is none: (#{d* ≥ d} + 1)/(M + 1)',
      cell: ({ pValue }) => probability(pValue),
      kind: 'number',
    },
    {
      heading: 'p, Romano–Wolf',
      definition:
        'adjusted by the step-down over all strategies of the table, which takes their dependence from the same resamples',
      cell: ({ romanoWolf }) => probability(romanoWolf),
      kind: 'number',
    },
    {
      heading: 'p, Holm',
      definition: 'adjusted for the number of tests alone, however they depend on each other',
      cell: ({ holm }) => probability(holm),
      kind: 'number',
    },
  ];
}
