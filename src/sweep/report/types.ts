/** What the report of a sweep is made of. */
import type { Frequency } from '../../data/types.js';
import type { ParameterKind } from '../effects/types.js';
import type { LuckAnalysis } from '../luck/types.js';
import type { Json, SweepConfig } from '../types.js';

/** All of a sweep that its report shows. */
export interface SweepReportInput {
  title: string;
  engineVersion: string;
  /** with the base as an object and every default filled in */
  config: SweepConfig;
  /** SHA-256 of the data, of each bundle that backtests ran on */
  dataHashes: readonly string[];
  counts: SweepCounts;
  /** what was done to data or plan, a sentence each */
  notes: readonly string[];
  /** of all points, in the order of the plan */
  parameters: readonly { path: string; kind: ParameterKind }[];
  /** trials that are compared with each other, in the order of the plan */
  groups: readonly SweepReportGroup[];
}

/** What became of the backtests that were planned. */
export interface SweepCounts {
  planned: number;
  /** that have a result, refused ones among them */
  done: number;
  /** whose result is an error of their configuration or data */
  refused: number;
  /** the errors, the most frequent first; their counts add up to `refused` */
  refusals: readonly { code: string; error: string; backtests: number }[];
  /** points that say the same as an earlier one, and are no trials of their own */
  duplicates: number;
  /** jobs that failed three times: their backtests have no result */
  setAside: readonly { job: string; backtests: number; attempts: number; error: string }[];
  /** over all backtests */
  windows: number;
}

/** The trials of one universe, period and frequency. */
export interface SweepReportGroup {
  universe: string;
  period: string;
  frequency: Frequency;
  periodsPerYear: number;
  /** first and last of the holding periods that all trials have */
  first: string;
  last: string;
  /** name of the strategy that trials are tested against; null where it has no result */
  baseline: string | null;
  trials: ReportedTrials;
  /** its `sharpes` and the `trial` of its best are rows of `trials` */
  luck: LuckAnalysis;
  verdict: { sentence: string; reasons: readonly string[] };
}

/** Trials by column: 100,000 of four parameters are 6 MB. */
export interface ReportedTrials {
  /** place in the sweep */
  numbers: Int32Array;
  strategies: CodedColumn<string>;
  /** in the order of the input's `parameters`; code −1 where a trial's point says nothing of one */
  parameters: readonly CodedColumn<Json>[];
  /** a year, but for the drawdown, and turnover a rebalance; NaN where undefined */
  statistics: Readonly<Record<ReportedStatistic, Float64Array>>;
}

/** Distinct values, and the position of each trial's among them. */
export interface CodedColumn<Value> {
  values: readonly Value[];
  codes: Int32Array;
}

/** Statistics of trials beside the Sharpe ratio, which is that of the group's common periods, `luck.sharpes`. */
export type ReportedStatistic = 'annualReturn' | 'annualVolatility' | 'maxDrawdown' | 'turnover';
