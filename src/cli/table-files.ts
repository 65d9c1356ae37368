/** The files of a run's tables, by format. What formats other than CSV need is loaded when they are asked for. */
import type { BacktestResult } from '../backtest/types.js';
import { returnsCsv, weightsCsv } from './csv.js';
import type { TableFormat } from './table-formats.js';

type Files = Record<string, string | Uint8Array>;

const files: Record<TableFormat, (result: BacktestResult) => Promise<Files>> = {
  csv: (result) => Promise.resolve({ 'weights.csv': weightsCsv(result), 'returns.csv': returnsCsv(result) }),
  async parquet(result) {
    const { resultParquet } = await import('../tables/parquet.js');
    const tables = Object.entries(await resultParquet(result));
    return Object.fromEntries(tables.map(([table, bytes]) => [`${table}.parquet`, bytes]));
  },
  async duckdb(result) {
    const { resultDuckDB } = await import('../tables/duckdb.js');
    return { 'results.duckdb': await resultDuckDB(result) };
  },
};

/**
 * Refuses formats that cannot be written here, before anything is computed.
 *
 * @throws ConfigError `missing-package`
 */
export async function checkFormats(formats: readonly TableFormat[]): Promise<void> {
  if (formats.includes('duckdb')) await (await import('../tables/load-duckdb.js')).loadDuckDB();
}

/** Contents by file name. */
export async function tableFiles(result: BacktestResult, formats: readonly TableFormat[]): Promise<Files> {
  return Object.assign({}, ...(await Promise.all(formats.map((format) => files[format](result))))) as Files;
}
