import fc from 'fast-check';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { BacktestResult } from '../../src/backtest/types.js';
import { resultDuckDB } from '../../src/tables/duckdb.js';
import { resultParquet } from '../../src/tables/parquet.js';
import { resultTables } from '../../src/tables/tables.js';
import { temporaryFolder } from '../support/cli.js';
import { type Cells, cellsOf, cellsOfParquet, cellsOfQuery } from '../support/result-tables.js';
import { sampleResult } from '../support/sample-result.js';

/** A result with doubles of every kind, names that SQL has words for, and a table without rows. */
function oddResult(): BacktestResult {
  const result = sampleResult({
    assets: ['SELECT', 'a "b"', 'ü,\n'],
    strategies: ["o'x", 'sample'],
    months: 6,
  });
  const odd = [-0, 5e-324, 1.7976931348623157e308, 0.1 + 0.2, NaN, -1 / 3];
  result.strategies[0].netReturns = odd;
  for (const decision of result.decisions) decision.satOut = [];
  return result;
}

const types = { text: 'VARCHAR', date: 'DATE', double: 'DOUBLE', integer: 'INTEGER', boolean: 'BOOLEAN' };

describe('results in Parquet', () => {
  it('are read back to the bit, by its decoder and by DuckDB', async () => {
    const folder = temporaryFolder();
    const result = oddResult();
    const expected = cellsOf(resultTables(result));
    for (const [table, bytes] of Object.entries(await resultParquet(result))) {
      writeFileSync(join(folder, `${table}.parquet`), bytes);
      expect(await cellsOfParquet(bytes), table).toEqual(expected[table]);
      const sql = `select * from '${folder}/${table}.parquet'`;
      expect(await cellsOfQuery(':memory:', sql), table).toEqual(expected[table]);
    }
  });

  it('keep any doubles, of columns in which few differ and of those in which all do', async () => {
    const doubles = fc.array(fc.oneof(fc.constantFrom(0, -0, 1e-300), fc.double()), {
      minLength: 1,
      maxLength: 300,
    });
    await fc.assert(
      fc.asyncProperty(doubles, async (returns) => {
        const result = sampleResult({ strategies: ['mine'], months: returns.length });
        result.strategies[0].netReturns = returns;
        const { netReturn } = await cellsOfParquet((await resultParquet(result)).returns);
        expect(netReturn).toEqual(returns.map((value) => (Number.isFinite(value) ? value : null)));
      }),
      { numRuns: 30 },
    );
  });

  it('are the same bytes for the same result', async () => {
    expect(await resultParquet(oddResult())).toEqual(await resultParquet(oddResult()));
  });
});

describe('results in a DuckDB file', () => {
  let path: string;
  let expected: Cells;
  const result = oddResult();
  let bytes: Uint8Array;
  beforeAll(async () => {
    bytes = await resultDuckDB(result);
    expected = cellsOf(resultTables(result));
  });
  const written = (): string => {
    path = join(temporaryFolder(), 'results.duckdb');
    writeFileSync(path, bytes);
    return path;
  };

  it('are read back to the bit, with types of SQL', async () => {
    written();
    for (const [table, columns] of Object.entries(resultTables(result))) {
      expect(await cellsOfQuery(path, `select * from "${table}"`), table).toEqual(expected[table]);
      const { column_type: described } = await cellsOfQuery(path, `describe "${table}"`);
      expect(described).toEqual(columns.map(({ type }) => types[type]));
    }
  });

  it('answer a query over dates', async () => {
    written();
    const sql = `select strategy, exp(sum(ln(1 + grossReturn))) as wealth from returns
      where period between date '2015-02-28' and date '2015-04-30' group by strategy order by strategy desc`;
    const { strategy, wealth } = await cellsOfQuery(path, sql);
    expect(strategy).toEqual(['sample', "o'x"]);
    result.strategies.forEach(({ name, grossReturns: [a, b, c] }) =>
      expect(wealth[strategy.indexOf(name)]).toBeCloseTo((1 + a) * (1 + b) * (1 + c), 12),
    );
  });

  it('leave nothing in the folder for temporary files', async () => {
    const folder = temporaryFolder();
    vi.stubEnv('TMPDIR', folder);
    onTestFinished(() => void vi.unstubAllEnvs());
    await resultDuckDB(result);
    expect(readdirSync(folder)).toEqual([]);
  });
});
