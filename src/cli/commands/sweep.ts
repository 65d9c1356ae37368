import type { Command } from 'commander';
import { addQueueOptions, countOf } from '../queue-options.js';
import type { SweepCommand } from '../run-sweep.js';
import type { SweepStatusCommand } from '../run-sweep-status.js';
import type { Settle } from './settle.js';

const help = `
Example:
  $ cat sweep.json
  { "base": "study.json",
    "space": { "grid": { "backtest.train": [24, 36, 60], "strategy.maxWeights": [0.2, 0.3, 1] } },
    "strategies": ["systematic", "ledoitWolf"] }
  $ mixfolio sweep --config sweep.json --out results/sweep --dry-run
  $ mixfolio sweep --config sweep.json --out results/sweep

Interrupted in whatever way, the same command goes on. With --queue the jobs are done by
mixfolio worker on any number of machines, and MIXFOLIO_QUEUE keeps its address out of lists of processes.

Exit status: 0 done, 2 bad usage or configuration, 3 bad data, 130 interrupted,
143 by SIGTERM, 1 anything else, jobs set aside among it.`;

export function sweepCommand(program: Command, settle: Settle, reportClient: URL): void {
  const sweep = program
    .command('sweep')
    .description('run every backtest of a space of configurations, and say how much of the best is luck')
    .addHelpText('after', '\nOptions of a run, and an example: mixfolio sweep run --help');
  addQueueOptions(
    sweep
      .command('run', { isDefault: true })
      .description('run a sweep, or go on with it (what mixfolio sweep does by itself)')
      .requiredOption('--config <file>', 'configuration of the sweep, JSON')
      .requiredOption('--out <folder>', 'folder of plan, parts and results, made when it is missing')
      .option('--dry-run', 'print what would be run, how many windows that are and how long it takes')
      .option('--parts <folder>', 'folder of parts that sweeps share, in the place of parts in --out')
      .option('--workers <number>', 'threads of this machine; default one a core', countOf)
      .option('--memory <MB>', 'JavaScript heap of each thread', countOf)
      .option('--json', 'print counts and verdicts as JSON')
      .addHelpText('after', help),
  ).action(async (options: SweepCommand) => {
    const { runSweep } = await import('../run-sweep.js');
    settle(await runSweep(options, reportClient));
  });
  addQueueOptions(
    sweep
      .command('status')
      .description('say how far a sweep is, and with --queue who works on it')
      .option('--out <folder>', 'folder of the sweep')
      .option('--json', 'print it as JSON'),
  ).action(async (options: SweepStatusCommand) => {
    const { runSweepStatus } = await import('../run-sweep-status.js');
    settle(await runSweepStatus(options));
  });
  sweep
    .command('report')
    .description('judge what is done of a sweep and write its report again')
    .requiredOption('--out <folder>', 'folder of the sweep')
    .action(async ({ out }: { out: string }) => {
      const { runSweepReport } = await import('../run-sweep.js');
      settle(await runSweepReport(out, reportClient));
    });
  addQueueOptions(
    sweep
      .command('cancel')
      .description('take the jobs of a sweep out of a queue, and stop those that are being done')
      .requiredOption('--out <folder>', 'folder of the sweep'),
  ).action(async (options: SweepStatusCommand) => {
    const { runSweepCancel } = await import('../run-sweep-status.js');
    settle(await runSweepCancel(options));
  });
}
