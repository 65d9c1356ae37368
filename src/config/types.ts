import type { CovarianceName } from '../covariance/types.js';
import type { DateOrder } from '../data/parse-dates.js';
import type { Frequency } from '../data/types.js';
import type { PortfolioOptions } from '../portfolio/types.js';

/** A column of a CSV file; relative paths are relative to the configuration file. */
export interface SeriesFile {
  path: string;
  column: string;
  /** which of month and day comes first in dates such as `2/1/2000`, where the file itself does not tell */
  dateOrder?: DateOrder;
}

/**
 * What a portfolio strategy does at each decision. The objective is by default `minimumVariance`, and `equalWeight`
 * for a strategy of that name.
 */
export interface StrategyConfig extends PortfolioOptions {
  /** unique; the name in every table, chart and file */
  name: string;
  /** default: the covariance of that name where `name` is one, else `systematic`; not used by `equalWeight` */
  covariance?: CovarianceName;
}

/**
 * Which asset belongs to which classes: lists of members (class → tickers), or a CSV of 0/1 indicators or of one class
 * an asset; `column` tells the column of classes where a file has several.
 */
export type ClassesConfig = Record<string, string[]> | { path: string; column?: string };

/** One configuration drives library, command line and page; only `frequency` … have no default: see docs/configuration.md. */
export interface BacktestConfig {
  $schema?: string;
  /** CSV of prices, wide (`date,TICKER,…`) or long (one row a date and ticker); not read by `backtest()` itself */
  prices?: string | PriceFileConfig;
  /** what the file holds; default `prices` */
  input?: 'prices' | 'returns';
  /** how returns are counted; default `simple`, the only kind that portfolio accounting can use */
  returns?: 'simple';
  /** first and last price date used, ISO */
  from?: string;
  to?: string;
  /** default `month` */
  frequency?: Frequency;
  /** default `drop`: a last week or month that has not ended yet is left out */
  incompletePeriod?: 'drop' | 'keep';
  /** default all of the file */
  assets?: string[];
  /** a ticker of the data, or a column of another file, which holds what `input` says; `average` is refused */
  market: string | SeriesFile;
  /** risk-free rate a year (0.02 is 2 %), or a series of rates a year; default 0 */
  riskFree?: number | SeriesFile;
  /** default none: the kernel then uses risk characteristics alone */
  classes?: ClassesConfig;
  /** reserved and refused: a benchmark is a strategy of its own for now */
  benchmark?: never;
  /** reserved and refused: the covariates are `market` and `trend` */
  covariates?: never;
  /** reserved and refused: the kernels are `risk`, `class` and `combined` */
  kernels?: never;
  model?: ModelConfig;
  backtest?: WalkForwardConfig;
  /** default `systematic`, `sample`, `ledoitWolf`, `equalWeight` */
  strategies?: StrategyConfig[];
  /** reserved for methods that draw random numbers; default 1 */
  seed?: number;
}

export interface PriceFileConfig {
  path: string;
  /** column names; defaults `date`, and for a long file `symbol` (or `ticker`) and `price` (or `close`) */
  date?: string;
  symbol?: string;
  price?: string;
  /** which of month and day comes first in dates such as `2/1/2000`, where the file itself does not tell */
  dateOrder?: DateOrder;
}

export interface ModelConfig {
  /** default `["asset", "asset:market"]` */
  fixed?: string[];
  /** default `["time", "asset:time(combined)"]`; kernels are `risk`, `class`, `combined` */
  random?: string[];
  /** default `residual` */
  scale?: 'none' | 'residual';
  /** below this heritability a model covariance is replaced by Ledoit–Wolf; default 0.10 */
  minHeritability?: number;
}

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
}

/** A strategy with its defaults filled in. */
export type ResolvedStrategy = StrategyConfig & Required<Omit<StrategyConfig, 'covariance'>>;

/** A configuration with every default filled in and every check done; it resolves to itself. */
export type ResolvedConfig = Omit<BacktestConfig, 'model' | 'backtest' | 'strategies'> &
  Required<
    Pick<BacktestConfig, 'input' | 'returns' | 'frequency' | 'incompletePeriod' | 'riskFree' | 'seed'>
  > & {
    model: Required<ModelConfig>;
    backtest: Required<WalkForwardConfig>;
    strategies: ResolvedStrategy[];
  };
