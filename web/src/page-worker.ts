/** The page's worker, which can be ended in the middle of anything and is then replaced. */
import { proxy, type Remote, wrap } from 'comlink';
import type { FinishedBacktest, Outcome, PageWorker, Progress } from './worker/protocol.js';

export interface WorkerLine {
  /** the worker of now */
  remote(): Remote<PageWorker>;
  /**
   * Runs a backtest.
   *
   * @returns null where the run was cancelled
   * @throws Error where the worker's script cannot be loaded or dies
   */
  run(
    config: unknown,
    files: readonly File[],
    reportClient: string,
    onProgress: (progress: Progress) => void,
  ): Promise<Outcome<FinishedBacktest> | null>;
  /** ends the run at once, whatever it is doing, and its own workers with it */
  cancel(): void;
}

export function workerLine(): WorkerLine {
  let line = start();
  let stop: (() => void) | null = null;
  return {
    remote: () => line.remote,
    async run(config, files, reportClient, onProgress) {
      const cancelled = new Promise<null>((resolve) => {
        stop = () => resolve(null);
      });
      const { remote, broken } = line;
      try {
        const run = remote.run(config, [...files], reportClient, proxy(onProgress));
        return await Promise.race([run, broken, cancelled]);
      } finally {
        stop = null;
      }
    },
    cancel() {
      line.worker.terminate();
      line = start();
      stop?.();
    },
  };
}

function start() {
  const worker = new Worker(new URL('./worker/worker.ts', import.meta.url), { type: 'module' });
  const broken = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => {
      reject(new Error(event.message || 'the script that computes could not be loaded: reload the page'));
    });
  });
  broken.catch(() => {});
  return { worker, broken, remote: wrap<PageWorker>(worker) };
}
