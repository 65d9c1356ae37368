import type { ResolvedConfig } from '../config/types.js';
import { alignSeries } from '../data/align-series.js';
import type { PriceTable, ReturnTable } from '../data/types.js';
import type { Schedule } from './schedule.js';

/** The column of the data that is the benchmark; null where that is a strategy, or there is none. */
export function benchmarkTicker({
  benchmark,
  strategies,
}: Pick<ResolvedConfig, 'benchmark' | 'strategies'>): string | null {
  return benchmark === undefined || strategies.some(({ name }) => name === benchmark) ? null : benchmark;
}

/**
 * Simple returns of the benchmark's ticker over the holding periods. They are read beside the universe's, so that no
 * benchmark changes a period or a return of the run.
 *
 * @param returns of the universe
 * @returns null where no ticker is the benchmark, or nothing is held
 * @throws DataError as `alignSeries`, `missing-period` where a holding period is not covered
 */
export function benchmarkReturns(
  data: PriceTable,
  config: ResolvedConfig,
  returns: ReturnTable,
  schedule: Schedule,
): Float64Array | null {
  const ticker = benchmarkTicker(config);
  const dates = returns.dates.slice(schedule.first.holdStart);
  if (ticker === null || dates.length === 0) return null;
  return alignSeries(
    data,
    { dates, frequency: returns.frequency, unfinished: returns.unfinished },
    { column: ticker, input: config.input, name: `the benchmark ${ticker}` },
  );
}
