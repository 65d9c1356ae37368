import type { BacktestStatistics } from '../statistics/types.js';
import { decimal, percent } from './format.js';

/** How a statistic is headed, written and defined, wherever a table shows it. */
export interface StatisticColumn {
  key: keyof BacktestStatistics;
  heading: string;
  definition: string;
  format: (value: number | null) => string;
}

/** The few that the terminal shows and strategies are compared by, the first group of a report. */
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

/** Statistics that belong together. */
export interface StatisticGroup {
  title: string;
  columns: readonly StatisticColumn[];
}

/** All others, in the order of reports. */
export const furtherStatistics: readonly StatisticGroup[] = [
  {
    title: 'Losses',
    columns: [
      {
        key: 'sortino',
        heading: 'Sortino',
        definition: '√P · mean(r)/downside deviation',
        format: decimal,
      },
      {
        key: 'calmar',
        heading: 'Calmar',
        definition: 'annual return over maximum drawdown',
        format: decimal,
      },
      {
        key: 'ulcerIndex',
        heading: 'Ulcer index',
        definition: '√mean(d²), where d is the drawdown after each period',
        format: percent,
      },
      {
        key: 'downsideDeviation',
        heading: 'Downside deviation',
        definition: '√mean(min(r, 0)²), a period',
        format: percent,
      },
      {
        key: 'valueAtRisk',
        heading: 'VaR 95 %',
        definition: 'loss of a period that 5 % of the periods reach: −quantile(r, 0.05), historical, type 7',
        format: percent,
      },
      {
        key: 'conditionalValueAtRisk',
        heading: 'CVaR 95 %',
        definition: 'mean loss of the periods that reach the VaR: −mean(r) where r ≤ quantile(r, 0.05)',
        format: percent,
      },
    ],
  },
  {
    title: 'Distribution of returns',
    columns: [
      {
        key: 'skewness',
        heading: 'Skewness',
        definition: 'm₃/m₂^(3/2) of population moments: negative with a longer tail of losses',
        format: decimal,
      },
      {
        key: 'kurtosis',
        heading: 'Kurtosis',
        definition: 'm₄/m₂² of population moments: 3 for a normal distribution',
        format: decimal,
      },
      {
        key: 'hitRate',
        heading: 'Hit rate',
        definition: 'share of periods with a net return above 0',
        format: percent,
      },
      {
        key: 'bestPeriod',
        heading: 'Best period',
        definition: 'largest net return of a period',
        format: percent,
      },
      {
        key: 'worstPeriod',
        heading: 'Worst period',
        definition: 'smallest net return of a period',
        format: percent,
      },
    ],
  },
  {
    title: 'Trading and diversification',
    columns: [
      {
        key: 'breakEvenCost',
        heading: 'Break-even cost',
        definition:
          'cost of trading one unit of value, one way, that takes all gross return beyond the risk-free rate: Σ(g − f)/Σ2τ, τ the turnover after the first purchase',
        format: percent,
      },
      {
        key: 'effectiveAssets',
        heading: 'Effective assets',
        definition: '1/Σw², the mean over decisions that hold something',
        format: decimal,
      },
    ],
  },
  {
    title: 'Against the benchmark',
    columns: [
      {
        key: 'trackingError',
        heading: 'Tracking error',
        definition: '√P · sd(r − b), where b are the returns of the benchmark, with T − 1 degrees of freedom',
        format: percent,
      },
      {
        key: 'informationRatio',
        heading: 'Information ratio',
        definition: '√P · mean(r − b)/sd(r − b)',
        format: decimal,
      },
      {
        key: 'beta',
        heading: 'Beta',
        definition: 'slope of returns on those of the benchmark, both in excess of the risk-free rate',
        format: decimal,
      },
      {
        key: 'alpha',
        heading: 'Alpha',
        definition: 'P times the intercept of that regression, a year',
        format: percent,
      },
    ],
  },
  {
    title: 'Evidence of the Sharpe ratio',
    columns: [
      {
        key: 'probabilisticSharpe',
        heading: 'Probabilistic Sharpe',
        definition:
          'probability that the true Sharpe ratio is above 0: Φ[SR·√(T − 1)/√(1 − γ₃SR + (γ₄ − 1)SR²/4)], SR per period, γ₃ skewness and γ₄ kurtosis of e',
        format: percent,
      },
      {
        key: 'minimumTrackRecord',
        heading: 'Minimum track record',
        definition:
          'periods after which the probabilistic Sharpe ratio would be 95 %, should the returns go on as they are',
        format: (value) => decimal(value, 0),
      },
    ],
  },
];
