/** A `result.json` of an earlier run, from its file. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BacktestResult } from '../backtest/types.js';
import { readText } from '../data/read-prices.js';
import { parseResult } from './parse-result.js';

/** The path of a result: that of the file itself, or of the one in the folder of a run. */
export async function resultFile(path: string): Promise<string> {
  return (await isFolder(path)) ? join(path, 'result.json') : path;
}

/**
 * @param path of the file, or of the folder of a run
 * @throws DataError `file-not-found`, `unreadable-file`, `not-utf8`, and what `parseResult` throws
 */
export async function readResult(path: string): Promise<BacktestResult> {
  const file = await resultFile(path);
  return parseResult(await readText(file), file);
}

/** Whether there is a folder of that name; what else is wrong with a path is told by reading it. */
async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
