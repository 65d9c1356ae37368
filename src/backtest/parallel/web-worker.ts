/**
 * The script of the library's workers: a file to start, with nothing to import. `backtest` finds it by itself unless a
 * bundler has moved it; then its address is `workerScript`: that of `mixfolio/worker-browser.js` in browsers, of
 * `mixfolio/worker-node.js` in Node. `mixfolio/worker` is the one of the two that the platform needs.
 *
 * @module mixfolio/worker
 */
import { expose, transfer } from 'comlink';
import { performer, transferred } from './performer.js';
import type { Reply, Task } from './protocol.js';

const { start, run } = performer();

/** What Comlink calls from the page. @internal */
export const worker = {
  start,
  run(task: Task): Reply {
    const reply = run(task);
    return transfer(reply, transferred(reply));
  },
};

/** @internal */
export type WebWorker = typeof worker;

expose(worker);
