// Many backtests, one a training window, spread over threads of one's own: node pool.mjs
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

const waiting = [24, 36, 48, 60].map((train) => ({ train }));
const results = [];

/** A thread that takes the next job until there is none. */
function work() {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.mjs', import.meta.url));
    const next = () => {
      const job = waiting.shift();
      if (job) worker.postMessage(job);
      else resolve(worker.terminate());
    };
    worker.on('message', (result) => {
      results.push(result);
      next();
    });
    worker.on('error', reject);
    next();
  });
}

await Promise.all(Array.from({ length: Math.min(availableParallelism(), waiting.length) }, work));
for (const { train, sharpe } of results.sort((a, b) => a.train - b.train))
  console.log(`${train} months: Sharpe ratio ${sharpe.toFixed(3)}`);
