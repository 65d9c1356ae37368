import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { backtest } from '../../src/backtest/node.js';
import { loadInputs } from '../../src/cli/load-inputs.js';
import type { PartialConfig } from '../../src/config/selection.types.js';
import type { BacktestConfig } from '../../src/config/types.js';
import { createEngine, type Engine } from '../../src/create-engine.js';
import { statisticNames } from '../../src/statistics/names.js';
import type * as builtSweeps from '../../src/sweep/index.js';
import { readColumns } from '../../src/sweep/store/columns.js';
import type { RecordedBacktest } from '../../src/sweep/store/plan-files.js';
import type { SweepConfig } from '../../src/sweep/types.js';
import { temporaryFolder } from '../support/cli.js';
import { csvOf, weeklyPrices } from '../support/sweep-study.js';

const { sweep } = (await import(pathToFileURL(resolve('dist/sweep.js')).href)) as typeof builtSweeps;

vi.setConfig({ testTimeout: 120_000 });

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine();
});
afterAll(() => engine.dispose());

const prices = weeklyPrices();
const monthEnds = prices.dates.filter((date, t) => date.slice(0, 7) !== prices.dates[t + 1]?.slice(0, 7));
const series = (value: (t: number) => number): string =>
  ['date,value', ...monthEnds.map((date, t) => `${date},${value(t)}`), ''].join('\n');

/** Every kind of file that a configuration may name. */
const files: Record<string, string> = {
  'prices.csv': csvOf(prices),
  'rates.csv': series((t) => 0.01 + 0.0001 * t),
  'mood.csv': series((t) => Math.sin(t)),
  'classes.csv':
    'from,ticker,sector\n2014-12-26,AAA,tech\n2014-12-26,BBB,tech\n2014-12-26,CCC,bank\n2014-12-26,DDD,bank\n2018-01-31,BBB,bank\n',
  'members.csv':
    'ticker,from,to\nAAA,2014-12-26,\nBBB,2014-12-26,\nCCC,2014-12-26,2019-03-29\nDDD,2014-12-26,\n',
  'peers.csv': ',AAA,BBB,CCC,DDD\nAAA,1,0.6,0.1,0\nBBB,0.6,1,0.2,0.1\nCCC,0.1,0.2,1,0.5\nDDD,0,0.1,0.5,1\n',
  'dividends.csv': 'date,ticker,amount\n2016-06-30,AAA,0.5\n2017-06-30,CCC,0.4\n2018-12-28,DDD,1\n',
};

const base: BacktestConfig = {
  prices: 'prices.csv',
  market: 'MKT',
  assets: ['AAA', 'BBB', 'CCC', 'DDD'],
  frequency: 'month',
  riskFree: { path: 'rates.csv', column: 'value' },
  dividends: 'dividends.csv',
  classes: { path: 'classes.csv', column: 'sector', date: 'from' },
  membership: 'members.csv',
  covariates: { mood: { path: 'mood.csv', column: 'value' } },
  kernels: { peers: { path: 'peers.csv' } },
  backtest: { train: 36, rebalance: 3, costs: 0.001 },
  strategies: [{ name: 'systematic' }, { name: 'posterior' }, { name: 'equalWeight' }],
};

/** Partial configurations by name; null leaves a field of the base out. */
const points: Record<string, PartialConfig> = {
  peers: { model: { random: ['time', 'asset:time(peers)'] } },
  mood: { model: { fixed: ['asset', 'asset:market', 'mood'], random: ['time', 'asset:time(combined)'] } },
  classes: { model: { random: ['time', 'asset:time(class)'] } },
  bare: { membership: null, dividends: null, classes: null },
};

const config: SweepConfig = {
  base: 'study/base.json',
  strategies: ['systematic', 'posterior'],
  space: { list: points, grid: { 'backtest.train': [30, 36] } },
};

/** The same written by hand, as a configuration of its own. */
function alone({ parameters, strategy }: RecordedBacktest): BacktestConfig {
  const { list, 'backtest.train': train = 36 } = parameters as { list?: string; 'backtest.train'?: number };
  const fields = Object.entries({ ...base, ...(list === undefined ? {} : points[list]) });
  return {
    ...(Object.fromEntries(fields.filter(([, value]) => value !== null)) as unknown as BacktestConfig),
    backtest: { ...base.backtest, train },
    strategies: [{ name: strategy }],
  };
}

/** Net returns of each backtest by its id. */
async function returnsIn(parts: string): Promise<Map<unknown, unknown[]>> {
  const found = new Map<unknown, unknown[]>();
  const names = readdirSync(parts).filter((name) => name.endsWith('.returns.parquet'));
  for (const name of names) {
    const { id } = await readColumns(join(parts, name.replace('.returns', '')), ['id']);
    const { backtest: row, netReturn } = await readColumns(join(parts, name), ['backtest', 'netReturn']);
    for (const [at, own] of id.entries())
      found.set(
        own,
        netReturn.filter((_, k) => row[k] === at),
      );
  }
  return found;
}

test('backtests with every kind of file are, to the bit, what each of them is alone', async () => {
  const folder = temporaryFolder();
  const study = join(folder, 'study');
  mkdirSync(study);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(study, name), text);
  writeFileSync(join(study, 'base.json'), JSON.stringify(base));
  const { plan, outcomes, counts } = await sweep(config, { folder, out: join(folder, 'out'), workers: 1 });
  expect(counts).toMatchObject({ planned: 17, done: 17, refused: 0 });
  const returns = await returnsIn(join(folder, 'out/parts'));
  for (const [position, trial] of plan.backtests.entries()) {
    const name = `${trial.strategy} ${JSON.stringify(trial.parameters)}`;
    const path = join(study, 'alone.json');
    writeFileSync(path, JSON.stringify(alone(trial)));
    const { config: own, prices: table, sources } = await loadInputs(path);
    const { strategies } = await backtest(engine, table, own, { sources });
    const [{ statistics, netReturns }] = strategies;
    expect(returns.get(trial.id), name).toEqual(netReturns);
    for (const statistic of statisticNames)
      expect(outcomes.statistics[statistic][position], `${name}: ${statistic}`).toBe(
        statistics[statistic] ?? NaN,
      );
  }
  // what the files say matters
  const weighed = plan.backtests.filter(({ strategy }) => strategy === 'posterior');
  expect(new Set(weighed.map(({ id }) => JSON.stringify(returns.get(id)))).size).toBe(8);
});
