/** Columns of a Parquet file that mixfolio wrote, decoded by themselves. */
import { readFile } from 'node:fs/promises';
import { asStored } from '../../data/sources/parquet-cells.js';
import { parquetMetadata, parquetRead } from '../../data/sources/parquet-decoder.js';

export type Cells = unknown[];

/**
 * @param names of the columns that are wanted
 * @returns by name a value a row, dates as numbers of days since 1970
 * @throws Error where the file is damaged or has no such column
 */
export async function readColumns<Name extends string>(
  path: string,
  names: readonly Name[],
): Promise<Record<Name, Cells> & { rows: number }> {
  const bytes = await readFile(path);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const metadata = parquetMetadata(file);
  const rows = Number(metadata.num_rows);
  const known = metadata.schema.map(({ name }) => name);
  const missing = names.find((name) => !known.includes(name));
  if (missing !== undefined) throw new Error(`${path} has no column ${missing}`);
  const columns = Object.fromEntries(names.map((name) => [name, new Array<unknown>(rows)])) as Record<
    Name,
    Cells
  >;
  await parquetRead({
    file: { byteLength: file.byteLength, slice: (start, end) => file.slice(start, end) },
    // days stay numbers: a Date for each of millions of rows would take the time
    metadata: asStored(metadata),
    columns: [...names],
    onChunk({ columnName, columnData, rowStart }) {
      const column = columns[columnName as Name];
      for (let k = 0; k < columnData.length; k++) column[rowStart + k] = columnData[k];
    },
  });
  return { ...columns, rows };
}
