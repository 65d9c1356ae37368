import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as statistics from '../../src/statistics/index.js';
import { expectClose } from '../support/close.js';

type Expected = Record<
  | 'annualReturnGeometric'
  | 'annualVolatility'
  | 'sharpeArithmetic'
  | 'downsideDeviation'
  | 'sortinoPerPeriod'
  | 'maxDrawdown'
  | 'calmar'
  | 'ulcer'
  | 'var95'
  | 'cvar95'
  | 'skewness'
  | 'kurtosis'
  | 'beta'
  | 'alphaPerPeriod'
  | 'trackingErrorAnnual',
  number
>;
type Test = Record<'difference' | 'tstat' | 'pValue', number>;
interface Golden {
  periods: number;
  riskFreePerPeriod: number;
  x: number[];
  y: number[];
  market: number[];
  expected: { x: Expected; y: Expected; sharpeTestIid: Test; sharpeTestHac: Test };
}
const golden = JSON.parse(
  readFileSync(new URL('../reference/statistics.json', import.meta.url), 'utf8'),
) as Golden[];

/** Ours by the name of the reference. */
const computed: Record<
  keyof Expected,
  (returns: number[], market: number[], riskFree: number[]) => number | null
> = {
  annualReturnGeometric: (returns) => statistics.annualReturn(returns, 12),
  annualVolatility: (returns) => statistics.annualVolatility(returns, 12),
  sharpeArithmetic: (returns, _, riskFree) => statistics.sharpe(returns, riskFree, 12),
  downsideDeviation: (returns) => statistics.downsideDeviation(returns),
  sortinoPerPeriod: (returns) => statistics.sortino(returns, 1),
  maxDrawdown: (returns) => statistics.maxDrawdown(returns),
  calmar: (returns) => statistics.calmar(returns, 12),
  ulcer: (returns) => statistics.ulcerIndex(returns),
  var95: (returns) => statistics.valueAtRisk(returns),
  cvar95: (returns) => statistics.conditionalValueAtRisk(returns),
  skewness: (returns) => statistics.skewness(returns),
  kurtosis: (returns) => statistics.kurtosis(returns),
  beta: (returns, market, riskFree) => statistics.beta(returns, market, riskFree),
  // the reference is without a risk-free rate
  alphaPerPeriod: (returns, market) => statistics.alpha(returns, market, constant(returns, 0), 1),
  trackingErrorAnnual: (returns, market) => statistics.trackingError(returns, market, 12),
};

function constant(like: number[], value: number): number[] {
  return like.map(() => value);
}

// The references print 15 significant digits.
const tolerance = 1e-12;

describe.each(golden.flatMap((entry) => (['x', 'y'] as const).map((series) => ({ entry, series }))))(
  'statistics of $entry.periods months, series $series, against PerformanceAnalytics',
  ({ entry, series }) => {
    const expected = entry.expected[series];
    const riskFree = constant(entry[series], entry.riskFreePerPeriod);

    it('has all that the reference has', () => {
      expect(Object.keys(computed).sort()).toEqual(Object.keys(expected).sort());
    });

    it.each(Object.keys(expected) as (keyof Expected)[])('agrees in %s', (name) => {
      const value = computed[name](entry[series], entry.market, riskFree);
      expectClose([value!], [expected[name]], tolerance, 1e-3);
    });
  },
);

describe.each(golden)(
  'the test of two Sharpe ratios over $periods months, against PeerPerformance',
  (entry) => {
    it.each([
      ['iid', entry.expected.sharpeTestIid],
      ['hac', entry.expected.sharpeTestHac],
    ] as const)('agrees with errors that are %s', (errors, expected) => {
      const test = statistics.sharpeDifference(entry.x, entry.y, constant(entry.x, 0), { errors })!;
      expectClose(
        [test.difference, test.statistic, test.pValue],
        [expected.difference, expected.tstat, expected.pValue],
        1e-11,
      );
    });
  },
);
