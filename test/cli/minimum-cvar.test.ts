import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { BacktestResult, DecisionNow } from '../../src/browser.js';
import { runCli, temporaryFolder, writeStudy } from '../support/cli.js';

const strategies = [
  { name: 'minimumCVaR', maxWeights: 0.5 },
  {
    ...{ name: 'drawn', objective: 'minimumCVaR', covariance: 'ledoitWolf' },
    scenarios: { from: 'normal', draws: 100 },
  },
];

it('is an objective of the command line, now as in the last window of a backtest', async () => {
  const folder = temporaryFolder();
  const config = writeStudy(folder, { strategies, backtest: { train: 24, rebalance: 1 } });
  const run = await runCli(['backtest', '--config', config, '--out', 'out'], folder);
  expect([run.status, run.stderr]).toEqual([0, expect.not.stringContaining('error')]);
  const result = JSON.parse(readFileSync(join(folder, 'out/result.json'), 'utf8')) as BacktestResult;
  const { decision, tail } = result.strategies[0].windows.at(-1)!;
  expect(tail).toMatchObject({ scenarios: 24, confidence: 0.95 });
  expect(result.strategies[1].windows.map(({ status }) => status)).not.toContain('fallback');
  const now = await runCli(['optimize', '--config', config, '--to', decision, '--json'], folder);
  expect(now.status).toBe(0);
  const decided = JSON.parse(now.stdout) as DecisionNow;
  expect(decided.strategies.map((strategy) => strategy.tail)).toEqual(
    result.strategies.map(({ windows }) => windows.at(-1)!.tail),
  );
});

it('is decided now for what a selection picks, where no strategy beside it has it', async () => {
  const folder = temporaryFolder();
  const config = writeStudy(folder, {
    strategies: [{ name: 'sample' }],
    selection: {
      name: 'best',
      candidates: { most: { strategies: [{ name: 'sample', objective: 'minimumCVaR' }] }, other: {} },
    },
  });
  const { status, stdout } = await runCli(['optimize', '--config', config, '--json'], folder);
  expect(status).toBe(0);
  expect((JSON.parse(stdout) as DecisionNow).strategies.map(({ status: own }) => own)).toEqual(['ok', 'ok']);
});

it('says what to install where highs is not there', () => {
  const folder = temporaryFolder();
  cpSync('dist', join(folder, 'dist'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const config = writeStudy(folder, { strategies });
  const sweep = join(folder, 'sweep.json');
  writeFileSync(sweep, JSON.stringify({ base: config, space: {} }));
  for (const args of [
    ['backtest', '--config', config, '--out', 'out'],
    ['optimize', '--config', config],
    ['sweep', '--config', sweep, '--out', 'swept', '--dry-run'],
    ['sweep', '--config', sweep, '--out', 'swept'],
    ['sweep', '--config', sweep, '--out', 'swept', '--queue', 'redis://127.0.0.1:1'],
  ]) {
    const cli = [join(folder, 'dist/cli.js'), ...args];
    const { status, stderr } = spawnSync(process.execPath, cli, { cwd: folder, encoding: 'utf8' });
    expect([status, stderr]).toEqual([
      2,
      'error [missing-package]: minimumCVaR needs the package highs\nhint: npm install highs\n',
    ]);
  }
  // not a part of a result is kept
  expect(existsSync(join(folder, 'swept'))).toBe(false);
});
