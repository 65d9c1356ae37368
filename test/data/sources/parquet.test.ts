import { DuckDBInstance } from '@duckdb/node-api';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SchemaElement } from 'hyparquet';
import { afterAll, describe, expect, it } from 'vitest';
import { readPrices } from '../../../src/data/read-prices.js';
import { parseParquet } from '../../../src/data/sources/parquet.js';
import { parquetOf, prices, wideParquet } from '../../support/price-sources.js';

const folder = mkdtempSync(join(tmpdir(), 'mixfolio-parquet-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Column = Omit<SchemaElement, 'name'>;

/** A file with a column of dates stored as given, and one of prices 1, 2, …. */
function datedFile(
  column: Column,
  data: (bigint | number | null)[],
  kvMetadata?: { key: string; value: string }[],
) {
  return parquetOf(
    [
      { name: 'date', data },
      { name: 'A', data: Float64Array.from(data, (_, t) => t + 1) },
    ],
    {
      schema: [
        { name: 'root', num_children: 2 },
        { name: 'date', repetition_type: 'OPTIONAL', ...column },
        { name: 'A', type: 'DOUBLE', repetition_type: 'REQUIRED' },
      ],
      kvMetadata,
    },
  );
}

const timestamp = (unit: 'MILLIS' | 'MICROS' | 'NANOS', isAdjustedToUTC: boolean): Column => ({
  type: 'INT64',
  logical_type: { type: 'TIMESTAMP', isAdjustedToUTC, unit },
});

const at = (text: string, perMillisecond = 1n): bigint => BigInt(Date.parse(`${text}Z`)) * perMillisecond;

const days = ['2024-03-30', '2024-04-01'];

describe('dates of a Parquet file', () => {
  it.each<[string, Column, (bigint | number)[]]>([
    ['DATE', { type: 'INT32', converted_type: 'DATE' }, [19812, 19814]],
    ['DATE by its new name alone', { type: 'INT32', logical_type: { type: 'DATE' } }, [19812, 19814]],
    ['timestamps without a zone, in ms', timestamp('MILLIS', false), days.map((d) => at(`${d}T23:59:59`))],
    ['in µs', timestamp('MICROS', false), days.map((d) => at(`${d}T23:59:59.999`, 1000n) + 999n)],
    ['in ns', timestamp('NANOS', false), days.map((d) => at(`${d}T00:00`, 1_000_000n))],
    ['midnights of UTC', timestamp('MICROS', true), days.map((d) => at(`${d}T00:00`, 1000n))],
    [
      'the old kind',
      { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
      days.map((d) => at(`${d}T00:00`)),
    ],
    [
      'the old kind in µs',
      { type: 'INT64', converted_type: 'TIMESTAMP_MICROS' },
      days.map((d) => at(`${d}T00:00`, 1000n)),
    ],
    ['whole numbers', { type: 'INT32' }, [20240330, 20240401]],
    ['long whole numbers', { type: 'INT64' }, [20240330n, 20240401n]],
  ])('may be %s', async (_, column, data) => {
    expect((await parseParquet(datedFile(column, data))).dates).toEqual(days);
  });

  it('before 1970 are the day that they are in', async () => {
    const data = [at('1969-12-30T00:00:00.001'), at('1969-12-31T23:59')];
    const { dates } = await parseParquet(datedFile(timestamp('MILLIS', false), data));
    expect(dates).toEqual(['1969-12-30', '1969-12-31']);
  });

  // midnights in Berlin, on both sides of the change to summer time
  const berlin = [at('2024-03-29T23:00'), at('2024-03-31T22:00')];

  it('that are points in time need a zone, as the day is another one elsewhere', async () => {
    await expect(
      parseParquet(datedFile(timestamp('MILLIS', true), berlin), { name: 'p' }),
    ).rejects.toMatchObject({
      name: 'DataError',
      code: 'ambiguous-instants',
      message: expect.stringContaining('p, row 1: 2024-03-29T23:00:00.000Z is a point in time') as string,
      details: { file: 'p', row: 1 },
    });
  });

  it.each([
    ['Europe/Berlin', days],
    ['+01:00', ['2024-03-30', '2024-03-31']],
    ['UTC', ['2024-03-29', '2024-03-31']],
    ['America/New_York', ['2024-03-29', '2024-03-31']],
  ])('are those of the zone asked for: %s', async (timeZone, dates) => {
    const table = await parseParquet(datedFile(timestamp('MILLIS', true), berlin), { timeZone });
    expect(table.dates).toEqual(dates);
  });

  it('are those of the zone that pandas wrote down, unless that is UTC', async () => {
    const pandas = (timezone: string) => [
      { key: 'pandas', value: JSON.stringify({ columns: [{ field_name: 'date', metadata: { timezone } }] }) },
    ];
    const file = datedFile(timestamp('MILLIS', true), berlin, pandas('Europe/Berlin'));
    expect((await parseParquet(file)).dates).toEqual(days);
    await expect(
      parseParquet(datedFile(timestamp('MILLIS', true), berlin, pandas('UTC'))),
    ).rejects.toMatchObject({ code: 'ambiguous-instants' });
  });

  it('in a zone that does not exist are refused by its name', async () => {
    await expect(
      parseParquet(datedFile(timestamp('MILLIS', true), berlin), { timeZone: 'Mars/Olympus' }),
    ).rejects.toMatchObject({
      name: 'ConfigError',
      code: 'unknown-time-zone',
      details: { value: 'Mars/Olympus' },
    });
  });

  it('that are missing are refused with their row', async () => {
    const file = datedFile({ type: 'INT32', converted_type: 'DATE' }, [19812, null, 19814]);
    await expect(parseParquet(file)).rejects.toMatchObject({
      code: 'invalid-date',
      details: { row: 2, value: '' },
    });
  });
});

describe('numbers of a Parquet file', () => {
  const numbers = (column: Column, data: ArrayLike<unknown>) =>
    parquetOf(
      [
        { name: 'date', data: days },
        { name: 'A', data: Array.from(data) },
      ],
      {
        schema: [
          { name: 'root', num_children: 2 },
          { name: 'date', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
          { name: 'A', repetition_type: 'OPTIONAL', ...column },
        ],
      },
    );

  it.each<[string, Column, unknown[], number[]]>([
    ['DOUBLE', { type: 'DOUBLE' }, [0.1, 1e300], [0.1, 1e300]],
    ['FLOAT, as they are', { type: 'FLOAT' }, [0.5, 0.1], [0.5, Math.fround(0.1)]],
    ['INT32', { type: 'INT32' }, [1, 2147483647], [1, 2147483647]],
    ['INT64', { type: 'INT64' }, [1n, 9007199254740995n], [1, 9007199254740996]],
    ['text', { type: 'BYTE_ARRAY', converted_type: 'UTF8' }, ['0.1', ' 1e3 '], [0.1, 1000]],
    ['text that says missing', { type: 'BYTE_ARRAY', converted_type: 'UTF8' }, ['0.1', '2'], [0.1, 2]],
    // 57 · 0.01 is not 0.57 in binary
    [
      'DECIMAL of 32 bits',
      { type: 'INT32', converted_type: 'DECIMAL', scale: 2, precision: 9 },
      [57n, 12345n],
      [0.57, 123.45],
    ],
    [
      'DECIMAL of 64 bits',
      { type: 'INT64', converted_type: 'DECIMAL', scale: 4, precision: 18 },
      [5700n, 123456789012345678n],
      [0.57, Number('12345678901234.5678')],
    ],
    [
      'DECIMAL of bytes',
      { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, converted_type: 'DECIMAL', scale: 10, precision: 38 },
      [5700000000n, 12345678901234567890n],
      [0.57, Number('1234567890.123456789')],
    ],
  ])('may be %s', async (_, column, data, expected) => {
    expect([...(await parseParquet(numbers(column, data))).prices]).toEqual(expected);
  });

  it.each<[string, Column, unknown[], object]>([
    [
      'zero',
      { type: 'DOUBLE' },
      [1, 0],
      {
        code: 'non-positive-price',
        message: 'prices, row 2: the price of A on 2024-04-01 is 0',
        details: { row: 2, value: 0 },
      },
    ],
    [
      'negative',
      { type: 'INT64' },
      [1n, -2n],
      { code: 'non-positive-price', details: { row: 2, value: -2 } },
    ],
    ['infinite', { type: 'DOUBLE' }, [1, Infinity], { code: 'not-a-number', details: { value: 'Infinity' } }],
    [
      'of another type',
      { type: 'BOOLEAN' },
      [true, false],
      { code: 'not-a-number', details: { row: 1, value: 'true' } },
    ],
    [
      'words',
      { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
      ['1', 'x'],
      { code: 'not-a-number', details: { value: 'x' } },
    ],
    ['missing throughout', { type: 'DOUBLE' }, [null, null], { code: 'no-prices', details: { ticker: 'A' } }],
  ])('that are %s are refused as those of a CSV', async (_, column, data, error) => {
    await expect(parseParquet(numbers(column, data))).rejects.toMatchObject({ name: 'DataError', ...error });
  });

  it('that are null or NaN are missing', async () => {
    const file = parquetOf([
      { name: 'date', data: [...days, '2024-04-02'], type: 'STRING' },
      { name: 'A', data: [1, null, 3], type: 'DOUBLE' },
      { name: 'B', data: [1, NaN, 3], type: 'DOUBLE' },
    ]);
    expect([...(await parseParquet(file)).prices]).toEqual([1, 1, NaN, NaN, 3, 3]);
  });
});

describe('a Parquet file', () => {
  it('is read by the columns that the format names, others being of no account', async () => {
    const file = parquetOf([
      { name: 'day', data: days, type: 'STRING' },
      { name: 'note', data: [{ a: 1 }, { a: 2 }], type: 'JSON' },
      { name: 'id', data: ['A', 'A'], type: 'STRING' },
      { name: 'last', data: [0.01, -0.02], type: 'DOUBLE' },
    ]);
    const format = { date: 'day', symbol: 'id', price: 'last', input: 'returns' } as const;
    expect(await parseParquet(file, format)).toEqual({
      assets: ['A'],
      dates: days,
      prices: Float64Array.of(0.01, -0.02),
    });
  });

  it('is read from bytes within a larger buffer', async () => {
    const file = new Uint8Array(wideParquet(prices));
    const padded = new Uint8Array(file.length + 20);
    padded.set(file, 7);
    expect(await parseParquet(padded.subarray(7, 7 + file.length))).toEqual(prices);
  });

  it('is known by its bytes or its name where files are read', async () => {
    const named = join(folder, 'prices.parquet');
    const unnamed = join(folder, 'prices.pq');
    for (const path of [named, unnamed]) {
      writeFileSync(path, new Uint8Array(wideParquet(prices)));
      expect(await readPrices(path)).toEqual(prices);
      expect((await readPrices({ path, assets: ['AGG'] })).assets).toEqual(['AGG']);
    }
    const text = join(folder, 'text.parquet');
    writeFileSync(text, 'date,A\n2024-01-01,1\n');
    await expect(readPrices(text)).rejects.toMatchObject({
      code: 'malformed-parquet',
      details: { file: text },
    });
  });

  it('that is cut off is refused', async () => {
    const whole = wideParquet(prices);
    for (const length of [0, 5, 100, whole.byteLength - 1]) {
      await expect(parseParquet(whole.slice(0, length))).rejects.toMatchObject({ code: 'malformed-parquet' });
    }
  });

  it.each<[string, () => ArrayBuffer, object]>([
    ['no rows', () => parquetOf([{ name: 'date', data: [], type: 'STRING' }]), { code: 'no-rows' }],
    [
      'no column of dates',
      () => parquetOf([{ name: 'Day', data: days, type: 'STRING' }]),
      { code: 'missing-column', details: { columns: ['Day'] } },
    ],
    [
      'one day twice',
      () =>
        parquetOf([
          { name: 'date', data: [days[0], days[0]], type: 'STRING' },
          { name: 'A', data: [1, 2], type: 'DOUBLE' },
        ]),
      {
        code: 'duplicate-date',
        message: 'prices, row 2: the date 2024-03-30 is on row 1 already',
        details: { row: 2, firstRow: 1 },
      },
    ],
    [
      'a long layout by tickers alone',
      () =>
        parquetOf([
          { name: 'date', data: days, type: 'STRING' },
          { name: 'symbol', data: ['A', 'A'], type: 'STRING' },
          { name: 'Adj Close', data: [1, 2], type: 'DOUBLE' },
        ]),
      { code: 'missing-column', details: { column: 'price' } },
    ],
    [
      'a ticker that is not there',
      () => wideParquet(prices),
      { code: 'unknown-ticker', details: { ticker: 'XYZ' } },
    ],
  ])('with %s is refused as a CSV is', async (what, file, error) => {
    const format = what.startsWith('a ticker') ? { assets: ['XYZ'] } : {};
    await expect(parseParquet(file(), format)).rejects.toMatchObject({ name: 'DataError', ...error });
  });
});

// another writer than the tests' own: DuckDB
it.each(['uncompressed', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4_raw'])(
  'a file that DuckDB wrote is read, compressed as %s',
  async (codec) => {
    const path = join(folder, `${codec}.parquet`);
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run(
      `copy (select (date '2020-01-01' + interval (i) day)::date as date, ticker as symbol,
             ((1 + i % 977) * (1 + length(ticker)) / 100)::decimal(18, 4) as close
             from range(3000) t(i), (values ('A'), ('BB')) s(ticker)) to '${path}' (format parquet, codec ${codec})`,
    );
    connection.closeSync();
    const { assets, dates, prices } = await parseParquet(readFileSync(path));
    expect([assets.length, dates.length, dates[0], dates[2999]]).toEqual([
      2,
      3000,
      '2020-01-01',
      '2028-03-18',
    ]);
    const [a, b] = [assets.indexOf('A'), assets.indexOf('BB')];
    for (let t = 0; t < 3000; t++) {
      const units = 1 + (t % 977);
      expect(prices[2 * t + a]).toBe((2 * units) / 100);
      expect(prices[2 * t + b]).toBe((3 * units) / 100);
    }
  },
);
