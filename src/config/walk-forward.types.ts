import type { RebalanceRule } from '../data/rebalance-rule.js';

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
  /** cost of trading one unit of value, one way, for all or by ticker; default 0 */
  costs?: number | Record<string, number>;
  /** whether the first window that is not `ok` for a strategy ends the run with an error; default false */
  strict?: boolean;
}
