/** The folder of parts: what jobs left, each two files by the job's hash, whole or not there. */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../../files/replace-file.js';
import type { JobResult } from '../types.js';
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

const HASH = /^[0-9a-f]{64}\.parquet$/;

/** Opens the folder, made where it is missing, and finds what is there. Sweeps may share it. */
export async function partStore(folder: string): Promise<PartStore> {
  await mkdir(folder, { recursive: true });
  const backtestsFile = (part: string): string => join(folder, `${part}.parquet`);
  const returnsFile = (part: string): string => join(folder, `${part}.returns.parquet`);
  const known = new Map<string, Place>();
  const notes: string[] = [];
  const parts = (await readdir(folder)).filter((name) => HASH.test(name)).sort();
  for (const name of parts) {
    const part = name.slice(0, 64);
    try {
      const { id: ids } = await readColumns(backtestsFile(part), ['id']);
      // of two parts with the same backtest either will do, for their numbers are the same
      ids.forEach((id, row) => known.set(String(id), { part, row }));
    } catch (error) {
      notes.push(`the part ${name} cannot be read and is done again: ${(error as Error).message}`);
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
