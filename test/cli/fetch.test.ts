import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.js';

const range = ['--from', '2024-01-02', '--to', '2024-01-05'];

/** A cache with two tickers, so that nothing has to be fetched. */
function cachedFolder(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'cache'));
  const write = (ticker: string, content: object) =>
    writeFileSync(join(folder, 'cache', `${ticker}_2024-01-02_2024-01-05.json`), JSON.stringify(content));
  write('SPY', { dates: ['2024-01-02', '2024-01-04'], prices: [472.65, 467.28] });
  write('%5EGSPC', { dates: ['2024-01-02', '2024-01-03'], prices: [4742.83, 4704.81] });
  return folder;
}

it('writes the prices of a cache as a wide CSV, and says what there is of each ticker', async () => {
  const folder = cachedFolder();
  const args = ['fetch', '--tickers', 'SPY, ^GSPC', ...range, '--cache', 'cache', '--out', 'p.csv'];
  const { status, stdout, stderr } = await runCli(args, folder);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain(
    'SPY: 2 days, 2024-01-02 to 2024-01-04\n^GSPC: 2 days, 2024-01-02 to 2024-01-03\n',
  );
  expect(readFileSync(join(folder, 'p.csv'), 'utf8')).toBe(
    'date,SPY,^GSPC\n2024-01-02,472.65,4742.83\n2024-01-03,,4704.81\n2024-01-04,467.28,\n',
  );
  const again = await runCli(args, folder);
  expect([again.status, again.stderr]).toEqual([2, expect.stringContaining('error [would-overwrite]')]);
  expect((await runCli([...args, '--force'], folder)).status).toBe(0);
});

it('refuses tickers and dates that are none before anything is fetched', async () => {
  const folder = temporaryFolder();
  const { status, stderr } = await runCli(['fetch', '--tickers', 'SPY,', ...range, '--out', 'p.csv'], folder);
  expect([status, stderr]).toEqual([2, expect.stringContaining('error [invalid-option]: tickers')]);
  expect(existsSync(join(folder, 'p.csv'))).toBe(false);
});

it('says what to install where yahoo-finance2 is not there', () => {
  const folder = temporaryFolder();
  cpSync('dist', join(folder, 'dist'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const args = [join(folder, 'dist/cli.js'), 'fetch', '--tickers', 'SPY', ...range, '--out', 'p.csv'];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toBe(
    'error [missing-package]: fetching prices from Yahoo Finance needs the package yahoo-finance2\nhint: npm install yahoo-finance2\n',
  );
});
