import type { FileMetaData } from 'hyparquet';
import { DataError } from '../../errors.js';
import { columnsRead, type PriceFormat } from '../price-layout.js';
import type { PriceTable } from '../types.js';
import { asStored, cellReader, zonesOf } from './parquet-cells.js';
import { type SourceColumn, sourcePrices } from './source-prices.js';

const builtIn = ['UNCOMPRESSED', 'SNAPPY'];

/**
 * Prices by date and ticker of a Parquet file, wide or long by the rules of `parsePrices`, with any of its compressions
 * but LZO. Dates are DATE, TIMESTAMP or text columns: timestamps without a zone are the day as written, points in time
 * (`isAdjustedToUTC`) midnights of UTC, or days of the zone that pandas stored or `format.timeZone` names. Numbers are
 * whole, floating or DECIMAL (the double next to it, as of a CSV); nulls and NaN are missing. Only the columns that
 * are needed are read. The decoder is loaded at the first call.
 *
 * @param file the bytes of the whole file
 * @param format `name` is `prices` where nothing else is said
 * @throws DataError `malformed-parquet`, `unsupported-parquet` (encryption, LZO), and what `fromRows` throws
 * @throws ConfigError `unknown-time-zone`
 */
export async function parseParquet(
  file: ArrayBuffer | Uint8Array,
  format: PriceFormat = {},
): Promise<PriceTable> {
  const name = format.name ?? 'prices';
  const bytes = wholeBuffer(file);
  const { parquetMetadata, parquetRead, parquetSchema } = await import('./parquet-decoder.js');
  const metadata = await decoding(name, () => parquetMetadata(bytes, { geoparquet: false }));
  const rows = Number(metadata.num_rows);
  const fields = parquetSchema(metadata).children.map(({ element }) => element);
  const header = fields.map((field) => field.name.trim());
  const zones = zonesOf(metadata);

  const read = rows > 0 && header.length > 0 ? columnsRead({ name, header }, format) : [];
  const names = [...new Set(read.map((column) => fields[column].name))];
  const values = new Map(names.map((column) => [column, new Array<unknown>(rows)]));
  if (names.length > 0) {
    const compressors = await compressorsOf(metadata, name);
    await decoding(name, () =>
      parquetRead({
        file: { byteLength: bytes.byteLength, slice: (start, end) => bytes.slice(start, end) },
        metadata: asStored(metadata),
        columns: names,
        compressors,
        utf8: false,
        parsers: { timestampFromNanoseconds: (nanoseconds) => nanoseconds },
        onChunk: ({ columnName, columnData, rowStart }) => {
          const column = values.get(columnName)!;
          for (let k = 0; k < columnData.length; k++) column[rowStart + k] = columnData[k] as unknown;
        },
      }),
    );
  }
  const columns = fields.map((field): SourceColumn => {
    const cells = values.get(field.name) ?? [];
    const read = cellReader(field, zones.get(field.name));
    return { name: field.name, at: (row) => read(cells[row]) };
  });
  return sourcePrices(name, columns, rows, format);
}

/** Whether bytes are those of a Parquet file. */
export function isParquet(bytes: Uint8Array): boolean {
  return ['PAR1', 'PARE'].includes(String.fromCharCode(...bytes.subarray(0, 4)));
}

/** The bytes as a buffer of their own, without a copy where they are one already. */
function wholeBuffer(file: ArrayBuffer | Uint8Array): ArrayBuffer {
  if (!ArrayBuffer.isView(file)) return file;
  const { buffer, byteOffset, byteLength } = file;
  const whole = byteOffset === 0 && byteLength === buffer.byteLength && buffer instanceof ArrayBuffer;
  return whole ? buffer : file.slice().buffer;
}

/** What decompresses the file's columns beside Snappy, loaded where it is needed. */
async function compressorsOf({ row_groups: groups }: FileMetaData, name: string) {
  const chunks = groups.flatMap(({ columns }) => columns);
  const encrypted = chunks.some(({ meta_data: data }) => data === undefined);
  const codecs = [...new Set(chunks.flatMap(({ meta_data: data }) => (data ? [data.codec] : [])))];
  if (encrypted) throw unsupported(name, 'is encrypted');
  if (codecs.every((codec) => builtIn.includes(codec))) return undefined;
  const { compressors } = await import('./parquet-compressors.js');
  const unknown = codecs.find((codec) => !builtIn.includes(codec) && !(codec in compressors));
  if (unknown !== undefined) throw unsupported(name, `has columns compressed by ${unknown}`);
  return compressors;
}

function unsupported(name: string, problem: string): DataError {
  return new DataError(
    'unsupported-parquet',
    `${name} ${problem}, which cannot be read`,
    'write the file anew without encryption, compressed by Snappy, ZSTD or GZIP',
    { file: name },
  );
}

/** The decoder's own errors, which are about bytes, under the name of the file. */
async function decoding<T>(name: string, decode: () => T | Promise<T>): Promise<T> {
  try {
    return await decode();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DataError(
      'malformed-parquet',
      `${name} is not a whole Parquet file (${reason})`,
      'fetch or write the file again',
      { file: name, reason },
    );
  }
}
