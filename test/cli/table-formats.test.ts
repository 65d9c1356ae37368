import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { BacktestResult } from '../../src/backtest/types.js';
import type { FitResult } from '../../src/fit/types.js';
import { fitTableNames } from '../../src/tables/names.js';
import { resultTables } from '../../src/tables/tables.js';
import { runCli, temporaryFolder, writeStudy } from '../support/cli.js';
import { cellsOf, cellsOfParquet, cellsOfQuery } from '../support/result-tables.js';

it('writes every format that is asked for, of the numbers of the result to the bit', async () => {
  const folder = temporaryFolder();
  const study = writeStudy(folder, { backtest: { train: 24, rebalance: 3, costs: { linear: 0.001 } } });
  const out = join(folder, 'out');
  mkdirSync(out);
  writeFileSync(join(out, 'results.duckdb'), 'an older one');
  const args = ['backtest', '--config', study, '--out', out, '--format', 'parquet, duckdb,csv', '--json'];
  const { status, stdout, stderr } = await runCli(args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });

  const result = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')) as BacktestResult;
  const expected = cellsOf(resultTables(result));
  const files = [
    ...['report.html', 'result.json', 'results.duckdb', 'weights.csv', 'returns.csv'],
    ...Object.keys(expected).map((table) => `${table}.parquet`),
  ].sort();
  expect(readdirSync(out).sort()).toEqual(files);
  const { files: listed } = JSON.parse(stdout) as { files: string[] };
  expect(listed.sort()).toEqual(files.map((name) => join(out, name)));
  // costs by kind are there, and weights of every window
  expect(expected.windows.linear.every((cost) => typeof cost === 'number')).toBe(true);
  expect(expected.weights.weight).toHaveLength(4 * 12 * 5);
  for (const [table, columns] of Object.entries(expected)) {
    const bytes = new Uint8Array(readFileSync(join(out, `${table}.parquet`)));
    expect(await cellsOfParquet(bytes), table).toEqual(columns);
    const sql = `select * from "${table}"`;
    expect(await cellsOfQuery(join(out, 'results.duckdb'), sql), table).toEqual(columns);
  }
});

it('writes nothing where one of its files cannot be written', async () => {
  const folder = temporaryFolder();
  const out = join(folder, 'out');
  mkdirSync(join(out, 'results.duckdb'), { recursive: true });
  const args = ['backtest', '--config', writeStudy(folder), '--out', out, '--format', 'duckdb'];
  const { status, stderr } = await runCli(args);
  const problem = `the results cannot be written: ${join(out, 'results.duckdb')} is a folder, and a file of that name is among them`;
  expect(stderr).toContain(`error [write-failed]: ${problem}\n`);
  expect(status).toBe(1);
  expect(readdirSync(out)).toEqual(['results.duckdb']);
});

it('says what to install where @duckdb/node-api is not there, before anything is computed', () => {
  const folder = temporaryFolder();
  cpSync('dist', join(folder, 'dist'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeStudy(folder);
  const program = [join(folder, 'dist/cli.js'), 'backtest', '--config', 'study.json', '--out', 'out'];
  const run = (format: string) =>
    spawnSync(process.execPath, [...program, '--format', format], { cwd: folder, encoding: 'utf8' });
  const { status, stderr } = run('csv,duckdb');
  expect(status).toBe(2);
  expect(stderr).toBe(
    'error [missing-package]: writing results as a DuckDB file needs the package @duckdb/node-api\nhint: npm install @duckdb/node-api\n',
  );
  expect(existsSync(join(folder, 'out'))).toBe(false);
  // the encoder of Parquet is part of the package
  expect(run('parquet').status).toBe(0);
});

it('writes the tables of a fit in every format, and says which of an earlier run it leaves', async () => {
  const folder = temporaryFolder();
  const study = writeStudy(folder);
  const out = join(folder, 'out');
  const fit = (format: string) => runCli(['fit', '--config', study, '--out', out, '--format', format]);
  expect(await fit('csv')).toMatchObject({ status: 0, stderr: '' });
  const tables = readdirSync(out).filter((name) => name.endsWith('.csv'));
  writeFileSync(join(out, 'mine.csv'), 'not a table of a run');
  const { status, stderr } = await fit('parquet,duckdb');
  expect(status).toBe(0);
  expect(stderr).toBe(`note: not of this run, and left as they are in ${out}: ${tables.sort().join(', ')}\n`);
  const files = fitTableNames.map((table) => `fit-${table}.parquet`);
  expect(readdirSync(out).sort()).toEqual(['fit.json', 'fit.duckdb', 'mine.csv', ...tables, ...files].sort());
  const { variances } = JSON.parse(readFileSync(join(out, 'fit.json'), 'utf8')) as FitResult;
  const expected = variances.map(({ estimate }) => estimate);
  const read = await cellsOfParquet(new Uint8Array(readFileSync(join(out, 'fit-variances.parquet'))));
  expect(read.estimate).toEqual(expected);
  const queried = await cellsOfQuery(join(out, 'fit.duckdb'), 'select estimate from variances');
  expect(queried.estimate).toEqual(expected);
  expect((await fit('parquet,duckdb,csv')).stderr).toBe('');
});

it('says which tables of an earlier backtest it leaves', async () => {
  const folder = temporaryFolder();
  const study = writeStudy(folder, { strategies: [{ name: 'sample' }] });
  const out = join(folder, 'out');
  const run = (format: string) =>
    runCli(['backtest', '--config', study, '--out', out, '--format', format, '--json']);
  expect((await run('csv,duckdb')).stderr).toBe('');
  writeFileSync(join(out, 'prices.parquet'), 'of the user');
  const left = ['results.duckdb', 'returns.csv', 'weights.csv'];
  expect((await run('parquet')).stderr).toBe(
    `note: not of this run, and left as they are in ${out}: ${left.join(', ')}\n`,
  );
  expect(readdirSync(out)).toEqual(expect.arrayContaining(left));
});
