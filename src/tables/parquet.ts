import type { SchemaElement } from 'hyparquet';
import type { BacktestResult } from '../backtest/types.js';
import { dayNumber } from '../data/calendar.js';
import type { FitResult, ModelFit } from '../fit/types.js';
import { version } from '../version.js';
import { fitTables } from './fit-tables.js';
import { resultTables } from './tables.js';
import type { FitTableName, ResultColumn, ResultTableName } from './types.js';

/** How Parquet stores a type. */
const stored: Record<ResultColumn['type'], Omit<SchemaElement, 'name'>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  date: { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } },
  double: { type: 'DOUBLE' },
  integer: { type: 'INT32' },
  boolean: { type: 'BOOLEAN' },
};

/**
 * The tables of `resultTables` as Parquet files, compressed by Snappy: dates of type DATE, numbers DOUBLE to the bit,
 * null where there is none. The same result gives the same bytes. The encoder is loaded at the first call.
 *
 * @param result as `resultTables` takes it
 * @returns by table the bytes of a file; `weights`, say, are those of `weights.parquet`
 */
export function resultParquet(
  result: BacktestResult,
): Promise<Record<ResultTableName, Uint8Array<ArrayBuffer>>> {
  return parquetFiles(resultTables(result));
}

/** The tables of `fitTables` as Parquet files, as `resultParquet` has those of a backtest. */
export function fitParquet(
  modelFit: ModelFit,
  result: FitResult,
): Promise<Record<FitTableName, Uint8Array<ArrayBuffer>>> {
  return parquetFiles(fitTables(modelFit, result));
}

async function parquetFiles<Name extends string>(
  tables: Record<Name, ResultColumn[]>,
): Promise<Record<Name, Uint8Array<ArrayBuffer>>> {
  const files: [string, Uint8Array<ArrayBuffer>][] = [];
  for (const [table, columns] of Object.entries<ResultColumn[]>(tables))
    files.push([table, await parquetFile(columns)]);
  return Object.fromEntries(files) as Record<Name, Uint8Array<ArrayBuffer>>;
}

/** A table as a Parquet file: the same columns give the same bytes. */
export async function parquetFile(columns: readonly ResultColumn[]): Promise<Uint8Array<ArrayBuffer>> {
  const { parquetWriteBuffer } = await import('./parquet-encoder.js');
  const buffer = parquetWriteBuffer({
    schema: [
      { name: 'root', num_children: columns.length },
      ...columns.map(({ name, type }) => ({
        name,
        repetition_type: 'OPTIONAL' as const,
        ...stored[type],
      })),
    ],
    columnData: columns.map((column) => ({
      name: column.name,
      data: storedValues(column),
      // its dictionaries take −0 for 0
      ...(column.type === 'double' && { encoding: 'PLAIN' as const }),
    })),
    createdBy: `mixfolio version ${version}`,
  });
  return new Uint8Array(buffer);
}

function storedValues({ type, values }: ResultColumn): (string | number | boolean | null)[] {
  return type === 'date' ? values.map((date) => (date === null ? null : dayNumber(date))) : values;
}
