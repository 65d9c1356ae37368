export interface WalkForwardConfig {
  /** periods in the training window; default 36 */
  train?: number;
  /** periods between decisions; default 3 */
  rebalance?: number;
  /** periods between the last data that a decision sees and the start of its holding; default 0 */
  lag?: number;
  /** returns in a row, up to the decision, that an asset needs to be held; at least `train`, which is the default */
  minHistory?: number;
  /** cost of trading one unit of value, one way, for all or by ticker; default 0 */
  costs?: number | Record<string, number>;
  /** scores of the strategies' covariances as forecasts, by a second pass over the windows; default false */
  forecastScores?: boolean;
}
