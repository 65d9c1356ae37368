import Papa from 'papaparse';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BacktestResult } from '../../src/backtest/types.js';
import { monthlyPrices, runCli, startCli, temporaryFolder, writeStudy } from '../support/cli.js';
import { nestingErrors } from '../support/html.js';

const outputs = ['report.html', 'result.json', 'returns.csv', 'weights.csv'];

function readResult(folder: string): BacktestResult {
  return JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as BacktestResult;
}

function readCsv(path: string): string[][] {
  return Papa.parse<string[]>(readFileSync(path, 'utf8'), { skipEmptyLines: true }).data;
}

describe('mixfolio backtest', () => {
  it('writes its four files, prints the statistics and the path of the report, and exits with 0', async () => {
    const folder = temporaryFolder();
    const out = join(folder, 'results', 'study');
    const run = await runCli(['backtest', '--config', writeStudy(folder), '--out', out]);
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(out).sort()).toEqual(outputs);
    for (const name of ['systematic', 'sample', 'ledoitWolf', 'equalWeight'])
      expect(run.stdout).toMatch(new RegExp(`^${name} .*%`, 'm'));
    expect(run.stdout.trimEnd().endsWith(join(out, 'report.html'))).toBe(true);
    // neither a terminal nor colours
    // eslint-disable-next-line no-control-regex
    expect(run.stdout).not.toMatch(/\u001b/);
  });

  it('prints each cause of a fallback once, as the report does', async () => {
    const folder = temporaryFolder();
    const study = writeStudy(folder, { model: { minHeritability: 1 }, strategies: [{ name: 'systematic' }] });
    const { stdout } = await runCli(['backtest', '--config', study, '--out', folder]);
    const [line] = /^systematic fell back in \d+ of 12 windows: heritability below 1$/m.exec(stdout)!;
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain(`<li>${line}</li>`);
  });

  it('writes a result of plain JSON with everything that identifies the run', async () => {
    const folder = temporaryFolder();
    await runCli(['backtest', '--config', writeStudy(folder), '--out', folder]);
    const result = readResult(folder);
    expect(result.dataHash).toMatch(/^[0-9a-f]{64}$/);
    const formula = 'return ~ 0 + asset + asset:market + (1 | time) + (1 | asset:time, combined)';
    expect(result.formula).toBe(formula);
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain(`<dd>${formula}</dd>`);
    expect(result.config).toMatchObject({
      market: 'MKT',
      frequency: 'month',
      backtest: { train: 24, costs: 0 },
    });
    expect(result.universe).toEqual(['MKT', 'AAA', 'BBB', 'CCC', 'DDD']);
    // 59 returns, the first 24 to train on, a decision every third month
    expect(result.decisions).toHaveLength(12);
    for (const strategy of result.strategies) {
      expect(strategy.periods).toHaveLength(35);
      expect(strategy.windows).toHaveLength(12);
    }
  });

  it('writes tables that hold the numbers of the result, bit for bit', async () => {
    const folder = temporaryFolder();
    await runCli(['backtest', '--config', writeStudy(folder), '--out', folder]);
    const { strategies, universe } = readResult(folder);

    const [weightsHeader, ...weightsRows] = readCsv(join(folder, 'weights.csv'));
    expect(weightsHeader).toEqual(['strategy', 'decision', ...universe]);
    expect(weightsRows.map(([name, decision, ...cells]) => [name, decision, ...cells.map(Number)])).toEqual(
      strategies.flatMap(({ name, windows }) =>
        windows.map(({ decision, weights }) => [name, decision, ...universe.map((asset) => weights[asset])]),
      ),
    );
    const [returnsHeader, ...returnsRows] = readCsv(join(folder, 'returns.csv'));
    expect(returnsHeader).toEqual(['period', ...strategies.map(({ name }) => name)]);
    expect(returnsRows.map(([period, ...cells]) => [period, ...cells.map(Number)])).toEqual(
      strategies[0].periods.map((period, t) => [
        period,
        ...strategies.map(({ netReturns }) => netReturns[t]),
      ]),
    );
  });

  it('writes a report that carries its charts in itself', async () => {
    const folder = temporaryFolder();
    await runCli(['backtest', '--config', writeStudy(folder), '--out', folder]);
    const report = readFileSync(join(folder, 'report.html'), 'utf8');
    expect(nestingErrors(report)).toEqual([]);
    expect(report).toContain('echarts');
    expect(report).not.toMatch(/https?:\/\//);
  });

  it('gives the same bytes twice and leaves nothing but the results behind', async () => {
    const folder = temporaryFolder();
    const out = join(folder, 'out');
    const args = ['backtest', '--config', writeStudy(folder), '--out', out];
    await runCli(args);
    const first = outputs.map((name) => readFileSync(join(out, name), 'utf8'));
    await runCli(args);
    expect(outputs.map((name) => readFileSync(join(out, name), 'utf8'))).toEqual(first);
    expect(readdirSync(out).sort()).toEqual(outputs);
  });

  it('scores covariances where it is asked to, by the option or the configuration', async () => {
    const folder = temporaryFolder();
    const on = async (name: string, config: Record<string, unknown>, ...options: string[]) => {
      const out = join(folder, name);
      const { stdout } = await runCli([
        'backtest',
        '--config',
        writeStudy(folder, config),
        '--out',
        out,
        ...options,
      ]);
      return { stdout, result: readResult(out), page: readFileSync(join(out, 'report.html'), 'utf8') };
    };
    const plain = await on('plain', {});
    expect(plain.result).not.toHaveProperty('forecastScores');
    expect(plain.stdout + plain.page).not.toContain('Covariance forecasts');
    const asked = await on('option', {}, '--forecast-scores');
    expect(asked.result.forecastScores!.map(({ covariance }) => covariance)).toEqual([
      'systematic',
      'sample',
      'ledoitWolf',
    ]);
    expect(asked.result.config.backtest).toMatchObject({ forecastScores: true });
    expect(asked.stdout).toMatch(/^Covariance +Bias 1\/N .*\nsystematic +\d.*\nsample .*\nledoitWolf /m);
    expect(asked.page).toContain('Covariance forecasts');
    expect(nestingErrors(asked.page)).toEqual([]);
    const { backtest } = plain.result.config;
    const configured = await on('configured', { backtest: { ...backtest, forecastScores: true } });
    expect(configured.result.forecastScores).toEqual(asked.result.forecastScores);
  });

  it('gives the same bytes on workers, and refuses what is no number of them', async () => {
    const folder = temporaryFolder();
    const study = writeStudy(folder, { market: 'average', backtest: { train: 24, rebalance: 1 } });
    const on = (workers: string) =>
      runCli(['backtest', '--config', study, '--out', join(folder, workers), '--workers', workers]);
    for (const workers of ['1', '2', 'auto']) expect((await on(workers)).status).toBe(0);
    for (const name of outputs) {
      const [one, two, auto] = ['1', '2', 'auto'].map((of) => readFileSync(join(folder, of, name), 'utf8'));
      expect(two === one && auto === one).toBe(true);
    }
    const refused = await on('many');
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('It has to be a number of threads, or auto.');
    expect((await on('1000')).stderr).toContain('error [bad-workers]: workers is 1000');
    expect((await runCli(['backtest', '--help'])).stdout).toContain('--workers <number>');
  });

  it('starts relative paths from the folder of the configuration, those of other files too', async () => {
    const folder = temporaryFolder();
    const [header, ...rows] = monthlyPrices().trimEnd().split('\n');
    const dates = rows.map((row) => row.split(',')[0]);
    mkdirSync(join(folder, 'studies'));
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data', 'index.csv'), monthlyPrices());
    writeFileSync(
      join(folder, 'data', 'rates.csv'),
      `date,TB3\n2017-12-31,0.02\n${dates.map((date) => `${date},0.02\n`).join('')}`,
    );
    writeFileSync(
      join(folder, 'data', 'classes.csv'),
      'ticker,growth,value\nAAA,1,0\nBBB,1,0\nCCC,0,1\nDDD,0,1\n',
    );
    const withoutMarket = [header, ...rows].map((row) => row.split(',').toSpliced(1, 1).join(','));
    writeStudy(join(folder, 'studies'), {
      prices: '../data/prices.csv',
      market: { path: '../data/index.csv', column: 'MKT' },
      riskFree: { path: '../data/rates.csv', column: 'TB3' },
      classes: { path: '../data/classes.csv' },
      kernels: { peers: { path: '../data/peers.csv' }, both: { weights: { peers: 1, class: 1 } } },
      model: { random: ['time', 'asset:time(both)'] },
    });
    writeFileSync(
      join(folder, 'data', 'peers.csv'),
      'asset,AAA,BBB,CCC,DDD\nAAA,1,.2,0,0\nBBB,.2,1,0,0\nCCC,0,0,1,.4\nDDD,0,0,.4,1\n',
    );
    writeFileSync(join(folder, 'data', 'prices.csv'), `${withoutMarket.join('\n')}\n`);
    const run = await runCli(['backtest', '--config', 'studies/study.json', '--out', 'out'], folder);
    expect(run).toMatchObject({ status: 0, stderr: '' });
    const { universe, snapshot } = readResult(join(folder, 'out'));
    expect(universe).toEqual(['AAA', 'BBB', 'CCC', 'DDD']);
    expect(snapshot.kernelName).toBe('both');
  });

  it('reads the files of covariates, and offers simulated ones for a file that is not there', async () => {
    const folder = temporaryFolder();
    const dates = monthlyPrices()
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((row) => row.split(',')[0]);
    const rows = dates.map((date, t) => `${date},${(t % 7) - 3}\n`);
    const config = writeStudy(folder, {
      covariates: { slope: { path: 'slope.csv', column: 'T10Y2Y' } },
      model: { fixed: ['asset', 'asset:market', 'asset:slope'] },
      strategies: [{ name: 'systematic' }],
    });
    const args = ['backtest', '--config', config, '--out', folder];
    const missing = await runCli(args);
    expect(missing.status).toBe(3);
    expect(missing.stderr).toContain('slope.csv, which covariates.slope is to come from');
    expect(missing.stderr).toContain(
      'hint: check the path, or make simulated factors with mixfolio simulate',
    );

    writeFileSync(join(folder, 'slope.csv'), `date,T10Y2Y\n${rows.join('')}`);
    expect(await runCli(args)).toMatchObject({ status: 0, stderr: '' });
    expect(readResult(folder).config.covariates).toEqual({
      slope: { path: 'slope.csv', column: 'T10Y2Y', as: 'level', lag: { periods: 0 } },
    });
  });

  it('reads dates of a covariate in the order that its dateOrder says', async () => {
    const folder = temporaryFolder();
    const months = Array.from({ length: 60 }, (_, t) => [2018 + Math.floor(t / 12), (t % 12) + 1]);
    const series = (date: (year: number, month: number) => string): string =>
      `date,slope\n${months.map(([year, month], t) => `${date(year, month)},${(t % 7) - 3}\n`).join('')}`;
    writeFileSync(
      join(folder, 'iso.csv'),
      series((year, month) => `${year}-${String(month).padStart(2, '0')}-01`),
    );
    writeFileSync(
      join(folder, 'dayFirst.csv'),
      series((year, month) => `1/${month}/${year}`),
    );
    const run = async (file: string, dateOrder?: string) => {
      const config = writeStudy(folder, {
        covariates: { slope: { path: `${file}.csv`, column: 'slope', dateOrder } },
        model: { fixed: ['asset', 'asset:market', 'asset:slope'] },
        strategies: [{ name: 'systematic' }],
      });
      const { status, stderr } = await runCli(['backtest', '--config', config, '--out', join(folder, file)]);
      return { status, stderr };
    };
    const refused = await run('dayFirst');
    expect(refused.status).toBe(3);
    expect(refused.stderr).toContain('"dateOrder": "mdy"');
    expect(await run('dayFirst', 'dmy')).toEqual({ status: 0, stderr: '' });
    await run('iso');
    const [dayFirst, iso] = ['dayFirst', 'iso'].map((file) => readResult(join(folder, file)));
    // the fits of all windows, which see the covariate
    expect(dayFirst.decisions[0].fit).not.toBeNull();
    expect(dayFirst.decisions).toEqual(iso.decisions);
    expect(dayFirst.config.covariates!.slope.dateOrder).toBe('dmy');
  });

  it('does not complain when nobody reads what it prints', async () => {
    const folder = temporaryFolder();
    const { child, ended } = startCli(['backtest', '--config', writeStudy(folder), '--out', folder], folder);
    child.stdout!.destroy();
    expect(await ended).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(outputs));
  });

  it.skipIf(process.platform === 'win32').each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('stops at a %s with %i and writes nothing', async (signal, status) => {
    const { child, ended, pipe, folder } = await waiting();
    child.kill(signal);
    await pipe.writeFile(monthlyPrices());
    await pipe.close();
    expect(await ended).toMatchObject({
      status,
      stdout: '',
      stderr: 'stopping (once more to end at once)\ninterrupted: nothing was written\n',
    });
    expect(readdirSync(folder).sort()).toEqual(['pipe', 'prices.csv', 'study.json']);
  });

  it.skipIf(process.platform === 'win32')('ends at once at a second interrupt', async () => {
    const { child, ended, pipe } = await waiting();
    const stopping = new Promise((told) => child.stderr!.once('data', told));
    child.kill('SIGTERM');
    await stopping;
    child.kill('SIGINT');
    // it has not been given its prices
    expect(await ended).toMatchObject({
      status: null,
      stdout: '',
      stderr: 'stopping (once more to end at once)\n',
    });
    expect(child.signalCode).toBe('SIGINT');
    await pipe.close();
  });
});

/** A run that reads its prices, and is kept waiting there. */
async function waiting() {
  const folder = temporaryFolder();
  const config = writeStudy(folder, { prices: 'pipe' });
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  const { child, ended } = startCli(['backtest', '--config', config, '--out', 'out'], folder);
  // resolves once the command reads the prices
  const pipe = await open(join(folder, 'pipe'), 'w');
  return { child, ended, pipe, folder };
}
