/** What Piscina's end of the line calls for each task. */
import type { MessagePort } from 'node:worker_threads';
import { markMovable } from 'piscina/common';
import { kTransferable, kValue } from 'piscina/symbols';
import { loadLinearSolver } from '../../portfolio/tails/load-linear-solver.js';
import { performer, transferred } from './performer.js';
import { plainError } from './plain-error.js';
import type { Job, Readiness, Task } from './protocol.js';

const { start, run } = performer();

/** @param task the first says where the job comes from, which may not be made yet */
export default async function (task: Task | { job: MessagePort }): Promise<unknown> {
  if ('job' in task) return prepared(await received(task.job));
  const reply = run(task);
  const moved = { [kTransferable]: transferred(reply), [kValue]: reply };
  markMovable(moved);
  return moved;
}

/** With its own solver where the job needs one. */
async function prepared(job: Job): Promise<Readiness> {
  try {
    return start(job, job.usesLinearSolver ? await loadLinearSolver() : null);
  } catch (error) {
    return { error: plainError(error) };
  }
}

function received(port: MessagePort): Promise<Job> {
  return new Promise((resolve, reject) => {
    port.once('message', (job: Job) => {
      port.close();
      resolve(job);
    });
    port.once('messageerror', reject);
  });
}
