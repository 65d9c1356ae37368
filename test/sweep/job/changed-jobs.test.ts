import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MixfolioError } from '../../../src/errors.js';
import { bundleOf } from '../../../src/sweep/data/bundle.js';
import { parseJob } from '../../../src/sweep/job/payload.js';
import { jobPerformer } from '../../../src/sweep/job/perform.js';
import { jobsOf } from '../../../src/sweep/plan/chunks.js';
import { planOf } from '../../support/sweeps.js';
import { weeklyBase, weeklyPrices, weeklySweep } from '../../support/sweep-study.js';

const bundle = bundleOf({ prices: weeklyPrices(), sources: {} });
const plan = await planOf(
  { ...weeklySweep, base: weeklyBase },
  { engine: 'this one', dataOf: () => bundle.hash },
);
const [job] = jobsOf(plan, [3, plan.order.length], new Set());
const performer = jobPerformer('this one');
const text = JSON.stringify(job);

type Place = [holder: Record<string, unknown>, key: string];

/** Every field and item of a value, at any depth. */
function placesOf(value: unknown): Place[] {
  if (value === null || typeof value !== 'object') return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key): Place[] => [[holder, key], ...placesOf(holder[key])]);
}

const places = placesOf(JSON.parse(text)).length;

type Change = (place: Place) => void;
const removed: Change = ([holder, key]) => {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
};
const changes: fc.Arbitrary<Change> = fc.oneof(
  fc.constant(removed),
  fc.jsonValue().map(
    (value): Change =>
      ([holder, key]) =>
        (holder[key] = value),
  ),
  fc.jsonValue().map(
    (value): Change =>
      ([holder, key]) =>
        (holder[`${key}x`] = value),
  ),
  fc.constant<Change>(([holder, key]) => (holder[key] = [holder[key], holder[key]])),
  fc.double({ noNaN: true }).map((by): Change => ([holder, key]) => {
    if (typeof holder[key] === 'number') holder[key] += by;
  }),
);

test('a job that was changed on its way is refused by a typed error, or comes to what it would have come to', async () => {
  const own = { ...(await performer.perform(job, bundle.bytes)), milliseconds: 0 };
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(places - 1), changes, async (position, change) => {
      const other: unknown = JSON.parse(text);
      change(placesOf(other)[position]);
      try {
        const result = await performer.perform(parseJob(other), bundle.bytes);
        expect({ ...result, milliseconds: 0 }).toEqual(own);
      } catch (error) {
        if (!(error instanceof MixfolioError)) throw error;
        refused++;
      }
    }),
    { numRuns: 200 },
  );
  expect(refused).toBeGreaterThan(100);
});
