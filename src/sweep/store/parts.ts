/** The folder of parts: what jobs left, each two files by the job's hash, whole or not there. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../../files/replace-file.js';
import type { JobResult } from '../types.js';
import { DataError } from '../../errors.js';
import { isWhole, readColumns } from './columns.js';

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

const HASH = /^[0-9a-f]{64}\.parquet$/;

/** Finds what is in the folder, which is made when something is saved. Sweeps may share it. */
export async function partStore(folder: string): Promise<PartStore> {
  const backtestsFile = (part: string): string => join(folder, `${part}.parquet`);
  const returnsFile = (part: string): string => join(folder, `${part}.returns.parquet`);
  const known = new Map<string, Place>();
  const notes: string[] = [];
  const parts = (await filesOf(folder)).filter((name) => HASH.test(name)).sort();
  for (const name of parts) {
    const part = name.slice(0, 64);
    try {
      const { id: ids } = await readColumns(backtestsFile(part), ['id']);
      if (!(await isWhole(returnsFile(part)))) throw damaged(returnsFile(part));
      // of two parts with the same backtest either will do, for their numbers are the same
      ids.forEach((id, row) => known.set(String(id), { part, row }));
    } catch (error) {
      notes.push(`a part is done again: ${(error as Error).message}`);
    }
  }
  return {
    ...{ folder, known, notes, backtestsFile, returnsFile },
    async save({ job, backtests, returns }, ids) {
      // the file of backtests comes last: where it is, so are the returns
      await replaceFile(returnsFile(job), returns);
      await replaceFile(backtestsFile(job), backtests);
      ids.forEach((id, row) => known.set(id, { part: job, row }));
    },
  };
}

async function filesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function damaged(path: string): DataError {
  return new DataError('damaged-file', `${path} is gone or cut off`, 'run the same sweep again', {
    file: path,
  });
}
