import { describe, expect, it } from 'vitest';
import { decide } from '../../src/backtest/decide.js';
import { marketBetas } from '../../src/backtest/market-betas.js';
import type { TrainingWindow } from '../../src/backtest/window.js';
import {
  type BacktestConfig,
  type BacktestResult,
  covariance,
  type ResolvedStrategy,
  riskShares,
  toReturns,
} from '../../src/browser.js';
import { changedPrices } from '../support/simulated-prices.js';
import { data, engine, run, strategyOf, tickers } from '../support/six-assets.js';
import { rejected } from '../support/thrown.js';

const classes = { stocks: ['SPY', 'IWM', 'EFA'], bonds: ['AGG'], real: ['GLD', 'VNQ'] };
type Strategies = BacktestConfig['strategies'];
const runWith = (strategies: Strategies, table = data, changes: Partial<BacktestConfig> = {}) =>
  run(table, { classes, strategies, ...changes });
const monthly = toReturns(data, { frequency: 'month' });
const N = tickers.length;
/** Returns of an asset over the periods of a window. */
const series = (asset: string, decision: string, train = 18): number[] => {
  const end = monthly.dates.indexOf(decision);
  return Array.from(
    { length: train },
    (_, t) => monthly.returns[(end - train + 1 + t) * N + tickers.indexOf(asset)],
  );
};
const sum = (weights: Record<string, number>, assets = tickers): number =>
  assets.reduce((total, asset) => total + weights[asset], 0);
const windowsOf = (result: BacktestResult, name: string) => strategyOf(result, name).windows;

describe('constraints of strategies', () => {
  it('are kept in every window, with classes as groups', async () => {
    const result = await runWith([
      {
        ...{ name: 'grouped', covariance: 'sample', budget: 0.9 },
        groups: { stocks: { minWeight: 0.4 }, pair: { assets: ['GLD', 'VNQ'], maxWeight: 0.15 } },
        linearConstraints: ['IWM >= 0.5*SPY + 0.05', 'bonds + pair <= 0.45'],
      },
      {
        ...{ name: 'longShort', covariance: 'ledoitWolf', minWeights: -0.5, maxGross: 1.4, maxShort: 0.15 },
        ...{ minBudget: 0.7, maxBudget: 1, maxLong: 1.1 },
        factorExposures: { size: { loadings: { SPY: 1, IWM: -1 }, min: 0.05 } },
      },
      { name: 'tracker', covariance: 'sample', benchmarkWeights: { SPY: 0.6, AGG: 0.4 }, maxWeights: 0.5 },
    ]);
    for (const { status, weights } of windowsOf(result, 'grouped')) {
      expect(status).toBe('ok');
      expect(sum(weights)).toBeCloseTo(0.9, 12);
      expect(sum(weights, classes.stocks)).toBeGreaterThan(0.4 - 1e-12);
      expect(sum(weights, ['GLD', 'VNQ'])).toBeLessThan(0.15 + 1e-12);
      expect(weights.IWM - 0.5 * weights.SPY).toBeGreaterThan(0.05 - 1e-12);
      expect(weights.AGG + weights.GLD + weights.VNQ).toBeLessThan(0.45 + 1e-12);
    }
    for (const { status, weights } of windowsOf(result, 'longShort')) {
      const held = Object.values(weights);
      const part = (sign: number): number => held.reduce((total, w) => total + Math.max(0, sign * w), 0);
      expect(status).toBe('ok');
      expect(sum(weights)).toBeGreaterThan(0.7 - 1e-12);
      expect(part(1)).toBeLessThan(1.1 + 1e-12);
      expect(part(-1)).toBeLessThan(0.15 + 1e-12);
      expect(weights.SPY - weights.IWM).toBeGreaterThan(0.05 - 1e-12);
    }
    for (const { status, weights } of windowsOf(result, 'tracker')) {
      expect(status).toBe('ok');
      expect(weights.SPY).toBeGreaterThan(0.3);
      expect(Math.max(...Object.values(weights))).toBeLessThan(0.5 + 1e-12);
    }
  });

  it('leave what is not invested in cash at the risk-free rate', async () => {
    const strategy = { name: 'half', covariance: 'sample', budget: 0.5, maxWeights: { SPY: 0.5 } } as const;
    const { strategies } = await runWith([strategy], data, {
      riskFree: 0.06,
      backtest: { train: 18, rebalance: 1 },
    });
    const [{ windows, grossReturns, periods }] = strategies;
    const rate = 1.06 ** (1 / 12) - 1;
    windows.forEach(({ weights }, k) => {
      const t = monthly.dates.indexOf(periods[k]);
      const earned = tickers.reduce(
        (total, asset, i) => total + weights[asset] * monthly.returns[t * N + i],
        0,
      );
      expect(grossReturns[k]).toBeCloseTo(earned + 0.5 * rate, 12);
    });
  });

  it('limit the beta by the returns of the window alone', async () => {
    const result = await runWith([
      { name: 'free', covariance: 'sample' },
      { name: 'beta', covariance: 'sample', marketBeta: { min: 0.8, max: 0.85 } },
    ]);
    const beta = ({ decision, weights }: { decision: string; weights: Record<string, number> }): number => {
      const m = series('SPY', decision);
      const mean = (x: number[]): number => x.reduce((total, value) => total + value, 0) / x.length;
      const about = (x: number[]): number[] => x.map((value) => value - mean(x));
      const dot = (x: number[], y: number[]): number =>
        x.reduce((total, value, t) => total + value * y[t], 0);
      const centred = about(m);
      return tickers.reduce(
        (total, asset) =>
          total + (weights[asset] * dot(centred, series(asset, decision))) / dot(centred, centred),
        0,
      );
    };
    expect(windowsOf(result, 'free').some((window) => beta(window) < 0.79)).toBe(true);
    for (const window of windowsOf(result, 'beta')) {
      expect(window.status).toBe('ok');
      expect(beta(window)).toBeGreaterThan(0.8 - 1e-10);
      expect(beta(window)).toBeLessThan(0.85 + 1e-10);
    }
  });

  it('limit trading against what is held, and not at the first decision', async () => {
    const limited: Strategies = [
      { name: 'limited', covariance: 'sample', turnoverLimit: 0.04 },
      { name: 'free', covariance: 'sample' },
    ];
    const result = await runWith(limited);
    const [first, ...others] = windowsOf(result, 'limited');
    expect(first.weights).toEqual(windowsOf(result, 'free')[0].weights);
    for (const { status, turnover } of others) {
      expect(status).toBe('ok');
      expect(turnover).toBeLessThan(0.02 + 1e-12);
    }
    expect(
      windowsOf(result, 'free')
        .slice(1)
        .some(({ turnover }) => turnover > 0.021),
    ).toBe(true);
    const shorter = await runWith(limited, data, { to: '2011-12-31' });
    shorter.strategies.forEach(({ windows }, s) =>
      expect(windows).toEqual(result.strategies[s].windows.slice(0, windows.length)),
    );
  });

  it('divide risk by class', async () => {
    const riskBudgets = { stocks: 3, AGG: 1, real: 2 };
    const result = await runWith([{ name: 'riskParity', covariance: 'sample', riskBudgets }]);
    for (const { decision, status, weights } of windowsOf(result, 'riskParity')) {
      expect(status).toBe('ok');
      const end = monthly.dates.indexOf(decision);
      const returns = {
        ...monthly,
        dates: monthly.dates.slice(end - 17, end + 1),
        returns: monthly.returns.slice((end - 17) * N, (end + 1) * N),
      };
      const { groups } = riskShares(covariance(engine, 'sample', { returns }), weights, { groups: classes });
      expect(groups!.stocks).toBeCloseTo(0.5, 7);
      expect(groups!.bonds).toBeCloseTo(1 / 6, 7);
      expect(groups!.real).toBeCloseTo(1 / 3, 7);
    }
  });

  it('that cannot be met fall back with the names of the conflict', async () => {
    const result = await runWith([
      {
        name: 'none',
        covariance: 'sample',
        linearConstraints: ['bonds >= 0.6', 'stocks >= 0.5', 'real <= 1'],
      },
    ]);
    const [first, second] = windowsOf(result, 'none');
    expect(first).toMatchObject({ status: 'fallback', used: 'equalWeight' });
    expect(first.reason!.split('; ')[0]).toBe(
      'sample: the constraints on weights conflict: weights add up to 1, bonds >= 0.6, stocks >= 0.5, ' +
        'minWeights of GLD is 0, minWeights of VNQ is 0',
    );
    expect(first.reason).toContain('equalWeight breaks bonds >= 0.6');
    expect(first.reason).not.toContain('breaks bonds >= 0.6, stocks');
    expect(second.used).toBe('previousWeights');
  });

  it('drop what sat out, and say so', async () => {
    const late = changedPrices(data, (price, date, asset) =>
      asset === 'GLD' && date <= '2010-06-30' ? NaN : price,
    );
    const strategies: Strategies = [
      {
        ...{ name: 'mine', covariance: 'sample' },
        groups: { pair: { assets: ['GLD', 'VNQ'], minWeight: 0.1 }, real: {} },
        linearConstraints: ['GLD + IWM >= 0.2', 'real <= 0.5'],
        factorExposures: { f: { loadings: { GLD: 2, EFA: 1 }, max: 0.3 } },
      },
      { name: 'tracker', covariance: 'sample', benchmarkWeights: { GLD: 0.4, SPY: 0.6 } },
    ];
    const result = await runWith(strategies, late);
    const out = result.decisions.findIndex(({ satOut }) => satOut.some(({ asset }) => asset === 'GLD'));
    expect(out).toBe(0);
    const { notes } = result.decisions[0];
    for (const field of ['groups.pair', '"GLD + IWM >= 0.2"', 'factorExposures.f'])
      expect(notes).toContain(`mine: GLD set aside in ${field}, not in the covariance of this window`);
    expect(notes).toContain(
      'tracker: GLD set aside in benchmarkWeights, not in the covariance of this window',
    );
    const { status, weights } = windowsOf(result, 'mine')[0];
    expect(status).toBe('ok');
    expect(weights.IWM).toBeGreaterThan(0.2 - 1e-12);
    expect(weights.VNQ).toBeGreaterThan(0.1 - 1e-12);
    expect(result.decisions.at(-1)!.notes.filter((note) => note.includes('set aside'))).toEqual([]);
  });
});

describe('constraints that cannot be', () => {
  it.each([
    [{ linearConstraints: ['SPX <= 0.3'] }, 'bad-constraint', 'linearConstraints[0]'],
    [{ linearConstraints: ['SPY <= 0.3', 'SPY <'] }, 'bad-constraint', 'linearConstraints[1]'],
    [{ groups: { shares: { maxWeight: 0.3 } } }, 'unknown-class', 'groups.shares'],
    [{ groups: { some: { assets: ['SPX'], maxWeight: 0.3 } } }, 'unknown-ticker', 'groups.some.assets'],
    [{ groups: { stocks: {} } }, 'no-limit', 'groups.stocks'],
    [
      { groups: { SPY: { assets: ['IWM'] } }, linearConstraints: ['SPY <= 1'] },
      'ambiguous-name',
      'groups.SPY',
    ],
    [{ groups: { stocks: { minWeight: 0.5, maxWeight: 0.3 } } }, 'bad-value', 'groups.stocks.minWeight'],
    [
      { factorExposures: { f: { loadings: { SPX: 1 }, max: 1 } } },
      'unknown-ticker',
      'factorExposures.f.loadings',
    ],
    [{ factorExposures: { f: { loadings: { SPY: 1 } } } }, 'no-limit', 'factorExposures.f'],
    [{ marketBeta: {} }, 'bad-value', 'marketBeta'],
    [{ marketBeta: { min: 1, max: 0.5 } }, 'bad-value', 'marketBeta.min'],
    [{ budget: 1, maxBudget: 1.2 }, 'bad-value', 'maxBudget'],
    [{ minBudget: 1, maxBudget: 0.5 }, 'bad-value', 'minBudget'],
    [{ maxGross: -1 }, 'bad-value', 'maxGross'],
    [{ budget: 2, maxWeights: 0.2 }, 'infeasible-bounds', 'maxWeights'],
    [{ benchmarkWeights: { SPX: 1 } }, 'unknown-ticker', 'benchmarkWeights'],
    [{ objective: 'riskParity', maxGross: 1 }, 'bad-value', 'maxGross'],
    [{ objective: 'maximumSharpe', maxBudget: 1 }, 'bad-value', 'maxBudget'],
    [{ objective: 'riskParity', riskBudgets: { stocks: 1 } }, 'missing-risk-budget', 'riskBudgets'],
    [{ objective: 'riskParity', riskBudgets: { shares: 1 } }, 'unknown-asset', 'riskBudgets'],
    [{ riskBudgets: { stocks: 1 } }, 'bad-value', 'riskBudgets'],
    [{ turnoverLimit: -1 }, 'bad-value', 'turnoverLimit'],
  ])('are refused with their path: %j', async (fields, code, path) => {
    const strategies = [{ name: 'mine', covariance: 'sample', ...fields }] as Strategies;
    const error = await rejected(runWith(strategies));
    expect(error).toMatchObject({ code, details: { path: `strategies[0].${path}` } });
  });

  it('are a class with the name of a ticker', async () => {
    const strategies: Strategies = [
      { name: 'mine', covariance: 'sample', linearConstraints: ['SPY <= 0.3'] },
    ];
    const error = await rejected(run(data, { strategies, classes: { SPY: ['IWM'], other: ['AGG'] } }));
    expect(error).toMatchObject({ code: 'ambiguous-name' });
  });
});

describe('a decision with constraints', () => {
  const universe = ['A', 'B', 'C'];
  /** A and B take part, uncorrelated; C sits out. */
  const window = {
    ...{ universe, assets: ['A', 'B'], marketAsset: null, modelled: ['A', 'B'] },
    spread: (weight: (asset: string, position: number) => number) =>
      Float64Array.of(weight('A', 0), weight('B', 1), 0),
    covariance: () => ({
      value: {
        name: 'sample',
        assets: ['A', 'B'],
        values: Float64Array.of(0.04, 0, 0, 0.01),
        conditionNumber: 4,
      },
    }),
    // B has returns only where the market does not vary
    returns: {
      ...{ assets: ['A', 'B'], dates: ['1', '2', '3'], frequency: 'month', notes: [] },
      returns: Float64Array.of(0.01, NaN, 0.02, 0.01, 0.02, 0.03),
    },
    ...{ market: Float64Array.of(0.01, 0.02, 0.02), classes: undefined },
    ...{ heritability: () => null, riskFree: 0, periodsPerYear: 12 },
  } as unknown as TrainingWindow;
  const decided = (fields: Partial<ResolvedStrategy>, previous: number[] | null) =>
    decide(
      {
        name: 'mine',
        covariance: 'sample',
        objective: 'minimumVariance',
        minWeights: 0,
        maxWeights: 1,
        fallback: ['ledoitWolf', 'previousWeights', 'equalWeight'],
        ...fields,
      },
      {
        ...{ engine, window, minHeritability: 0, functions: {} },
        previous: () => previous && Float64Array.from(previous),
      },
    );

  it('sells what has no covariance within its limit on trading', () => {
    const { weights, notes, status } = decided({ turnoverLimit: 0.3 }, [0.5, 0.4, 0.1]);
    expect(status).toBe('ok');
    expect(notes).toEqual(['mine: C sold, not in the covariance of this window; it counts in turnoverLimit']);
    // 0.1 of C goes to B, and 0.05 of A too: 0.3 in all
    expect(weights[0]).toBeCloseTo(0.45, 12);
    expect(weights[1]).toBeCloseTo(0.55, 12);
    const tight = decided({ turnoverLimit: 0.05 }, [0.5, 0.4, 0.1]);
    expect(tight).toMatchObject({ status: 'fallback', used: 'previousWeights' });
    expect(tight.reason).toContain(
      'turnoverLimit is 0.05, and 0.1 has to be traded of what has no covariance: C',
    );
    expect(decided({ turnoverLimit: 0.05 }, null).weights[0]).toBeCloseTo(0.2, 12);
  });

  it('falls back on weights that add up to its budget', () => {
    const impossible = { linearConstraints: ['A >= 2'] };
    const half = decided({ ...impossible, budget: 0.5 }, [0.3, 0.3, 0]);
    expect(Array.from(half.weights)).toEqual([0.25, 0.25, 0]);
    expect(half.reason).toMatch(/; previousWeights breaks A >= 2$/);
    const range = decided({ ...impossible, minBudget: 0.2, maxBudget: 0.8 }, [0.3, 0.3, 0]);
    expect(Array.from(range.weights)).toEqual([0.3, 0.3, 0]);
    const equal = decided({ ...impossible, budget: 0.5 }, null);
    expect(Array.from(equal.weights)).toEqual([0.25, 0.25, 0]);
    const neutral = decided({ ...impossible, budget: 0, minWeights: -1 }, [0.3, -0.2, 0]);
    expect(Array.from(neutral.weights)).toEqual([0.3, -0.2, 0]);
    expect(neutral.reason).toMatch(/; previousWeights breaks weights add up to 0, A >= 2$/);
    const short = decided({ ...impossible, budget: -0.5, minWeights: -1 }, [0.3, 0.2, 0]);
    expect(short.reason).toContain('what can be held of them is mostly long');
  });

  it('says what was set aside of constraints that cannot be met without it', () => {
    const { status, reason, notes } = decided({ linearConstraints: ['C >= 0.2'] }, null);
    expect(status).toBe('fallback');
    expect(reason).toContain('the constraints on weights conflict: C >= 0.2;');
    expect(notes).toEqual(['mine: C set aside in "C >= 0.2", not in the covariance of this window']);
  });

  it('falls back where the market does not vary', () => {
    expect(decided({ marketBeta: { max: 1 } }, null).reason).toContain(
      'the market does not vary where B has returns',
    );
  });
});

describe('betas of the market', () => {
  it('are slopes over the periods in which an asset has returns', () => {
    const market = Float64Array.of(0.01, -0.02, 0.03, 0.02);
    const assets = ['exact', 'late', 'flat'];
    const returns = Float64Array.from(
      Array.from(market).flatMap((m, t) => [0.001 + 1.5 * m, t === 0 ? NaN : -0.5 * m, 0.01]),
    );
    const dates = ['1', '2', '3', '4'];
    const table = { assets, dates, returns, frequency: 'month', notes: [] } as never;
    const betas = marketBetas(table, market);
    expect(betas[0]).toBeCloseTo(1.5, 12);
    expect(betas[1]).toBeCloseTo(-0.5, 12);
    expect(betas[2]).toBeCloseTo(0, 12);
    expect(marketBetas(table, new Float64Array(4).fill(0.01))[0]).toBeNaN();
  });
});
