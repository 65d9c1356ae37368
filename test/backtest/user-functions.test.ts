import { describe, expect, it } from 'vitest';
import {
  type BacktestConfig,
  backtest,
  type DecisionData,
  type FunctionsByStrategy,
} from '../../src/browser.js';
import { knownAt, perturbed } from '../support/perturbation.js';
import { rejected } from '../support/thrown.js';
import { changedPrices } from '../support/simulated-prices.js';
import { config, data, engine, run, strategyOf } from '../support/six-assets.js';

const strategies: BacktestConfig['strategies'] = [{ name: 'mine' }, { name: 'sample' }];
const own: BacktestConfig = { ...config, strategies };
const runWith = (functions: FunctionsByStrategy, table = data, workers?: number) =>
  backtest(engine, table, own, { functions, workers });

describe("a strategy with the caller's functions", () => {
  it('does what the functions do, and the result says that there are some', async () => {
    const result = await runWith({ mine: { covariance: (seen) => seen.covariance('sample').values } });
    const [mine, sample] = result.strategies;
    expect(mine.windows.map(({ weights }) => weights)).toEqual(sample.windows.map(({ weights }) => weights));
    expect(result.notes).toContain('mine: covariance by functions of the caller');
  });

  it('changes no number of the others', async () => {
    const without = strategyOf(await run(data, { strategies }), 'sample');
    const beside = await runWith({ mine: { objective: ({ assets }) => ({ [assets[0]]: 1 }) } });
    const windows = strategyOf(beside, 'sample').windows;
    windows.forEach(({ weights }, k) => {
      for (const [asset, weight] of Object.entries(weights))
        expect(weight).toBeCloseTo(without.windows[k].weights[asset], 8);
    });
  });

  it('gets what is known on the day of the decision, in every bit', async () => {
    const record = async (table = data): Promise<DecisionData[]> => {
      const seen: DecisionData[] = [];
      await runWith(
        {
          mine: {
            objective: (decision) => {
              seen.push(
                structuredClone({
                  ...decision,
                  covariance: null,
                  expectedReturns: null,
                  fitted: null,
                }) as never,
              );
              decision.covariance('systematic');
              return { SPY: decision.expectedReturns('model').SPY > 0 ? 1 : 0.5 };
            },
          },
        },
        table,
      );
      return seen;
    };
    const seen = await record();
    expect(seen).toHaveLength(4);
    seen.forEach(({ decision, returns, market, assets, previousWeights }, k) => {
      expect(returns.dates.at(-1)).toBe(decision);
      expect(returns.dates).toHaveLength(18);
      expect(market).toHaveLength(18);
      expect(returns.returns).toHaveLength(18 * assets.length);
      // nothing behind what it is given can be reached
      expect(returns.returns.buffer.byteLength).toBe(returns.returns.byteLength);
      expect(market.buffer.byteLength).toBe(market.byteLength);
      expect(previousWeights === null).toBe(k === 0);
    });
    const { decision } = seen[1];
    const later = await record(perturbed(data, (date) => date > decision));
    expect(later.slice(0, 2)).toEqual(seen.slice(0, 2));
    expect(later[2]).not.toEqual(seen[2]);
  });

  it('has weights that no later price changes', async () => {
    const functions: FunctionsByStrategy = {
      mine: { expectedReturns: ({ returns, assets }) => returns.returns.slice(-assets.length) },
    };
    const utility: BacktestConfig = {
      ...config,
      strategies: [{ name: 'mine', objective: 'meanVariance', riskAversion: 3 }],
    };
    const before = await backtest(engine, data, utility, { functions });
    const { decision } = before.strategies[0].windows[2];
    const after = await backtest(
      engine,
      perturbed(data, (date) => date > decision),
      utility,
      { functions },
    );
    expect(knownAt(2, after.strategies[0])).toEqual(knownAt(2, before.strategies[0]));
    expect(knownAt(3, after.strategies[0])).not.toEqual(knownAt(3, before.strategies[0]));
  });

  it('falls back in the windows where one fails, and goes on', async () => {
    let calls = 0;
    const result = await runWith({
      mine: {
        covariance: (seen) => {
          if (calls++ === 1) throw new Error('no data today');
          return seen.covariance('oas').values;
        },
      },
    });
    const { windows } = strategyOf(result, 'mine');
    expect(windows.map(({ status }) => status)).toEqual(['ok', 'fallback', 'ok', 'ok']);
    expect(windows[1]).toMatchObject({
      used: 'ledoitWolf',
      reason: 'function covariance: the function covariance failed: no data today',
    });
  });

  it.each<[string, FunctionsByStrategy, string]>([
    ['of a strategy that is not there', { mime: {} }, 'unknown-strategy'],
    ['in a place that is not there', { mine: { covarianze: () => 1 } as never }, 'unknown-place'],
    ['that is none', { mine: { covariance: 'sample' as never } }, 'not-a-function'],
  ])('refuses a function %s', async (_, functions, code) => {
    expect(await rejected(runWith(functions))).toMatchObject({ name: 'ConfigError', code });
  });

  it('refuses workers, which cannot run a function of another thread', async () => {
    const functions: FunctionsByStrategy = { mine: { objective: () => ({ SPY: 1 }) } };
    expect(await rejected(runWith(functions, data, 2))).toMatchObject({ code: 'functions-in-workers' });
  });
});

describe('a strategy with views', () => {
  const target = { name: 'views', objective: 'meanVariance', riskAversion: 4, covariance: 'sample' } as const;
  const weightsWith = async (
    expectedReturns: NonNullable<BacktestConfig['strategies']>[number]['expectedReturns'],
  ) => {
    const result = await run(data, { strategies: [{ ...target, expectedReturns }] });
    return result.strategies[0].windows;
  };

  it('holds the market portfolio at equilibrium, whatever the covariance', async () => {
    const marketWeights = { SPY: 0.5, IWM: 0.1, EFA: 0.1, AGG: 0.2, GLD: 0.06, VNQ: 0.04 };
    for (const { weights, status } of await weightsWith({ marketWeights, riskAversion: 4 })) {
      expect(status).toBe('ok');
      for (const [asset, weight] of Object.entries(marketWeights))
        expect(weights[asset]).toBeCloseTo(weight, 9);
    }
    const [{ weights }] = await weightsWith('equilibrium');
    expect(Object.values(weights).every((weight) => weight > 0)).toBe(true);
  });

  it('says of a view that its covariance has no asset for that it is set aside', async () => {
    const late = changedPrices(data, (price, date, asset) =>
      asset === 'GLD' && date < data.dates[data.dates.length >> 2] ? NaN : price,
    );
    const views = [{ weights: { GLD: 1, SPY: -1 }, return: 0.3 }];
    const backtestConfig = { train: 18, minHistory: 6, rebalance: 3 };
    const notesWith = async (covariance: 'sample' | 'systematic') => {
      const result = await run(late, {
        backtest: backtestConfig,
        strategies: [{ ...target, covariance, expectedReturns: { views } }],
      });
      expect(result.decisions[0].satOut).toEqual([]);
      expect(result.strategies[0].windows[0].status).toBe('ok');
      return result.decisions[0].notes.filter((note) => note.includes('set aside'));
    };
    expect(await notesWith('sample')).toEqual([
      'views: the view on GLD, SPY set aside, not in the covariance of this window: GLD',
    ]);
    expect(await notesWith('systematic')).toEqual([]);
  });

  it('says of views and market weights of an asset that sat out that they are set aside', async () => {
    const late = changedPrices(data, (price, date, asset) =>
      asset === 'GLD' && date < data.dates[data.dates.length >> 2] ? NaN : price,
    );
    const result = await run(late, {
      strategies: [
        {
          ...target,
          expectedReturns: {
            marketWeights: { SPY: 0.8, GLD: 0.2, VNQ: 0 },
            views: [
              { weights: { GLD: 1, SPY: -1 }, return: 0.3 },
              { weights: { SPY: 1, EFA: -1 }, return: 0.01 },
            ],
          },
        },
      ],
    });
    expect(result.decisions[0].satOut.map(({ asset }) => asset)).toEqual(['GLD']);
    expect(result.decisions[0].notes.filter((note) => note.includes('set aside'))).toEqual([
      'views: marketWeights set aside, sat out: GLD',
      'views: the view on GLD, SPY set aside, sat out: GLD',
    ]);
    expect(result.decisions.at(-1)!.satOut).toEqual([]);
    expect(result.decisions.at(-1)!.notes.filter((note) => note.includes('set aside'))).toEqual([]);
  });

  it('acts on a view from its day to its last', async () => {
    const plain = await weightsWith('equilibrium');
    const views = [
      { weights: { GLD: 1, SPY: -1 }, return: 0.3, from: plain[1].decision, to: plain[2].decision },
    ];
    const viewed = await weightsWith({ views });
    expect(viewed[0].weights).toEqual(plain[0].weights);
    expect(viewed[1].weights.GLD).toBeGreaterThan(plain[1].weights.GLD);
    expect(viewed[2].weights.GLD).toBeGreaterThan(plain[2].weights.GLD);
    expect(viewed[3].weights).toEqual(plain[3].weights);
  });

  it('reads a view as text, a return a year, like that of its numbers', async () => {
    const dated = { confidence: 0.8, from: '2010-01-01' };
    const numbers = { weights: { GLD: 1, SPY: -1 }, return: 0.06, ...dated };
    const text = await weightsWith({ views: [{ view: 'GLD - SPY == 0.06', ...dated }] });
    expect(text).toEqual(await weightsWith({ views: [numbers] }));
    expect(text).not.toEqual(await weightsWith('equilibrium'));
  });

  it('names the place of a view that cannot be read', async () => {
    const error = await rejected(weightsWith({ views: [{ view: 'SPX == 0.02' }] }));
    const path = 'strategies[0].expectedReturns.views[0].view';
    expect(error).toMatchObject({ code: 'bad-view', details: { path } });
    expect(error.message).toBe(`${path}, "SPX == 0.02": SPX is no ticker among the assets, at character 1`);
  });

  it.each<[string, object, string]>([
    ['with an inequality', { views: [{ view: 'SPY >= 0.02' }] }, 'bad-view'],
    ['with a view twice', { views: [{ view: 'SPY == 0.02', return: 0.02 }] }, 'bad-value'],
    ['with half a view', { views: [{ weights: { SPY: 1 } }] }, 'bad-value'],
    ['about an unknown ticker', { views: [{ weights: { XYZ: 1 }, return: 0 }] }, 'unknown-ticker'],
    ['about nothing', { views: [{ weights: { SPY: 0 }, return: 0 }] }, 'bad-value'],
    ['without use', { prior: 'sample', riskAversion: 2 }, 'bad-value'],
    ['with a tau alone', { tau: 0.1 }, 'bad-value'],
    [
      'that end before they begin',
      { views: [{ weights: { SPY: 1 }, return: 0, from: '2020-02-01', to: '2020-01-01' }] },
      'bad-value',
    ],
  ])('refuses expected returns %s', async (_, expectedReturns, code) => {
    expect(await rejected(weightsWith(expectedReturns))).toMatchObject({ name: 'ConfigError', code });
  });
});
