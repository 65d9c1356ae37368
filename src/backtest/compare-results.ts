/** Two results side by side. */
import { type DifferingField, differingFields } from '../config/differing-fields.js';
import { periodsPerYear as periodsPerYearOf, type Frequency } from '../data/types.js';
import { riskFreeReturns } from '../data/risk-free.js';
import { DataError } from '../errors.js';
import { annualReturn } from '../statistics/annual-return.js';
import { sharpeDifferenceTests, varianceDifferenceTests } from '../statistics/difference-tests.js';
import type { Bootstrapper } from '../statistics/difference-tests.js';
import type { DifferenceTest } from '../statistics/difference-tests.types.js';
import { maxDrawdown } from '../statistics/drawdown.js';
import { holm } from '../statistics/multiple-tests.js';
import { sharpe } from '../statistics/sharpe.js';
import { annualVolatility } from '../statistics/volatility.js';
import type { BacktestResult, StrategyResult } from './types.js';
import { type ComparedStatistic, comparedStatistics } from './compare.js';

/** Statistics of a strategy, or differences of them; null where one is not defined. */
export type ComparedStatistics = Record<ComparedStatistic, number | null>;

/** Of what results are compared by. */
export type ComparableResult = Pick<
  BacktestResult,
  'config' | 'dataHash' | 'engineVersion' | 'frequency' | 'strategies'
>;

/** A test of second − first, with its p-value adjusted for all strategies by Holm's step-down. */
export type ResultTest = DifferenceTest & { holm: number | null };

/** Two results side by side, over the holding periods that both have. */
export interface ResultComparison {
  frequency: Frequency;
  /** P */
  periodsPerYear: number;
  /** whether both runs saw the same prices */
  sameData: boolean;
  /** holding periods that both have, and those of each by their last days */
  periods: PeriodRange;
  own: { first: PeriodRange; second: PeriodRange };
  /** strategies of both, by name: over the common periods, and second − first */
  strategies: {
    name: string;
    first: ComparedStatistics;
    second: ComparedStatistics;
    differences: ComparedStatistics;
    /** of the Sharpe ratio per period, and of log σ² */
    sharpe: ResultTest;
    logVariance: ResultTest;
  }[];
  /** strategies of one result alone */
  others: { first: string[]; second: string[] };
  /** fields in which the configurations differ */
  configuration: DifferingField[];
  notes: string[];
}

/** How many holding periods, with the last days of the first and the last. */
export interface PeriodRange {
  count: number;
  first: string;
  last: string;
}

/**
 * Compares the strategies that two results have in common, over the holding periods that they have in common: statistics,
 * their differences second − first, and whether Sharpe ratio and variance differ by more than chance, by the bootstrap
 * that tests strategies of one run. That the data were others is noted, not refused.
 *
 * @throws DataError `different-frequencies`, `no-common-periods`, `no-common-strategies`
 */
export function compareResults(
  engine: Bootstrapper,
  first: ComparableResult,
  second: ComparableResult,
): ResultComparison {
  if (first.frequency !== second.frequency) {
    throw new DataError(
      'different-frequencies',
      `the first result has a return every ${first.frequency}, the second every ${second.frequency}`,
      'compare runs of the same frequency',
      { first: first.frequency, second: second.frequency },
    );
  }
  const frequency = first.frequency as Frequency;
  const P = periodsPerYearOf[frequency];
  const [a, b] = [first.strategies, second.strategies];
  const names = a.map(({ name }) => name).filter((name) => b.some((other) => other.name === name));
  if (names.length === 0) throw noCommonStrategies(a, b);
  const own = { first: rangeOf(a[0].periods), second: rangeOf(b[0].periods) };
  const later = new Set(b[0].periods);
  const common = a[0].periods.filter((period) => later.has(period));
  if (common.length === 0) throw noCommonPeriods(own);
  const isWhole = common.length === own.first.count && common.length === own.second.count;

  const { rates, notes } = ratesOf(first, second, common, frequency);
  const pairs = names.map((name) => {
    const [one, other] = [strategyOf(a, name), strategyOf(b, name)];
    const [x, y] = [returnsOn(one, common), returnsOn(other, common)];
    const statistics = (of: StrategyResult, returns: Float64Array): ComparedStatistics =>
      isWhole
        ? (Object.fromEntries(
            comparedStatistics.map((key) => [key, of.statistics[key]]),
          ) as ComparedStatistics)
        : statisticsOf(returns, rates, P);
    const both = { first: statistics(one, x), second: statistics(other, y) };
    return { name, ...both, differences: differencesOf(both), series: { first: x, second: y } };
  });
  const { seed = 1 } = second.config;
  const sharpeTests = adjusted(
    pairs.map(({ series }) => sharpeDifferenceTests(engine, series, 'first', { riskFree: rates, seed })),
  );
  const varianceTests = adjusted(
    pairs.map(({ series }) => varianceDifferenceTests(engine, series, 'first', { seed })),
  );
  return {
    frequency,
    periodsPerYear: P,
    sameData: first.dataHash === second.dataHash,
    periods: rangeOf(common),
    own,
    strategies: pairs.map(({ name, first: one, second: other, differences }, k) => ({
      ...{ name, first: one, second: other, differences },
      sharpe: sharpeTests[k],
      logVariance: varianceTests[k],
    })),
    others: { first: without(a, names), second: without(b, names) },
    configuration: differingFields(first.config, second.config),
    notes: [
      ...(first.dataHash === second.dataHash
        ? []
        : ['the runs saw different prices: some of the differences may come from these']),
      ...(isWhole ? [] : [`compared over the periods of both alone: ${describeLeftOut(own, common)}`]),
      ...(first.engineVersion === second.engineVersion
        ? []
        : [`made by different versions: ${first.engineVersion} and ${second.engineVersion}`]),
      ...notes,
    ],
  };
}

/** Risk-free returns of the common periods, where both results say what they are. */
function ratesOf(
  first: ComparableResult,
  second: ComparableResult,
  dates: string[],
  frequency: Frequency,
): { rates: Float64Array; notes: string[] } {
  const [rate, other] = [first.config.riskFree ?? 0, second.config.riskFree ?? 0];
  if (typeof rate === 'number' && rate === other)
    return { rates: riskFreeReturns(rate, { dates, frequency }), notes: [] };
  const why =
    typeof rate === 'number' && typeof other === 'number'
      ? 'the runs had different risk-free rates'
      : 'results do not hold the risk-free rates of a file';
  const rates = new Float64Array(dates.length);
  return {
    rates,
    notes: [`Sharpe ratios are tested, and computed for a part of the periods, over 0: ${why}`],
  };
}

function statisticsOf(returns: Float64Array, riskFree: Float64Array, P: number): ComparedStatistics {
  return {
    annualReturn: annualReturn(returns, P),
    annualVolatility: annualVolatility(returns, P),
    sharpe: sharpe(returns, riskFree, P),
    maxDrawdown: maxDrawdown(returns),
  };
}

function differencesOf({
  first,
  second,
}: Record<'first' | 'second', ComparedStatistics>): ComparedStatistics {
  return Object.fromEntries(
    comparedStatistics.map((key) => {
      const [a, b] = [first[key], second[key]];
      return [key, a === null || b === null ? null : b - a];
    }),
  ) as ComparedStatistics;
}

/** One test a strategy, adjusted for how many there are. */
function adjusted(all: readonly ReturnType<typeof sharpeDifferenceTests>[]): ResultTest[] {
  const tests = all.map(({ method, periods, blockLength, bootstrapSamples, seed, level, tests: [test] }) => {
    const { difference, standardError, pValue, interval, reason } = test;
    const settings = { method, periods, blockLength, bootstrapSamples, seed, level };
    return { difference, standardError, pValue, interval, reason, ...settings };
  });
  const byHolm = holm(tests.map(({ pValue }) => pValue));
  return tests.map((test, k) => ({ ...test, holm: byHolm[k] }));
}

function strategyOf(strategies: readonly StrategyResult[], wanted: string): StrategyResult {
  return strategies.find(({ name }) => name === wanted)!;
}

function returnsOn({ periods, netReturns }: StrategyResult, dates: readonly string[]): Float64Array {
  const place = new Map(periods.map((period, t) => [period, t]));
  return Float64Array.from(dates, (date) => netReturns[place.get(date)!]);
}

function rangeOf(periods: readonly string[]): PeriodRange {
  return { count: periods.length, first: periods[0], last: periods[periods.length - 1] };
}

function without(strategies: readonly StrategyResult[], names: readonly string[]): string[] {
  return strategies.map(({ name }) => name).filter((name) => !names.includes(name));
}

function describeLeftOut({ first, second }: ResultComparison['own'], common: readonly string[]): string {
  return (
    `${common.length} of ${first.count} (${first.first} to ${first.last}) and of ` +
    `${second.count} (${second.first} to ${second.last})`
  );
}

function noCommonPeriods({ first, second }: ResultComparison['own']): DataError {
  return new DataError(
    'no-common-periods',
    `the first result holds from ${first.first} to ${first.last}, the second from ${second.first} to ${second.last}: ` +
      'no period ends on the same day',
    'compare runs over the same periods of the same data',
    { first: first.last, second: second.first },
  );
}

function noCommonStrategies(first: readonly StrategyResult[], second: readonly StrategyResult[]): DataError {
  const [a, b] = [first, second].map((strategies) => strategies.map(({ name }) => name));
  return new DataError(
    'no-common-strategies',
    `the first result has ${a.join(', ')}, the second ${b.join(', ')}: no strategy is in both`,
    'give strategies that are to be compared the same name',
    { first: a, second: b },
  );
}
