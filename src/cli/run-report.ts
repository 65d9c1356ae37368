import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { ConfigError } from '../errors.js';
import { count } from '../report/format.js';
import type * as drawing from '../report/charts/svg.js';
import { renderReport } from '../report/page.js';
import type { ExitStatus } from './exit-status.js';
import { interruptible } from './interruptible.js';
import { checkFolder, writeOutputs } from './outputs.js';
import { readResult, resultFile } from './read-result.js';

/** The options of `mixfolio report`: a file, a folder of charts, or both. */
export interface ReportCommand {
  /** file of the report */
  out?: string;
  /** folder of every chart as SVG */
  charts?: string;
  /** colours of these charts */
  theme: 'light' | 'dark';
  /** their width in CSS pixels */
  width: number;
}

/** Scripts of the package that lie beside the command line. */
export interface ReportScripts {
  /** carried in reports */
  client: URL;
  /** draws charts as pictures */
  pictures: URL;
}

/**
 * `mixfolio report`: renders the report of a result again, and its charts as pictures. Files of the same names are
 * replaced, all or none of a folder.
 */
export async function runReport(
  path: string,
  { out, charts, theme, width }: ReportCommand,
  scripts: ReportScripts,
): Promise<ExitStatus> {
  if (out === undefined && charts === undefined) {
    throw new ConfigError(
      'nothing-to-write',
      'neither a report nor charts are asked for',
      'give --out a file, report.html, or --charts a folder',
    );
  }
  const file = out === undefined ? null : resolve(out);
  if (file !== null) await checkFile(file, await resultFile(path));
  const result = await readResult(path);
  const folder = charts === undefined ? null : resolve(charts);
  if (file !== null) await checkFolder(dirname(file));
  if (folder !== null) await checkFolder(folder, '--charts');
  return interruptible(async (signal) => {
    if (file !== null) {
      const report = renderReport(result, await readFile(scripts.client, 'utf8'));
      await writeOutputs(dirname(file), { [basename(file)]: report }, signal);
      process.stdout.write(`Report: ${file}\n`);
    }
    if (folder !== null) {
      const { chartPictures } = (await import(scripts.pictures.href)) as typeof drawing;
      const pictures = chartPictures(result, { theme, width });
      await writeOutputs(folder, pictures, signal);
      process.stdout.write(`Charts: ${count(Object.keys(pictures).length, 'picture')} in ${folder}\n`);
    }
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
