import { expect, test } from 'vitest';
import { queueTimes } from '../../../src/sweep/queue/settings.js';

test('times are whole milliseconds above 0, as Redis wants them', () => {
  const lease = 2000.1;
  const times = queueTimes({ lease, stalled: lease / 3, backoff: 0 });
  expect(times).toMatchObject({ lease: 2000, stalled: 667, backoff: 1 });
  expect(Object.values(times).every(Number.isInteger)).toBe(true);
});

test('times that nobody gives are the default ones', () => {
  expect(queueTimes({ lease: 1 })).toEqual({ ...queueTimes(), lease: 1 });
  expect(queueTimes()).toMatchObject({ lease: 15_000, stalled: 5000 });
});
