import type { RebalanceRule } from '../data/rebalance-rule.js';
import type { DateOrder } from '../data/parse-dates.js';

/** When a backtest decides, from how much data, and what trading costs. */
export interface WalkForwardConfig {
  /** periods in the training window; of an expanding one in the first. Default 36 */
  train?: number;
  /**
   * the training window: `rolling` is the last `train` periods, `expanding` all from the first of the data on; default
   * `rolling`
   */
  window?: 'rolling' | 'expanding';
  /**
   * periods between decisions, or the days of the calendar on which there is one: `month start`, `month end`, `quarter`,
   * `year`, `weekly on Friday`, …; default 3
   */
  rebalance?: number | RebalanceRule;
  /** periods between the last data that a decision sees and the start of its holding; default 0 */
  lag?: number;
  /**
   * returns in a row, up to the decision, that an asset needs to be held, `train` by default; `window` is all of its
   * training window, the default where the market is the average of the assets and the window expands
   */
  minHistory?: number | 'window';
  /** periods up to the first decision, where these are more than `train` and `minHistory` ask for; default none */
  warmUp?: number;
  /** cost of trading one unit of value, one way, for all or by ticker; or costs by kind; default 0 */
  costs?: number | Record<string, number> | TradingCostsConfig;
  /** money at the first decision; needed by market impact, default 1 in ledgers */
  capital?: number;
  /**
   * return of a position whose asset stops trading, in the period in which it does, for all or by ticker, or a file of
   * `symbol,date,return`; default 0, the position being closed at its last price
   */
  delistingReturns?: number | Record<string, number> | string | EventFile;
  /** whether the first window that is not `ok` for a strategy ends the run with an error; default false */
  strict?: boolean;
  /** scores of the strategies' covariances as forecasts, by a second pass over the windows; default false */
  forecastScores?: boolean;
}

/** Costs by kind; of trading Δ, as a share of wealth W, each is a share of wealth. Numbers are for all assets or by ticker. */
export interface TradingCostsConfig {
  /** c of c|Δ|; default 0 */
  linear?: number | Record<string, number>;
  /** q of qΔ²; default 0 */
  quadratic?: number | Record<string, number>;
  /** kσ|Δ|√(|Δ|W/V); default none */
  impact?: {
    /** k; default 1 */
    coefficient?: number | Record<string, number>;
    /** V, money traded a day, in the money of `capital` */
    volume: number | Record<string, number>;
    /** σ a day; default √(P/252) times the sample deviation of the returns in the decision's training window, P periods a year */
    volatility?: number | Record<string, number>;
  };
  /** fee a year on the value of short positions, charged each period on the value at its start; default 0 */
  borrow?: number | Record<string, number>;
  /** rate a year above the risk-free one on cash below 0; default 0 */
  margin?: number;
}

/** A CSV of events by date and ticker: dividends, splits or delisting returns. */
export interface EventFile {
  path: string;
  /** column names; defaults `date`, `symbol` (or `ticker`), and for the value what the kind of event is called */
  date?: string;
  symbol?: string;
  value?: string;
  /** which of month and day comes first in dates such as `2/1/2000`, where the file itself does not tell */
  dateOrder?: DateOrder;
}
