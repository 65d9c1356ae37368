import { decimal, percent } from '../../report/format.js';
import type { Direction } from '../effects/types.js';
import type { ReportedStatistic } from './types.js';

/** How a statistic of trials is called and written, and which values of it are better. */
export interface SweepStatistic {
  key: ReportedStatistic | 'sharpe';
  heading: string;
  definition: string;
  direction: Direction;
  unit: 'ratio' | 'percent';
}

/** In the order of tables and choices. */
export const sweepStatistics: readonly SweepStatistic[] = [
  {
    key: 'sharpe',
    heading: 'Sharpe ratio',
    definition:
      '√P · mean(e)/sd(e) of net returns in excess of the risk-free rate, over the periods that all trials have',
    direction: 'higher',
    unit: 'ratio',
  },
  {
    key: 'annualVolatility',
    heading: 'Volatility',
    definition: '√P · standard deviation of net returns',
    direction: 'lower',
    unit: 'percent',
  },
  {
    key: 'maxDrawdown',
    heading: 'Max drawdown',
    definition: 'largest loss from an earlier peak of net wealth',
    direction: 'lower',
    unit: 'percent',
  },
  {
    key: 'turnover',
    heading: 'Turnover',
    definition: 'mean one-way turnover of a rebalance',
    direction: 'lower',
    unit: 'percent',
  },
];

/** A value as tables and charts write it. */
export function statisticText(unit: SweepStatistic['unit'], value: number | null): string {
  return unit === 'percent' ? percent(value) : decimal(value);
}
