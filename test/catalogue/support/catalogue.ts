/** A catalogue of wrong inputs: what the command line says to each, word for word. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cliPath, type CliRun, monthlyPrices } from '../../support/cli.js';

export interface WrongInput {
  /** what is wrong */
  what: string;
  /** prices.csv; by default five assets of 60 months, MKT AAA BBB CCC DDD; null for no such file */
  prices?: string | Uint8Array | null;
  /** fields of study.json beside prices, market and backtest; a text is the whole file, null for no such file */
  config?: Record<string, unknown> | string | null;
  /** further files by name; a folder where the name ends in / */
  files?: Record<string, string | Uint8Array>;
  /** by default check --config study.json */
  run?: string;
  /** by default 2 */
  status?: number;
  /** the lines of stderr, the folder of the case as ~ */
  says: readonly string[];
}

/** Tests of a table of wrong inputs: the status, all of stderr and nothing on stdout. */
export function catalogue(kind: string, cases: readonly WrongInput[]): void {
  describe(kind, () => {
    const runs: CliRun[] = [];
    let folder: string;
    beforeAll(async () => {
      folder = realpathSync(mkdtempSync(join(tmpdir(), 'mixfolio-test-')));
      const requests = cases.map((wrong, k) => ({
        cwd: written(wrong, join(folder, String(k))),
        args: (wrong.run ?? 'check --config study.json').split(' ').filter((part) => part !== ''),
      }));
      const runner = spawn(process.execPath, [resolve('test/catalogue/support/runner.mjs'), cliPath], {
        cwd: folder,
        env: { PATH: process.env.PATH },
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      runner.stdin.end(requests.map((request) => `${JSON.stringify(request)}\n`).join(''));
      for await (const line of createInterface({ input: runner.stdout })) {
        const { status, stdout, stderr } = JSON.parse(line) as CliRun;
        runs.push({ status, stdout, stderr: stderr.replaceAll(join(folder, String(runs.length)), '~') });
      }
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it.each(cases.map((wrong, k) => [wrong.what, wrong, k] as const))('%s', (_, wrong, k) => {
      const { status = 2, says } = wrong;
      expect(runs[k]).toEqual({ status, stdout: '', stderr: `${says.join('\n')}\n` });
    });
  });
}

/** Makes the folder of a case with its files, and returns it. */
function written({ prices, config = {}, files = {} }: WrongInput, folder: string): string {
  const study =
    typeof config === 'object' && config !== null
      ? JSON.stringify({
          prices: 'prices.csv',
          market: 'MKT',
          backtest: { train: 24, rebalance: 3 },
          ...config,
        })
      : config;
  mkdirSync(folder);
  const all = {
    'prices.csv': prices === undefined ? monthlyPrices() : prices,
    'study.json': study,
    ...files,
  };
  for (const [name, content] of Object.entries(all)) {
    const path = join(folder, name);
    if (name.endsWith('/')) mkdirSync(path, { recursive: true });
    else if (content !== null) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
  }
  return folder;
}
