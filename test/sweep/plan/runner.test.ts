import { expect, test } from 'vitest';
import { sharedData } from '../../../src/backtest/shared-data.js';
import { createEngine } from '../../../src/create-engine.js';
import { optionalPackage } from '../../../src/optional-package.js';
import { bundleOf } from '../../../src/sweep/data/bundle.js';
import { jobPerformer } from '../../../src/sweep/job/perform.js';
import { runTrials } from '../../../src/sweep/job/trial.js';
import { jobsOf } from '../../../src/sweep/plan/chunks.js';
import { trialConfig } from '../../../src/sweep/plan/configuration.js';
import type { PlanOptions } from '../../../src/sweep/plan/plan.js';
import { rejected } from '../../support/thrown.js';
import { given, planOf } from '../../support/sweeps.js';
import { weeklyBase, weeklyPrices } from '../../support/sweep-study.js';

const data = { prices: weeklyPrices(), sources: {} };
const bundle = bundleOf(data);
const base = {
  ...weeklyBase,
  strategies: [{ name: 'tail', objective: 'minimumCVaR' as const }, { name: 'sample' }],
};
const planned = (strategies: string[], options: Partial<PlanOptions> = {}) =>
  planOf({ base, strategies }, { engine: 'this one', dataOf: () => bundle.hash, ...options });

const another = () => Promise.resolve('1.99.0-abc');
const missing = () =>
  optionalPackage('highs', 'minimumCVaR', () =>
    Promise.reject(Object.assign(new Error('no highs'), { code: 'ERR_MODULE_NOT_FOUND' })),
  );

test('a backtest that solves linear programs has another id by another HiGHS, and no other has', async () => {
  const before = await planned(['tail', 'sample']);
  const after = await planned(['tail', 'sample'], { solverVersion: another });
  const same = before.backtests.map(({ id }, k) => id === after.backtests[k].id);
  expect(before.backtests.map(({ strategy }) => strategy)).toEqual(['tail', 'sample', 'equalWeight']);
  expect(same).toEqual([false, true, true]);
});

test('without the package such a sweep is not planned, and others are', async () => {
  const refused = await rejected(planned(['sample', 'tail'], { solverVersion: missing }));
  expect(refused).toMatchObject({ code: 'missing-package', details: { package: 'highs' } });
  expect((await planned(['sample'], { solverVersion: missing })).backtests).toHaveLength(2);
});

test('a job of another HiGHS is refused, and fails where there is none', async () => {
  const plan = await planned(['tail']);
  const [job] = jobsOf(plan, [plan.order.length], new Set());
  expect(await rejected(jobPerformer('this one', another).perform(job, bundle.bytes))).toMatchObject({
    code: 'job-mismatch',
    details: { expected: plan.backtests[0].id },
  });
  expect(await rejected(jobPerformer('this one', missing).perform(job, bundle.bytes))).toMatchObject({
    code: 'missing-package',
  });
  expect(await jobPerformer('this one').perform(job, bundle.bytes)).toMatchObject({ refused: 0 });
});

test('a backtest whose solver is missing comes to nothing, not to a refusal', async () => {
  const engine = await createEngine();
  const tail = given(trialConfig(base, {}, 'tail'));
  const running = runTrials(engine, data, sharedData(data.prices), [tail], missing);
  expect(await rejected(running)).toMatchObject({ code: 'missing-package' });
  engine.dispose();
});
