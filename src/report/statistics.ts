import type { BacktestStatistics } from '../backtest/types.js';
import { decimal, percent } from './format.js';

/** How a statistic is headed, written and defined, wherever a table shows it. */
export interface StatisticColumn {
  key: keyof BacktestStatistics;
  heading: string;
  definition: string;
  format: (value: number | null) => string;
}

export const statisticColumns: readonly StatisticColumn[] = [
  {
    key: 'annualReturn',
    heading: 'Annual return',
    definition: 'compound annual growth rate of net returns, (V_T/V_0)^(P/T) − 1',
    format: percent,
  },
  {
    key: 'annualVolatility',
    heading: 'Volatility',
    definition: '√P · standard deviation of net returns, with T − 1 degrees of freedom',
    format: percent,
  },
  {
    key: 'sharpe',
    heading: 'Sharpe',
    definition: '√P · mean(e)/sd(e), where e are net returns in excess of the risk-free rate',
    format: decimal,
  },
  {
    key: 'maxDrawdown',
    heading: 'Max drawdown',
    definition: 'largest loss from an earlier peak of net wealth, max(1 − V/max V), the start V_0 included',
    format: percent,
  },
  {
    key: 'turnover',
    heading: 'Turnover',
    definition: 'mean one-way turnover ½Σ|w − w⁻| of a rebalance, w⁻ drifted; the first purchase is left out',
    format: percent,
  },
];
