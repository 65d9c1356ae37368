/** Workers in Node: a Piscina. */
import { availableParallelism } from 'node:os';
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { Job, Readiness, Reply, Task, WorkerPool } from './protocol.js';

export { loadLinearSolver } from '../../portfolio/tails/load-linear-solver.js';

export function cores(): number {
  return availableParallelism();
}

export function open(
  workers: number,
  script: string | URL = new URL('./worker-node.js', import.meta.url),
): WorkerPool {
  const pool = new Piscina({
    filename: String(script),
    minThreads: workers,
    maxThreads: workers,
    recordTiming: false,
    // flags of the process may not be meant for another script: --eval, --import
    execArgv: [],
  });
  // a thread that dies between two tasks; that a run is not waiting for it is no unhandled rejection
  const broken = new Promise<never>((_, reject) => pool.on('error', reject));
  broken.catch(() => {});
  // each thread is busy with waiting for its job, so that none gets that of another
  const lines = Array.from({ length: workers }, () => {
    const { port1: here, port2: there } = new MessageChannel();
    const ready = pool.run({ job: there }, { transferList: [there] }) as Promise<Readiness>;
    ready.catch(() => {});
    return { here, ready };
  });
  return {
    start(job: Job) {
      for (const { here } of lines) here.postMessage(job);
      return Promise.race([Promise.all(lines.map(({ ready }) => ready)), broken]);
    },
    run: (task: Task) => Promise.race([pool.run(task) as Promise<Reply>, broken]),
    async close() {
      for (const { here } of lines) here.close();
      await pool.destroy();
    },
  };
}
