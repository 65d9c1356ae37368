import { resolve } from 'node:path';
import { ConfigError } from '../errors.js';
import { count } from '../report/format.js';
import { cancelSweep, queueStatus } from '../sweep/queue/index.js';
import { sweepStatus, type SweepStatus } from '../sweep/status.js';
import { duration } from './duration.js';
import { exitStatus, type ExitStatus } from './exit-status.js';
import { factLines } from './fact-lines.js';
import { queueText } from './queue-text.js';
import { type QueueCommand, queueOptions, requiredQueue } from './queue-options.js';

/** The options of `mixfolio sweep status` and `mixfolio sweep cancel`. */
export interface SweepStatusCommand extends QueueCommand {
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
  const ofQueue = queue === undefined ? null : await queueStatus(queue);
  if (json) stdout.write(`${JSON.stringify({ sweep: status, queue: ofQueue }, null, 2)}\n`);
  else {
    if (status !== null) stdout.write(statusText(status));
    if (ofQueue !== null) stdout.write(`${status === null ? '' : '\n'}${queueText(ofQueue, stdout)}`);
  }
  return exitStatus.done;
}

/** `mixfolio sweep cancel`: takes the jobs of a sweep out of a queue. */
export async function runSweepCancel({ out, ...options }: SweepStatusCommand): Promise<ExitStatus> {
  const status = await sweepStatus(resolve(out!));
  const { waiting, active } = await cancelSweep(requiredQueue(options), status.sweep);
  process.stdout.write(
    `${count(waiting, 'waiting job')} taken out, ${count(active, 'job')} under way told to stop; what is done is kept\n`,
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
