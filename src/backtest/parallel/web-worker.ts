/** The thread of a worker in browsers: what Comlink calls from the page. */
import { expose, transfer } from 'comlink';
import { performer, transferred } from './performer.js';
import type { Reply, Task } from './protocol.js';

const { start, run } = performer();

export const worker = {
  start,
  run(task: Task): Reply {
    const reply = run(task);
    return transfer(reply, transferred(reply));
  },
};

export type WebWorker = typeof worker;

expose(worker);
