/** A planner as a process of its own, to be killed. Its arguments: the address, and how many jobs of how many milliseconds. */
import { queueDispatcher } from '../../../../src/sweep/queue/dispatcher.js';
import { bundle, engine, jobsOf } from './jobs.js';
import { times } from './times.js';

const [url, count, milliseconds] = process.argv.slice(2);
const dispatcher = await queueDispatcher({
  ...{ address: { url }, engine, bundles: () => bundle, times, sweep: 'killed' },
});
const { signal } = new AbortController();
await Promise.all(
  jobsOf(Number(count), Number(milliseconds)).map(async (job) => {
    await dispatcher.run(job, signal);
    console.log('done');
  }),
);
await dispatcher.close();
