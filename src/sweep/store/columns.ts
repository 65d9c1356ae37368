/** Columns of a Parquet file that mixfolio wrote, decoded by themselves. */
import { open, readFile } from 'node:fs/promises';
import { asStored } from '../../data/sources/parquet-cells.js';
import { parquetMetadata, parquetRead } from '../../data/sources/parquet-decoder.js';
import { DataError } from '../../errors.js';

export type Cells = unknown[];

/**
 * @param names of the columns that are wanted
 * @returns by name a value a row, dates as numbers of days since 1970
 * @throws DataError `damaged-file` where the file is gone, or damaged, or has no such column
 */
export async function readColumns<Name extends string>(
  path: string,
  names: readonly Name[],
): Promise<Record<Name, Cells> & { rows: number }> {
  try {
    return await decoded(path, names);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new DataError(
      'damaged-file',
      code === 'ENOENT' ? `${path} is gone` : `${path} cannot be read: ${message}`,
      'delete what is left of it and run the same sweep again: what it held is done again',
      { file: path },
    );
  }
}

/** Whether a file begins and ends as Parquet does, and has the length that its end says at least. */
export async function isWhole(path: string): Promise<boolean> {
  const file = await open(path).catch(() => null);
  if (file === null) return false;
  try {
    const { size } = await file.stat();
    if (size < 12) return false;
    const end = Buffer.alloc(8);
    await file.read(end, 0, 8, size - 8);
    const begin = Buffer.alloc(4);
    await file.read(begin, 0, 4, 0);
    const isNamed = [begin, end.subarray(4)].every((bytes) => bytes.toString('latin1') === 'PAR1');
    return isNamed && end.readUInt32LE(0) + 12 <= size;
  } finally {
    await file.close();
  }
}

async function decoded<Name extends string>(
  path: string,
  names: readonly Name[],
): Promise<Record<Name, Cells> & { rows: number }> {
  const bytes = await readFile(path);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const metadata = parquetMetadata(file);
  const rows = Number(metadata.num_rows);
  const known = metadata.schema.map(({ name }) => name);
  const missing = names.find((name) => !known.includes(name));
  if (missing !== undefined) throw new Error(`it has no column ${missing}`);
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
