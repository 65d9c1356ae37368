/** Files that the user gave to the page, as the configuration names them. */
import type { FileReader } from '../../../src/backtest/configured-sources.js';
import { parsePrices } from '../../../src/data/parse-prices.js';
import type { PriceFormat } from '../../../src/data/price-layout.js';
import { isParquet, parseParquet } from '../../../src/data/sources/parquet.js';
import type { PriceTable } from '../../../src/data/types.js';
import { DataError } from '../../../src/errors.js';
import { suggestion } from '../../../src/suggest.js';

/** A form that files of prices and series come in. */
interface TableFormat {
  reads: (name: string, bytes: Uint8Array) => boolean;
  parse: (bytes: Uint8Array<ArrayBuffer>, format: PriceFormat & { name: string }) => Promise<PriceTable>;
}

/** The first that reads a file parses it; CSV takes what no other does. */
const tableFormats: TableFormat[] = [
  { reads: (_, bytes) => isParquet(bytes), parse: parseParquet },
  {
    reads: () => true,
    parse: async (bytes, format) => parsePrices(await textOf(bytes, format.name), format),
  },
];

/**
 * Prices of a file.
 *
 * @throws DataError `unreadable-file`, `not-utf8`, `malformed-gzip`, and what `parsePrices` throws
 */
export async function readTable(file: File, format: PriceFormat): Promise<PriceTable> {
  const bytes = await bytesOf(file);
  const { parse } = tableFormats.find(({ reads }) => reads(file.name, bytes))!;
  return parse(bytes, { ...format, name: file.name });
}

/** @throws DataError `unreadable-file`, `not-utf8`, `malformed-gzip` */
export async function readText(file: File): Promise<string> {
  return textOf(await bytesOf(file), file.name);
}

/** @throws DataError `file-not-found` where the user gave no such file, and what `readTable` throws */
export function readerOf(files: readonly File[]): FileReader {
  return {
    text: async (path, field) => textOf(await bytesOf(fileNamed(files, path, field)), path),
    series: (field, { path, column, dateOrder, timeZone }, input) =>
      readTable(fileNamed(files, path, field), { assets: [column], input, dateOrder, timeZone }),
  };
}

/** The file of a path: folders are not known here, so its name alone counts. */
export function fileNamed(files: readonly File[], path: string, field?: string): File {
  const name = baseName(path);
  const found = files.find((file) => file.name === name);
  if (found !== undefined) return found;
  const names = files.map((file) => file.name);
  throw new DataError(
    'file-not-found',
    `the page has no file ${name}${field === undefined ? '' : `, which ${field} is to come from`}`,
    names.length === 0 ? 'choose it under Data, or drop it there' : `add it, or ${suggestion(name, names)}`,
    { file: name, ...(field !== undefined && { path: field }) },
  );
}

function baseName(path: string): string {
  return path.slice(path.search(/[^/\\]*$/));
}

async function bytesOf(file: File): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    throw new DataError(
      'unreadable-file',
      `${file.name} cannot be read any more`,
      'it may have changed or moved since: choose it again',
      { file: file.name },
    );
  }
}

/** UTF-8 text, gzipped when the name ends in `.gz`. */
async function textOf(bytes: Uint8Array<ArrayBuffer>, file: string): Promise<string> {
  const plain = file.endsWith('.gz') ? await gunzip(bytes, file) : bytes;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(plain);
  } catch {
    throw new DataError('not-utf8', `${file} is not UTF-8 text`, 'save the file as CSV in UTF-8', { file });
  }
}

async function gunzip(bytes: Uint8Array<ArrayBuffer>, file: string): Promise<ArrayBuffer> {
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return await new Response(stream).arrayBuffer();
  } catch {
    throw new DataError(
      'malformed-gzip',
      `${file} is not a whole gzip file`,
      'fetch or compress the file again',
      { file },
    );
  }
}
