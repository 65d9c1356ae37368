import { describe, expect, it } from 'vitest';
import { type BacktestConfig, type BacktestResult, backtest, createEngine } from '../../src/browser.js';
import { rejected } from '../support/thrown.js';
import { changedPrices, columnsOf, simulatedPrices } from '../support/simulated-prices.js';

const engine = await createEngine();
const complete = simulatedPrices({
  seed: 71,
  assets: ['SPY', 'AAA', 'BBB', 'CCC', 'DDD', 'NEW'],
  months: 54,
});
/** NEW is listed in the middle of month 25: its first return is that of month 26. */
const late = changedPrices(complete, (price, date, asset) =>
  asset === 'NEW' && date < '2012-01-10' ? NaN : price,
);
const config: BacktestConfig = {
  market: 'SPY',
  model: { minHeritability: 0 },
  strategies: [
    { name: 'systematic' },
    { name: 'total' },
    { name: 'sample' },
    { name: 'goal', covariance: 'systematic', targetReturn: 0.001 },
    { name: 'equalWeight' },
  ],
  backtest: { train: 24, rebalance: 1, minHistory: 6 },
};
const run = (change: Partial<BacktestConfig> = {}, prices = late): Promise<BacktestResult> =>
  backtest(engine, prices, { ...config, ...change });
const strategy = (result: BacktestResult, name: string) =>
  result.strategies.find((candidate) => candidate.name === name)!;
const result = await run();
/** Position of the decision with so many returns of NEW. */
const withReturns = (returns: number): number =>
  result.decisions.findIndex(({ decision }) => decision === complete.dates[4 * (24 + returns) + 3]);

describe('an asset with a short history', () => {
  it('sits out until it has minHistory returns', () => {
    expect(result.decisions[withReturns(5)].satOut).toEqual([
      { asset: 'NEW', reason: '1 of 6 returns missing, first 2012-01-31' },
    ]);
    expect(result.decisions[withReturns(6)].satOut).toEqual([]);
  });

  it('then enters the model by its kernel, and the window says so', () => {
    const window = withReturns(6);
    const { fit, notes } = result.decisions[window];
    expect(fit).toMatchObject({ path: 'patterns', converged: true });
    expect(notes).toContain(
      'with fewer than 24 returns, in the model alone and not in other covariances: NEW 6',
    );
    const held = strategy(result, 'total').windows.map(({ weights }) => weights.NEW);
    expect(held.slice(0, window).every((weight) => weight === 0)).toBe(true);
    expect(held.slice(window).some((weight) => weight > 0.01)).toBe(true);
    expect(strategy(result, 'equalWeight').windows[window].weights.NEW).toBe(1 / 6);
    expect(strategy(result, 'goal').windows[window].status).toBe('ok');
  });

  it('is in other covariances once its window is full', () => {
    const full = withReturns(24);
    const windows = strategy(result, 'sample').windows;
    expect(windows[full - 1].weights.NEW).toBe(0);
    expect(result.decisions[full].fit!.path).not.toBe('patterns');
    expect(result.decisions[full].notes).toEqual([]);
    expect(windows.every(({ status }) => status === 'ok')).toBe(true);
  });

  it('leaves what does without it as it would be without it', async () => {
    const without = await run({}, columnsOf(late, ['SPY', 'AAA', 'BBB', 'CCC', 'DDD']));
    for (let k = 0; k < withReturns(24); k++) {
      const { NEW, ...others } = strategy(result, 'sample').windows[k].weights;
      expect(NEW).toBe(0);
      expect(others).toEqual(strategy(without, 'sample').windows[k].weights);
    }
  });

  it('changes nothing in windows in which all assets are complete, whatever minHistory is', async () => {
    const long = await run({ backtest: { train: 24, rebalance: 1 } });
    for (let k = withReturns(24); k < result.decisions.length; k++) {
      expect(result.decisions[k]).toEqual(long.decisions[k]);
      result.strategies.forEach(({ windows }, s) =>
        expect(windows[k].weights).toEqual(long.strategies[s].windows[k].weights),
      );
    }
  });

  it('has no look-ahead: its later prices change no earlier weight', async () => {
    const cut = complete.dates[4 * (24 + 10) + 3];
    const changed = await run(
      {},
      changedPrices(late, (price, date, asset) => (asset === 'NEW' && date > cut ? price * 1.1 : price)),
    );
    for (let k = 0; k <= withReturns(10); k++) {
      result.strategies.forEach(({ windows }, s) =>
        expect(changed.strategies[s].windows[k].weights).toEqual(windows[k].weights),
      );
    }
  });

  it('is refused where the market is the average of the assets, or it has fewer returns than effects', async () => {
    expect(await rejected(run({ market: 'average' }))).toMatchObject({ code: 'bad-value' });
    const error = await rejected(run({ backtest: { train: 24, minHistory: 3 } }));
    expect(error.message).toBe('backtest.minHistory 3 is too short: the model has 2 effects of each asset');
    expect(error.hint).toBe('let an asset have 4 returns or more');
  });
});
