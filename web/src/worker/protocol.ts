/** What the page and its worker say to each other, through Comlink. */
import type { PriceFormat } from '../../../src/data/price-layout.js';
import type { PreviewedDecision } from '../../../src/backtest/preview.js';
import type { OptimizeResult } from '../../../src/cli/optimize-now.js';
import type { MoneyOptions } from '../../../src/cli/orders.js';
import type { PlainError } from '../../../src/backtest/parallel/plain-error.js';
import type { JsonObject } from '../configuration.js';
import type { KernelUse } from '../named-files.js';

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

/** A result as the page shows it. */
export interface ShownResult {
  /** title and body of the report, whose styles and script are those of its frame */
  report: ReportContent;
  /** files to save, by name */
  files: Record<string, Blob>;
  decisions: number;
  strategies: number;
  assets: number;
  /** windows that are not `ok` for every strategy */
  notOk: number;
}

export interface FinishedBacktest extends ShownResult {
  /** time that the backtest itself took, without reading and report */
  milliseconds: number;
}

/** What `mixfolio check` prints of a run that is to come. */
export interface Preview {
  facts: (readonly [string, string])[];
  /** the first and the last one, under `decisionHeadings` */
  decisions: string[][];
  /** who sits out of each of them, and why */
  satOut: Pick<PreviewedDecision, 'decision' | 'satOut'>[];
  notes: string[];
}

/** Money and shares to decide with, where the user speaks of them. */
export interface GivenMoney extends MoneyOptions {
  /** CSV of shares held */
  holdings?: File;
}

export interface PageWorker {
  version(): string;
  /** all that there is against a configuration */
  check(config: unknown): PlainError[];
  /** @param format how the file is to be read */
  contents(file: File, format: PriceFormat): Promise<Outcome<Contents>>;
  /** the kernel that a file is used as, as the configuration has it */
  kernel(file: File, use: KernelUse): Promise<Outcome<JsonObject>>;
  preview(config: unknown, files: File[]): Promise<Outcome<Preview>>;
  /** every strategy's weights at the end of the data, and with money or holdings what to buy and sell */
  decide(config: unknown, files: File[], money: GivenMoney): Promise<Outcome<OptimizeResult>>;
  /** a `result.json` of an earlier run */
  open(file: File, reportClient: string): Promise<Outcome<ShownResult>>;
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
