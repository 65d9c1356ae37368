import { describe, expect, it } from 'vitest';
import {
  backtest,
  type BacktestConfig,
  ConfigError,
  type Kernel,
  mixedModelPortfolio,
  type MixedModelPortfolioOptions,
  toReturns,
} from '../../src/browser.js';
import { expectWeights } from '../support/close.js';
import { engines } from '../support/engines.js';
import { changedPrices, simulatedPrices } from '../support/simulated-prices.js';
import { thrown } from '../support/thrown.js';

const tickers = ['SPY', 'IWM', 'EFA', 'AGG', 'GLD', 'VNQ'];
const data = simulatedPrices({ seed: 21, assets: tickers, months: 40 });
const options: MixedModelPortfolioOptions = { market: 'SPY', lookback: 24, minHeritability: 0 };
const sum = (values: Record<string, number>) => Object.values(values).reduce((a, b) => a + b, 0);

describe.each(engines)('a portfolio for now, %s build', (_, engine) => {
  it('is what a backtest decides with the same data', async () => {
    const config: BacktestConfig = {
      market: 'SPY',
      model: { minHeritability: 0 },
      backtest: { train: 24, rebalance: 1 },
      strategies: [{ name: 'systematic', maxWeights: 0.3 }],
    };
    const result = await backtest(engine, data, config);
    const last = result.strategies[0].windows.length - 1;
    const { decision, weights } = result.strategies[0].windows[last];
    const before = mixedModelPortfolio(engine, data, { ...options, to: decision });
    expect(before.decision).toBe(decision);
    expect(before.trainStart).toBe(result.decisions[last].trainStart);
    expectWeights(before.weights, weights);
    expect(before.fit!.logLikelihood).toBeCloseTo(result.decisions[last].fit!.logLikelihood, 9);
  });

  it('tells its risk under the total covariance, and where it comes from', () => {
    const groups = { stocks: ['SPY', 'IWM', 'EFA'], others: ['AGG', 'GLD', 'VNQ'] };
    const portfolio = mixedModelPortfolio(engine, data, { ...options, groups });
    expect(portfolio).toMatchObject({
      status: 'ok',
      reason: null,
      used: null,
      riskCovariance: 'total',
      satOut: [],
    });
    expect(portfolio.decision).toBe('2013-04-30');
    expect(sum(portfolio.weights)).toBeCloseTo(1, 12);
    expect(Math.max(...Object.values(portfolio.weights))).toBeLessThanOrEqual(0.3);
    expect(portfolio.heritability).toBe(portfolio.fit!.heritability.estimate);
    const { volatility, assets, groups: byGroup, components } = portfolio.riskShares!;
    expect(volatility).toBe(portfolio.volatility);
    expect(portfolio.annualVolatility).toBeCloseTo(Math.sqrt(12) * volatility, 15);
    expect(Object.keys(components!)).toEqual(['covariates', 'time', 'asset:time(combined)', 'residual']);
    for (const shares of [assets, byGroup!, components!]) expect(sum(shares)).toBeCloseTo(1, 12);
    expect(byGroup!.stocks).toBeCloseTo(assets.SPY + assets.IWM + assets.EFA, 14);
  });
});

const [[, engine]] = engines;
const run = (changes: Partial<MixedModelPortfolioOptions> = {}, table = data) =>
  mixedModelPortfolio(engine, table, { ...options, ...changes });

describe('a portfolio for now', () => {
  it('looks back on 36 periods, caps weights at 0.30 and asks for a heritability of 0.10 by default', () => {
    const bare = mixedModelPortfolio(engine, data, { market: 'SPY' });
    expect(bare).toEqual(run({ lookback: 36, maxWeights: 0.3, minHeritability: 0.1 }));
    const four = mixedModelPortfolio(engine, data, { market: 'SPY', assets: tickers.slice(0, 4) });
    expect(Math.max(...Object.values(four.weights))).toBe(0.3);
  });

  it('keeps the constraints of a strategy, against what is held now', () => {
    const { weights, status } = run({
      ...{ minWeights: -0.2, maxWeights: 0.6, budget: 0.9, maxShort: 0.1, minPosition: 0.05, cardinality: 4 },
      ...{ classes: { bonds: ['AGG'], gold: ['GLD'] }, linearConstraints: ['bonds + gold <= 0.5'] },
    });
    const held = Object.values(weights).filter((weight) => weight !== 0);
    expect(status).toBe('ok');
    expect(sum(weights)).toBeCloseTo(0.9, 12);
    expect(weights.AGG + weights.GLD).toBeLessThan(0.5 + 1e-12);
    expect(held.length).toBeLessThanOrEqual(4);
    expect(Math.min(...held.map(Math.abs))).toBeGreaterThan(0.05 - 1e-12);
    expect(held.reduce((short, weight) => short + Math.max(0, -weight), 0)).toBeLessThan(0.1 + 1e-12);

    const previousWeights = { SPY: 0.25, IWM: 0.25, EFA: 0.25, AGG: 0.25 };
    const traded = (turnoverLimit?: number): number => {
      const now = run({ previousWeights, turnoverLimit }).weights;
      const before: Record<string, number> = previousWeights;
      return tickers.reduce((total, asset) => total + Math.abs(now[asset] - (before[asset] ?? 0)), 0);
    };
    expect(traded()).toBeGreaterThan(0.2);
    expect(traded(0.2)).toBeCloseTo(0.2, 12);
  });

  it('refuses a constraint that cannot be read by the name of the option', () => {
    const error = thrown(() => run({ linearConstraints: ['SPX <= 0.1'] }));
    expect(error).toMatchObject({ code: 'bad-constraint', details: { path: 'linearConstraints[0]' } });
  });

  it('takes returns by period in the place of prices, with the same result', () => {
    const { notes, ...fromReturns } = run({}, undefined);
    const table = toReturns(data);
    expect(mixedModelPortfolio(engine, table, options)).toEqual({ ...fromReturns, notes });
  });

  it('falls back on Ledoit–Wolf below the least heritability and still tells the total risk', () => {
    const portfolio = run({ minHeritability: 1 });
    expect(portfolio).toMatchObject({ status: 'fallback', used: 'ledoitWolf', riskCovariance: 'total' });
    expect(portfolio.reason).toMatch(/^systematic: heritability 0\.\d{3} is below 1$/);
    expect(portfolio.fit!.converged).toBe(true);
  });

  it('measures the risk by Ledoit–Wolf where the model cannot be fitted, and says so', () => {
    const portfolio = run({ model: { random: ['asset(combined)'] } });
    expect(portfolio).toMatchObject({
      status: 'fallback',
      used: 'ledoitWolf',
      riskCovariance: 'ledoitWolf',
      fit: null,
      heritability: null,
    });
    expect(portfolio.riskShares!.components).toBeUndefined();
    expect(portfolio.notes.at(-1)).toMatch(/^no risk under the covariance total: the fit failed/);
    expect(portfolio.volatility).toBeGreaterThan(0);
  });

  it('uses a kernel that is given, matched by ticker, in the place of its own', () => {
    const kernel: Kernel = { labels: [...tickers].reverse(), values: new Float64Array(36) };
    for (let i = 0; i < 6; i++)
      for (let j = 0; j < 6; j++) kernel.values[6 * i + j] = i === j ? 1 : (i + j) % 2 === 0 ? 0.6 : 0.1;
    const given = run({ kernel });
    expect(given.status).toBe('ok');
    expect(given.fit!.logLikelihood).not.toBe(run().fit!.logLikelihood);
    const straight = { labels: tickers, values: kernel.values.slice().reverse() };
    expect(run({ kernel: straight })).toEqual(given);
    const unknown = { labels: tickers.slice(1), values: new Float64Array(25) };
    expect(thrown(() => run({ kernel: unknown })).message).toContain('SPY');
  });

  it('uses a kernel that is given within a sum of kernels too', () => {
    const kernel: Kernel = { labels: tickers, values: new Float64Array(36).fill(0.4) };
    for (let i = 0; i < 6; i++) kernel.values[7 * i] = 1;
    const sum = {
      kernels: { mix: { weights: { combined: 1, risk: 0 } }, deep: { weights: { mix: 2 } } },
      model: { random: ['time', 'asset:time(deep)'] },
    };
    expect(run({ ...sum, kernel }).weights).toEqual(run({ kernel }).weights);
    expect(run(sum).weights).not.toEqual(run({ ...sum, kernel }).weights);
  });

  it.each([['time'], ['asset:time(risk)'], ['asset:time(mix)']])(
    'refuses a kernel that the model does not use: %s',
    (...random) => {
      const kernel: Kernel = { labels: tickers, values: new Float64Array(36).fill(0.4) };
      for (let i = 0; i < 6; i++) kernel.values[7 * i] = 1;
      const kernels = { mix: { weights: { risk: 1, combined: 0 } } };
      const error = thrown(() => run({ kernel, kernels, model: { random } }));
      expect(error).toMatchObject({
        name: 'ConfigError',
        code: 'unused-kernel',
        details: { path: 'kernel' },
      });
      expect(error.message).toContain(random.join(', '));
    },
  );

  it('keeps the weights that are held where no weights do what is asked', () => {
    const ended = changedPrices(data, (price, date, asset) =>
      date > '2012-12-31' && asset !== 'SPY' && asset !== 'AGG' ? NaN : price,
    );
    const previousWeights = { AGG: 0.3, SPY: 0.1, GLD: 0.6 };
    const portfolio = run({ maxWeights: { AGG: 0.3, SPY: 0.3 }, previousWeights }, ended);
    expect(portfolio).toMatchObject({ status: 'fallback', used: 'previousWeights' });
    expect(portfolio.weights.AGG).toBeCloseTo(0.75, 15);
    expect(portfolio.weights.GLD).toBe(0);
    expect(portfolio.satOut.map(({ asset }) => asset)).toEqual(['IWM', 'EFA', 'GLD', 'VNQ']);
  });

  it('leaves assets that sat out out of their groups', () => {
    const late = changedPrices(data, (price, date, asset) =>
      asset === 'GLD' && date < '2012-12-31' ? NaN : price,
    );
    const { riskShares, weights } = run({ groups: { metal: ['GLD'] } }, late);
    expect(weights.GLD).toBe(0);
    expect(riskShares!.groups).toEqual({ metal: 0, ungrouped: expect.closeTo(1, 12) as number });
  });

  it('goes short within bounds', () => {
    const { weights, status } = run({ minWeights: -0.3, maxWeights: 1 });
    expect(status).toBe('ok');
    expect(Math.min(...Object.values(weights))).toBeLessThan(0);
    expect(sum(weights)).toBeCloseTo(1, 12);
  });

  it.each<[Partial<MixedModelPortfolioOptions>, string]>([
    [{ previousWeights: { GDL: 1 } }, 'unknown-ticker'],
    [{ groups: { a: ['GDL'] } }, 'unknown-asset'],
    [{ groups: { a: ['GLD'], b: ['GLD'] } }, 'overlapping-groups'],
    [{ maxWeights: 0.1 }, 'infeasible-bounds'],
    [{ market: 'SPX' }, 'unknown-ticker'],
    [{ lookBack: 12 } as object, 'unknown-key'],
  ])('refuses %j', (changes, code) => {
    const error = thrown(() => run(changes));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.code).toBe(code);
  });

  it('names its own options in what it refuses, and the weights that would do', () => {
    const three = { market: 'SPY', assets: tickers.slice(0, 3) };
    const capped = thrown(() => mixedModelPortfolio(engine, data, three));
    expect(capped).toMatchObject({ code: 'infeasible-bounds', details: { path: 'maxWeights' } });
    expect(capped.message).toBe('maxWeights of the 3 assets add up to 0.9, and weights add up to 1');
    expect(capped.hint).toBe('raise maxWeights to 1/3 or more, or add assets: by default it is 0.3');
    expect(mixedModelPortfolio(engine, data, { ...three, maxWeights: 1 / 3 }).weights).toMatchObject({
      IWM: expect.closeTo(1 / 3, 12) as number,
    });
    expect(thrown(() => run({ maxWeights: 0.1 })).hint).toBe(
      'raise maxWeights to 1/6 or more, or add assets',
    );
    const short = thrown(() => run({ lookback: 3 }));
    expect(short.details.path).toBe('lookback');
    expect(short.message).toMatch(/^lookback 3 is too short/);
    const both = thrown(() => run({ minWeights: { GDL: 0 }, maxWeights: { SPX: 1 } }));
    expect(
      both.message
        .split('\n')
        .slice(1)
        .map((line) => line.trim().split(':')[0]),
    ).toEqual(['minWeights', 'maxWeights']);
  });

  it('needs the lookback, and no period to hold for', () => {
    expect(run({ lookback: 39 }).trainStart).toBe('2010-02-28');
    expect(thrown(() => run({ lookback: 40 }))).toMatchObject({
      code: 'too-few-periods',
      details: { periods: 39, needed: 40 },
    });
  });
});
