import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BacktestResult } from '../../src/browser.js';
import type { OptimizeResult } from '../../src/cli/optimize-now.js';
import { monthlyPrices, runCli, temporaryFolder, writeStudy } from '../support/cli.js';

async function optimized(args: string[]): Promise<OptimizeResult> {
  const run = await runCli(['optimize', '--json', ...args]);
  expect(run).toMatchObject({ status: 0, stderr: '' });
  return JSON.parse(run.stdout) as OptimizeResult;
}

/** Last prices of the study. */
const last = Object.fromEntries(
  ['MKT', 'AAA', 'BBB', 'CCC', 'DDD'].map((ticker, i) => [
    ticker,
    Number(monthlyPrices().trim().split('\n').at(-1)!.split(',')[i + 1]),
  ]),
);

describe('the weights of now', () => {
  it.each([['rolling'], ['expanding']])(
    'are those of the backtest that decides on the same day, with windows that are %s',
    async (window) => {
      const folder = temporaryFolder();
      const config = writeStudy(folder, { backtest: { train: 24, rebalance: 3, window, lag: 1 } });
      await runCli(['backtest', '--config', config, '--out', join(folder, 'out')]);
      const result = JSON.parse(readFileSync(join(folder, 'out', 'result.json'), 'utf8')) as BacktestResult;
      for (const at of [0, 4]) {
        const { decision, trainStart, satOut } = result.decisions[at];
        const now = await optimized(['--config', config, '--to', decision]);
        expect(now).toMatchObject({ decision, trainStart, satOut, orders: null, money: null });
        for (const [s, { name, status, weights }] of now.strategies.entries()) {
          const own = result.strategies[s];
          expect({ name, status }).toEqual({ name: own.name, status: own.windows[at].status });
          for (const [ticker, weight] of Object.entries(weights))
            expect(weight).toBeCloseTo(own.windows[at].weights[ticker], 8);
        }
      }
    },
  );

  it('are decided for a selection too, by a backtest of each candidate, and are printed with their risk', async () => {
    const selection = { grid: { 'backtest.train': [12, 24] }, minimumHistory: 6 };
    const changes = { strategies: [{ name: 'sample' }, { name: 'equalWeight' }], selection };
    const folder = temporaryFolder();
    const config = writeStudy(folder, changes);
    await runCli(['backtest', '--config', config, '--out', join(folder, 'out')]);
    const result = JSON.parse(readFileSync(join(folder, 'out', 'result.json'), 'utf8')) as BacktestResult;
    const { decision, candidate, scores } = result.selection!.decisions[3];
    const now = await optimized(['--config', config, '--to', decision, '--amount', '10000']);
    expect(now.selection).toMatchObject({ decision, candidate, scores });
    expect(now.strategies.map(({ name }) => name)).toEqual(['sample', 'equalWeight', 'selected']);
    const weights = result.strategies[2].windows[3].weights;
    for (const [ticker, weight] of Object.entries(now.strategies[2].weights))
      expect(weight).toBeCloseTo(weights[ticker], 8);
    expect(now.orders!.map(({ name }) => name)).toContain('selected');
    const { status, stdout } = await runCli([
      ...['optimize', '--config', config, '--to', decision, '--amount', '10000', '--strategy', 'selected'],
    ]);
    expect(status).toBe(0);
    expect(stdout).toContain(`selected holds ${candidate} (sharpe `);
    expect(stdout).toContain('Orders for selected:');
    expect(stdout).not.toContain('Orders for sample');
    expect(stdout).toMatch(/^Asset +sample +equalWeight +selected$/m);
    expect(stdout).toMatch(/^equalWeight +\S+ % +\S+ % +\S+ %$/m);
  });
});

describe('orders in whole shares', () => {
  it('bring holdings to the weights, and no money is lost on the way', async () => {
    const folder = temporaryFolder();
    const config = writeStudy(folder, { backtest: { train: 24, rebalance: 3, costs: 0.002 } });
    writeFileSync(join(folder, 'holdings.csv'), 'Ticker,Shares\nMKT,100\nBBB,40\nCCC,\n');
    const holdings: Record<string, number> = { MKT: 100, BBB: 40 };
    const now = await optimized([
      ...['--config', config, '--holdings', join(folder, 'holdings.csv'), '--cash', '20000'],
    ]);
    const held = 100 * last.MKT + 40 * last.BBB;
    expect(now.money).toMatchObject({ priceDate: '2022-12-31', cash: 20000, holdings });
    expect(now.money!.amount).toBeCloseTo(held + 20000, 8);
    for (const { name, allocation } of now.orders!) {
      const { shares, trades, cash, cost, weights, roundingError } = allocation!;
      const target = now.strategies.find((strategy) => strategy.name === name)!.weights;
      const tickers = Object.keys(shares);
      const sum = (of: (ticker: string) => number) => tickers.reduce((total, t) => total + of(t), 0);
      for (const ticker of tickers) {
        expect(Number.isInteger(shares[ticker])).toBe(true);
        expect(trades[ticker]).toBe(shares[ticker] - (holdings[ticker] ?? 0));
      }
      expect(cost).toBeCloseTo(0.002 * sum((t) => Math.abs(trades[t]) * last[t]), 6);
      expect(sum((t) => shares[t] * last[t]) + cash + cost).toBeCloseTo(now.money!.amount, 6);
      const off = tickers.map((t) => Math.abs((shares[t] * last[t]) / now.money!.amount - target[t]));
      expect(roundingError.largest).toBeCloseTo(Math.max(...off), 10);
      expect(Math.max(...off)).toBeLessThan(0.01);
      expect(sum((t) => weights[t])).toBeCloseTo(1 - (cash + cost) / now.money!.amount, 10);
    }
  });

  it('start from the weights of the holdings where turnover is limited', async () => {
    const folder = temporaryFolder();
    const strategies = [{ name: 'sample', turnoverLimit: 0.1 }];
    const config = writeStudy(folder, { strategies });
    writeFileSync(join(folder, 'holdings.csv'), 'symbol,shares\nDDD,1000\n');
    const now = await optimized(['--config', config, '--holdings', join(folder, 'holdings.csv')]);
    expect(now.money!.cash).toBe(0);
    expect(now.strategies[0].weights.DDD).toBeCloseTo(0.95, 6);
    expect(now.orders![0].allocation!.trades.DDD).toBeGreaterThan(-60);
  });

  it('are printed for the strategy that is asked for', async () => {
    const config = writeStudy(temporaryFolder());
    const args = ['optimize', '--config', config, '--amount', '100000', '--strategy', 'equalWeight'];
    const { stdout } = await runCli(args);
    expect(stdout.match(/Orders for \w+/g)).toEqual(['Orders for equalWeight']);
    const shares = Math.floor(20000 / last.DDD);
    expect(stdout).toMatch(
      new RegExp(`^DDD +\\S+ +0 +\\+(${shares}|${shares + 1}) +\\d+ +20.00 % +\\S+ %$`, 'm'),
    );
    expect(stdout).toContain('Amount      100000.00: 0.00 held and 100000.00 in cash');
  });
});

describe('orders are refused', () => {
  it.each([
    ['a holding without a price', 'symbol,shares\nMKTT,5\n', [], 3, 'unknown-ticker'],
    ['a part of a share', 'symbol,shares\nMKT,5.5\n', [], 3, 'fractional-holding'],
    ['a ticker twice', 'symbol,shares\nMKT,5\nMKT,6\n', [], 3, 'duplicate-ticker'],
    ['words', 'symbol,shares\nMKT,five\n', [], 3, 'not-a-number'],
    ['no column of shares', 'symbol,weight\nMKT,1\n', [], 3, 'missing-column'],
    ['an amount below what is held', 'symbol,shares\nMKT,50\n', ['--amount', '100'], 2, 'bad-amount'],
    ['an amount and cash', 'symbol,shares\nMKT,5\n', ['--amount', '9', '--cash', '9'], 2, 'usage'],
    ['an amount of words', 'symbol,shares\nMKT,5\n', ['--amount', 'much'], 2, 'usage'],
    ['an unknown strategy', 'symbol,shares\nMKT,5\n', ['--strategy', 'sampel'], 2, 'unknown-strategy'],
  ])('for %s', async (_, holdings, args, status, code) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'holdings.csv'), holdings);
    const all = ['--config', writeStudy(folder), '--holdings', join(folder, 'holdings.csv'), ...args];
    const run = await runCli(['optimize', ...all]);
    expect(run).toMatchObject({ status, stdout: '' });
    expect(run.stderr).toContain(`error [${code}]`);
  });

  it('for data that are returns', async () => {
    const rows = monthlyPrices().trim().split('\n').slice(0, 40);
    const returns = rows.map((row, t) =>
      t === 0 ? row : row.replace(/,[^,]+/g, (_, at: number) => `,${((t * 7 + at) % 11) / 100 - 0.05}`),
    );
    const config = writeStudy(temporaryFolder(), { input: 'returns' }, `${returns.join('\n')}\n`);
    const run = await runCli(['optimize', '--config', config, '--amount', '1000']);
    expect(run).toMatchObject({ status: 2, stdout: '' });
    expect(run.stderr).toContain('error [no-prices]');
  });
});
