/** Whole runs of `mixfolio backtest`, start-up and report included. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { summary } from '../sampling.mjs';

/** The ten-ETF study where its prices are, and what is configured. */
export function wholeRuns({ configurations, prices, quick }) {
  const runs = configurations.map((path) => ({
    id: `run-${path}`,
    name: path,
    args: ['--config', path, ...(prices ? ['--prices', prices] : [])],
  }));
  const etfs = process.env.MIXFOLIO_SHARED && join(process.env.MIXFOLIO_SHARED, 'data/etf10_adj.csv');
  if (etfs && existsSync(etfs)) {
    const args = ['--config', 'examples/study.json', '--prices', etfs];
    runs.unshift({ id: 'study', name: 'the ten-ETF study', args });
  }
  return runs.map((run) => measureRun(run, quick ? 3 : 9));
}

function measureRun({ id, name, args }, times) {
  const out = mkdtempSync(join(tmpdir(), 'mixfolio-bench-'));
  const seconds = Array.from({ length: times }, () => {
    const start = performance.now();
    const run = spawnSync(process.execPath, ['dist/cli.js', 'backtest', ...args, '--out', out]);
    if (run.status !== 0) throw new Error(run.stderr.toString());
    return (performance.now() - start) / 1000;
  });
  const { strategies } = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8'));
  rmSync(out, { recursive: true });
  const windows = strategies[0].windows.length;
  return {
    id,
    group: 'whole runs',
    name: `${name}: \`mixfolio backtest\`, ${windows} windows × ${strategies.length} strategies`,
    ours: summary(seconds),
    note: 'start-up and report included',
    peers: [],
  };
}
