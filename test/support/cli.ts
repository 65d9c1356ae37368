import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { randomSource } from './random.js';

/** The built command. */
export const cliPath = resolve('dist/cli.js');

export interface CliRun {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Starts the command; `ended` resolves when it has. */
export function startCli(args: string[], cwd: string): { child: ChildProcess; ended: Promise<CliRun> } {
  const child = spawn(process.execPath, [cliPath, ...args], { cwd, env: { PATH: process.env.PATH } });
  const run: CliRun = { status: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (run.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (run.stderr += text));
  const ended = new Promise<CliRun>((done, fail) => {
    child.on('error', fail);
    child.on('close', (status) => done({ ...run, status }));
  });
  return { child, ended };
}

export function runCli(args: string[], cwd = '.'): Promise<CliRun> {
  return startCli(args, cwd).ended;
}

/** A folder that is gone when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mixfolio-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Five years of month-end prices of five assets around a common market, wide CSV; seeded. */
export function monthlyPrices(): string {
  const { normal } = randomSource(7);
  const prices = [100, 50, 20, 80, 10];
  const rows = Array.from({ length: 60 }, (_, t) => {
    const date = new Date(Date.UTC(2018, t + 1, 0)).toISOString().slice(0, 10);
    const market = 0.005 + 0.03 * normal();
    const cells = prices.map(
      (price, i) => (prices[i] = price * (1 + (0.5 + 0.2 * i) * market + 0.02 * normal())),
    );
    return `${date},${cells.map((cell) => cell.toFixed(4)).join(',')}\n`;
  });
  return `date,MKT,AAA,BBB,CCC,DDD\n${rows.join('')}`;
}

/** Writes `prices.csv` and `study.json` into a folder; returns the path of the configuration. */
export function writeStudy(
  folder: string,
  changes: Record<string, unknown> = {},
  prices = monthlyPrices(),
): string {
  const config = { prices: 'prices.csv', market: 'MKT', backtest: { train: 24, rebalance: 3 }, ...changes };
  writeFileSync(join(folder, 'prices.csv'), prices);
  writeFileSync(join(folder, 'study.json'), JSON.stringify(config));
  return join(folder, 'study.json');
}
