import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { type CliRun, runCli, startCli, temporaryFolder } from '../support/cli.js';
import { csvOf, weeklyBase, weeklyPrices, weeklySweep } from '../support/sweep-study.js';

// threads share the cores with other tests
vi.setConfig({ testTimeout: 240_000 });

/** A folder with prices, `base.json` and `sweep.json`. */
function study(changes: object = {}): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'prices.csv'), csvOf(weeklyPrices()));
  writeFileSync(join(folder, 'base.json'), JSON.stringify(weeklyBase));
  writeFileSync(
    join(folder, 'sweep.json'),
    JSON.stringify({ ...weeklySweep, base: 'base.json', ...changes }),
  );
  return folder;
}

const run = (folder: string, ...options: string[]): Promise<CliRun> =>
  runCli(['sweep', '--config', 'sweep.json', '--out', 'out', ...options], folder);

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

function partsIn(folder: string): string[] {
  const parts = join(folder, 'out', 'parts');
  return existsSync(parts) ? readdirSync(parts).filter((name) => /^[0-9a-f]{64}\.sha256$/.test(name)) : [];
}

/** Makes a job of each backtest. */
function oneByOne(folder: string): void {
  const path = join(folder, 'out', 'plan.json');
  const plan = JSON.parse(readFileSync(path, 'utf8')) as { backtests: number };
  const boundaries = Array.from({ length: plan.backtests }, (_, k) => k + 1);
  writeFileSync(path, JSON.stringify({ ...plan, boundaries }));
}

test('a dry run says what there is to do, and writes nothing', async () => {
  const folder = study();
  const { status, stdout, stderr } = await run(folder, '--dry-run', '--json');
  expect([status, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toMatchObject({
    trials: 12,
    baselines: 1,
    backtests: 13,
    universes: 1,
    periods: 1,
  });
  expect(readdirSync(folder).sort()).toEqual(['base.json', 'prices.csv', 'sweep.json']);
});

test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
  'after a %s in the middle the same command ends as if nothing had been',
  async (signal) => {
    const folder = study();
    const first = startCli(['sweep', '--config', 'sweep.json', '--out', 'out', '--workers', '1'], folder);
    await until(() => existsSync(join(folder, 'out', 'plan.json')));
    first.child.kill('SIGKILL');
    await first.ended;
    oneByOne(folder);
    const second = startCli(['sweep', '--config', 'sweep.json', '--out', 'out', '--workers', '1'], folder);
    await until(() => partsIn(folder).length > 0);
    second.child.kill(signal);
    const stopped = await second.ended;
    const kept = partsIn(folder);
    expect(kept.length).toBeLessThan(13);
    if (signal !== 'SIGKILL') {
      expect(stopped.status).toBe(signal === 'SIGINT' ? 130 : 143);
      expect(stopped.stderr).toMatch(
        /^stopping \(once more to end at once\)\ninterrupted: \d+ of 13 backtests are done; the same command goes on\n$/,
      );
      expect(JSON.parse(readFileSync(join(folder, 'out', 'progress.json'), 'utf8'))).toMatchObject({
        state: 'stopped',
      });
    }
    const state = await runCli(['sweep', 'status', '--out', 'out', '--json'], folder);
    expect(JSON.parse(state.stdout)).toMatchObject({
      sweep: { state: 'interrupted', backtests: { done: kept.length, total: 13 } },
    });
    const third = await run(folder, '--json');
    expect([third.status, third.stderr]).toEqual([0, '']);
    expect(JSON.parse(third.stdout)).toMatchObject({ counts: { planned: 13, done: 13 }, failed: 0 });
    expect(partsIn(folder)).toHaveLength(13);
    const other = study();
    expect((await run(other)).status).toBe(0);
    const analysis = (of: string): string => readFileSync(join(of, 'out', 'analysis.json'), 'utf8');
    expect(analysis(folder)).toBe(analysis(other));
    expect(readdirSync(join(folder, 'out')).filter((name) => name.includes('.tmp'))).toEqual([]);
  },
);

test('a folder whose sweep is running is refused, and told of', async () => {
  const folder = study();
  const first = startCli(['sweep', '--config', 'sweep.json', '--out', 'out', '--workers', '1'], folder);
  await until(() => existsSync(join(folder, 'out', 'plan.json')));
  first.child.kill('SIGSTOP');
  const second = await run(folder);
  expect(second.status).toBe(2);
  expect(second.stderr).toContain(`error [sweep-running]: the process ${first.child.pid}`);
  const state = await runCli(['sweep', 'status', '--out', 'out'], folder);
  expect(state.stdout).toContain('State      running');
  first.child.kill('SIGKILL');
  await first.ended;
});

test.each<[string, object, number, string]>([
  ['a misspelt ticker', { universes: { few: ['MKT', 'AAA', 'BBV'] } }, 3, 'BBV'],
  ['a misspelt field', { space: { grid: { 'backtest.trian': [24] } } }, 2, 'train'],
  ['a baseline that is none', { baseline: 'equalWieght' }, 2, 'equalWeight'],
  ['a base that is not there', { base: 'bases.json' }, 2, 'bases.json'],
  [
    'far too many points',
    { space: { sobol: { samples: 2_000_000, fields: { 'backtest.train': { min: 12, max: 60, step: 1 } } } } },
    2,
    '4000000 backtests',
  ],
])('%s ends with what to change, and nothing written', async (_, changes, expected, said) => {
  const folder = study(changes);
  const { status, stderr, stdout } = await run(folder);
  expect([status, stdout]).toEqual([expected, '']);
  expect(stderr).toMatch(/^error \[[a-z-]+\]: [^]*\nhint: /);
  expect(stderr).toContain(said);
  expect(stderr).not.toMatch(/^ {4}at /m);
  expect(existsSync(join(folder, 'out'))).toBe(false);
});

test('a sweep whose every trial is refused ends, and says why', async () => {
  const folder = study({ space: { grid: { 'backtest.train': [500, 600] } } });
  const { status, stdout, stderr } = await run(folder);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain('No trial has a result, so that there is nothing to judge.');
  expect(stdout).toContain('[too-few-periods]');
});

test('one trial alone is judged as one, and its report written again', async () => {
  const folder = study({ space: {}, strategies: ['ledoitWolf'] });
  const first = await run(folder);
  expect([first.status, first.stderr]).toEqual([0, '']);
  const again = await runCli(['sweep', 'report', '--out', 'out'], folder);
  expect([again.status, again.stdout]).toEqual([0, first.stdout]);
  const none = await runCli(['sweep', 'report', '--out', 'nowhere'], folder);
  expect([none.status, none.stderr]).toEqual([2, expect.stringContaining('error [no-sweep]')]);
});
