/** `sweep.duckdb`: a sweep as tables, for SQL. */
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { loadDuckDB } from '../../tables/load-duckdb.js';
import type { JudgedGroup } from '../outcomes/analysis.js';
import { backtestTables, groupTables, sweepTable } from './database-tables.js';
import type { PartStore } from './parts.js';
import type { RecordedBacktest, StoredPlan } from './plan-files.js';

/** What the database may have in memory while it is made; sorts go to the disk beyond it. */
const MEMORY = '1GB';

/**
 * Tables of a sweep: `backtests` (a row a backtest: what is planned, its parameters, and what it came to), `returns` (a row
 * a holding period of a backtest), `groups` (a row a group that was judged), `best` (the best trials of each), and `sweep`
 * (one row). The file is made beside its place and takes it when it is whole; one that is there is replaced.
 *
 * @returns path of the file
 * @throws ConfigError `missing-package` without @duckdb/node-api
 */
export async function writeDatabase(
  folder: string,
  stored: StoredPlan,
  backtests: readonly RecordedBacktest[],
  groups: readonly JudgedGroup[],
  store: PartStore,
): Promise<string> {
  const api = await loadDuckDB();
  const path = join(folder, 'sweep.duckdb');
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const instance = await api.DuckDBInstance.create(temporary, { memory_limit: MEMORY });
    try {
      const connection = await instance.connect();
      try {
        await backtestTables(connection, folder, backtests, store);
        await groupTables(connection, groups, backtests);
        await sweepTable(connection, stored);
        await connection.run('CHECKPOINT');
      } finally {
        connection.closeSync();
      }
    } finally {
      instance.closeSync();
    }
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
    await rm(`${temporary}.wal`, { force: true });
    // what did not fit the memory
    await rm(`${temporary}.tmp`, { recursive: true, force: true });
  }
  return path;
}
