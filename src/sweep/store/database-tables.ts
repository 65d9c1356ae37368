/** The tables of `sweep.duckdb`. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { JudgedGroup } from '../outcomes/analysis.js';
import { placesByPart } from '../outcomes/outcomes.js';
import type { PartStore } from './parts.js';
import { planTable, type RecordedBacktest, type StoredPlan } from './plan-files.js';

/** `backtests` and `returns`, made of Parquet files by the database itself. */
export async function backtestTables(
  connection: DuckDBConnection,
  folder: string,
  backtests: readonly RecordedBacktest[],
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
  const plan = `read_parquet(${quoted(planTable(folder))})`;
  if (parts.length === 0) {
    await connection.run(`CREATE TABLE backtests AS SELECT * FROM ${plan} ORDER BY number`);
    await connection.run(
      'CREATE TABLE returns (backtest INTEGER, period DATE, netReturn DOUBLE, riskFree DOUBLE)',
    );
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
}

/** `groups` and `best`. Sharpe ratios are a year. */
export async function groupTables(
  connection: DuckDBConnection,
  groups: readonly JudgedGroup[],
  backtests: readonly RecordedBacktest[],
): Promise<void> {
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
}

/** `sweep` */
export async function sweepTable(connection: DuckDBConnection, stored: StoredPlan): Promise<void> {
  await connection.run(
    'CREATE TABLE sweep (sweep VARCHAR, engine VARCHAR, backtests INTEGER, windows BIGINT, config VARCHAR)',
  );
  await connection.run('INSERT INTO sweep VALUES ($1, $2, $3, $4, $5)', [
    ...[stored.sweep, stored.engine, stored.backtests, BigInt(stored.windows), JSON.stringify(stored.config)],
  ]);
}

async function insertGroup(
  connection: DuckDBConnection,
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
