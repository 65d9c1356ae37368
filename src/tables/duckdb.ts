/** Results as a database of DuckDB, by the optional package @duckdb/node-api. Node only. */
import type * as DuckDBApi from '@duckdb/node-api';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BacktestResult } from '../backtest/types.js';
import { dayNumber } from '../data/calendar.js';
import type { FitResult, ModelFit } from '../fit/types.js';
import { fitTables } from './fit-tables.js';
import { loadDuckDB } from './load-duckdb.js';
import { resultTables } from './tables.js';
import type { ResultColumn } from './types.js';

const sqlTypes: Record<ResultColumn['type'], string> = {
  text: 'VARCHAR',
  date: 'DATE',
  double: 'DOUBLE',
  integer: 'INTEGER',
  boolean: 'BOOLEAN',
};

/**
 * The tables of `resultTables` as one DuckDB file, made in a temporary folder that is gone then: DATE, DOUBLE to the
 * bit, NULL where there is none.
 *
 * @param result as `resultTables` takes it
 * @returns the bytes of the file
 * @throws ConfigError `missing-package` without @duckdb/node-api
 */
export function resultDuckDB(result: BacktestResult): Promise<Uint8Array> {
  return duckDBFile(resultTables(result));
}

/**
 * The tables of `fitTables` as one DuckDB file, as `resultDuckDB` has those of a backtest.
 *
 * @returns the bytes of the file
 * @throws ConfigError `missing-package` without @duckdb/node-api
 */
export function fitDuckDB(modelFit: ModelFit, result: FitResult): Promise<Uint8Array> {
  return duckDBFile(fitTables(modelFit, result));
}

async function duckDBFile(tables: Record<string, ResultColumn[]>): Promise<Uint8Array> {
  const api = await loadDuckDB();
  const folder = await mkdtemp(join(tmpdir(), 'mixfolio-'));
  try {
    const path = join(folder, 'results.duckdb');
    await writeTables(api, path, Object.entries(tables));
    return await readFile(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeTables(
  api: typeof DuckDBApi,
  path: string,
  tables: readonly [string, ResultColumn[]][],
): Promise<void> {
  const instance = await api.DuckDBInstance.create(path);
  try {
    const connection = await instance.connect();
    try {
      for (const [table, columns] of tables) {
        const fields = columns.map(({ name, type }) => `"${name.replaceAll('"', '""')}" ${sqlTypes[type]}`);
        await connection.run(`CREATE TABLE "${table}" (${fields.join(', ')})`);
        const appender = await connection.createAppender(table);
        const append = columns.map((column) => cellAppender(api, appender, column));
        for (let row = 0; row < columns[0].values.length; row++) {
          for (const cell of append) cell(row);
          appender.endRow();
        }
        appender.closeSync();
      }
      // what is still in the write-ahead log goes into the file
      await connection.run('CHECKPOINT');
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

/** What appends the cell of a row. */
function cellAppender(
  api: typeof DuckDBApi,
  appender: DuckDBApi.DuckDBAppender,
  column: ResultColumn,
): (row: number) => void {
  const of =
    <Value>(values: readonly (Value | null)[], append: (value: Value) => void) =>
    (row: number): void => {
      const value = values[row];
      if (value === null) appender.appendNull();
      else append(value);
    };
  switch (column.type) {
    case 'text':
      return of(column.values, (text) => appender.appendVarchar(text));
    case 'date':
      return of(column.values, (date) => appender.appendDate(new api.DuckDBDateValue(dayNumber(date))));
    case 'double':
      return of(column.values, (number) => appender.appendDouble(number));
    case 'integer':
      return of(column.values, (number) => appender.appendInteger(number));
    case 'boolean':
      return of(column.values, (truth) => appender.appendBoolean(truth));
  }
}
