/**
 * The figures that "How to Use Mixed Models to Improve Portfolio Performance" (Akdemir, 2025) prints. Nothing here is
 * used in a computation of ours: they stand beside it.
 */
export const reported = {
  data: { observations: 600, months: 60, regimes: '147, 298, 155' },
  /** pair → similarity */
  similarities: [
    ['IWM', 'EFA', 0.732],
    ['AGG', 'TLT', 0.821],
    ['IWM', 'GLD', -0.021],
    ['GLD', 'DBC', 0.858],
  ],
  /** return ~ market + regime, random asset (K); estimate and standard error by our labels */
  simple: {
    fixed: {
      1: [-0.005, 0.0119],
      market: [0.5741, 0.0518],
      'regime[Low]': [-0.0009, 0.0078],
      'regime[Normal]': [0.006, 0.0064],
    },
    variances: { 'asset(combined)': 7.6e-5, residual: 0.003147 },
    heritability: 0.024,
    blup: {
      VNQ: 0.0024,
      IWM: 0.0018,
      SPY: 0.0013,
      DBC: 0.0008,
      EEM: 0.0008,
      EFA: 0.0004,
      HYG: 0.0001,
      GLD: 0,
      TLT: 0,
      AGG: 0,
    },
  },
  conditionNumbers: { sample: 117.0, systematic: 104.8 },
  /** long-only minimum variance, by ticker */
  weights: {
    sample: {
      SPY: 0,
      IWM: 0,
      EFA: 0,
      EEM: 0,
      AGG: 0.318,
      TLT: 0.475,
      GLD: 0.124,
      DBC: 0,
      VNQ: 0,
      HYG: 0.083,
    },
    systematic: {
      SPY: 0,
      IWM: 0,
      EFA: 0,
      EEM: 0,
      AGG: 0.322,
      TLT: 0.472,
      GLD: 0.145,
      DBC: 0,
      VNQ: 0,
      HYG: 0.06,
    },
  },
  /** a month, under the study's total covariance */
  volatility: { sample: 0.017, systematic: 0.0166 },
  reduction: 0.023,
  /** window 24, rebalance 3; the drawdown is a difference of wealth */
  backtest: {
    systematic: { annualReturn: 0.072, annualVolatility: 0.061, sharpe: 1.19, wealthDrop: 0.022 },
    sample: { annualReturn: 0.066, annualVolatility: 0.064, sharpe: 1.03, wealthDrop: 0.029 },
  },
};
