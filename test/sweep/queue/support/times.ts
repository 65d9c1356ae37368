import type { QueueTimes } from '../../../../src/sweep/queue/settings.js';

/** Times of tests: what takes seconds elsewhere takes tenths. */
export const times: QueueTimes = {
  lease: 2000,
  stalled: 400,
  beat: 200,
  poll: 300,
  backoff: 50,
  shared: 2000,
  kept: 600_000,
};
