/** What a sweep is made of: what the user writes, what is planned, what travels to workers and what comes back. */
import type { PartialConfig } from '../config/selection.types.js';
import type { BacktestConfig } from '../config/types.js';
import type { Frequency } from '../data/types.js';

/** Any value of a field of a configuration. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Values that a sample draws from: a range, or a list that is drawn from evenly. */
export type SampledField =
  | {
      min: number;
      max: number;
      /** values are `min` and multiples of `step` above it; default any number */
      step?: number;
      /** even on the logarithmic scale; default false */
      log?: boolean;
    }
  | { values: Json[] };

/** A seeded sample of a box. */
export interface SampleConfig {
  /** how many points */
  samples: number;
  /** default 1 */
  seed?: number;
  /** by path in the configuration, as in `grid` */
  fields: Record<string, SampledField>;
}

/** Points of a sweep; several kinds make each point of one with each point of the others. */
export interface SpaceConfig {
  /** values by path (`backtest.train`, `strategies.NAME.maxWeights`), every combination a point; null leaves a field out */
  grid?: Record<string, Json[]>;
  /** partial configurations by name, or a list of them */
  list?: PartialConfig[] | Record<string, PartialConfig>;
  random?: SampleConfig;
  sobol?: SampleConfig;
}

/** The configuration of a sweep, `sweep.json`. */
export interface SweepConfig {
  $schema?: string;
  /** a configuration of backtests, or the path of one, relative to this file */
  base: string | BacktestConfig;
  space: SpaceConfig;
  /** strategies of the base that are run at each point, each a backtest of its own; default the first */
  strategies?: string[];
  /** strategy of the base that all are tested against, in the base's own configuration; default `equalWeight`, which is made where the base has none */
  baseline?: string;
  /** tickers by name, or partial configurations, which may name other prices; default that of the base */
  universes?: Record<string, string[] | PartialConfig>;
  /** first and last price date by name; default that of the base */
  periods?: Record<string, { from?: string; to?: string }>;
  /** of the tests and samples of the analysis; default 1 */
  seed?: number;
}

/** A sweep with its defaults, but those that depend on the base. */
export type ResolvedSweep = SweepConfig & Required<Pick<SweepConfig, 'baseline' | 'seed'>>;

/** One backtest of a sweep: a strategy at a point, in a universe and a period. */
export interface PlannedBacktest {
  /** SHA-256 of engine, data and resolved configuration, in hexadecimal: equal backtests of any sweep share it */
  id: string;
  /** place in the sweep, from 0 */
  number: number;
  universe: string;
  period: string;
  strategy: string;
  /** by path what the point says; of a list with names, `list` is the name */
  parameters: Record<string, Json>;
  /** what is merged into the base */
  part: PartialConfig;
  /** of its periods */
  frequency: Frequency;
  /** content hash of the data bundle it runs on */
  data: string;
  /** whether it is the baseline of its universe and period, no trial */
  isBaseline: boolean;
}

/** A chunk of backtests that share their data: plain JSON, what travels to a worker. */
export interface SweepJob {
  /** SHA-256 of engine, data and the ids of its backtests in order, in hexadecimal */
  id: string;
  /** version of the package and hash of the worker's script: what a worker has to be to do it */
  engine: string;
  /** content hash of the data bundle */
  data: string;
  /** as written; parts are merged into it */
  base: BacktestConfig;
  backtests: { id: string; strategy: string; part: PartialConfig }[];
}

/** What a job came to. The files are the same bytes whoever makes them. */
export interface JobResult {
  job: string;
  /** Parquet file, a row a backtest: id, status, code, error, then counts and statistics */
  backtests: Uint8Array;
  /** Parquet file, a row a holding period of a backtest: backtest (row in the other), period, netReturn, riskFree */
  returns: Uint8Array;
  /** how many windows were done, over all backtests */
  windows: number;
  /** backtests that ended with an error of their configuration or data, which is their result */
  refused: number;
  /** processor time that it took, roughly; no part of any result */
  milliseconds: number;
}

/** The data of backtests as one block of bytes that travels and is verified by its hash. */
export interface DataBundle {
  /** SHA-256 of the bytes, in hexadecimal */
  hash: string;
  bytes: Uint8Array;
}

/** Where jobs are done: threads of this machine, or workers behind a queue. */
export interface Dispatcher {
  /** how many jobs it can use at a time */
  capacity(): number;
  /**
   * @throws JobFailure once it has failed three times
   * @throws the signal's reason
   */
  run(job: SweepJob, signal: AbortSignal): Promise<JobResult>;
  /** ends its threads, or its connections */
  close(): Promise<void>;
}
