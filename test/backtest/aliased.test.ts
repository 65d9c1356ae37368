import { describe, expect, it } from 'vitest';
import {
  backtest,
  type BacktestConfig,
  type BacktestResult,
  covariance,
  createEngine,
  fitModel,
  fitResult,
} from '../../src/browser.js';
import { changedPrices, simulatedPrices } from '../support/simulated-prices.js';
import { thrown } from '../support/thrown.js';

const engine = await createEngine();
const prices = simulatedPrices({ seed: 71, assets: ['SPY', 'AAA', 'BBB', 'CCC', 'NEW'], months: 42 });
/** NEW is listed in the middle of month 25: its first return is that of month 26. */
const late = changedPrices(prices, (price, date, asset) =>
  asset === 'NEW' && date < '2012-01-10' ? NaN : price,
);
const config: BacktestConfig = {
  market: 'SPY',
  model: { minHeritability: 0 },
  strategies: [{ name: 'total' }],
  backtest: { train: 24, rebalance: 3 },
};
const run = (change: Partial<BacktestConfig>, data = prices): Promise<BacktestResult> =>
  backtest(engine, data, { ...config, ...change });
const weights = (result: BacktestResult) => result.strategies[0].windows.map((window) => window.weights);

describe('aliased fixed effects in a backtest', () => {
  const fixed = ['1', 'asset', 'asset:market'];

  it('send windows to the fallback, with the reason, unless they are dropped', async () => {
    const { strategies } = await run({ model: { ...config.model, fixed } });
    for (const { status, reason } of strategies[0].windows) {
      expect(status).toBe('fallback');
      expect(reason).toContain('the fixed effect "1" is a combination of the other fixed effects');
    }
  });

  it('are dropped with a note in each window, and leave the weights of the model without them', async () => {
    const dropped = await run({ model: { ...config.model, fixed, aliased: 'drop' } });
    const plain = await run({});
    expect(weights(dropped)).toEqual(weights(plain));
    expect(dropped.strategies[0].windows.every(({ status }) => status === 'ok')).toBe(true);
    for (const { notes } of dropped.decisions)
      expect(notes).toContain('left out as combinations of other fixed effects: 1');
    for (const { notes } of plain.decisions) expect(notes).toEqual([]);
  });

  it('of an asset with a short history go by themselves, where others have them', async () => {
    const own: BacktestConfig = {
      ...config,
      model: { fixed: ['asset', 'asset:market', 'asset:regime'], minHeritability: 0, aliased: 'drop' },
      backtest: { train: 24, rebalance: 1, minHistory: 5 },
    };
    const { decisions, strategies } = await run(own, late);
    const short = 'left out where the periods of an asset cannot tell them from its other effects: ';
    const noted = decisions.flatMap(({ notes }, k) =>
      notes.filter((note) => note.startsWith(short)).map((note) => [k, note.slice(short.length)] as const),
    );
    expect(noted.length).toBeGreaterThan(0);
    for (const [k, named] of noted) {
      expect(named).toMatch(/^asset:regime\[(Low|Normal)\]\[NEW\]/);
      expect(strategies[0].windows[k].status).toBe('ok');
      expect(strategies[0].windows[k].weights.NEW).toBeGreaterThanOrEqual(0);
    }
    const refused = await run({ ...own, model: { ...own.model, aliased: 'refuse' } }, late);
    const [first] = noted[0];
    expect(refused.strategies[0].windows[first].status).toBe('fallback');
    expect(refused.strategies[0].windows[first].reason).toContain('cannot be estimated: NEW has returns in');
  });

  it('are no loadings of 0: a covariance of the model is refused where an asset has none of its own', () => {
    const { panel, model, returns } = fitModel(engine, prices, config);
    const single = {
      ...panel,
      returns: panel.returns.map((value, cell) =>
        cell % panel.assets.length === 3 && cell >= panel.assets.length ? NaN : value,
      ),
    };
    const own = { ...model, aliased: 'drop' as const };
    const fit = engine.fitPanel(single, own);
    expect(fit.dropped).toEqual(['asset:market[NEW]']);
    const error = thrown(() => covariance(engine, 'systematic', { returns, fit, panel: single, model: own }));
    expect(error).toMatchObject({
      name: 'ModelError',
      code: 'dropped-loading',
      details: { asset: 'NEW', covariate: 'market' },
    });
  });
});

describe('maximum likelihood in a backtest', () => {
  it('has variances smaller by the share of the fixed effects, and nearly the same weights', async () => {
    const [ml, reml] = [await run({ model: { ...config.model, method: 'ML' } }), await run({})];
    expect(ml.config.model!.method).toBe('ML');
    ml.decisions.forEach(({ fit }, k) =>
      fit!.variances.forEach(({ estimate }, c) => {
        const other = reml.decisions[k].fit!.variances[c].estimate;
        expect(Math.abs(estimate - (other * 22) / 24)).toBeLessThan(1e-7);
      }),
    );
    weights(ml).forEach((own, k) => {
      for (const asset of Object.keys(own))
        expect(Math.abs(own[asset] - weights(reml)[k][asset])).toBeLessThan(0.1);
    });
  });

  it('is what a fit of the configuration says', () => {
    const modelFit = fitModel(engine, prices, { ...config, model: { ...config.model, method: 'ML' } });
    expect(modelFit.fit.origin.method).toBe('ML');
    expect(fitResult(modelFit)).toMatchObject({ method: 'ML', dropped: [] });
  });
});
