import { describe, expect, it } from 'vitest';
import { covariance, optimizeWeights, toReturns } from '../../src/browser.js';
import { expectWeights } from '../support/close.js';
import { changedPrices } from '../support/simulated-prices.js';
import { data, engine, run, strategyOf, tickers } from '../support/six-assets.js';

describe('strategies and windows', () => {
  it('do not depend on the other strategies', async () => {
    const all = await run();
    for (const strategy of all.strategies) {
      const own = all.config.strategies!.filter(({ name }) => name === strategy.name);
      expect((await run(data, { strategies: own })).strategies).toEqual([strategy]);
    }
  });

  it('do not depend on what comes later: a shorter run has the same decisions', async () => {
    const all = await run();
    const shorter = await run(data, { to: '2011-12-31' });
    expect(shorter.decisions).toEqual(all.decisions.slice(0, 2));
    shorter.strategies.forEach((strategy, s) => {
      expect(strategy.windows).toEqual(all.strategies[s].windows.slice(0, 2));
      expect(strategy.netReturns).toEqual(all.strategies[s].netReturns.slice(0, strategy.netReturns.length));
    });
  });

  it('fall back on Ledoit–Wolf where the heritability is too low, and say so', async () => {
    const result = await run(data, { model: { minHeritability: 1 } });
    const [systematic, , ledoitWolf] = result.strategies;
    systematic.windows.forEach((window, k) => {
      expect(window).toMatchObject({ status: 'fallback', used: 'ledoitWolf' });
      expect(window.reason).toMatch(/^systematic: heritability 0\.\d{3} is below 1$/);
      expect(window.weights).toEqual(ledoitWolf.windows[k].weights);
    });
  });

  it('ask no heritability of a model without kernels', async () => {
    const result = await run(data, { model: { random: ['time'], minHeritability: 0.5 } });
    expect(strategyOf(result, 'systematic').windows.every(({ status }) => status === 'ok')).toBe(true);
  });

  it('fall back where the model cannot be fitted, with what is wrong', async () => {
    // IWM is the market itself until after the first decision.
    const { assets, prices } = data;
    const market = (date: string) => prices[data.dates.indexOf(date) * assets.length];
    const twin = changedPrices(data, (price, date, asset) =>
      asset === 'IWM' && date <= '2011-07-31' ? market(date) : price,
    );
    const [first, ...others] = strategyOf(await run(twin), 'systematic').windows;
    expect([first.status, first.used]).toEqual(['fallback', 'ledoitWolf']);
    expect(first.reason).toMatch(/^systematic: the fit failed: IWM moves exactly with the market/);
    expect(others.every(({ status }) => status === 'ok')).toBe(true);
  });

  it('all fall back where the model can be fitted in none of them, and the run says so', async () => {
    // asset(K) beside the fixed effect asset has no information.
    const result = await run(data, { model: { random: ['asset(combined)'], minHeritability: 0 } });
    for (const window of strategyOf(result, 'systematic').windows) {
      expect(window).toMatchObject({ status: 'fallback', used: 'ledoitWolf' });
      expect(window.reason).toMatch(/^systematic: the fit failed: .*"asset\(combined\)"/);
    }
    expect(result.notes.join()).toMatch(
      /the model could be fitted in none of the 4 windows; in the first the fit failed: .*"asset\(combined\)"/,
    );
  });

  it('do not ask for a fit where no strategy uses the model', async () => {
    const strategies = [{ name: 'sample' }];
    const result = await run(data, { model: { random: ['asset(combined)'] }, strategies });
    expect(strategyOf(result, 'sample').windows.every(({ status }) => status === 'ok')).toBe(true);
  });
});

describe('objectives', () => {
  it('of every kind run side by side, long–short ones with their short positions', async () => {
    const { strategies } = await run(data, {
      strategies: [
        { name: 'sample' },
        { name: 'target', covariance: 'sample', targetReturn: -0.5 },
        { name: 'closed', covariance: 'sample', objective: 'unconstrainedMinimumVariance' },
        { name: 'longShort', covariance: 'sample', minWeights: -10, maxWeights: 10 },
        { name: 'model', targetReturn: -0.5, expectedReturns: 'model' },
      ],
    });
    const [sample, target, closed, longShort, model] = strategies;
    for (const { windows } of strategies) {
      for (const { status, weights } of windows) {
        expect(status).toBe('ok');
        expect(Object.values(weights).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
      }
    }
    // a target that every portfolio reaches changes nothing
    target.windows.forEach(({ weights }, k) => {
      for (const ticker of tickers) expect(weights[ticker]).toBeCloseTo(sample.windows[k].weights[ticker], 9);
    });
    closed.windows.forEach(({ weights }, k) => {
      for (const ticker of tickers)
        expect(weights[ticker]).toBeCloseTo(longShort.windows[k].weights[ticker], 9);
    });
    expect(closed.windows.some(({ weights }) => Object.values(weights).some((weight) => weight < 0))).toBe(
      true,
    );
    expect(model.windows.every(({ weights }) => Object.values(weights).every((weight) => weight >= 0))).toBe(
      true,
    );
  });

  it('reach a target in the sample means of each window, the risk-free rate included', async () => {
    const riskFree = 0.03;
    const targetReturn = 0.08;
    const result = await run(data, {
      riskFree,
      strategies: [{ name: 'target', covariance: 'sample', targetReturn, minWeights: -10, maxWeights: 10 }],
    });
    const { returns } = toReturns(data);
    result.strategies[0].windows.forEach(({ status, weights }, k) => {
      expect(status).toBe('ok');
      let mean = 0;
      for (let t = 3 * k; t < 3 * k + 18; t++)
        tickers.forEach((ticker, i) => (mean += (weights[ticker] * returns[6 * t + i]) / 18));
      expect(mean).toBeGreaterThan(1.08 ** (1 / 12) - 1 - 1e-12);
    });
  });

  it('without numbers are those of their names, under the covariance that is given', async () => {
    const names = [
      'riskParity',
      'hierarchicalRiskParity',
      'inverseVolatility',
      'maximumDiversification',
    ] as const;
    const returns = toReturns(data);
    const { strategies } = await run(data, {
      strategies: [
        ...names.map((name) => ({ name, covariance: 'sample' as const })),
        { name: 'volatility', covariance: 'sample', targetVolatility: 0.2 },
        { name: 'utility', covariance: 'sample', riskAversion: 3, expectedReturns: 'model' },
        { name: 'maximumSharpe', covariance: 'sample', maxWeights: 0.5 },
        { name: 'linked', covariance: 'sample', objective: 'hierarchicalRiskParity', linkage: 'ward' },
      ],
    });
    for (const { name, windows } of strategies) {
      expect(windows.map(({ status, reason }) => `${name} ${status} ${reason}`)).toEqual(
        windows.map(() => `${name} ok null`),
      );
    }
    strategies.slice(0, 4).forEach(({ name, windows }) => {
      windows.forEach(({ weights }, k) => {
        const values = returns.returns.slice(6 * 3 * k, 6 * (3 * k + 18));
        const seen = { ...returns, dates: returns.dates.slice(3 * k, 3 * k + 18), returns: values };
        const objective = name as (typeof names)[number];
        const alone = optimizeWeights(engine, covariance(engine, 'sample', { returns: seen }), { objective });
        expectWeights(weights, alone.weights, 1e-9);
      });
    });
  });
});
