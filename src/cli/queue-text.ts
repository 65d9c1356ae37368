/** What goes on in a queue, as tables. */
import type { WriteStream } from 'node:tty';
import type { FailedJob, QueueStatus } from '../sweep/queue/status.js';
import type { LiveSweep, LiveWorker } from '../sweep/queue/registry.js';
import { cut, mostRows, textTable } from './text-table.js';

export function queueText(status: QueueStatus, stream: WriteStream = process.stdout): string {
  const { sweeps, workers, refused, queues, failed } = status;
  const pace = workers.reduce((sum, { windowsPerSecond }) => sum + windowsPerSecond, 0);
  const parts = [
    table('Sweep', ['Engine', 'Windows', 'In the queue', 'Process'], sweeps.map(sweepRow), stream),
    table(
      'Queue of the engine',
      ['Waiting', 'Under way', 'Delayed', 'Set aside'],
      queues.map(({ engine, waiting, active, delayed, failed: aside }) => [
        engine,
        ...[waiting, active, delayed, aside].map(String),
      ]),
      stream,
    ),
    table(
      'Worker',
      ['Threads', 'Under way', 'Done', 'Failed', 'Windows/s', 'State'],
      [...workers, ...refused].map(workerRow),
      stream,
    ),
    table('Set aside', ['Attempts', 'Reason'], failed.map(failedRow), stream),
  ];
  const text = parts.filter((part) => part !== '').join('\n');
  if (text === '') return 'no sweep, no worker and no job is there\n';
  return workers.length > 1 ? `${text}\n${pace.toFixed(1)} windows/s by ${workers.length} workers\n` : text;
}

function table(heading: string, others: string[], rows: string[][], stream: WriteStream): string {
  if (rows.length === 0) return '';
  return (
    textTable([heading, ...others], rows.slice(0, mostRows), stream) +
    cut(rows.length - mostRows, 'mixfolio sweep status --json')
  );
}

function sweepRow({ name, engine, done, total, inFlight, host, pid }: LiveSweep): string[] {
  const windows = total === null ? '' : `${done} of ${total}`;
  return [short(name), engine, windows, String(inFlight), `${host}:${pid}`];
}

function workerRow(worker: LiveWorker): string[] {
  const { host, pid, concurrency, active, done, failed, windowsPerSecond, state, engine } = worker;
  return [
    `${host}:${pid}`,
    ...[concurrency, active, done, failed].map(String),
    windowsPerSecond.toFixed(1),
    state === 'refused' ? `refused: ${engine}` : state,
  ];
}

function failedRow({ job, attempts, reason }: FailedJob): string[] {
  return [short(job), String(attempts), reason.split('\n')[0]];
}

/** Enough of a hash to know it by. */
function short(text: string): string {
  return /^[0-9a-f]{64}$/.test(text) ? text.slice(0, 12) : text;
}
