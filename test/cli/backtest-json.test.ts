import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { BacktestResult } from '../../src/browser.js';
import { runCli, temporaryFolder, writeStudy } from '../support/cli.js';

it('a backtest prints the numbers of its summary as JSON, those of its files', async () => {
  const folder = temporaryFolder();
  const out = join(folder, 'out');
  const args = [
    'backtest',
    '--config',
    writeStudy(folder, { model: { minHeritability: 0.99 } }),
    '--out',
    out,
  ];
  const run = await runCli([...args, '--json']);
  expect(run).toMatchObject({ status: 0, stderr: '' });
  const printed = JSON.parse(run.stdout) as Record<string, unknown>;
  const result = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')) as BacktestResult;
  const { dataHash, engineVersion, frequency, periodsPerYear, notes, comparisons, strategies } = result;
  expect(printed).toEqual({
    ...{ dataHash, engineVersion, frequency, periodsPerYear, notes, comparisons },
    decisions: { count: 12, first: '2020-01-31', last: '2022-10-31' },
    periods: { count: 35, first: '2020-02-29', last: '2022-12-31' },
    strategies: strategies.map(({ name, statistics, windows }) => ({
      ...{ name, statistics },
      windows: Object.fromEntries(
        ['ok', 'fallback', 'skipped'].map((kind) => [kind, windows.filter((w) => w.status === kind).length]),
      ),
      lastWeights: windows.at(-1)!.weights,
    })),
    files: ['result.json', 'weights.csv', 'returns.csv', 'report.html'].map((name) => join(out, name)),
  });
  expect(strategies[0].windows.filter(({ status }) => status === 'fallback').length).toBeGreaterThan(0);
  expect(await runCli([...args, '--json', '--chart'])).toMatchObject({ status: 2, stdout: '' });
});
