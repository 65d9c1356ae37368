/** A small sweep on the command line of the installed package, whose threads run the script that it brings. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

const files = ['plan.json', 'plan.parquet', 'analysis.json', 'report.html'];

export function runSweep(folder) {
  run('npx', ['mixfolio', 'simulate', '--seed', '7', '--out', 'simulated'], folder);
  const config = {
    base: 'simulated/config.json',
    space: { grid: { 'backtest.train': [24, 30], 'strategy.maxWeights': [0.3, 1] } },
  };
  writeFileSync(join(folder, 'sweep.json'), JSON.stringify(config));
  const printed = run('npx', ['mixfolio', 'sweep', '--config', 'sweep.json', '--out', 'sweep'], folder);
  process.stdout.write(printed);
  if (!/^the best of 4 trials|^The best of 4 trials/m.test(printed))
    throw new Error('the sweep has no verdict');
  for (const file of files)
    if (!existsSync(join(folder, 'sweep', file))) throw new Error(`the sweep wrote no ${file}`);
}
