/** The thread of a worker in browsers: what Comlink calls from the page. */
import { expose, transfer } from 'comlink';
import { performer, transferred } from './performer.js';
import type { Job, Reply, Task } from './protocol.js';

let perform: ReturnType<typeof performer> | null = null;

const worker = {
  start(job: Job): void {
    perform = performer(job);
  },
  async run(task: Task): Promise<Reply> {
    const reply = await perform!(task);
    return transfer(reply, transferred(reply));
  },
};

export type WebWorker = typeof worker;

expose(worker);
