/** What `mixfolio sweep status` prints of a queue. */
import type { WriteStream } from 'node:tty';
import { count } from '../report/format.js';
import type { LiveWorker, QueueStatus } from '../sweep/queue/index.js';
import { factLines } from './fact-lines.js';
import { notesText } from './notes-text.js';
import { textTable } from './text-table.js';

export function queueText(
  { sweeps, workers, refused, queues, failed }: QueueStatus,
  stream: WriteStream,
): string {
  const wanted = sweeps.map(({ engine }) => engine);
  const detail = ({ state, engine }: LiveWorker): string => {
    const words = [
      ...(state === 'working' ? [] : [state]),
      ...(sweeps.length === 0 || wanted.includes(engine) ? [] : [`engine ${engine}, which no sweep wants`]),
    ];
    return words.length === 0 ? '' : ` (${words.join(', ')})`;
  };
  const rate = workers.reduce((sum, { windowsPerSecond }) => sum + windowsPerSecond, 0);
  return [
    factLines([
      ['Sweeps', sweeps.length === 0 ? 'none is running' : sweeps.map(({ name }) => name).join(', ')],
      ...queues.map(({ engine, waiting, active, failed: aside }) => [
        'Jobs',
        `${waiting} waiting, ${active} under way, ${aside} set aside, of the engine ${engine}`,
      ]),
      ['Workers', `${count(workers.length, 'worker')}, ${Math.round(rate)} windows/s`],
    ]),
    '\n',
    workers.length === 0
      ? ''
      : `${textTable(
          ['Worker', 'Jobs at a time', 'Under way', 'Done', 'Failed', 'Windows/s'],
          workers.map((worker) => [
            `${worker.pid} on ${worker.host}${detail(worker)}`,
            ...[worker.concurrency, worker.active, worker.done, worker.failed].map(String),
            String(Math.round(worker.windowsPerSecond)),
          ]),
          stream,
        )}\n`,
    notesText(
      'Refused, as of another version',
      refused.map(({ pid, host, engine }) => `${pid} on ${host}, engine ${engine}`),
      '--json',
    ),
    notesText(
      'Set aside',
      failed.map(
        ({ job, attempts, reason }) =>
          `job ${job.slice(0, 12)} after ${count(attempts, 'attempt')}: ${reason}`,
      ),
      '--json',
    ),
  ].join('');
}
