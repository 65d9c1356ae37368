import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { DataError } from '../errors.js';
import { parsePrices } from './parse-prices.js';
import type { PriceFormat } from './price-layout.js';
import { isParquet, parseParquet } from './sources/parquet.js';
import type { PriceTable } from './types.js';

/** A file of prices, with its own reading of columns. */
export type PriceSource = string | URL | (PriceFormat & { path: string });

/**
 * Prices by date and ticker of a CSV file, gzipped when its name ends in `.gz`, or of a Parquet file, known by its first
 * bytes or a name that ends in `.parquet`; see `parsePrices` and `parseParquet`. Messages name the path. Node only.
 *
 * @param format for all that the source itself does not say
 * @throws DataError `file-not-found`, `unreadable-file`, `malformed-gzip`, `not-utf8`, and what `parsePrices` and
 *         `parseParquet` throw
 * @throws ConfigError `unknown-time-zone`
 */
export async function readPrices(source: PriceSource, format: PriceFormat = {}): Promise<PriceTable> {
  const { path, ...own } = typeof source === 'string' || source instanceof URL ? { path: source } : source;
  const file = String(path);
  const named = { name: file, ...format, ...own };
  const bytes = await readBytes(path, file);
  return isParquet(bytes) || file.endsWith('.parquet')
    ? parseParquet(bytes, named)
    : parsePrices(decodeText(bytes, file), named);
}

/**
 * A text file in UTF-8, gzipped when its name ends in `.gz`. Node only.
 *
 * @throws DataError `file-not-found`, `unreadable-file`, `malformed-gzip`, `not-utf8`
 */
export async function readText(path: string | URL): Promise<string> {
  const file = String(path);
  return decodeText(await readBytes(path, file), file);
}

function decodeText(bytes: Uint8Array, file: string): string {
  const content = file.endsWith('.gz') ? gunzip(bytes, file) : bytes;
  const [kind, hint] = otherKind(content) ?? [null, 'save the file as CSV in UTF-8'];
  try {
    if (kind === null) return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    // bytes that are no characters
  }
  throw new DataError(
    'not-utf8',
    `${file} is ${kind === null ? 'not UTF-8 text' : `${kind}, not UTF-8 text`}`,
    hint,
    {
      file,
    },
  );
}

/** What a file is by its first bytes, where these are not those of text in UTF-8, and what to do about it. */
function otherKind(bytes: Uint8Array): readonly [kind: string, hint: string] | null {
  const kinds: readonly (readonly [signature: readonly number[], kind: string, hint: string])[] = [
    [[0x50, 0x4b, 3, 4], 'a workbook (.xlsx) or another ZIP file', 'save the sheet as CSV in UTF-8'],
    [[0xd0, 0xcf, 0x11, 0xe0], 'a workbook (.xls)', 'save the sheet as CSV in UTF-8'],
    [[0x1f, 0x8b], 'compressed by gzip', 'let the name of the file end in .gz'],
    [[0xff, 0xfe], 'UTF-16', 'save the file as CSV in UTF-8'],
    [[0xfe, 0xff], 'UTF-16', 'save the file as CSV in UTF-8'],
  ];
  const found = kinds.find(([signature]) => signature.every((byte, k) => bytes[k] === byte));
  return found === undefined ? null : [found[1], found[2]];
}

async function readBytes(path: string | URL, file: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw code === 'ENOENT'
      ? new DataError('file-not-found', `there is no file ${file}`, 'check the path', { file })
      : new DataError(
          'unreadable-file',
          code === 'EISDIR' ? `${file} is a folder, not a file` : `${file} cannot be read (${code})`,
          'check that it is a file that you may read',
          {
            file,
            reason: code,
          },
        );
  }
}

function gunzip(bytes: Uint8Array, file: string): Uint8Array {
  try {
    return gunzipSync(bytes);
  } catch {
    throw new DataError(
      'malformed-gzip',
      `${file} is not a whole gzip file`,
      'fetch or compress the file again',
      { file },
    );
  }
}
