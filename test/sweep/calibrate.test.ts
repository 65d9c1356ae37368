import { expect, test } from 'vitest';
import { calibrate, secondsPerWindow } from '../../src/sweep/calibrate.js';
import { ConfigError, EngineError } from '../../src/errors.js';
import { dataCatalogue } from '../../src/sweep/data/catalogue.js';
import { runTrials } from '../../src/sweep/job/trial.js';
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

const trap = new EngineError('trap', 'the engine stopped: unreachable', 'report it');

test('backtests that the engine fails at are left out, with a note, and the others have a time', async () => {
  const { plan, catalogue } = await planned({
    ...weeklySweep,
    space: { grid: { 'backtest.train': [18, 20, 22, 24, 26, 28, 30, 32, 34, 36] } },
  });
  const tried: boolean[] = [];
  const run: typeof runTrials = (engine, data, shared, all) => {
    const fails = all.some(({ config }) => config.backtest.train < 30);
    tried.push(fails);
    return fails ? Promise.reject(trap) : runTrials(engine, data, shared, all);
  };
  const { secondsPerWindow: known, notes } = await calibrate(plan, catalogue, undefined, run);
  expect(known.all).toBeGreaterThan(0);
  const failed = tried.filter((fails) => fails).length;
  expect(failed).toBeGreaterThan(0);
  expect(notes).toEqual([
    `${failed} of ${tried.length} attempts to measure the time of backtests failed: the engine stopped: unreachable`,
  ]);
});

test('where the engine fails at all of them windows have a time that is guessed', async () => {
  const { plan, catalogue } = await planned(weeklySweep);
  const calibration = await calibrate(plan, catalogue, undefined, () => Promise.reject(trap));
  expect(calibration.secondsPerWindow).toEqual({ all: 0.001 });
  expect(calibration.notes).toEqual([
    `13 of 13 attempts to measure the time of backtests failed, and a window is taken to need 1 ms: ${trap.message}`,
  ]);
});

test('a failing engine does not keep the signal from ending the measuring, and a missing package ends it too', async () => {
  const { plan, catalogue } = await planned(weeklySweep);
  const stop = new AbortController();
  const stopped = calibrate(plan, catalogue, stop.signal, () => {
    stop.abort(new Error('enough'));
    return Promise.reject(trap);
  });
  await expect(stopped).rejects.toThrow('enough');
  const missing = new ConfigError('missing-package', 'minimumCVaR needs the package highs', 'install it');
  await expect(calibrate(plan, catalogue, undefined, () => Promise.reject(missing))).rejects.toBe(missing);
});
