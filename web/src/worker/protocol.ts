/** What the page and its worker say to each other, through Comlink. */
import type { PriceFormat } from '../../../src/data/price-layout.js';
import type { PlainError } from '../../../src/backtest/parallel/plain-error.js';

/** A value, or all that there is against it: errors lose their fields between threads. */
export type Outcome<Value> = { value: Value } | { errors: PlainError[] };

/** What is in a file of prices. */
export interface Contents {
  assets: string[];
  dates: number;
  first: string;
  last: string;
}

/** How far a run is; windows count decisions. */
export type Progress =
  { phase: 'reading' } | { phase: 'windows'; done: number; total: number } | { phase: 'report' };

export interface ReportContent {
  title: string;
  html: string;
}

export interface FinishedBacktest {
  /** title and body of the report, whose styles and script are those of its frame */
  report: ReportContent;
  /** files to save, by name */
  files: Record<string, Blob>;
  decisions: number;
  strategies: number;
  assets: number;
  /** time that the backtest itself took, without reading and report */
  milliseconds: number;
  /** windows that are not `ok` for every strategy */
  notOk: number;
}

export interface PageWorker {
  version(): string;
  /** all that there is against a configuration */
  check(config: unknown): PlainError[];
  /** @param format how the file is to be read */
  contents(file: File, format: PriceFormat): Promise<Outcome<Contents>>;
  /**
   * Runs the backtest of a configuration.
   *
   * @param reportClient address of the script that draws the charts of saved reports
   */
  run(
    config: unknown,
    files: File[],
    reportClient: string,
    onProgress: (progress: Progress) => void,
  ): Promise<Outcome<FinishedBacktest>>;
}
