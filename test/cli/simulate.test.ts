import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type BacktestResult,
  fitModel,
  type FitResult,
  parseClasses,
  parsePrices,
  type SimulationTruth,
  simulatePrices,
} from '../../src/browser.js';
import { loadInputs } from '../../src/cli/load-inputs.js';
import { runCli, temporaryFolder } from '../support/cli.js';
import { engines } from '../support/engines.js';

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

  it('writes a configuration whose model has the factors beside the market, for a fit and in every window', async () => {
    const folder = temporaryFolder();
    await runCli(['simulate', '--out', folder, '--assets', '4', '--years', '2']);
    const config = join(folder, 'config.json');
    const run = await runCli(['fit', '--config', config, '--json']);
    expect(run).toMatchObject({ status: 0, stderr: '' });
    const fit = JSON.parse(run.stdout) as FitResult;
    const fixed = ['asset', 'asset:market', 'asset:VOLATILITY', 'asset:DOLLAR', 'asset:RATES'];
    expect(fit.model).toMatchObject({ fixed, converged: true });
    expect(fit.notes).toEqual([]);
    expect(fit.fixedEffects.map(({ label }) => label).slice(-3)).toEqual([
      'asset:RATES[A01]',
      'asset:RATES[A02]',
      'asset:RATES[A03]',
    ]);
    const out = join(folder, 'results');
    await runCli(['backtest', '--config', config, '--out', out]);
    const { decisions } = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')) as BacktestResult;
    expect(decisions.map(({ fit: window, notes }) => [window!.converged, notes])).toEqual(
      Array(4).fill([true, []]),
    );
  });

  it('writes a configuration whose model finds the truth: its betas and variances, and that no factor has a loading', async () => {
    const folder = temporaryFolder();
    await runCli(['simulate', '--out', folder, '--years', '12', '--seed', '4']);
    const { config, prices, sources } = await loadInputs(join(folder, 'config.json'));
    const { truth } = simulatePrices({ seed: 4 });
    const [, engine] = engines[0];
    const { panel, fit } = fitModel(
      engine,
      prices,
      {
        ...config,
        frequency: 'day',
        kernels: { true: { path: 'kernel.csv' } },
        model: { ...config.model, random: ['time', 'asset:time(true)'] },
      },
      { sources: { ...sources, kernels: { true: truth.kernel } } },
    );
    expect(panel.periods.length).toBeGreaterThan(3000);
    const columns: [string, (asset: string) => number][] = [
      ['asset', (asset) => truth.alphas[asset]],
      ['asset:market', (asset) => truth.betas[asset]],
      ...['VOLATILITY', 'DOLLAR', 'RATES'].map((name): [string, () => number] => [`asset:${name}`, () => 0]),
    ];
    const expected = columns.flatMap(([term, value]) =>
      panel.assets.map((asset) => ({ label: `${term}[${asset}]`, value: value(asset) })),
    );
    expect(fit.fixedEffects.map(({ label }) => label)).toEqual(expected.map(({ label }) => label));
    const within = fit.fixedEffects.map(
      ({ estimate, standardError }, k) => Math.abs(estimate - expected[k].value) / standardError,
    );
    expect(Math.max(...within)).toBeLessThan(4);
    const { time, assetTime, residual } = truth.variances;
    [time, assetTime, residual].forEach((value, k) => {
      const { estimate, standardError } = fit.variances[k];
      expect(Math.abs(estimate - value)).toBeLessThan(4 * standardError!);
    });
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
      covariates: {
        VOLATILITY: { path: 'factors.csv', column: 'VOLATILITY', as: 'change' },
        DOLLAR: { path: 'factors.csv', column: 'DOLLAR', as: 'change' },
        RATES: { path: 'factors.csv', column: 'RATES', as: 'change' },
      },
      model: { fixed: ['asset', 'asset:market', 'asset:VOLATILITY', 'asset:DOLLAR', 'asset:RATES'] },
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

  it.each(['fit', 'backtest'])('is what %s offers where its factors are not there, with 3', async (verb) => {
    const folder = temporaryFolder();
    await runCli(['simulate', '--out', folder]);
    rmSync(join(folder, 'factors.csv'));
    const out = join(folder, 'results');
    const run = await runCli([verb, '--config', join(folder, 'config.json'), '--out', out]);
    expect(run).toMatchObject({ status: 3, stdout: '' });
    expect(run.stderr).toContain('error [file-not-found]');
    expect(run.stderr).toContain('factors.csv, which covariates.VOLATILITY is to come from');
    expect(run.stderr).toMatch(/^hint: .*mixfolio simulate --out FOLDER/m);
    expect(existsSync(out)).toBe(false);
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
