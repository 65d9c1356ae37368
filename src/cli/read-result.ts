/** A `result.json` of an earlier run, from its file. */
import type { BacktestResult } from '../backtest/types.js';
import { readText } from '../data/read-prices.js';
import { parseResult } from './parse-result.js';

/**
 * @throws DataError `file-not-found`, `unreadable-file`, `not-utf8`, and what `parseResult` throws
 */
export async function readResult(path: string): Promise<BacktestResult> {
  return parseResult(await readText(path), path);
}
