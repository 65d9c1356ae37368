import type { DateOrder } from '../data/parse-dates.js';
import type { PublicationLag } from '../data/publication.js';
import type { Frequency } from '../data/types.js';
import type { CharacteristicName } from '../kernels/characteristics.js';
import type { FeatureKernel, KernelSum } from '../kernels/definitions.js';
import type { KernelParameter } from '../kernels/learn/types.js';
import type { KernelKind } from '../kernels/relationship.js';
import type { PanelModel } from '../model/types.js';
import type { ResolvedSelection, SelectionConfig } from './selection.types.js';
import type { ResolvedStrategy, StrategyConfig } from './strategy.types.js';
import type { EventFile, WalkForwardConfig } from './walk-forward.types.js';

export type {
  EstimatedReturnsName,
  ExpectedReturnsConfig,
  ExpectedReturnsName,
  FallbackName,
  ResolvedStrategy,
  StrategyConfig,
  StrategyConstraints,
  StrategyCovarianceName,
  StrategyGroup,
  ScenariosConfig,
  ScenarioSource,
  StrategyObjective,
  ViewConfig,
} from './strategy.types.js';
export type { PartialConfig, ResolvedSelection, SelectionConfig, SelectionScore } from './selection.types.js';
export type { AveragingConfig } from './averaging.types.js';
export type { StackingCandidateConfig, StackingConfig } from './stacking.types.js';
export type { EventFile, TradingCostsConfig, WalkForwardConfig } from './walk-forward.types.js';

/** A column of a CSV file; relative paths are relative to the configuration file. */
export interface SeriesFile {
  path: string;
  column: string;
  /** which of month and day comes first in dates such as `2/1/2000`, where the file itself does not tell */
  dateOrder?: DateOrder;
  /** Parquet files of points in time: the zone whose days they are; default that of the file */
  timeZone?: string;
}

/** How a file whose rows have dates says when they count. */
export interface DatedFile {
  /** column of dates; default `date` or `from`, beside or in the place of `availableFrom` */
  date?: string;
  /** which of month and day comes first in dates such as `2/1/2000`, where the file itself does not tell */
  dateOrder?: DateOrder;
  /** publication lag of a file without `availableFrom`; default none */
  lag?: PublicationLag;
}

/** A series of a CSV file that the model's terms may name. */
export interface CovariateFile extends SeriesFile {
  /** default `level`; `change` is the difference to the period before */
  as?: 'level' | 'change';
  /** publication lag: how much later than dated a value is known; default none, `{ periods: 0 }` */
  lag?: PublicationLag;
}

/**
 * A CSV of 0/1 indicators or of one class an asset, whose rows may have dates: each then counts from its day on, and
 * the latest that a decision knows of an asset is what it sees.
 */
export interface ClassesFile extends DatedFile {
  path: string;
  /** column of classes where a file has several */
  column?: string;
}

/** A CSV of who was a member of the universe when: spells with `from` and `to`, or 0 and 1 by date. */
export interface MembershipFile extends DatedFile {
  path: string;
  /** column of tickers of a file of spells; default `ticker`, `asset` or `symbol` */
  ticker?: string;
  /** its column of last days, each included, blank for a member to this day; default `to` */
  to?: string;
}

/** Which asset belongs to which classes: lists of members (class → tickers), or a file of them, a path being enough. */
export type ClassesConfig = string | Record<string, string[]> | ClassesFile;

/** One configuration drives library, command line and page; only `frequency` … have no default: see docs/configuration.md. */
export interface BacktestConfig {
  $schema?: string;
  /** CSV or Parquet file of prices, wide (`date,TICKER,…`) or long (one row a date and ticker); not read by `backtest()` itself */
  prices?: string | PriceFileConfig | PriceQueryConfig;
  /**
   * CSV of dividends a share by ex-date, where prices are closes without them: returns then add them; a path is enough.
   * Default none
   */
  dividends?: string | EventFile;
  /** CSV of splits, new shares for one old, where prices are not adjusted for them; default none */
  splits?: string | EventFile;
  /** what the file holds; default `prices` */
  input?: 'prices' | 'returns';
  /** how models, features and covariances count returns; default `simple`, as portfolio accounting always does */
  returns?: 'simple' | 'log';
  /** first and last price date used, ISO */
  from?: string;
  to?: string;
  /** default `month` */
  frequency?: Frequency;
  /** default `drop`: a last week or month that has not ended yet is left out */
  incompletePeriod?: 'drop' | 'keep';
  /** default all of the file */
  assets?: string[];
  /** a file of who of them is a member of the universe when, a path being enough; default all at all times */
  membership?: string | MembershipFile;
  /**
   * a ticker of the data; `average`, the mean return of the assets that take part in a window; or a column of another
   * file, which holds what `input` says
   */
  market: string | SeriesFile;
  /** risk-free rate a year (0.02 is 2 %), or a series of rates a year; default 0 */
  riskFree?: number | SeriesFile;
  /** default none: the kernel then uses risk characteristics alone */
  classes?: ClassesConfig;
  /**
   * what tracking error, information ratio, beta and alpha are measured against: a ticker of the data, of the universe or
   * not, or the name of a strategy; default none
   */
  benchmark?: string;
  /** series for the model's terms by the name they have there, beside `market`, `trend`, `month`, `volatility`, `regime` */
  covariates?: Record<string, CovariateFile>;
  /** kernels beside `risk`, `class` and `combined`, by name; default none */
  kernels?: Record<string, KernelConfig>;
  model?: ModelConfig;
  backtest?: WalkForwardConfig;
  /** default `systematic`, `sample`, `ledoitWolf`, `equalWeight` */
  strategies?: StrategyConfig[];
  /** candidates for one strategy, of which each decision picks one; default none */
  selection?: SelectionConfig;
  /** of the resamples that differences between strategies are tested with, and of draws of posteriors; default 1 */
  seed?: number;
}

/** A file of prices, and how its columns are read where the usual names do not tell. */
export interface PriceFileConfig {
  path: string;
  /** column names; defaults `date`, and for a long file `symbol` (or `ticker`) and `price` (or `close`) */
  date?: string;
  symbol?: string;
  price?: string;
  /** which of month and day comes first in dates such as `2/1/2000`, where the file itself does not tell */
  dateOrder?: DateOrder;
  /** Parquet files of points in time: the zone whose days they are; default that of the file */
  timeZone?: string;
}

/** A query to DuckDB, which needs the package @duckdb/node-api; the other fields are those of a file. */
export interface PriceQueryConfig extends Omit<PriceFileConfig, 'path'> {
  /** a database, opened for reading only, or `:memory:` for queries of files */
  duckdb: string;
  /** one SELECT */
  sql: string;
  /** of `?` in order, or of `$name` by name */
  parameters?: (string | number | boolean | null)[] | Record<string, string | number | boolean | null>;
}

/**
 * A relationship kernel in one of six forms: a tree (`tree`, `levelWeights`, with the file of `classes` or `path` and its
 * dates), a correlation of past residuals (`residualCorrelation`), from features (`kind`, `characteristics`, `classWeight`), from
 * fundamentals in a CSV (`fundamentals`, `path` and its dates, beside features or alone), a matrix from
 * a CSV (`path`, with `date`, `dateOrder` and `lag` where its rows have dates), or a weighted sum of others (`weights`).
 */
export interface KernelConfig extends DatedFile {
  /** default `exponential` */
  kind?: KernelKind;
  /** default all eight, beside fundamentals none; `[]` for classes alone */
  characteristics?: CharacteristicName[];
  /** number that class indicators are multiplied by, beside the characteristics; default 0, without classes, and 1 where it is learned */
  classWeight?: number;
  /**
   * parameters that every training window chooses by its likelihood: `lengthScale` or `relevance` (of each characteristic),
   * `classWeight`; of a sum `weights`. Default none; see docs/learning-kernels.md
   */
  learn?: KernelParameter[];
  /** λ of the exponential prior of relevances, above 0 so that some become exactly 0; default 1 */
  penalty?: number;
  /** square CSV with assets in its header and first column; with dates in front of them, one matrix a date */
  path?: string;
  /** columns of branches, the coarsest level first, of the file of `classes`, or of `path` */
  tree?: string[];
  /** columns of numbers of the CSV in `path`, in long form: date, ticker, columns; of which a decision sees what is known */
  fundamentals?: string[];
  /** of each level and last of the asset itself, not negative; default all equal */
  levelWeights?: number[];
  /** of the market model's residuals in the periods before each training window */
  residualCorrelation?: Partial<ResidualCorrelationConfig>;
  /** of other kernels by name, the built-in ones too; not negative */
  weights?: Record<string, number>;
  /** number of factors of the form FF' + diag(δ) that is fitted in its place, see `lowRankKernel`; default the full kernel */
  rank?: number;
}

/** The mixed model of every window: its terms, scale, errors, weights of periods and residual groups. */
export interface ModelConfig {
  /** instead of `fixed` and `random`: both in one formula, `return ~ 0 + asset + asset:market + (1 | time)`, see `parseFormula` */
  formula?: string;
  /** default `["asset", "asset:market"]`; a covariate is `market`, `trend`, `month`, … or one of `covariates` */
  fixed?: string[];
  /** default `["time", "asset:time(combined)"]`; kernels are `risk`, `class`, `combined` and those of `kernels` */
  random?: string[];
  /** default `residual` */
  scale?: 'none' | 'residual';
  /**
   * residual variances that differ: by `asset`, by `class`, by the level of a factor (`regime`, `month`), or by both assets
   * and periods; default one for all. Assets in no class are a group of their own, `unclassified`; those in several are
   * one with the assets that are in the same ones
   */
  residualGroups?: string | { assets?: 'asset' | 'class'; periods?: string };
  /** errors within a period; default normal. Degrees of freedom are above 2; default `estimate` */
  errors?: { kind: 't'; degreesOfFreedom?: number | 'estimate' };
  /** periods after which a return counts half as much in the fit; default none: all of a window count alike */
  halfLife?: number;
  /** how variances are estimated; default `REML` */
  method?: 'REML' | 'ML';
  /** what happens to fixed effects that are combinations of others: refused, or left out with a note; default `refuse` */
  aliased?: 'refuse' | 'drop';
  /** where the search for the variances starts: `several` at each term in turn too, slower; default `few` */
  starts?: 'few' | 'several';
  /** below this heritability a model covariance is replaced by Ledoit–Wolf; default 0.10 */
  minHeritability?: number;
}

/** A kernel from a tree, of the file of classes unless it has its own. */
export type TreeConfig = DatedFile & { tree: string[]; levelWeights: number[]; path?: string };

/** A kernel of residual correlations before each training window. */
export interface ResidualCorrelationConfig {
  /** how many of the last periods before the window; default `backtest.train` */
  periods: number;
  /** how the covariance of standardised residuals is shrunk; default `ledoitWolf` */
  estimator: 'ledoitWolf' | 'nonlinear';
}

/** A kernel of features with columns of numbers from a file among them. */
export type FundamentalsConfig = DatedFile &
  Omit<FeatureKernel, 'fundamentals'> & { fundamentals: string[]; path: string };

/** A kernel from a file. */
export type KernelFile = DatedFile & { path: string };

/** A kernel with its defaults filled in; matrices are read by the caller. */
export type ResolvedKernel =
  | Omit<FeatureKernel, 'fundamentals'>
  | FundamentalsConfig
  | KernelSum
  | KernelFile
  | TreeConfig
  | { residualCorrelation: ResidualCorrelationConfig };

/** A configuration with every default filled in and every check done; it resolves to itself. */
export type ResolvedConfig = Omit<
  BacktestConfig,
  | 'classes'
  | 'kernels'
  | 'membership'
  | 'model'
  | 'backtest'
  | 'strategies'
  | 'selection'
  | 'dividends'
  | 'splits'
> &
  Required<
    Pick<BacktestConfig, 'input' | 'returns' | 'frequency' | 'incompletePeriod' | 'riskFree' | 'seed'>
  > & {
    classes?: Exclude<ClassesConfig, string>;
    membership?: MembershipFile;
    kernels?: Record<string, ResolvedKernel>;
    model: Required<Omit<ModelConfig, 'formula' | 'errors' | 'halfLife' | 'residualGroups'>> &
      Pick<PanelModel, 'errors' | 'halfLife'> & {
        residualGroups?: Exclude<ModelConfig['residualGroups'], string>;
      };
    dividends?: EventFile;
    splits?: EventFile;
    backtest: Required<Omit<WalkForwardConfig, 'capital' | 'delistingReturns' | 'warmUp'>> &
      Pick<WalkForwardConfig, 'capital' | 'warmUp'> & {
        delistingReturns?: number | Record<string, number> | EventFile;
      };
    strategies: ResolvedStrategy[];
    selection?: ResolvedSelection;
  };
