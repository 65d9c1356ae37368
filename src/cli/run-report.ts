import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { ConfigError } from '../errors.js';
import { renderReport } from '../report/page.js';
import type { ExitStatus } from './exit-status.js';
import { interruptible } from './interruptible.js';
import { checkFolder, writeOutputs } from './outputs.js';
import { readResult } from './read-result.js';

/** The options of `mixfolio report`. */
export interface ReportCommand {
  /** file of the report */
  out: string;
}

/**
 * `mixfolio report`: renders the report of a result again. A file of that name is replaced.
 *
 * @param reportClient the script that reports carry in them
 */
export async function runReport(
  path: string,
  { out }: ReportCommand,
  reportClient: URL,
): Promise<ExitStatus> {
  const file = resolve(out);
  await checkFile(file, path);
  const [result, client] = [await readResult(path), await readFile(reportClient, 'utf8')];
  await checkFolder(dirname(file));
  return interruptible(async (signal) => {
    await writeOutputs(dirname(file), { [basename(file)]: renderReport(result, client) }, signal);
    process.stdout.write(`Report: ${file}\n`);
  });
}

/** A folder, and the result itself, are not to be replaced by a report. */
async function checkFile(file: string, result: string): Promise<void> {
  const isFolder = await stat(file).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const problem = isFolder ? 'is a folder' : file === resolve(result) ? 'is the result itself' : null;
  if (problem === null) return;
  throw new ConfigError('not-a-file', `${file} ${problem}`, 'give --out the path of a file, report.html', {
    path: file,
  });
}
