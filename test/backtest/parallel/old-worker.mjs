/** A worker of another version. */
import { workerData } from 'node:worker_threads';

workerData.version = '0.0.0';
const { default: perform } = await import('../../../dist/worker-node.js');
export default perform;
