/** Workers in Node: a Piscina. */
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import type { Job, Reply, Task, WorkerPool } from './protocol.js';

export function cores(): number {
  return availableParallelism();
}

// eslint-disable-next-line @typescript-eslint/require-await -- what cannot be cloned is thrown at once
export async function open(
  job: Job,
  workers: number,
  script: string | URL = new URL('./worker-node.js', import.meta.url),
): Promise<WorkerPool> {
  const pool = new Piscina({
    filename: String(script),
    minThreads: workers,
    maxThreads: workers,
    workerData: job,
    recordTiming: false,
    // flags of the process may not be meant for another script: --eval, --import
    execArgv: [],
  });
  // a thread that dies between two tasks; that a run is not waiting for it is no unhandled rejection
  const broken = new Promise<never>((_, reject) => pool.on('error', reject));
  broken.catch(() => {});
  return {
    run: (task: Task) => Promise.race([pool.run(task) as Promise<Reply>, broken]),
    close: () => pool.destroy(),
  };
}
