/** What candidates are ranked by at each decision, from their own net returns up to it. */
export type SelectionScore = 'sharpe' | 'volatility' | 'meanVariance';

/** A part of a configuration: what it names takes the place of the same there, null leaves a field out, strategies go by name. */
export type PartialConfig = Record<string, unknown>;

/**
 * Candidates for one strategy, of which each decision picks the one that has done best so far. Candidates are either a
 * `grid` or listed by name.
 */
export interface SelectionConfig {
  /**
   * values by path, `{ "backtest.train": [24, 36], "strategies.systematic.maxWeights": [0.3, 1] }`: every combination is a
   * candidate, the last path varying fastest; null leaves the field out. Paths may lead to fields of `model`, `kernels`,
   * `strategies`, to `returns`, `backtest.train`, `backtest.window` and `backtest.minHistory`
   */
  grid?: Record<string, unknown[]>;
  /** name → partial configuration, merged into the configuration; the same fields may differ as in a grid */
  candidates?: Record<string, PartialConfig>;
  /** the strategy that each candidate runs; default the first */
  strategy?: string;
  /** name of the combined strategy in the result; default `selected` */
  name?: string;
  /** default `sharpe` */
  score?: SelectionScore;
  /** λ of the score `meanVariance`, refused for others; default 2.5 */
  riskAversion?: number;
  /** holding periods that have to have ended before the first pick; until then the first candidate is held; default a year's */
  minimumHistory?: number;
  /** the last so many of them that scores are of, or `all`; default `all` */
  lookback?: number | 'all';
}

/**
 * A selection with its defaults filled in. Candidates are what each differs in from the resolved configuration, its own
 * defaults included: a shorter `train` has a shorter `minHistory` with it.
 */
export type ResolvedSelection = Required<Omit<SelectionConfig, 'grid' | 'riskAversion'>> &
  Pick<SelectionConfig, 'riskAversion'>;
