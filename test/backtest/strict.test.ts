import { describe, expect, it } from 'vitest';
import { backtest as onThreads } from '../../src/index.js';
import type { BacktestConfig, BacktestOptions } from '../../src/browser.js';
import { built } from '../support/built.js';
import { away, capped, months } from '../support/parallel-runs.js';
import { config, data, engine, run } from '../support/six-assets.js';
import { changedPrices } from '../support/simulated-prices.js';
import { rejected } from '../support/thrown.js';

const strict = (given: BacktestConfig): BacktestConfig => ({
  ...given,
  backtest: { ...given.backtest, strict: true },
});

describe('a strict run', () => {
  it('is the run without it, where every window is ok', async () => {
    const [own, lenient] = [await run(data, strict(config)), await run()];
    expect(own.strategies).toEqual(lenient.strategies);
    expect(own.decisions).toEqual(lenient.decisions);
  });

  it('ends with the first window in which a strategy falls back, and says which, when and why', async () => {
    const given: BacktestConfig = { ...config, model: { minHeritability: 0.9999 } };
    const { strategies } = await run(data, given);
    const error = await rejected(run(data, strict(given)));
    expect(error).toMatchObject({
      name: 'BacktestError',
      code: 'strict',
      details: {
        strategy: 'systematic',
        window: 0,
        status: 'fallback',
        decision: strategies[0].windows[0].decision,
        reason: strategies[0].windows[0].reason,
      },
    });
    expect(error.message).toBe(
      `the strategy systematic falls back on ledoitWolf at the decision of ${strategies[0].windows[0].decision}: ${strategies[0].windows[0].reason}`,
    );
  });

  it('ends with a window that is skipped as all wealth was lost', async () => {
    // short half of SPY, which triples
    const given: BacktestConfig = {
      ...config,
      backtest: { train: 18, rebalance: 3 },
      strategies: [{ name: 'sample', minWeights: { SPY: -1.5 }, maxWeights: { SPY: -1.5 } }],
    };
    const { strategies } = await run(data, given);
    const second = strategies[0].windows[1].decision;
    const soared = changedPrices(data, (price, date, asset) =>
      asset === 'SPY' && date > second ? 4 * price : price,
    );
    const lenient = await run(soared, given);
    expect(lenient.strategies[0].windows.map(({ status }) => status)).toEqual([
      'ok',
      'ok',
      'skipped',
      'skipped',
    ]);
    expect(await rejected(run(soared, strict(given)))).toMatchObject({
      code: 'strict',
      details: { window: 2, status: 'skipped', reason: lenient.strategies[0].windows[2].reason },
    });
  });

  it('ends with the same window whoever does them', async () => {
    const { windows } = (await onThreads(engine, away, capped)).strategies[0];
    const first = windows.findIndex(({ status }) => status !== 'ok');
    expect(first).toBeGreaterThan(40);
    const own = await built.createEngine();
    const failure = async (options: BacktestOptions) => {
      const error: unknown = await built
        .backtest(own, away, strict(capped), options)
        .catch((e: unknown) => e);
      expect(error).toBeInstanceOf(built.BacktestError);
      return error as InstanceType<typeof built.BacktestError>;
    };
    const alone = await failure({});
    const spread = await failure({ workers: 3 });
    expect(alone.details).toMatchObject({ window: first, decision: windows[first].decision });
    expect(spread.details).toEqual(alone.details);
    // and a run that is fine goes through on threads
    await built.backtest(own, months, strict(capped), { workers: 2 });
  });
});
