import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadInputs } from '../../src/cli/load-inputs.js';
import { monthlyPrices, temporaryFolder, writeStudy } from '../support/cli.js';
import { wideParquet } from '../support/price-sources.js';

/** The files of a study with other columns or contents. */
function load(changes: Record<string, unknown>, files: Record<string, string> = {}) {
  const folder = temporaryFolder();
  const study = writeStudy(folder, changes);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return loadInputs(study);
}

describe('a file of classes with several columns', () => {
  const files = {
    'classes.csv': 'ticker,sector,region\nAAA,tech,US\nBBB,bank,US\nCCC,bank,EU\nDDD,tech,EU\n',
  };

  it.each([
    ['sector', ['tech', 'bank']],
    ['region', ['US', 'EU']],
  ])('gives the classes of the column %s that the configuration names', async (column, classes) => {
    const { sources } = await load({ classes: { path: 'classes.csv', column } }, files);
    expect(sources.classes!.classes).toEqual(classes);
  });

  it('is refused with the column asked for where it has no such one', async () => {
    await expect(load({ classes: { path: 'classes.csv', column: 'sectr' } }, files)).rejects.toMatchObject({
      code: 'missing-column',
      details: { file: 'classes.csv', column: 'sectr' },
    });
  });
});

describe('dates that do not tell whether the month or the day comes first', () => {
  const ambiguous = 'date,MKT,AAA\n2/1/2020,1,2\n3/1/2020,2,3\n';
  const files = { 'ambiguous.csv': ambiguous };

  it('are refused with the field that tells', async () => {
    await expect(load({ prices: 'ambiguous.csv' }, files)).rejects.toMatchObject({
      code: 'ambiguous-dates',
      hint: expect.stringContaining('"dateOrder": "mdy"') as string,
    });
  });

  it.each([
    ['mdy', ['2020-02-01', '2020-03-01']],
    ['dmy', ['2020-01-02', '2020-01-03']],
  ])('are read as %s where the configuration says so, of every file', async (dateOrder, dates) => {
    const series = { path: 'ambiguous.csv', column: 'AAA', dateOrder };
    const { prices, sources } = await load(
      {
        prices: { path: 'ambiguous.csv', dateOrder },
        market: series,
        riskFree: series,
        covariates: { vix: series },
        classes: { path: 'classes.csv', dateOrder },
        kernels: { peers: { path: 'peers.csv', dateOrder } },
      },
      {
        ...files,
        'classes.csv': 'ticker,class,from\nAAA,tech,2/1/2020\nAAA,bank,3/1/2020\n',
        'peers.csv': 'date,asset,AAA\n2/1/2020,AAA,1\n3/1/2020,AAA,2\n',
      },
    );
    const tables = [prices, sources.market, sources.riskFree, sources.covariates!.vix];
    const dated = [sources.classes, sources.kernels!.peers] as { dates: string[] }[];
    expect([...tables, ...dated].map((table) => table!.dates)).toEqual(Array(6).fill(dates));
  });
});

describe('files with dates', () => {
  it('are read by the column that the configuration names', async () => {
    const { sources } = await load(
      {
        classes: { path: 'classes.csv', column: 'sector', date: 'effective' },
        kernels: { peers: { path: 'peers.csv', date: 'asOf' } },
      },
      {
        'classes.csv': 'ticker,listed,effective,sector\nAAA,1990-01-01,2020-01-31,tech\n',
        'peers.csv': 'asOf,asset,AAA\n2020-01-31,AAA,1\n',
      },
    );
    expect(sources.classes).toMatchObject({ dates: ['2020-01-31'], classes: ['tech'] });
    expect(sources.kernels!.peers).toMatchObject({ dates: ['2020-01-31'] });
  });
});

describe('a file of a factor that is not there', () => {
  it.each([
    ['market', { market: { path: 'gone.csv', column: 'x' } }],
    ['riskFree', { riskFree: { path: 'gone.csv', column: 'x' } }],
    ['covariates.vix', { covariates: { vix: { path: 'gone.csv', column: 'x' } } }],
  ])('is missed by the field %s, with simulated data for a start', async (path, changes) => {
    await expect(load(changes)).rejects.toMatchObject({
      code: 'file-not-found',
      message: expect.stringContaining(`gone.csv, which ${path} is to come from`) as string,
      hint: expect.stringMatching(/^check the path, or .*mixfolio simulate --out FOLDER/) as string,
      details: { path },
    });
  });
});

it('reads classes from a path alone', async () => {
  const files = { 'classes.csv': 'ticker,class\nAAA,tech\nBBB,bank\nCCC,bank\nDDD,tech\n' };
  const { config, sources } = await load({ classes: 'classes.csv' }, files);
  expect(config.classes).toEqual({ path: 'classes.csv' });
  expect(sources.classes!.classes).toEqual(['tech', 'bank']);
});

describe('a file of memberships', () => {
  it('is read with the columns and the order of dates that the configuration names', async () => {
    const { config, sources } = await load(
      {
        membership: {
          path: 'm.csv',
          ticker: 'name',
          date: 'entry',
          to: 'exit',
          dateOrder: 'dmy',
          lag: { days: 1 },
        },
      },
      { 'm.csv': 'name,entry,exit\nAAA,2/1/2020,3/2/2020\nBBB,2/1/2020,\n' },
    );
    expect(config.membership).toMatchObject({ path: 'm.csv', lag: { days: 1 } });
    expect(sources.membership).toEqual({
      assets: ['AAA', 'AAA', 'BBB'],
      dates: ['2020-01-02', '2020-02-04', '2020-01-02'],
      availableFrom: null,
      isMember: [true, false, true],
    });
  });

  it('may be given by its path alone, and is missed where it is not there', async () => {
    const { sources } = await load({ membership: 'm.csv' }, { 'm.csv': 'date,AAA\n2020-01-31,1\n' });
    expect(sources.membership!.assets).toEqual(['AAA']);
    await expect(load({ membership: 'm.csv' })).rejects.toMatchObject({ code: 'file-not-found' });
  });
});

describe('files of dividends, splits and delisting returns', () => {
  it('are read as the configuration names them', async () => {
    const { config, sources } = await load(
      {
        dividends: 'dividends.csv',
        splits: { path: 'splits.csv', value: 'factor' },
        backtest: { train: 24, delistingReturns: 'delisted.csv' },
      },
      {
        'dividends.csv': 'date,symbol,amount\n2019-03-31,AAA,0.5\n',
        'splits.csv': 'date,symbol,factor\n2019-04-30,BBB,2\n',
        'delisted.csv': 'date,symbol,return\n2019-05-31,CCC,-0.3\n',
      },
    );
    expect(config.dividends).toEqual({ path: 'dividends.csv' });
    expect(sources).toMatchObject({
      dividends: { assets: ['AAA'], dates: ['2019-03-31'], values: Float64Array.of(0.5) },
      splits: { assets: ['BBB'], dates: ['2019-04-30'], values: Float64Array.of(2) },
      delistingReturns: { assets: ['CCC'], dates: ['2019-05-31'], values: Float64Array.of(-0.3) },
    });
  });

  it('are refused by name, line and value', async () => {
    const files = { 'dividends.csv': 'date,symbol,amount\n2019-03-31,AAA,-0.5\n' };
    await expect(load({ dividends: 'dividends.csv' }, files)).rejects.toMatchObject({
      code: 'invalid-event',
      details: { file: 'dividends.csv', line: 2, ticker: 'AAA', value: -0.5 },
    });
    await expect(load({ dividends: 'missing.csv' })).rejects.toMatchObject({ code: 'file-not-found' });
  });
});

describe('prices that are no CSV', () => {
  it('come from Parquet or a query to DuckDB, and are those of the CSV', async () => {
    const folder = temporaryFolder();
    const { prices: expected } = await loadInputs(writeStudy(folder));
    writeFileSync(join(folder, 'p.parquet'), new Uint8Array(wideParquet(expected)));
    const sources = [
      'p.parquet',
      { path: 'p.parquet' },
      { duckdb: ':memory:', sql: "select * from 'p.parquet'" },
      { duckdb: ':memory:', sql: "select * from 'prices.csv' where MKT > $least", parameters: { least: 0 } },
      {
        duckdb: ':memory:',
        sql: "unpivot (from 'p.parquet') on columns(* exclude (date)) into name id value last",
        symbol: 'id',
        price: 'last',
      },
    ];
    for (const prices of sources)
      expect((await loadInputs(writeStudy(folder, { prices }))).prices).toEqual(expected);
    const csv = await loadInputs(writeStudy(folder, { prices: sources[2] }), join(folder, 'prices.csv'));
    expect(csv.prices).toEqual(expected);
  });

  it('may give the market, too', async () => {
    const folder = temporaryFolder();
    const { prices } = await loadInputs(writeStudy(folder, {}, monthlyPrices()));
    writeFileSync(join(folder, 'm.parquet'), new Uint8Array(wideParquet(prices)));
    const { sources } = await loadInputs(
      writeStudy(folder, { market: { path: 'm.parquet', column: 'MKT' } }),
    );
    expect(sources.market!.dates).toEqual(prices.dates);
  });

  it('are refused with the name that the configuration has for them', async () => {
    await expect(load({ prices: { duckdb: 'none.db', sql: 'select 1' } })).rejects.toMatchObject({
      code: 'query-failed',
      details: { file: 'none.db' },
    });
    await expect(load({ prices: { duckdb: 'none.db' } })).rejects.toMatchObject({ name: 'ConfigError' });
  });
});
