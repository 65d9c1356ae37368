import { ConfigError } from '../errors.js';
import { suggestion } from '../suggest.js';
import type { BacktestResult, BacktestStatistics } from './types.js';

/** Statistics that are compared, with the direction that is better. */
const directions = {
  annualReturn: 1,
  annualVolatility: -1,
  sharpe: 1,
  maxDrawdown: -1,
} as const satisfies Partial<Record<keyof BacktestStatistics, 1 | -1>>;

export type ComparedStatistic = keyof typeof directions;

export const comparedStatistics = Object.keys(directions) as ComparedStatistic[];

/** Out-of-sample statistics of one strategy beside those of the base. */
export interface StrategyComparison {
  name: string;
  statistics: Record<ComparedStatistic, number | null>;
  /** statistic − statistic of the base; null where one of them is not defined */
  differences: Record<ComparedStatistic, number | null>;
  /** the difference in the better direction as a share of the base's size, 0.1 for 10 % better; null where that is 0 */
  improvements: Record<ComparedStatistic, number | null>;
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
      suggestion(base, names),
      { base, strategies: names },
    );
  }
  return strategies
    .filter(({ name }) => name !== base)
    .map(({ name, statistics }) => {
      const difference = (key: ComparedStatistic): number | null => {
        const [own, other] = [statistics[key], reference[key]];
        return own === null || other === null ? null : own - other;
      };
      return {
        name,
        statistics: each((key) => statistics[key]),
        differences: each(difference),
        improvements: each((key) => {
          const change = difference(key);
          const size = Math.abs(reference[key] ?? 0);
          return change === null || size === 0 ? null : (directions[key] * change) / size;
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
