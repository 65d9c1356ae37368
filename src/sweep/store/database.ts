/** `sweep.duckdb`: a sweep as tables, for SQL. */
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type * as DuckDBApi from '@duckdb/node-api';
import { loadDuckDB } from '../../tables/load-duckdb.js';
import type { JudgedGroup } from '../outcomes/analysis.js';
import { placesByPart } from '../outcomes/outcomes.js';
import type { PartStore } from './parts.js';
import type { RecordedBacktest, StoredPlan } from './plan-files.js';

/** What the database may have in memory while it is made; sorts go to the disk beyond it. */
const MEMORY = '1GB';

/**
 * Tables of a sweep: `backtests` (a row a backtest: what is planned, its parameters, and what it came to), `returns` (a row
 * a holding period of a backtest), `groups` (a row a group that was judged), `best` (the best trials of each), and `sweep`
 * (one row). The file is made beside its place and takes it when it is whole; one that is there is replaced.
 *
 * @returns path of the file
 * @throws ConfigError `missing-package` without @duckdb/node-api
 */
export async function writeDatabase(
  folder: string,
  stored: StoredPlan,
  backtests: readonly RecordedBacktest[],
  groups: readonly JudgedGroup[],
  store: PartStore,
): Promise<string> {
  const api = await loadDuckDB();
  const path = join(folder, 'sweep.duckdb');
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const instance = await api.DuckDBInstance.create(temporary, { memory_limit: MEMORY });
    try {
      const connection = await instance.connect();
      try {
        await fill(connection, folder, stored, backtests, groups, store);
        await connection.run('CHECKPOINT');
      } finally {
        connection.closeSync();
      }
    } finally {
      instance.closeSync();
    }
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
    await rm(`${temporary}.wal`, { force: true });
    // what did not fit the memory
    await rm(`${temporary}.tmp`, { recursive: true, force: true });
  }
  return path;
}

async function fill(
  connection: DuckDBApi.DuckDBConnection,
  folder: string,
  stored: StoredPlan,
  backtests: readonly RecordedBacktest[],
  groups: readonly JudgedGroup[],
  store: PartStore,
): Promise<void> {
  const byPart = placesByPart(backtests, store);
  await connection.run(
    'CREATE TEMP TABLE places (outcomes VARCHAR, series VARCHAR, "row" BIGINT, number INTEGER)',
  );
  const places = await connection.createAppender('places');
  for (const [part, rows] of byPart) {
    for (const [row, position] of rows) {
      places.appendVarchar(store.backtestsFile(part));
      places.appendVarchar(store.returnsFile(part));
      places.appendBigInt(BigInt(row));
      places.appendInteger(backtests[position].number);
      places.endRow();
    }
  }
  places.closeSync();
  const parts = [...byPart.keys()];
  const plan = `read_parquet(${quoted(join(folder, 'plan.parquet'))})`;
  if (parts.length === 0) {
    await connection.run(`CREATE TABLE backtests AS SELECT * FROM ${plan} ORDER BY number`);
  } else {
    const outcomes = listed(parts.map((part) => store.backtestsFile(part)));
    const returns = listed(parts.map((part) => store.returnsFile(part)));
    await connection.run(`CREATE TABLE backtests AS
      SELECT plan.*, outcome.* EXCLUDE (id, filename, file_row_number)
      FROM ${plan} AS plan
      LEFT JOIN places ON places.number = plan.number
      LEFT JOIN read_parquet(${outcomes}, filename = true, file_row_number = true) AS outcome
        ON outcome.file_row_number = places."row" AND outcome.filename = places.outcomes
      ORDER BY plan.number`);
    await connection.run(`CREATE TABLE returns AS
      SELECT places.number AS backtest, series.period, series.netReturn, series.riskFree
      FROM read_parquet(${returns}, filename = true) AS series
      JOIN places
        ON places."row" = series.backtest AND places.series = series.filename
      ORDER BY places.number, series.period`);
  }
  await connection.run(
    `CREATE TABLE groups ("group" INTEGER, universe VARCHAR, period VARCHAR, frequency VARCHAR, trials INTEGER,
      "first" DATE, "last" DATE, periods INTEGER, baselineSharpe DOUBLE, sharpeVariance DOUBLE,
      expectedMaximum DOUBLE, clusters INTEGER, probabilityOfOverfitting DOUBLE, verdict VARCHAR)`,
  );
  await connection.run(
    `CREATE TABLE best ("group" INTEGER, "rank" INTEGER, number INTEGER, sharpe DOUBLE, probabilistic DOUBLE,
      deflated DOUBLE, deflatedByClusters DOUBLE, difference DOUBLE, pValue DOUBLE, adjustedPValue DOUBLE)`,
  );
  for (const [g, group] of groups.entries()) await insertGroup(connection, g, group, backtests);
  await connection.run(
    'CREATE TABLE sweep (sweep VARCHAR, engine VARCHAR, backtests INTEGER, windows BIGINT, config VARCHAR)',
  );
  await connection.run('INSERT INTO sweep VALUES ($1, $2, $3, $4, $5)', [
    ...[stored.sweep, stored.engine, stored.backtests, BigInt(stored.windows), JSON.stringify(stored.config)],
  ]);
}

/** Sharpe ratios are a year. */
async function insertGroup(
  connection: DuckDBApi.DuckDBConnection,
  g: number,
  { universe, period, frequency, trials, common, luck, verdict, periodsPerYear }: JudgedGroup,
  backtests: readonly RecordedBacktest[],
): Promise<void> {
  const known = 'reason' in luck ? null : luck;
  const yearly = (ratio: number | null | undefined): number | null =>
    ratio === null || ratio === undefined ? null : ratio * Math.sqrt(periodsPerYear);
  const variance = known?.sharpeVariance ?? null;
  await connection.run(`INSERT INTO groups VALUES (${parameters(14)})`, [
    ...[g, universe, period, frequency, trials.length],
    ...[common?.first ?? null, common?.last ?? null, common?.periods ?? null],
    ...[yearly(known?.baselineSharpe), variance === null ? null : variance * periodsPerYear],
    yearly(known?.expectedMaximum),
    known !== null && 'clusters' in known.effective ? known.effective.clusters : null,
    known !== null && 'probability' in known.overfitting ? known.overfitting.probability : null,
    verdict.sentence,
  ]);
  for (const [rank, best] of (known?.best ?? []).entries()) {
    await connection.run(`INSERT INTO best VALUES (${parameters(10)})`, [
      ...[g, rank + 1, backtests[trials[best.trial]].number, yearly(best.sharpe), best.probabilistic],
      ...[best.deflated, best.deflatedByClusters, yearly(best.difference), best.pValue, best.adjustedPValue],
    ]);
  }
}

function parameters(count: number): string {
  return Array.from({ length: count }, (_, k) => `$${k + 1}`).join(', ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function listed(paths: readonly string[]): string {
  return `[${paths.map(quoted).join(', ')}]`;
}
