/** The files of a run: rendered first, then written all or none. */
import { mkdir, mkdtemp, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BacktestResult } from '../backtest/types.js';
import { ConfigError, MixfolioError } from '../errors.js';
import { renderReport } from '../report/page.js';
import { tableFiles } from './table-files.js';
import type { TableFormat } from './table-formats.js';

/** Contents by file name. Numbers that are undefined are null, in CSV blank. */
export async function renderOutputs(
  result: BacktestResult,
  reportClient: URL,
  formats: readonly TableFormat[],
): Promise<Record<string, string | Uint8Array>> {
  return {
    'result.json': `${JSON.stringify(result)}\n`,
    ...(await tableFiles(result, formats)),
    'report.html': renderReport(result, await readFile(reportClient, 'utf8')),
  };
}

/**
 * Refuses a folder that cannot be written to, before anything is computed: makes what is missing of it and a folder
 * within, and removes both again.
 *
 * @param option that names the folder
 * @throws ConfigError `not-a-folder`, `not-writable`
 */
export async function checkFolder(folder: string, option = '--out'): Promise<void> {
  const made: string[] = [];
  try {
    await makeFolder(folder, made, option);
    made.push(await mkdtemp(join(folder, '.mixfolio-')));
  } catch (error) {
    throw error instanceof ConfigError ? error : notWritable(folder, option, error as NodeJS.ErrnoException);
  } finally {
    for (const path of made.reverse()) await rmdir(path);
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
  files: Readonly<Record<string, string | Uint8Array>>,
  signal: AbortSignal,
): Promise<void> {
  const names = Object.keys(files);
  const temporary = (name: string): string => join(folder, `.${name}.${process.pid}.tmp`);
  try {
    await makeFolder(folder);
    for (const name of names) await writeFile(temporary(name), files[name], { signal });
    signal.throwIfAborted();
    for (const name of names) await refuseFolder(join(folder, name));
    for (const name of names) await rename(temporary(name), join(folder, name));
  } catch (error) {
    for (const name of names) await rm(temporary(name), { force: true });
    if (signal.aborted || error instanceof MixfolioError) throw error;
    const { message } = error as Error;
    throw new MixfolioError(
      'write-failed',
      `the results could not be written to ${folder}: ${message}`,
      'check free space and permissions of the folder',
      { folder },
    );
  }
}

/** A folder cannot be replaced by a file: said before the first of the files is. */
async function refuseFolder(path: string): Promise<void> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return;
  throw new MixfolioError(
    'write-failed',
    `the results cannot be written: ${path} is a folder, and a file of that name is among them`,
    'remove the folder, or give --out another one',
    { path },
  );
}

/**
 * Makes a folder and those above it, one level at a time: on some file systems, such as /proc, Node's recursive way
 * never ends.
 *
 * @param made gets every folder that was missing, outermost first
 */
async function makeFolder(folder: string, made: string[] = [], option = '--out'): Promise<void> {
  try {
    if ((await stat(folder)).isDirectory()) return;
    throw notAFolder(folder, option, 'is a file, not a folder');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const parent = dirname(folder);
    if ((code !== 'ENOENT' && code !== 'ENOTDIR') || parent === folder) throw error;
    await makeFolder(parent, made, option);
  }
  try {
    await mkdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // there is something, but nothing behind it
    throw code === 'EEXIST'
      ? notAFolder(folder, option, 'is a link to something that does not exist')
      : error;
  }
  made.push(folder);
}

function notAFolder(path: string, option: string, problem: string): ConfigError {
  return new ConfigError('not-a-folder', `${path} ${problem}`, `give ${option} another folder`, { path });
}

function notWritable(
  folder: string,
  option: string,
  { code = 'unknown' }: NodeJS.ErrnoException,
): ConfigError {
  return new ConfigError(
    'not-writable',
    `nothing can be written to ${folder} (${code})`,
    `give ${option} another folder`,
    { path: folder, reason: code },
  );
}
