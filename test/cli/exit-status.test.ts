import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { version } from '../../src/version.js';
import { monthlyPrices, runCli, temporaryFolder, writeStudy } from '../support/cli.js';

/** A study that fails: exit status, code, and that nothing was written. */
async function failingStudy(config: string, folder: string, status: number, code: string): Promise<string> {
  const run = await runCli(['backtest', '--config', config, '--out', join(folder, 'out')]);
  expect(run).toMatchObject({ status, stdout: '' });
  expect(run.stderr).toMatch(/^error \[[a-z-]+\]: .*\nhint: .*\n$/);
  expect(run.stderr).toContain(`error [${code}]`);
  expect(existsSync(join(folder, 'out'))).toBe(false);
  return run.stderr;
}

describe('help and version', () => {
  it('print to stdout and exit with 0', async () => {
    expect(await runCli(['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
    const help = await runCli(['backtest', '--help']);
    expect(help).toMatchObject({ status: 0, stderr: '' });
    expect(help.stdout).toContain('$ mixfolio backtest --config study.json --out results/study');
  });

  it('help is printed as bad usage where no command is given', async () => {
    const run = await runCli([]);
    expect(run).toMatchObject({ status: 2, stdout: '' });
    expect(run.stderr).toContain('Usage: mixfolio');
  });
});

describe('bad usage exits with 2', () => {
  it.each([
    ['an unknown command', ['frontest'], "unknown command 'frontest'"],
    ['an unknown option', ['backtest', '--config', 'x', '--out', 'y', '--fast'], "unknown option '--fast'"],
    ['no configuration', ['backtest', '--out', 'x'], "required option '--config <file>' not specified"],
    ['no folder', ['backtest', '--config', 'x'], "required option '--out <folder>' not specified"],
    ['a stray argument', ['backtest', '--config', 'x', '--out', 'y', 'z'], 'too many arguments'],
  ])('for %s', async (_, args, message) => {
    const { status, stdout, stderr } = await runCli(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(`error [usage]: `);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/\nhint: .*mixfolio (--help|init)/);
  });
});

describe('a bad configuration exits with 2', () => {
  it('when it is missing', async () => {
    const folder = temporaryFolder();
    await failingStudy(join(folder, 'none.json'), folder, 2, 'config-not-found');
  });

  it('when it is a folder', async () => {
    const folder = temporaryFolder();
    const stderr = await failingStudy(folder, folder, 2, 'config-not-readable');
    expect(stderr).toContain(`the configuration ${folder} is a folder`);
  });

  it('when it is empty', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'study.json'), '\n');
    const stderr = await failingStudy(join(folder, 'study.json'), folder, 2, 'invalid-json');
    expect(stderr).toContain('study.json is empty');
  });

  it('when it is not JSON, with line and column', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'study.json'), '{\n  "prices": "a.csv",\n  "market": "SPY",\n}\n');
    const stderr = await failingStudy(join(folder, 'study.json'), folder, 2, 'invalid-json');
    expect(stderr).toContain('line 4, column 1: unexpected "}"');
  });

  it('when it has a field that does not exist', async () => {
    const folder = temporaryFolder();
    const stderr = await failingStudy(writeStudy(folder, { makret: 'MKT' }), folder, 2, 'unknown-key');
    expect(stderr).toContain('makret');
  });

  it('when it names no prices', async () => {
    const folder = temporaryFolder();
    await failingStudy(writeStudy(folder, { prices: undefined }), folder, 2, 'missing-key');
  });

  it('when the market is not in the data', async () => {
    const folder = temporaryFolder();
    await failingStudy(writeStudy(folder, { market: 'SPX' }), folder, 2, 'unknown-ticker');
  });
});

describe('a folder that cannot be written to exits with 2', () => {
  it('and leaves the file that stands there alone', async () => {
    const folder = temporaryFolder();
    const config = writeStudy(folder);
    for (const out of [config, join(config, 'inside')]) {
      const run = await runCli(['backtest', '--config', config, '--out', out]);
      expect(run).toMatchObject({ status: 2, stdout: '' });
      expect(run.stderr).toContain('error [not-a-folder]');
      expect(run.stderr).toContain(config);
    }
    expect(readFileSync(config, 'utf8')).toContain('prices.csv');
  });
});

describe('bad data exit with 3', () => {
  it('when the prices are missing', async () => {
    const folder = temporaryFolder();
    const stderr = await failingStudy(
      writeStudy(folder, { prices: 'none.csv' }),
      folder,
      3,
      'file-not-found',
    );
    expect(stderr).toContain('none.csv');
  });

  it('when a price cannot be, with its line, ticker and date', async () => {
    const folder = temporaryFolder();
    const prices = monthlyPrices().replace(/^(2018-03-31,[^,]*,)[^,]*/m, '$1-5');
    const stderr = await failingStudy(writeStudy(folder, {}, prices), folder, 3, 'non-positive-price');
    for (const part of ['prices.csv', 'line 4', 'AAA', '2018-03-31', '-5']) expect(stderr).toContain(part);
  });

  it('when a kernel has a cell that is no number, with its file, line and assets', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'peers.csv'), 'asset,AAA,BBB\nAAA,1,0.5\nBBB,x,1\n');
    const config = writeStudy(folder, { kernels: { peers: { path: 'peers.csv' } } });
    const stderr = await failingStudy(config, folder, 3, 'not-a-number');
    expect(stderr).toContain("peers.csv, line 3: BBB, AAA is 'x'");
  });

  it('when a kernel is no covariance, with its file', async () => {
    const folder = temporaryFolder();
    const rows = ['MKT', 'AAA', 'BBB', 'CCC', 'DDD'];
    const value = (a: string, b: string): string =>
      a === b ? '1' : a === 'MKT' || b === 'MKT' ? '0' : '-0.9';
    const lines = rows.map((a) => [a, ...rows.map((b) => value(a, b))].join(','));
    writeFileSync(join(folder, 'peers.csv'), ['asset,MKT,AAA,BBB,CCC,DDD', ...lines, ''].join('\n'));
    const config = writeStudy(folder, { kernels: { peers: { path: 'peers.csv' } } });
    const stderr = await failingStudy(config, folder, 3, 'indefinite-kernel');
    expect(stderr).toContain('peers.csv: kernel "peers" has eigenvalues from -1.7');
  });

  it('when there are too few periods to train on', async () => {
    const folder = temporaryFolder();
    await failingStudy(writeStudy(folder, { backtest: { train: 80 } }), folder, 3, 'too-few-periods');
  });
});
