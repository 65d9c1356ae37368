/** A worker that leaves in the middle of its work. */
import perform from '../../../dist/worker-node.js';

export default function (task) {
  if (task.first > 100) process.exit(7);
  return perform(task);
}
