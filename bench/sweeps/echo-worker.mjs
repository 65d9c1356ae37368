/** A worker of the queue that computes nothing: started by `startEchoWorker`, it leaves results of the given sizes. */
import { randomBytes } from 'node:crypto';

const { module, url, engine, concurrency, sizes } = JSON.parse(process.argv[2]);
const { startWorker } = await import(module);
const worker = await startWorker({
  address: { url },
  engine,
  concurrency,
  perform: (job) =>
    Promise.resolve({
      job: job.id,
      backtests: randomBytes(sizes[0]),
      returns: randomBytes(sizes[1]),
      windows: job.backtests.length,
      refused: 0,
      milliseconds: 0,
    }),
});
process.on('SIGTERM', () => void worker.stop(0));
process.send('ready');
await worker.ended;
process.exit(0);
