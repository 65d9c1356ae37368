/** The files of a run: rendered first, then written all or none. */
import { access, constants, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BacktestResult } from '../backtest/types.js';
import { ConfigError, MixfolioError } from '../errors.js';
import { renderReport } from '../report/page.js';
import { returnsCsv, weightsCsv } from './csv.js';

/** Text by file name. Numbers that are undefined are null in JSON and blank in CSV. */
export async function renderOutputs(
  result: BacktestResult,
  reportClient: URL,
): Promise<Record<string, string>> {
  return {
    'result.json': `${JSON.stringify(result)}\n`,
    'weights.csv': weightsCsv(result),
    'returns.csv': returnsCsv(result),
    'report.html': renderReport(result, await readFile(reportClient, 'utf8')),
  };
}

/**
 * Refuses a folder that cannot be written to, before anything is computed.
 *
 * @throws ConfigError `not-a-folder`, `not-writable`
 */
export async function checkFolder(folder: string): Promise<void> {
  const existing = await nearestExisting(folder);
  if (!(await stat(existing)).isDirectory()) {
    throw new ConfigError(
      'not-a-folder',
      `${existing} is a file, not a folder`,
      'give --out another folder',
      {
        path: existing,
      },
    );
  }
  try {
    await access(existing, constants.W_OK);
  } catch {
    throw new ConfigError('not-writable', `${existing} may not be written to`, 'give --out another folder', {
      path: existing,
    });
  }
}

/**
 * Writes files into a folder, made when missing: under temporary names first, so that no file is ever half a file,
 * and a signal that comes before the last of them leaves the folder's files as they were.
 *
 * @throws MixfolioError `write-failed`
 */
export async function writeOutputs(
  folder: string,
  files: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  const names = Object.keys(files);
  const temporary = (name: string): string => join(folder, `.${name}.${process.pid}.tmp`);
  try {
    await mkdir(folder, { recursive: true });
    for (const name of names) await writeFile(temporary(name), files[name], { signal });
    signal.throwIfAborted();
    for (const name of names) await rename(temporary(name), join(folder, name));
  } catch (error) {
    for (const name of names) await rm(temporary(name), { force: true });
    if (signal.aborted) throw error;
    const { message } = error as Error;
    throw new MixfolioError(
      'write-failed',
      `the results could not be written to ${folder}: ${message}`,
      'check free space and permissions of the folder',
      { folder },
    );
  }
}

async function nearestExisting(path: string): Promise<string> {
  try {
    await stat(path);
    return path;
  } catch (error) {
    const parent = dirname(path);
    const { code } = error as NodeJS.ErrnoException;
    if ((code !== 'ENOENT' && code !== 'ENOTDIR') || parent === path) throw error;
    return nearestExisting(parent);
  }
}
