import { DuckDBDateValue, DuckDBInstance } from '@duckdb/node-api';
import { parquetMetadata, parquetReadObjects, parquetSchema } from 'hyparquet';
import { dateOfDay } from '../../src/data/calendar.js';
import type { FitTables, ResultColumn, ResultTables } from '../../src/tables/types.js';

type Cell = string | number | boolean | null;

/** By table its columns with their cells, −0 told from 0. */
export type Cells = Record<string, Record<string, Cell[]>>;

export function cellsOf(tables: ResultTables | FitTables): Cells {
  return Object.fromEntries(
    Object.entries<ResultColumn[]>(tables).map(([table, columns]) => [
      table,
      Object.fromEntries(columns.map(({ name, values }) => [name, values])),
    ]),
  );
}

/** Cells of a Parquet file as its own decoder reads them; dates have to be of that type. */
export async function cellsOfParquet(bytes: Uint8Array<ArrayBuffer>): Promise<Record<string, Cell[]>> {
  const metadata = parquetMetadata(bytes.slice().buffer);
  const names = parquetSchema(metadata).children.map(({ element }) => element.name);
  const rows = await parquetReadObjects({ file: bytes.slice().buffer });
  return Object.fromEntries(
    names.map((name) => [
      name,
      rows.map(({ [name]: cell }): Cell => {
        if (cell instanceof Date) return cell.toISOString().replace('T00:00:00.000Z', '');
        return cell as Cell;
      }),
    ]),
  );
}

/** Cells of what a query to DuckDB gives; dates have to be of that type. */
export async function cellsOfQuery(path: string, sql: string): Promise<Record<string, Cell[]>> {
  const instance = await DuckDBInstance.create(path, path === ':memory:' ? {} : { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  try {
    const result = await connection.runAndReadAll(sql);
    const columns = result.getColumns();
    return Object.fromEntries(
      result.columnNames().map((name, k) => [
        name,
        (columns[k] ?? []).map((cell): Cell => {
          if (cell instanceof DuckDBDateValue) return dateOfDay(cell.days);
          return typeof cell === 'bigint' ? Number(cell) : (cell as Cell);
        }),
      ]),
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
