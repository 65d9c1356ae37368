/** The folder of parts: what jobs left, each two files by the job's hash, and their sums: whole or not there. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { namesIn } from '../../files/names-in.js';
import { replaceFile } from '../../files/replace-file.js';
import type { JobResult } from '../types.js';
import { DataError } from '../../errors.js';
import { readColumns } from './columns.js';

/** Where the outcome of a backtest is. */
export interface Place {
  /** job that left it */
  part: string;
  /** row of its file of backtests */
  row: number;
}

export interface PartStore {
  readonly folder: string;
  /** By id the backtests whose outcome is there. */
  readonly known: ReadonlyMap<string, Place>;
  /** files that could not be read and count as not there, in words */
  readonly notes: readonly string[];
  save(result: JobResult, ids: readonly string[]): Promise<void>;
  backtestsFile(part: string): string;
  returnsFile(part: string): string;
}

/** SHA-256 of both files of a part, as `sha256sum` writes them. */
const SUMS = /^[0-9a-f]{64}\.sha256$/;

/** Finds what is in the folder, which is made when something is saved. Sweeps may share it. */
export async function partStore(folder: string): Promise<PartStore> {
  const backtestsFile = (part: string): string => join(folder, `${part}.parquet`);
  const returnsFile = (part: string): string => join(folder, `${part}.returns.parquet`);
  const sumsFile = (part: string): string => join(folder, `${part}.sha256`);
  const known = new Map<string, Place>();
  const notes: string[] = [];
  const parts = (await namesIn(folder)).filter((name) => SUMS.test(name)).sort();
  for (const name of parts) {
    const part = name.slice(0, 64);
    try {
      // a decoder may give other numbers of a damaged file, or none without end
      await verify(sumsFile(part), [backtestsFile(part), returnsFile(part)]);
      const { id: ids } = await readColumns(backtestsFile(part), ['id']);
      // of two parts with the same backtest either will do, for their numbers are the same
      ids.forEach((id, row) => known.set(String(id), { part, row }));
    } catch (error) {
      notes.push(`a part is done again: ${(error as Error).message}`);
    }
  }
  return {
    ...{ folder, known, notes, backtestsFile, returnsFile },
    async save({ job, backtests, returns }, ids) {
      // their sums come last: where they are, so is the rest
      await replaceFile(returnsFile(job), returns);
      await replaceFile(backtestsFile(job), backtests);
      const sums = [sumOf(backtests, backtestsFile(job)), sumOf(returns, returnsFile(job))];
      await replaceFile(sumsFile(job), sums.join(''));
      ids.forEach((id, row) => known.set(id, { part: job, row }));
    },
  };
}

function sumOf(bytes: Uint8Array, path: string): string {
  return `${createHash('sha256').update(bytes).digest('hex')}  ${basename(path)}\n`;
}

/** @throws DataError `damaged-file` where a file is gone or not what the sums say */
async function verify(sums: string, paths: readonly string[]): Promise<void> {
  const expected = await readFile(sums, 'utf8');
  let actual = '';
  for (const path of paths) {
    const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
      throw damaged(path, error.code === 'ENOENT' ? 'is gone' : `cannot be read: ${error.message}`);
    });
    actual += sumOf(bytes, path);
    if (!expected.startsWith(actual)) throw damaged(path, 'is not what was written');
  }
}

function damaged(path: string, what: string): DataError {
  return new DataError('damaged-file', `${path} ${what}`, 'run the same sweep again', { file: path });
}
