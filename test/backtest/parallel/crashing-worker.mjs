/** A worker whose thread dies of an error that nobody catches, as it does when memory runs out. */
import perform from '../../../dist/worker-node.js';

export default function (task) {
  if (!(task.first > 100)) return perform(task);
  process.nextTick(() => {
    throw new RangeError('no memory');
  });
  return new Promise(() => {});
}
