import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BacktestPreview, BacktestResult } from '../../src/browser.js';
import { monthlyPrices, runCli, temporaryFolder, writeStudy } from '../support/cli.js';

async function preview(config: string): Promise<BacktestPreview> {
  const run = await runCli(['check', '--config', config, '--json']);
  expect(run).toMatchObject({ status: 0, stderr: '' });
  return JSON.parse(run.stdout) as BacktestPreview;
}

/** Error code and text of a study that cannot be run. */
async function refused(config: string): Promise<{ status: number | null; code: string; text: string }> {
  const { status, stdout, stderr } = await runCli(['check', '--config', config]);
  expect(stdout).toBe('');
  return { status, code: /^error \[(.*?)\]/.exec(stderr)?.[1] ?? '', text: stderr };
}

describe('a check says what the run then does', () => {
  it.each([
    ['rolling windows', {}],
    ['expanding windows and a lag', { backtest: { train: 20, rebalance: 2, lag: 1, window: 'expanding' } }],
    ['a rule of the calendar', { backtest: { train: 24, rebalance: 'quarter' } }],
    [
      'a selection',
      { selection: { grid: { 'backtest.train': [12, 30] } }, backtest: { train: 24, rebalance: 3 } },
    ],
  ])('with %s', async (_, changes) => {
    const folder = temporaryFolder();
    const config = writeStudy(folder, changes);
    const seen = await preview(config);
    expect(readdirSync(folder).sort()).toEqual(['prices.csv', 'study.json']);

    await runCli(['backtest', '--config', config, '--out', join(folder, 'out')]);
    const result = JSON.parse(readFileSync(join(folder, 'out', 'result.json'), 'utf8')) as BacktestResult;
    const { decisions, strategies } = result;
    expect(seen.decisions.count).toBe(decisions.length);
    for (const [own, at] of [
      [seen.decisions.first, 0],
      [seen.decisions.last, -1],
    ] as const) {
      const { decision, trainStart, satOut } = decisions.at(at)!;
      expect(own).toMatchObject({ decision, trainStart, satOut });
    }
    expect(seen.satOut).toEqual([]);
    expect(seen.decisions.first.holdFrom).toBe(strategies[0].periods[0]);
    expect(seen.decisions.last.holdTo).toBe(strategies[0].periods.at(-1));
    expect(seen).toMatchObject({
      strategies: strategies.map(({ name }) => name),
      universe: result.universe,
      frequency: result.frequency,
      formula: result.formula,
      data: { dates: 60, dataHash: result.dataHash },
    });
  });
});

describe('a check tells of', () => {
  it('assets that sit out, at the first and the last decision, in a table that is aligned', async () => {
    // without the prices of 2018, the return of January 2019 is missing too
    const late = monthlyPrices().replace(/^(2018-.*),[^,]*$/gm, '$1,');
    const config = writeStudy(temporaryFolder(), {}, late);
    const { stdout } = await runCli(['check', '--config', config]);
    expect(stdout).toContain('Sit out at 2020-01-31:\n  DDD: 12 of 24 returns missing, first 2018-02-28\n');
    const [head, first, last] = stdout.split('\n').filter((line) => /^(Decision|First|Last) /.test(line));
    expect(first).toMatch(/^First +2020-01-31 +24 months +2018-02-28 +2020-02-29 +2020-04-30 +4 +1$/);
    expect(last).toMatch(/ 5 +0$/);
    expect([first.length, last.length]).toEqual([head.length, head.length]);
    expect(stdout).toContain('Nothing was run');
  });

  it('assets that sit out between the first and the last decision, as the run has them', async () => {
    const gaps = monthlyPrices()
      .replace(/^(2020-0[1-3].*),[^,]*$/gm, '$1,')
      .replace(/^(2018-0[1-6]-.*),[^,]*(,[^,]*)$/gm, '$1,$2');
    const folder = temporaryFolder();
    const config = writeStudy(folder, { backtest: { train: 12, rebalance: 3 } }, gaps);
    const { satOut, decisions } = await preview(config);
    expect([decisions.first.satOut.length, decisions.last.satOut.length]).toEqual([1, 0]);
    await runCli(['backtest', '--config', config, '--out', join(folder, 'out')]);
    const result = JSON.parse(readFileSync(join(folder, 'out', 'result.json'), 'utf8')) as BacktestResult;
    const times = (name: string): number =>
      result.decisions.filter((of) => of.satOut.some(({ asset }) => asset === name)).length;
    expect(satOut).toEqual(['DDD', 'CCC'].map((asset) => ({ asset, decisions: times(asset) })));
    expect(satOut[0].decisions).toBeGreaterThan(satOut[1].decisions);
    const { stdout } = await runCli(['check', '--config', config]);
    expect(stdout).toContain(
      `\nSit out     2 assets: DDD at ${times('DDD')}, CCC at ${times('CCC')} of the ${decisions.count} decisions\n`,
    );
  });

  it('more assets than periods to train on', async () => {
    const { notes } = await preview(writeStudy(temporaryFolder(), { backtest: { train: 5, rebalance: 3 } }));
    expect(notes).toContain(
      '2018-06-30: 5 assets and 5 periods to train on, so the sample covariance is singular',
    );
    const wide = await preview(writeStudy(temporaryFolder(), { backtest: { train: 6, rebalance: 3 } }));
    expect(wide.notes.filter((note) => note.includes('singular'))).toEqual([]);
  });

  it('two assets with the same prices', async () => {
    const twins = monthlyPrices()
      .split('\n')
      .map((line) => line.replace(/^([^,]*,[^,]*,)([^,]*),[^,]*/, '$1$2,$2'))
      .join('\n')
      .replace('AAA,AAA', 'AAA,BBB');
    const { notes } = await preview(writeStudy(temporaryFolder(), {}, twins));
    expect(notes.find((note) => note.includes('AAA') && note.includes('BBB'))).toBeDefined();
  });
});

describe('a check refuses', () => {
  it.each([
    ['a path that leads nowhere', { prices: 'price.csv' }, 3, 'file-not-found', 'price.csv'],
    ['a misspelt ticker', { assets: ['MKT', 'AAA', 'BBBB'] }, 2, 'unknown-ticker', 'did you mean "BBB"?'],
    ['a misspelt field', { rebalanse: 3 }, 2, 'unknown-key', 'rebalanse'],
    ['too long a window', { backtest: { train: 80 } }, 3, 'too-few-periods', '59 return periods'],
    [
      'a candidate without its data',
      { selection: { grid: { 'backtest.train': [24, 80] } } },
      3,
      'too-few-periods',
      '80',
    ],
  ])('%s', async (_, changes, status, code, part) => {
    const run = await refused(writeStudy(temporaryFolder(), changes));
    expect(run).toMatchObject({ status, code });
    expect(run.text).toContain(part);
  });

  it.each([
    ['an empty file', '', 'empty-file'],
    ['a price of zero', monthlyPrices().replace(/^(2018-03-31,[^,]*,)[^,]*/m, '$10'), 'non-positive-price'],
    ['a month that is missing', monthlyPrices().replace(/^2018-06.*\n/m, ''), 'missing-period'],
    ['the same day twice', monthlyPrices().replace('2018-04-30', '2018-03-31'), 'duplicate-date'],
  ])('%s', async (_, prices, code) => {
    expect(await refused(writeStudy(temporaryFolder(), {}, prices))).toMatchObject({ status: 3, code });
  });

  it('several mistakes at once, each with what helps', async () => {
    const { text } = await refused(
      writeStudy(temporaryFolder(), { frequenzy: 'month', backtest: { trian: 12 } }),
    );
    for (const part of ['did you mean "frequency"?', 'did you mean "train"?']) expect(text).toContain(part);
  });

  it('a matrix that is no kernel, before any window', async () => {
    const folder = temporaryFolder();
    const names = ['MKT', 'AAA', 'BBB', 'CCC', 'DDD'];
    const rows = names.map((a) => [a, ...names.map((b) => (a === b ? 1 : -0.9))].join(','));
    writeFileSync(join(folder, 'peers.csv'), ['asset,MKT,AAA,BBB,CCC,DDD', ...rows, ''].join('\n'));
    const config = writeStudy(folder, { kernels: { peers: { path: 'peers.csv' } } });
    expect(await refused(config)).toMatchObject({ status: 3, code: 'indefinite-kernel' });
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });
});
