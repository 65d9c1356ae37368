/** The thread of a worker in Node: Piscina's end of the line, and what it calls for each task. */
import 'piscina/worker';
import { workerData } from 'node:worker_threads';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { performer, transferred } from './performer.js';
import type { Job, Task } from './protocol.js';

const perform = performer(workerData as Job);

export default async function (task: Task): Promise<unknown> {
  const reply = await perform(task);
  return move({ [transferableSymbol]: transferred(reply), [valueSymbol]: reply });
}
