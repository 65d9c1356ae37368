/** Prices of a query to DuckDB, by the optional package @duckdb/node-api. Node only. */
import type { DuckDBConnection, DuckDBInstance, DuckDBValue } from '@duckdb/node-api';
import { ConfigError, DataError } from '../../errors.js';
import { optionalPackage } from '../../optional-package.js';
import type { PriceFormat } from '../price-layout.js';
import type { PriceTable } from '../types.js';
import { type SourceColumn, sourcePrices } from './source-prices.js';
import { dayOfLocalTime, type CalendarDay, type Instant } from './time.js';

/** Values of the query's parameters: of `?` or `$1` in order, or of `$name` by name. */
export type QueryParameters =
  readonly (string | number | boolean | null)[] | Readonly<Record<string, string | number | boolean | null>>;

export interface PriceQuery extends PriceFormat {
  /** path of a database, which is opened for reading only, or `:memory:` for queries of files */
  duckdb: string;
  /** one SELECT; its columns are wide or long as those of a file */
  sql: string;
  parameters?: QueryParameters;
  /** folder that relative paths in the query start from; default the working directory */
  folder?: string;
}

/** What DuckDB says in other words of a path such as prices.csv. */
const noDatabase =
  '(it is no database; with ":memory:" the query may read files, select * from \'prices.csv\')';

const DAY = 86_400_000n;

/**
 * Prices that a query to DuckDB gives, wide or long by the rules of `fromRows`: of a database, or of CSV and Parquet
 * files (`select * from 'prices/*.parquet'`). DATE and TIMESTAMP are the day that they show, TIMESTAMP WITH TIME ZONE
 * points in time; DECIMAL becomes the double next to it. Only one SELECT is run, and databases are not written to.
 *
 * @throws ConfigError `missing-package` without @duckdb/node-api, `not-a-query`, `unknown-time-zone`
 * @throws DataError `query-failed` with DuckDB's own words, and what `fromRows` throws
 */
export async function queryPrices(query: PriceQuery): Promise<PriceTable> {
  const { duckdb: path, sql, parameters, folder, ...format } = query;
  const api = await optionalPackage(
    '@duckdb/node-api',
    'reading prices by a query to DuckDB',
    () => import('@duckdb/node-api'),
  );
  const given = format.name ?? path;
  const name = given === ':memory:' ? 'the query' : given;
  if (sql.trim() === '') throw notAQuery(name, sql);
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ConfigError) throw error;
      const said = error instanceof Error ? error.message : String(error);
      const reason = said.includes('Cannot launch in-memory database') ? `${said} ${noDatabase}` : said;
      throw new DataError('query-failed', `${name}: ${reason}`, 'correct the database or the query', {
        file: name,
        reason,
      });
    }
  };
  const options = {
    ...(path !== ':memory:' && { access_mode: 'READ_ONLY' }),
    ...(folder !== undefined && { file_search_path: folder }),
  };
  let instance: DuckDBInstance | undefined;
  let connection: DuckDBConnection | undefined;
  try {
    const result = await attempt(async () => {
      instance = await api.DuckDBInstance.create(path, options);
      connection = await instance.connect();
      const statements = await connection.extractStatements(sql);
      if (statements.count !== 1) throw notAQuery(name, sql);
      const statement = await statements.prepare(0);
      if (statement.statementType !== api.StatementType.SELECT) throw notAQuery(name, sql);
      if (parameters !== undefined) statement.bind(parameters as DuckDBValue[] | Record<string, DuckDBValue>);
      return statement.runAndReadAll();
    });
    const cells = result.getColumns();
    const columns = result
      .columnNames()
      .map((column, k): SourceColumn => ({ name: column, at: (row) => cellOf(cells[k][row]) }));
    return sourcePrices(name, columns, result.currentRowCount, { ...format, name });
  } finally {
    connection?.closeSync();
    instance?.closeSync();
  }

  /** A value of DuckDB as one of a source. */
  function cellOf(value: DuckDBValue): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof api.DuckDBDecimalValue) return Number(`${value.value}e${-value.scale}`);
    if (value instanceof api.DuckDBDateValue) return { day: value.days } satisfies CalendarDay;
    if (value instanceof api.DuckDBTimestampTZValue)
      return { milliseconds: Number(floorOf(value.micros, 1000n)) } satisfies Instant;
    if (value instanceof api.DuckDBTimestampValue) return dayOf(value.micros, 1000n);
    if (value instanceof api.DuckDBTimestampSecondsValue) return dayOf(value.seconds * 1000n, 1n);
    if (value instanceof api.DuckDBTimestampMillisecondsValue) return dayOf(value.millis, 1n);
    if (value instanceof api.DuckDBTimestampNanosecondsValue) return dayOf(value.nanos, 1_000_000n);
    return value;
  }
}

function dayOf(value: bigint, perMillisecond: bigint): CalendarDay {
  return dayOfLocalTime(Number(floorOf(value, perMillisecond * DAY) * DAY));
}

function floorOf(value: bigint, unit: bigint): bigint {
  return value % unit < 0n ? value / unit - 1n : value / unit;
}

function notAQuery(name: string, sql: string): ConfigError {
  return new ConfigError(
    'not-a-query',
    `${name}: the SQL is not one SELECT`,
    'give one SELECT, which may join, filter and read files; nothing else is run',
    { file: name, sql },
  );
}
