import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { JobFailure } from '../../../src/sweep/job-failure.js';
import { failedJobs, forgetDone, setAside } from '../../../src/sweep/store/failures.js';
import { partStore } from '../../../src/sweep/store/parts.js';
import type { SweepJob } from '../../../src/sweep/types.js';
import { temporaryFolder } from '../../support/cli.js';
import { hashFor, monthEnds, resultWith, trialWith } from '../../support/sweep-parts.js';
import { weeklyBase } from '../../support/sweep-study.js';

const jobOf = (...names: string[]): SweepJob => ({
  ...{ id: hashFor(`job of ${names.join()}`), engine: 'engine', data: hashFor('data'), base: weeklyBase },
  backtests: names.map((name) => ({ id: hashFor(name), strategy: 'systematic', part: {} })),
});

test('a job is kept with its input and its error until all of it is done', async () => {
  const folder = temporaryFolder();
  const store = await partStore(join(folder, 'parts'));
  expect(await failedJobs(folder, store)).toEqual([]);
  const job = jobOf('one', 'two');
  await setAside(folder, new JobFailure(job, 3, 'out of memory', 'Error: at line 1'));
  await setAside(folder, new JobFailure(job, 3, 'again'));
  expect(await failedJobs(folder, store)).toEqual([{ job, attempts: 3, error: 'again', trace: null }]);
  for (const [name, left] of [
    ['one', 1],
    ['two', 0],
  ] as const) {
    const trial = trialWith(name, monthEnds(1, 1), [0]);
    await store.save(await resultWith(`job of ${name}`, [trial]), [trial.id]);
    expect(await failedJobs(folder, store)).toHaveLength(left);
    await forgetDone(folder, store);
    expect(readdirSync(join(folder, 'failed'))).toHaveLength(left);
  }
});
