import { Option, type Command } from 'commander';
import { addQueueOptions, countOf, positiveSecondsOf, secondsOf } from '../queue-options.js';
import type { WorkerCommand } from '../run-worker.js';
import type { Settle } from './settle.js';

const help = `
Example:
  $ npm install bullmq ioredis
  $ export MIXFOLIO_QUEUE=redis://mixfolio:secret@redis.example:6379
  $ mixfolio worker --concurrency 8 --memory 4000

SIGTERM and SIGINT stop it once its jobs are done, or given back when the grace is over; a second one gives them back
at once. Exit status: 0 stopped, 1 refused as of another version, 2 bad usage or no queue there.`;

/** @param script what computes, whose identity the worker has */
export function workerCommand(program: Command, settle: Settle, script: URL): void {
  addQueueOptions(program.command('worker').description('do the jobs of sweeps that run with --queue'))
    .addOption(
      new Option('--concurrency <number>', 'jobs at a time, a thread each; default one a core').argParser(
        countOf,
      ),
    )
    .addOption(
      new Option('--memory <MB>', 'takes no new job while the process has more than this').argParser(countOf),
    )
    .addOption(
      new Option(
        '--thread-memory <MB>',
        'JavaScript heap of a thread; a job that needs more fails',
      ).argParser(countOf),
    )
    .addOption(
      new Option('--grace <seconds>', 'for finishing jobs when it is to stop')
        .argParser(secondsOf)
        .default(30),
    )
    .addOption(
      new Option('--wait <seconds>', 'for the queue to be there at the start')
        .argParser(secondsOf)
        .default(60),
    )
    .addOption(
      new Option(
        '--lease <seconds>',
        'for which a job is kept for a worker that says nothing, all workers alike',
      )
        .argParser(positiveSecondsOf)
        .default(15),
    )
    .option('--cache <folder>', 'keeps data for other workers of this machine and the next start')
    .addHelpText('after', help)
    .action(async (options: WorkerCommand) => {
      const { runWorker } = await import('../run-worker.js');
      settle(await runWorker(options, script));
    });
}
