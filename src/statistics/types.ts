/**
 * What the returns and rebalances of a strategy came to. Returns are net of costs unless said otherwise, P is the number
 * of periods a year; what is not defined is null.
 *
 * @see docs/statistics.md
 */
export interface BacktestStatistics {
  /** CAGR of net returns: (V_T/V_0)^{P/T} − 1 */
  annualReturn: number | null;
  /** √P · standard deviation (ddof 1) of net returns */
  annualVolatility: number | null;
  /** √P · mean(e)/sd(e), e net returns in excess of the risk-free rate */
  sharpe: number | null;
  /** max(1 − V/max V), V_0 included */
  maxDrawdown: number | null;
  /** mean one-way turnover ½Σ|w − w⁻| of a rebalance, without the first purchase */
  turnover: number | null;

  /** √P · mean(r)/downsideDeviation */
  sortino: number | null;
  /** annualReturn/maxDrawdown */
  calmar: number | null;
  /** √mean(d²), d the drawdown after each period */
  ulcerIndex: number | null;
  /** √mean(min(r, 0)²), per period */
  downsideDeviation: number | null;
  /** historical, 95 %, per period: −quantile(r, 0.05) of type 7 */
  valueAtRisk: number | null;
  /** historical, 95 %, per period: −mean of the returns at or below that quantile */
  conditionalValueAtRisk: number | null;

  /** population moments, m₃/m₂^1.5 */
  skewness: number | null;
  /** full, population moments, m₄/m₂² */
  kurtosis: number | null;
  /** share of periods with r > 0 */
  hitRate: number | null;
  bestPeriod: number | null;
  worstPeriod: number | null;

  /** Σ(gross return − risk-free rate) over the value traded after the first purchase: cost of one unit of it, one way */
  breakEvenCost: number | null;
  /** mean of 1/Σw² over the decisions that hold something */
  effectiveAssets: number | null;

  /** against the configured benchmark, null without one: √P · sd(r − b) */
  trackingError: number | null;
  /** √P · mean(r − b)/sd(r − b) */
  informationRatio: number | null;
  /** slope of excess returns on those of the benchmark */
  beta: number | null;
  /** P · intercept of that regression, a year */
  alpha: number | null;

  /** probability that the Sharpe ratio is above 0 */
  probabilisticSharpe: number | null;
  /** periods after which the probabilistic Sharpe ratio would be 95 % */
  minimumTrackRecord: number | null;
}
