/** Workers in browsers: Web Workers, called through Comlink. */
import { releaseProxy, wrap } from 'comlink';
import { EngineError } from '../../errors.js';
import type { Job, Task, WorkerPool } from './protocol.js';
import type { WebWorker } from './web-worker.js';

export function cores(): number {
  return typeof Worker === 'function' ? (globalThis.navigator?.hardwareConcurrency ?? 1) : 1;
}

export function open(workers: number, script?: string | URL): WorkerPool {
  if (typeof Worker !== 'function') {
    throw new EngineError(
      'no-workers',
      'there are no Web Workers here',
      "in Node import the package's main entry, elsewhere leave workers at 1",
    );
  }
  const lines = Array.from({ length: workers }, () => line(script));
  const idle = [...lines];
  return {
    start: (job: Job) =>
      Promise.all(lines.map(({ remote, broken }) => Promise.race([remote.start(job), broken]))),
    async run(task: Task) {
      const mine = idle.pop()!;
      const reply = await Promise.race([mine.remote.run(task), mine.broken]);
      idle.push(mine);
      return reply;
    },
    close() {
      for (const { remote, worker } of lines) {
        remote[releaseProxy]();
        worker.terminate();
      }
      return Promise.resolve();
    },
  };
}

/** A worker, its other end, and what rejects when it dies: Comlink would wait for ever. */
function line(script: string | URL | undefined) {
  const worker = start(script);
  const broken = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      reject(new Error(event.message || 'the script of the worker could not be loaded'));
    });
    worker.addEventListener('messageerror', () => reject(new Error('a message could not be read')));
  });
  broken.catch(() => {});
  return { worker, broken, remote: wrap<WebWorker>(worker) };
}

/** Bundlers look for these very words to find the worker's script. */
function start(script: string | URL | undefined): Worker {
  return script === undefined
    ? new Worker(new URL('./worker-browser.js', import.meta.url), { type: 'module' })
    : new Worker(script, { type: 'module' });
}
