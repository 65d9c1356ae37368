import { expect, test } from 'vitest';
import { bundleOf } from '../../../src/sweep/data/bundle.js';
import { parseJob } from '../../../src/sweep/job/payload.js';
import { jobPerformer } from '../../../src/sweep/job/perform.js';
import { jobsOf } from '../../../src/sweep/plan/chunks.js';
import { planOf } from '../../support/sweeps.js';
import { weeklyBase, weeklyPrices, weeklySweep } from '../../support/sweep-study.js';
import { rejected, thrown } from '../../support/thrown.js';

const bundle = bundleOf({ prices: weeklyPrices(), sources: {} });
const plan = await planOf(
  { ...weeklySweep, base: weeklyBase },
  { engine: 'this one', dataOf: () => bundle.hash },
);
const [job] = jobsOf(plan, [3, plan.order.length], new Set());

test('a job makes the same bytes when it has travelled as text, and in another performer', async () => {
  const performer = jobPerformer('this one');
  const first = await performer.perform(job, bundle.bytes);
  const travelled = parseJob(JSON.parse(JSON.stringify(job)));
  for (const again of [performer, jobPerformer('this one')]) {
    const result = await again.perform(travelled, bundle.bytes.slice());
    expect({ ...result, milliseconds: 0 }).toEqual({ ...first, milliseconds: 0 });
  }
});

test('a job of another engine is refused', async () => {
  const error = await rejected(jobPerformer('another').perform(job, bundle.bytes));
  expect(error).toMatchObject({
    code: 'worker-version',
    details: { expected: 'this one', found: 'another' },
  });
});

test('a backtest that is not what its id says is refused', async () => {
  const backtests = job.backtests.map((one) => ({ ...one, part: { ...one.part, to: '2019-01-01' } }));
  const error = await rejected(jobPerformer('this one').perform({ ...job, backtests }, bundle.bytes));
  expect(error).toMatchObject({
    code: 'job-mismatch',
    details: { job: job.id, expected: job.backtests[0].id },
  });
});

test('a job that has lost a backtest, or has its backtests in another order, is refused', async () => {
  for (const backtests of [job.backtests.slice(1), job.backtests.toReversed()]) {
    const error = await rejected(jobPerformer('this one').perform({ ...job, backtests }, bundle.bytes));
    expect(error).toMatchObject({ code: 'job-mismatch', details: { job: job.id, expected: job.id } });
  }
});

test('data that are not those of the job are refused', async () => {
  const other = bundleOf({ prices: weeklyPrices(9), sources: {} });
  const error = await rejected(jobPerformer('this one').perform(job, other.bytes));
  expect(error.code).toBe('bundle-mismatch');
});

test('what is no job is refused whatever it is, and says where', () => {
  const replaced: [string, object][] = [
    ['id', { ...job, id: 'ABC' }],
    ['data', { ...job, data: 7 }],
    ['engine', { ...job, engine: '' }],
    ['backtests', { ...job, backtests: [] }],
    ['base', { ...job, base: 'study.json' }],
    ['backtests.0.part', { ...job, backtests: [{ ...job.backtests[0], part: null }] }],
    ['', { ...job, command: 'rm' }],
  ];
  for (const [path, input] of replaced)
    expect(thrown(() => parseJob(input))).toMatchObject({ code: 'bad-job', details: { path } });
  for (const input of [null, undefined, 5, 'job', [], {}, [job]])
    expect(thrown(() => parseJob(input)).code).toBe('bad-job');
});
