import { expect, test } from 'vitest';
import { calibrate, secondsPerWindow } from '../../src/sweep/calibrate.js';
import { dataCatalogue } from '../../src/sweep/data/catalogue.js';
import { planSweep } from '../../src/sweep/plan/plan.js';
import { resolveSweep } from '../../src/sweep/schema.js';
import type { SweepConfig } from '../../src/sweep/types.js';
import { weeklyBase, weeklyPrices, weeklySweep } from '../support/sweep-study.js';

async function planned(config: SweepConfig) {
  const prices = weeklyPrices();
  const catalogue = dataCatalogue(() => Promise.resolve({ prices, sources: {} }));
  const plan = await planSweep(resolveSweep(config), weeklyBase, {
    engine: 'this one',
    dataOf: (resolved) => catalogue.hashOf(resolved),
    datesOf: (resolved) => catalogue.datesOf(resolved),
  });
  return { plan, catalogue };
}

test('windows have a time by universe and frequency, and a backtest of an unknown one that of all', async () => {
  const { plan, catalogue } = await planned({
    ...weeklySweep,
    space: { grid: { frequency: ['month', 'week'] } },
    universes: { four: ['AAA', 'BBB', 'CCC', 'DDD'], three: ['AAA', 'BBB', 'CCC'] },
  });
  // at least a tenth is run, and in so few each group need not be among them
  const calibration = await calibrate(plan, catalogue);
  const { all, ...groups } = calibration.secondsPerWindow;
  expect(all).toBeGreaterThan(0);
  expect(Object.keys(groups).length).toBeGreaterThan(0);
  for (const [group, seconds] of Object.entries(groups)) {
    expect(group).toMatch(/^(four|three) (month|week)$/);
    expect(seconds).toBeGreaterThan(0);
  }
  for (const backtest of plan.backtests) {
    const own = groups[`${backtest.universe} ${backtest.frequency}`] ?? all;
    expect(secondsPerWindow(calibration, backtest)).toBe(own);
  }
  expect(secondsPerWindow(calibration, { ...plan.backtests[0], universe: 'another' })).toBe(all);
});

test('a plan without a backtest has no times, and a signal ends the measuring', async () => {
  const { plan, catalogue } = await planned(weeklySweep);
  const empty = { ...plan, order: new Uint32Array() };
  expect((await calibrate(empty, catalogue)).secondsPerWindow).toEqual({});
  expect(secondsPerWindow({ secondsPerWindow: {} }, plan.backtests[0])).toBe(0);
  await expect(calibrate(plan, catalogue, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
});
