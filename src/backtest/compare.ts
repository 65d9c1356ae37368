import { ConfigError } from '../errors.js';
import { suggestion } from '../suggest.js';
import type { BacktestStatistics } from '../statistics/types.js';
import type { BacktestResult } from './types.js';

/** Statistics that are compared, with the direction that is better. */
const directions = {
  annualReturn: 'higher',
  annualVolatility: 'lower',
  sharpe: 'higher',
  maxDrawdown: 'lower',
} as const satisfies Partial<Record<keyof BacktestStatistics, 'higher' | 'lower'>>;

/** A statistic that strategies are compared by, over the periods held. */
export type ComparedStatistic = keyof typeof directions;

export const comparedStatistics = Object.keys(directions) as ComparedStatistic[];

/** Out-of-sample statistics of one strategy beside those of the base. */
export interface StrategyComparison {
  name: string;
  statistics: Record<ComparedStatistic, number | null>;
  /** statistic − statistic of the base; null where one of them is not defined */
  differences: Record<ComparedStatistic, number | null>;
  /**
   * the difference in the better direction as a share of the base's value, 0.1 for 10 % better; null where that is not
   * above 0, since a share of a loss, or of a Sharpe ratio below 0, says nothing
   */
  improvements: Record<ComparedStatistic, number | null>;
}

/** The strategy of these that reports compare the others with: `sample`, null where it is not there or alone. */
export function comparisonBase(strategies: readonly string[]): string | null {
  return strategies.length > 1 && strategies.includes('sample') ? 'sample' : null;
}

/**
 * Compares every strategy of a backtest with one of them: annual return and Sharpe ratio are better when higher,
 * volatility and drawdown when lower. A difference is what happened, not evidence that it will again.
 *
 * @param base name of the strategy that the others are compared with
 * @returns one row a strategy but the base, in the order of the result
 * @throws ConfigError `unknown-strategy`
 */
export function compareStrategies(
  { strategies }: Pick<BacktestResult, 'strategies'>,
  base: string,
): StrategyComparison[] {
  const names = strategies.map(({ name }) => name);
  const reference = strategies.find(({ name }) => name === base)?.statistics;
  if (reference === undefined) {
    throw new ConfigError(
      'unknown-strategy',
      `there is no strategy "${base}" to compare with`,
      suggestion(String(base), names),
      { base, strategies: names },
    );
  }
  return strategies
    .filter(({ name }) => name !== base)
    .map(({ name, statistics }) => {
      const difference = (key: ComparedStatistic, better: 'higher' | 'lower' = 'higher'): number | null => {
        const [own, other] = [statistics[key], reference[key]];
        if (own === null || other === null) return null;
        return better === 'higher' ? own - other : other - own;
      };
      return {
        name,
        statistics: each((key) => statistics[key]),
        differences: each((key) => difference(key)),
        improvements: each((key) => {
          const gain = difference(key, directions[key]);
          const whole = reference[key] ?? 0;
          return gain === null || whole <= 0 ? null : gain / whole;
        }),
      };
    });
}

function each(value: (key: ComparedStatistic) => number | null): Record<ComparedStatistic, number | null> {
  return Object.fromEntries(comparedStatistics.map((key) => [key, value(key)])) as Record<
    ComparedStatistic,
    number | null
  >;
}
