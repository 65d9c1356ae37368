import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tableCsv } from '../../../src/cli/csv.js';
import { queryPrices } from '../../../src/data/sources/duckdb.js';
import { temporaryFolder } from '../../support/cli.js';
import { prices, priceTables, wideParquet } from '../../support/price-sources.js';

async function database(...statements: string[]): Promise<string> {
  const path = join(temporaryFolder(), 'prices.db');
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  for (const sql of statements) await connection.run(sql);
  connection.closeSync();
  instance.closeSync();
  return path;
}

const memory = (sql: string, more = {}) => queryPrices({ duckdb: ':memory:', sql, ...more });

describe('a query to DuckDB', () => {
  it('reads a database with its parameters', async () => {
    const duckdb = await database(
      'create table prices (date date, symbol varchar, close decimal(18, 4), source varchar)',
      `insert into prices values ('2024-02-01', 'SPY', 480.05, 'x'), ('2024-01-31', 'SPY', 0.57, 'x'),
       ('2024-01-31', 'AGG', null, 'x'), ('2024-02-01', 'AGG', 98.1, 'x'), ('2024-01-31', 'SPY', 1, 'y')`,
    );
    const expected = {
      assets: ['AGG', 'SPY'],
      dates: ['2024-01-31', '2024-02-01'],
      prices: Float64Array.of(NaN, 0.57, 98.1, 480.05),
    };
    const sql = 'select date, symbol, close from prices where source =';
    const assets = ['AGG', 'SPY'];
    expect(await queryPrices({ duckdb, sql: `${sql} ?`, parameters: ['x'], assets })).toEqual(expected);
    expect(await queryPrices({ duckdb, sql: `${sql} $s`, parameters: { s: 'x' }, assets })).toEqual(expected);
  });

  it('reads CSV and Parquet files of a folder, to the bit', async () => {
    const folder = temporaryFolder();
    await fc.assert(
      fc.asyncProperty(priceTables, async (table) => {
        writeFileSync(join(folder, 'p.parquet'), new Uint8Array(wideParquet(table)));
        expect(await memory("select * from 'p.parquet'", { folder })).toEqual(table);
      }),
      { numRuns: 20 },
    );
    writeFileSync(join(folder, 'p.csv'), tableCsv(prices.assets, prices.dates, prices.prices));
    expect(await memory("select * from 'p.csv' order by date desc", { folder })).toEqual(prices);
  });

  it.each(['timestamp', 'timestamp_s', 'timestamp_ms', 'timestamp_ns'])(
    'takes the day that a %s shows',
    async (type) => {
      const sql = `select * from (values ('1969-12-31 23:59:59'::${type}, 1), ('2024-01-31 00:30:00'::${type}, 2)) t(date, A)`;
      expect((await memory(sql)).dates).toEqual(['1969-12-31', '2024-01-31']);
    },
  );

  it('asks for the zone of points in time', async () => {
    const sql = `select * from (values (timestamptz '2024-01-30 23:00:00+00', 1), (timestamptz '2024-01-31 23:00:00+00', 2)) t(date, A)`;
    await expect(memory(sql)).rejects.toMatchObject({ code: 'ambiguous-instants' });
    expect((await memory(sql, { timeZone: 'Europe/Berlin' })).dates).toEqual(['2024-01-31', '2024-02-01']);
  });

  it('writes nothing', async () => {
    const duckdb = await database('create table p as select 1 as x');
    const out = join(temporaryFolder(), 'out.csv');
    const refused = { name: 'ConfigError', code: 'not-a-query' };
    for (const sql of [`copy (select 1) to '${out}'`, 'select 1; select 2', 'create table q (x int)', ''])
      await expect(memory(sql)).rejects.toMatchObject(refused);
    expect(existsSync(out)).toBe(false);
    for (const sql of ['delete from p', 'select 1; delete from p'])
      await expect(queryPrices({ duckdb, sql })).rejects.toMatchObject({
        message: expect.stringMatching(/read-only|one SELECT/) as string,
      });
  });

  it.each([
    ['a wrong table', 'select * from nowhere', 'query-failed', /nowhere does not exist/],
    ['wrong SQL', 'selekt 1', 'query-failed', /syntax error/],
    ['no rows', "select date '2024-01-01' as date, 1 as A where false", 'no-rows', /no rows/],
    ['no dates', 'select 1 as A', 'missing-column', /no date column/],
    [
      'a price of zero',
      "select date '2024-01-01' as date, 0 as A",
      'non-positive-price',
      /row 1: the price of A on 2024-01-01 is 0/,
    ],
  ])('with %s is refused', async (_, sql, code, message) => {
    await expect(memory(sql)).rejects.toMatchObject({
      name: 'DataError',
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  it('to a database that does not exist is refused, and makes none', async () => {
    const duckdb = join(temporaryFolder(), 'none.db');
    await expect(queryPrices({ duckdb, sql: 'select 1' })).rejects.toMatchObject({ code: 'query-failed' });
    expect(existsSync(duckdb)).toBe(false);
  });
});
