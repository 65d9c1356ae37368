import { expect, onTestFinished, test } from 'vitest';
import { guardMemory } from '../../../src/sweep/queue/memory-guard.js';
import { until } from '../../support/redis-server.js';

const megabyte = 2 ** 20;

test('a worker over its memory finishes what it has, frees the rest, and takes jobs again', async () => {
  const events: string[] = [];
  const end = new AbortController();
  onTestFinished(() => end.abort());
  let used = 10 * megabyte;
  let active = 2;
  const watched = guardMemory(
    {
      limit: 100 * megabyte,
      used: () => used,
      pause: () => events.push('pause'),
      resume: () => events.push('resume'),
      active: () => active,
      free() {
        events.push(`free with ${active} active`);
        used = 50 * megabyte;
        return Promise.resolve();
      },
      every: 1,
      note: (text) => events.push(text),
    },
    end.signal,
  );
  used = 150 * megabyte;
  await until(() => events.includes('pause'), 'it pauses');
  active = 0;
  await until(() => events.includes('resume'), 'it takes jobs again');
  end.abort();
  await watched;
  expect(events).toEqual([
    'over its memory, 150 MB of 100 MB: no new job until it is below',
    'pause',
    'starts its threads anew, to free memory',
    'free with 0 active',
    'within its memory again, 50 MB of 100 MB',
    'resume',
  ]);
});
