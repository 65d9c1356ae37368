import { resolve } from 'node:path';
import { ConfigError } from '../errors.js';
import { count } from '../report/format.js';
import { queueStatus } from '../sweep/queue/status.js';
import { cancelSweep } from '../sweep/queue/withdrawal.js';
import { sweepStatus, type SweepStatus } from '../sweep/status.js';
import { duration } from './duration.js';
import { exitStatus, type ExitStatus } from './exit-status.js';
import { factLines } from './fact-lines.js';
import { type QueueCommandOptions, queueOptions, requiredQueue } from './queue-options.js';
import { queueText } from './queue-text.js';

/** The options of `mixfolio sweep status` and `mixfolio sweep cancel`. */
export interface SweepStatusCommand extends QueueCommandOptions {
  out?: string;
  json?: true;
}

/** `mixfolio sweep status`: how far a sweep is by its folder, and what a queue knows. */
export async function runSweepStatus(options: SweepStatusCommand): Promise<ExitStatus> {
  const { out, json } = options;
  const queue = queueOptions(options);
  if (out === undefined && queue === undefined) {
    throw new ConfigError('nothing-to-show', 'neither a folder nor a queue is given', 'add --out or --queue');
  }
  const { stdout } = process;
  const status = out === undefined ? null : await sweepStatus(resolve(out));
  const work = queue === undefined ? null : await queueStatus(queue);
  if (json) {
    stdout.write(`${JSON.stringify({ sweep: status, queue: work }, null, 2)}\n`);
    return exitStatus.done;
  }
  if (status !== null) stdout.write(statusText(status));
  if (status !== null && work !== null) stdout.write('\n');
  if (work !== null) stdout.write(queueText(work));
  return exitStatus.done;
}

/** `mixfolio sweep cancel`: takes the jobs of a sweep out of a queue. */
export async function runSweepCancel({ out, ...options }: SweepStatusCommand): Promise<ExitStatus> {
  const status = await sweepStatus(resolve(out!));
  const { removed, stopped } = await cancelSweep(requiredQueue(options), status.sweep);
  process.stdout.write(
    `${count(removed, 'waiting job')} taken out, ${count(stopped, 'job')} under way told to stop; what is done is kept\n`,
  );
  return exitStatus.done;
}

function statusText({
  sweep,
  engine,
  state,
  backtests,
  windows,
  failed,
  running,
  parts,
}: SweepStatus): string {
  return factLines([
    ['Sweep', sweep.slice(0, 12)],
    ['Engine', engine],
    ['State', state],
    ['Backtests', `${backtests.done} of ${backtests.total} done`],
    ['Windows', `${windows.done} of ${windows.total} done`],
    ['Set aside', count(failed, 'job')],
    ['Parts', parts],
    ...(running === null
      ? []
      : [
          ['Process', `${running.pid} on ${running.host}`],
          [
            'Speed',
            running.windowsPerSecond === null
              ? 'not known yet'
              : `${Math.round(running.windowsPerSecond)} windows/s`,
          ],
          [
            'Time left',
            running.secondsLeft === null ? 'not known yet' : `about ${duration(running.secondsLeft)}`,
          ],
        ]),
  ]);
}
