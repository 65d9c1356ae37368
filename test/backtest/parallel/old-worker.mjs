/** A worker of another version. */
import { MessageChannel } from 'node:worker_threads';
import perform from '../../../dist/worker-node.js';

export default function (task) {
  const { port1, port2 } = new MessageChannel();
  task.job.once('message', (job) => port1.postMessage({ ...job, version: '0.0.0' }));
  return perform({ job: port2 });
}
