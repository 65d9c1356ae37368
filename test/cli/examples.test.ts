import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { prepareData } from '../../build/evidence/prepare.mjs';
import { backtest, type BacktestConfig, type BacktestResult, simulatePrices } from '../../src/browser.js';
import { runCli, temporaryFolder } from '../support/cli.js';
import { engines } from '../support/engines.js';
import { hasShared, shared } from '../support/shared.js';

const models = {
  'study.json': ['time', 'asset:time(combined)'],
  'study-simple.json': ['asset(combined)'],
  'study-full.json': ['asset(combined)', 'time', 'asset:time(combined)'],
};
const examples = Object.entries(models);

/** A backtest of one example on other prices: 60 months, 24 to train on, a decision every third month. */
async function run(name: string, prices: string, out: string): Promise<BacktestResult> {
  const args = ['backtest', '--config', `examples/${name}`, '--prices', prices, '--out', out];
  expect(await runCli(args)).toMatchObject({ status: 0, stderr: '' });
  return JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')) as BacktestResult;
}

/** Every window decided by a converged fit, or by a fallback that says the heritability was too low. */
function expectModelInEveryWindow(result: BacktestResult, random: string[], windows: number): void {
  expect(result.decisions).toHaveLength(windows);
  for (const { fit, satOut } of result.decisions) {
    expect(satOut).toEqual([]);
    expect(fit!.converged).toBe(true);
    expect(fit!.variances.map(({ label }) => label)).toEqual([...random, 'residual']);
  }
  const [systematic, sample] = result.strategies;
  expect([systematic.name, sample.name]).toEqual(['systematic', 'sample']);
  systematic.windows.forEach(({ status, reason }, k) => {
    const low = result.decisions[k].fit!.heritability < 0.1;
    expect(status).toBe(low ? 'fallback' : 'ok');
    if (low) expect(reason).toContain('heritability');
  });
  for (const { status } of sample.windows) expect(status).toBe('ok');
}

describe('the models of the study, one configuration each', () => {
  it.each(examples)('examples/%s runs on simulated prices of its tickers', async (name, random) => {
    const folder = temporaryFolder();
    await runCli(['simulate', '--out', folder, '--years', '6']);
    const result = await run(name, join(folder, 'prices.csv'), join(folder, 'out'));
    expectModelInEveryWindow(result, random, 12);
    expect(result.decisions[0].decision).toBe('2022-07-29');
  });

  it.skipIf(!hasShared).each(examples)('examples/%s runs on the ten ETFs', async (name, random) => {
    const out = temporaryFolder();
    const result = await run(name, shared('data/etf10_adj.csv'), out);
    expectModelInEveryWindow(result, random, 12);
  });

  it.each(examples)('that of examples/%s runs on a universe of 25 other assets', async (name, random) => {
    const { prices, classes, truth } = simulatePrices({ seed: 2, assets: 25, periods: 1000 });
    const { model, backtest: schedule } = JSON.parse(
      readFileSync(`examples/${name}`, 'utf8'),
    ) as BacktestConfig;
    const [[, engine]] = engines;
    const config = { market: truth.market, classes, model, backtest: schedule };
    expectModelInEveryWindow(await backtest(engine, prices, config), random, 7);
  });
});

describe('the selection among windows, half-lives and covariances', () => {
  it('examples/selection.json runs on the prices of five stocks, with two workers as with one', async () => {
    const args = (out: string) => ['backtest', '--config', 'examples/selection.json', '--out', out];
    const [one, two] = [temporaryFolder(), temporaryFolder()];
    const run = await runCli(args(one));
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toContain('selected: 8 candidates for systematic, 86 decisions, ');
    expect(await runCli([...args(two), '--workers', '2'])).toMatchObject({ status: 0, stderr: '' });
    const read = (out: string) => readFileSync(join(out, 'result.json'), 'utf8');
    expect(read(two)).toBe(read(one));
    const { selection, strategies } = JSON.parse(read(one)) as BacktestResult;
    expect(strategies.map(({ name }) => name)).toEqual(['systematic', 'sample', 'equalWeight', 'selected']);
    expect(selection!.candidates.reduce((sum, { picked }) => sum + picked, 0)).toBe(86);
    expect(readFileSync(join(one, 'report.html'), 'utf8')).toContain('<section id="selection"');
    expect(readFileSync(join(one, 'weights.csv'), 'utf8')).toMatch(/^selected,2003-01-31,/m);
  });
});

describe('the examples with every baseline, as docs/evidence.md prepares their files', () => {
  const tables = [
    { name: 'etf', change: {}, strategies: 22, windows: 62, from: '2010-04-30', shortHistories: false },
    // the first months, in which listings of 2010 and 2011 enter the model alone
    {
      name: 'sp500',
      change: { to: '2012-06-30' },
      strategies: 22,
      windows: 5,
      from: '2012-01-27',
      shortHistories: true,
    },
  ];

  it.skipIf(!hasShared).each(tables)(
    'the example $name runs with data/ beside it, every window as configured',
    async ({ name, change, strategies, windows, from, shortHistories }) => {
      const folder = temporaryFolder();
      prepareData(shared('data'), join(folder, 'data'));
      const example = JSON.parse(readFileSync(`examples/${name}.json`, 'utf8')) as BacktestConfig;
      const config = join(folder, `${name}.json`);
      writeFileSync(config, JSON.stringify({ ...example, ...change }));
      const out = join(folder, 'out');
      expect(await runCli(['backtest', '--config', config, '--out', out])).toMatchObject({
        status: 0,
        stderr: '',
      });
      const result = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')) as BacktestResult;
      expect(result.decisions).toHaveLength(windows);
      expect(result.decisions[0].decision).toBe(from);
      expect(result.strategies).toHaveLength(strategies);
      for (const strategy of result.strategies)
        expect(strategy.windows.filter(({ status }) => status !== 'ok')).toEqual([]);
      for (const { fit } of result.decisions) expect(fit!.converged).toBe(true);
      const notes = result.decisions.flatMap((decision) => decision.notes);
      expect(notes.some((note) => note.includes('in the model alone'))).toBe(shortHistories);
    },
    60_000,
  );
});
