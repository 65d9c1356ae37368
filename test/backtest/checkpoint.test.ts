import { deserialize, serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import {
  backtest,
  type BacktestConfig,
  type BacktestOptions,
  type BacktestResult,
  type Checkpoint,
} from '../../src/browser.js';
import { built } from '../support/built.js';
import { engines } from '../support/engines.js';
import { simulatedPrices } from '../support/simulated-prices.js';
import { rejected } from '../support/thrown.js';

const [[, engine]] = engines;
const data = simulatedPrices({ seed: 77, assets: ['SPY', 'IWM', 'EFA', 'AGG', 'GLD'], months: 230 });
const base: BacktestConfig = {
  market: 'SPY',
  model: { minHeritability: 0 },
  backtest: { train: 12, rebalance: 1, costs: 0.001 },
};
const run = (options: BacktestOptions = {}, config = base, prices = data) =>
  backtest(engine, prices, config, options);

/** Runs until so many windows are done, and gives what was saved then. */
async function stoppedAt(windows: number, config = base): Promise<Checkpoint> {
  const stop = new AbortController();
  const kept: Checkpoint[] = [];
  const outcome = await run(
    {
      signal: stop.signal,
      checkpoint: { save: (checkpoint) => void kept.push(checkpoint), every: Infinity },
      onProgress: (done) => {
        if (done === windows) stop.abort();
      },
    },
    config,
  ).catch((error: unknown) => error);
  expect((outcome as Error).name).toBe('AbortError');
  expect(kept.length).toBeGreaterThan(0);
  return kept.at(-1)!;
}

const whole = (result: BacktestResult): unknown => structuredClone({ ...result });

/** A run that every window of is done by the host, one after the other. */
const byHost: BacktestConfig = {
  ...base,
  strategies: [{ name: 'oas' }, { name: 'sample', maxWeights: 0.21 }],
};

describe('a checkpoint', () => {
  it.each([
    ['by the engine', base],
    ['by the engine, with priors', { ...base, strategies: [{ name: 'posterior' }, { name: 'total' }] }],
    ['by the host', byHost],
  ])('lets a run %s go on to the same bits', async (_, config) => {
    const expected = whole(await run({}, config));
    for (const windows of [70, 150]) {
      const checkpoint = await stoppedAt(windows, config);
      expect(checkpoint.windows).toBeLessThanOrEqual(windows + 64);
      expect(checkpoint.windows).toBeGreaterThan(0);
      const progress: number[] = [];
      const result = await run(
        { resume: checkpoint, onProgress: (done) => void progress.push(done) },
        config,
      );
      expect(whole(result)).toEqual(expected);
      expect(progress[0]).toBe(checkpoint.windows + 1);
      expect(progress.at(-1)).toBe(result.decisions.length);
    }
  });

  it('is plain data that survives a file', async () => {
    const checkpoint = await stoppedAt(100);
    const read = deserialize(serialize(checkpoint)) as Checkpoint;
    expect(whole(await run({ resume: read }))).toEqual(whole(await run()));
  });

  it('is saved now and then, at the ends of chunks alone', async () => {
    const kept: Checkpoint[] = [];
    await run({ checkpoint: { save: (checkpoint) => void kept.push(checkpoint), every: 0 } });
    expect(kept.length).toBeGreaterThan(1);
    expect(kept.every(({ windows }) => windows % 64 === 0)).toBe(true);
    expect(new Set(kept.map(({ windows }) => windows)).size).toBe(kept.length);
    const expected = whole(await run());
    for (const resume of kept) expect(whole(await run({ resume }))).toEqual(expected);
  });

  it('goes on to the same bits over workers', async () => {
    const checkpoint = await stoppedAt(70);
    const options = { resume: checkpoint, workers: 2 };
    const result = await built.backtest(await built.createEngine(), data, base, options);
    expect(whole(result)).toEqual(whole(await run()));
  });

  it('of a strategy that falls back on what it holds goes on with it', async () => {
    const config: BacktestConfig = {
      ...base,
      strategies: [{ name: 'target', targetReturn: 0.08, covariance: 'sample' }],
    };
    const expected = await run({}, config);
    expect(expected.strategies[0].windows.some(({ used }) => used === 'previousWeights')).toBe(true);
    const result = await run({ resume: await stoppedAt(90, config) }, config);
    expect(whole(result)).toEqual(whole(expected));
  });

  it('of a selection has its candidates too, as far as they were begun', async () => {
    const config: BacktestConfig = {
      ...base,
      strategies: [{ name: 'sample' }],
      selection: { grid: { 'strategies.sample.covariance': ['oas', 'ledoitWolf', 'nonlinear'] } },
    };
    const expected = whole(await run({}, config));
    for (const windows of [100, 300, 700]) {
      const checkpoint = await stoppedAt(windows, config);
      expect(checkpoint.runs).toHaveLength(Math.ceil(windows / 217));
      expect(whole(await run({ resume: checkpoint }, config))).toEqual(expected);
    }
  });

  it('of another run is refused, with what differs', async () => {
    const resume = await stoppedAt(70);
    const other: BacktestConfig = { ...base, backtest: { ...base.backtest, costs: 0.002 } };
    expect(await rejected(run({ resume }, other))).toMatchObject({
      code: 'checkpoint-mismatch',
      details: { differs: ['config'], windows: 64 },
    });
    const prices = { ...data, prices: data.prices.map((price, k) => (k === 999 ? price * 1.01 : price)) };
    expect(await rejected(run({ resume }, base, prices))).toMatchObject({ details: { differs: ['data'] } });
    expect(await rejected(run({ resume, conditionNumbers: 'in the run' }))).toMatchObject({
      details: { differs: ['config'] },
    });
    expect(await rejected(run({ resume: {} as Checkpoint }))).toMatchObject({ code: 'bad-checkpoint' });
  });

  it('that cannot be saved ends the run', async () => {
    const save = () => Promise.reject(new Error('disk full'));
    await expect(run({ checkpoint: { save, every: 0 } })).rejects.toThrow('disk full');
  });
});
