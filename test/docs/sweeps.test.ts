import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { exampleInputs } from '../../build/evidence/inputs.mjs';
import { prepareData } from '../../build/evidence/prepare.mjs';
import { backtest, type BacktestConfig, type CovarianceName, riskFreeReturns } from '../../src/browser.js';
import { resolveSweep } from '../../src/sweep/schema.js';
import type { SpaceConfig, SweepConfig } from '../../src/sweep/types.js';
import { temporaryFolder } from '../support/cli.js';
import { runConsoleBlocks } from '../support/console-blocks.js';
import { engines } from '../support/engines.js';
import { hasShared, shared } from '../support/shared.js';

const page = readFileSync('docs/sweeps.md', 'utf8');
const [sweepJson, spaceJson] = [...page.matchAll(/^```json\n([^]*?)^```/gm)].map(([, text]) => text);
const [[, engine]] = engines;

/** Cells of the rows of a table, by a part of its head. */
function tableOf(text: string, head: string): string[][] {
  const [, ...rows] = text.slice(text.indexOf(head)).split('\n\n')[0].split('\n');
  return rows.slice(1).map((row) =>
    row
      .slice(2, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

it(
  'shows what its commands print, and what its queries of the results say',
  { timeout: 240_000 },
  async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'sweep.json'), sweepJson);
    const run = await runConsoleBlocks(page, folder);
    expect(run.filter((command) => command === 'sweep')).toHaveLength(4);

    const instance = await DuckDBInstance.create(join(folder, 'results/sweep.duckdb'));
    const connection = await instance.connect();
    const queries = [...page.matchAll(/^```sql\n([^]*?)^```\n\n(\|[^]*?)\n\n/gm)];
    expect(queries).toHaveLength(3);
    for (const [, query, table] of queries) {
      const found = await connection.runAndReadAll(query);
      const rows = [found.columnNames(), ...found.getRowsJson()].map((row) => row.map(String));
      const [head] = table.split('\n');
      expect([
        head
          .slice(2, -1)
          .split('|')
          .map((cell) => cell.trim()),
        ...tableOf(page, head),
      ]).toEqual(rows);
    }
    connection.closeSync();
    instance.closeSync();
  },
);

it('has a space of several kinds that a sweep takes', () => {
  const space = JSON.parse(spaceJson) as SpaceConfig;
  expect(Object.keys(space)).toEqual(['grid', 'list', 'sobol']);
  expect(resolveSweep({ base: 'config.json', space }).space).toEqual(space);
});

describe.skipIf(!hasShared)('the worked example, computed again from the data', () => {
  it('has the ratios of the best points in both periods', { timeout: 120_000 }, async () => {
    const folder = temporaryFolder();
    prepareData(shared('data'), folder);
    const { prices, sources } = await exampleInputs('etf', folder);
    const sweep = JSON.parse(readFileSync('examples/etf-sweep.json', 'utf8')) as SweepConfig;
    const base = sweep.base as BacktestConfig;
    const rows = tableOf(page, '| universe | trial');
    const held = tableOf(page, '| universe | period');
    expect(rows).toHaveLength(10);
    for (const [universe, trial, covariance, train, rebalance, bound, ...ratios] of rows) {
      const strategy = base.strategies!.find(({ name }) => name === trial.split(' ')[1])!;
      for (const [k, period] of ['to 2016', 'since 2017'].entries()) {
        const { strategies } = await backtest(
          engine,
          prices,
          {
            ...base,
            ...sweep.periods![period],
            assets: sweep.universes![universe] as string[],
            backtest: { ...base.backtest, train: Number(train), rebalance: Number(rebalance) },
            strategies: [
              {
                ...strategy,
                covariance: covariance as CovarianceName,
                maxWeights: Number(bound),
              },
            ],
          },
          { sources },
        );
        const [{ periods, netReturns }] = strategies;
        const riskFree = riskFreeReturns(
          sources.riskFree!,
          { dates: periods, frequency: 'month' },
          { column: 'rate' },
        );
        const [, , months] = held.find(([of, when]) => of === universe && when === period)!;
        const excess = [...netReturns]
          .map((value, t) => value - riskFree[t])
          .filter((_, t) => periods[t].slice(0, 7) >= months.slice(0, 7));
        const mean = excess.reduce((sum, value) => sum + value, 0) / excess.length;
        const variance = excess.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (excess.length - 1);
        expect(Number(ratios[2 * k])).toBeCloseTo((Math.sqrt(12) * mean) / Math.sqrt(variance), 2);
      }
    }
  });
});
