import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePrices, resolveConfig, simulatePrices } from '../../src/browser.js';
import { askChoices } from '../../src/cli/ask-choices.js';
import { firstChoices } from '../../src/cli/first-config.js';
import { monthlyPrices, runCli, temporaryFolder, writeStudy } from '../support/cli.js';

describe('a first configuration', () => {
  it('runs as it is written, with its schema for editors', async () => {
    const folder = temporaryFolder();
    writeStudy(folder);
    const run = await runCli(['init', '--prices', 'prices.csv', '--out', 'deep/config.json'], folder);
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toContain(
      'Market MKT, 29 months to train on, a decision every 3 months: 10 decisions',
    );
    const path = join(folder, 'deep', 'config.json');
    const config = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;
    expect(config).toMatchObject({
      prices: '../prices.csv',
      frequency: 'month',
      market: 'MKT',
      backtest: { train: 29, rebalance: 3 },
    });
    expect(JSON.parse(readFileSync(resolve(folder, 'deep', config.$schema), 'utf8'))).toHaveProperty('title');
    expect(() => resolveConfig(config)).not.toThrow();
    const check = await runCli(['check', '--config', path, '--json']);
    expect(check.status).toBe(0);
    expect(JSON.parse(check.stdout)).toMatchObject({ decisions: { count: 10 } });
  });

  it('takes options before guesses', async () => {
    const folder = temporaryFolder();
    writeStudy(folder);
    const options = ['--market', 'average', '--train', '12', '--rebalance', '1', '--frequency', 'month'];
    await runCli(['init', '--prices', 'prices.csv', ...options], folder);
    expect(JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'))).toMatchObject({
      market: 'average',
      backtest: { train: 12, rebalance: 1 },
    });
  });

  it('overwrites nothing unless it is told to', async () => {
    const folder = temporaryFolder();
    writeStudy(folder);
    writeFileSync(join(folder, 'config.json'), 'mine');
    const refused = await runCli(['init', '--prices', 'prices.csv'], folder);
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    expect(refused.stderr).toContain('error [would-overwrite]');
    expect(readFileSync(join(folder, 'config.json'), 'utf8')).toBe('mine');
    expect((await runCli(['init', '--prices', 'prices.csv', '--force'], folder)).status).toBe(0);
    expect(readFileSync(join(folder, 'config.json'), 'utf8')).toContain('prices.csv');
  });

  it.each([
    ['no prices and no terminal', [], 2, 'missing-option'],
    ['a path that leads nowhere', ['--prices', 'price.csv'], 3, 'file-not-found'],
    ['an unknown market', ['--prices', 'prices.csv', '--market', 'MKTT'], 2, 'unknown-ticker'],
    ['too long a window', ['--prices', 'prices.csv', '--train', '60'], 3, 'too-few-periods'],
    ['too short a period', ['--prices', 'prices.csv', '--frequency', 'day'], 3, 'too-coarse'],
  ])('is not written for %s', async (_, args, status, code) => {
    const folder = temporaryFolder();
    writeStudy(folder);
    const run = await runCli(['init', ...args], folder);
    expect(run).toMatchObject({ status, stdout: '' });
    expect(run.stderr).toContain(`error [${code}]`);
    expect(existsSync(join(folder, 'config.json'))).toBe(false);
  });
});

describe('guesses', () => {
  it('follow the spacing and the length of the data', () => {
    const daily = simulatePrices({ seed: 1 }).prices;
    expect(firstChoices(daily)).toMatchObject({ market: 'SPY', frequency: 'week', train: 104, rebalance: 4 });
    const short = {
      ...daily,
      dates: daily.dates.slice(0, 80),
      prices: daily.prices.slice(0, 80 * daily.assets.length),
    };
    expect(firstChoices(short)).toMatchObject({ frequency: 'day', rebalance: 21 });
    const monthly = parsePrices(monthlyPrices().replace('MKT', 'EEE'));
    expect(firstChoices(monthly)).toEqual({ market: 'average', frequency: 'month', train: 29, rebalance: 3 });
  });
});

describe('questions', () => {
  it('take the proposal for an empty answer, and ask again for one that cannot be', async () => {
    const data = parsePrices(monthlyPrices());
    const answers = ['BB', 'BBB', 'fortnight', '', 'x', '12', ''];
    const asked: string[] = [];
    const said: string[] = [];
    const choices = await askChoices(
      data,
      {},
      (question) => {
        asked.push(question);
        return Promise.resolve(answers.shift()!);
      },
      (text) => said.push(text),
    );
    expect(choices).toEqual({ market: 'BBB', frequency: 'month', train: 12, rebalance: 3 });
    expect(asked).toHaveLength(7);
    expect(asked[0]).toBe('Market, a ticker or average? [MKT] ');
    expect(said).toHaveLength(3);
    expect(said[0]).toContain('did you mean "BBB"?');
  });

  it('leave out what is chosen', async () => {
    const chosen = { market: 'MKT', frequency: 'month', train: 20, rebalance: 2 } as const;
    const none = () => Promise.reject(new Error('asked'));
    expect(await askChoices(parsePrices(monthlyPrices()), chosen, none, () => {})).toEqual(chosen);
  });
});
