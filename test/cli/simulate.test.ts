import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseClasses, parsePrices, type SimulationTruth, simulatePrices } from '../../src/browser.js';
import { runCli, temporaryFolder } from '../support/cli.js';

const files = ['classes.csv', 'config.json', 'factors.csv', 'prices.csv', 'truth.json'];

function contents(folder: string): string[] {
  return files.map((name) => readFileSync(join(folder, name), 'utf8'));
}

describe('mixfolio simulate', () => {
  it('writes five files and prints the command that backtests them, which runs', async () => {
    const folder = temporaryFolder();
    const run = await runCli(['simulate', '--out', 'made up'], folder);
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(join(folder, 'made up')).sort()).toEqual(files);
    expect(run.stdout).toContain(
      "Run: mixfolio backtest --config 'made up/config.json' --out 'made up/results'\n",
    );
    const args = ['backtest', '--config', 'made up/config.json', '--out', 'made up/results'];
    expect(await runCli(args, folder)).toMatchObject({ status: 0, stderr: '' });
    const result = JSON.parse(readFileSync(join(folder, 'made up', 'results', 'result.json'), 'utf8')) as {
      decisions: { decision: string }[];
    };
    // 59 monthly returns, 36 to train on, a decision every third month
    expect(result.decisions).toHaveLength(8);
    expect(result.decisions[0].decision).toBe('2023-01-31');
  });

  it('writes what the library simulates, bit for bit', async () => {
    const folder = temporaryFolder();
    const args = ['--seed', '3', '--assets', '5', '--years', '2', '--start', '2021-03-01'];
    await runCli(['simulate', '--out', folder, ...args]);
    const [classes, config, factors, prices, truth] = contents(folder);
    // 522 weekdays from 2021-03-01 to 2023-02-28, both 1 January on a weekend
    const simulation = simulatePrices({ seed: 3, assets: 5, start: '2021-03-01', periods: 521 });
    expect(parsePrices(prices)).toEqual(simulation.prices);
    expect(simulation.prices.dates.at(-1)).toBe('2023-02-28');
    const [header, ...rows] = factors.trimEnd().split('\n');
    expect(header).toBe('date,MARKET,VOLATILITY,DOLLAR,RATES');
    expect(rows.map((row) => row.split(',')[0])).toEqual(simulation.factors.dates);
    expect(rows.flatMap((row) => row.split(',').slice(1).map(Number))).toEqual([
      ...simulation.factors.values,
    ]);
    const table = parseClasses(classes);
    for (const [name, members] of Object.entries(simulation.classes))
      expect(
        table.assets.filter(
          (_, i) => table.indicators[i * table.classes.length + table.classes.indexOf(name)] === 1,
        ),
      ).toEqual(members);
    expect(JSON.parse(config)).toEqual({
      prices: 'prices.csv',
      frequency: 'month',
      market: 'MKT',
      classes: { path: 'classes.csv' },
      backtest: { train: 12, rebalance: 3 },
      seed: 3,
    });
    const { kernel, ...known } = JSON.parse(truth) as Omit<SimulationTruth, 'kernel'> & {
      kernel: { labels: string[]; values: number[][] };
    };
    expect({
      ...known,
      kernel: { labels: kernel.labels, values: Float64Array.from(kernel.values.flat()) },
    }).toEqual(simulation.truth);
  });

  it('does not overwrite unless forced', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'config.json'), 'mine');
    const run = await runCli(['simulate', '--out', folder]);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain('error [would-overwrite]');
    expect(run.stderr).toContain(`${folder} already has config.json\n`);
    expect(readdirSync(folder)).toEqual(['config.json']);
    expect(readFileSync(join(folder, 'config.json'), 'utf8')).toBe('mine');

    expect(await runCli(['simulate', '--out', folder, '--force'])).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(folder).sort()).toEqual(files);
    expect(readFileSync(join(folder, 'config.json'), 'utf8')).not.toBe('mine');
  });

  it('gives the same bytes for the same seed and others for another', async () => {
    const folder = temporaryFolder();
    const seeds = ['1', '1', '2'];
    for (const [i, seed] of seeds.entries())
      await runCli(['simulate', '--out', String(i), '--seed', seed], folder);
    const [first, again, other] = seeds.map((_, i) => contents(join(folder, String(i))));
    expect(again).toEqual(first);
    // the classes of the study's tickers do not depend on the seed
    expect(files.filter((_, k) => other[k] === first[k])).toEqual(['classes.csv']);
  });

  it('ends on the day before the anniversary of a 29 February', async () => {
    const folder = temporaryFolder();
    await runCli(['simulate', '--out', folder, '--start', '2020-02-29', '--years', '3']);
    const { dates } = parsePrices(readFileSync(join(folder, 'prices.csv'), 'utf8'));
    expect([dates[0], dates.at(-1)]).toEqual(['2020-03-02', '2023-02-28']);
  });

  it.each([
    ['--seed', '1.5'],
    ['--seed', '-1'],
    ['--assets', '3'],
    ['--assets', 'ten'],
    ['--years', '1'],
    ['--years', ''],
    ['--start', '2020-02-30'],
    ['--start', '9997-01-01'],
  ])('refuses %s %s with 2 and writes nothing', async (option, value) => {
    const folder = join(temporaryFolder(), 'out');
    const run = await runCli(['simulate', '--out', folder, `${option}=${value}`]);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain(`error [invalid-option]: ${option} is '${value}'\n`);
    expect(existsSync(folder)).toBe(false);
  });

  it('refuses a folder that is a file', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'a'));
    writeFileSync(join(folder, 'a', 'file'), '');
    const run = await runCli(['simulate', '--out', join(folder, 'a', 'file')]);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain('error [not-a-folder]');
  });
});
