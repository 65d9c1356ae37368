/** Strategies with constraints, costs of trading and limits on positions at once, and functions of the caller among them. */
import { describe, expect, it } from 'vitest';
import {
  backtest,
  type BacktestConfig,
  type BacktestResult,
  crossValidate,
  type PriceTable,
  resolveConfig,
  type StrategyConfig,
  type StrategyFunctions,
} from '../../src/browser.js';
import { batchPlan } from '../../src/backtest/batch/plan.js';
import { backtestInputs } from '../../src/backtest/inputs.js';
import { scheduleDecisions } from '../../src/backtest/schedule.js';
import { trainingWindow } from '../../src/backtest/window.js';
import { randomSource } from '../support/random.js';
import { config, data, engine, strategyOf, tickers } from '../support/six-assets.js';

const classes = { stocks: ['SPY', 'IWM', 'EFA'], bonds: ['AGG'], real: ['GLD', 'VNQ'] };
const limits = {
  ...{ minWeights: -0.3, maxWeights: 0.8, budget: 0.95, maxGross: 1.2, maxShort: 0.15 },
  ...{ linearConstraints: ['stocks >= 0.3', 'bonds <= GLD + 0.5'], groups: { real: { maxWeight: 0.4 } } },
  ...{ marketBeta: { max: 0.9 }, turnoverLimit: 0.6, minPosition: 0.05, cardinality: 4 },
} as const satisfies Partial<StrategyConfig>;
const meanVariance = { covariance: 'ledoitWolf', objective: 'meanVariance', riskAversion: 8 } as const;

const runWith = (strategies: StrategyConfig[], functions: Record<string, StrategyFunctions> = {}) =>
  backtest(engine, data, { ...config, classes, strategies }, { functions });
const windowsOf = (result: BacktestResult, name: string) => strategyOf(result, name).windows;
const sum = (weights: Record<string, number>, assets = tickers): number =>
  assets.reduce((total, asset) => total + weights[asset], 0);

describe('constraints, costs and limits on positions of one strategy', () => {
  it('are kept together in every window, and costs make it trade less', async () => {
    const strategies: StrategyConfig[] = [
      { name: 'free', ...meanVariance, ...limits },
      { name: 'costly', ...meanVariance, ...limits, transactionCosts: 0.02 },
    ];
    const result = await runWith(strategies);
    for (const { name, windows } of result.strategies) {
      windows.forEach(({ weights, status, turnover }, k) => {
        const held = Object.values(weights).filter((weight) => weight !== 0);
        const size = (sign: number): number => held.reduce((total, w) => total + Math.max(0, sign * w), 0);
        expect(status, `${name} ${k}`).toBe('ok');
        expect(sum(weights)).toBeCloseTo(0.95, 11);
        expect(size(1) + size(-1)).toBeLessThan(1.2 + 1e-10);
        expect(size(-1)).toBeLessThan(0.15 + 1e-10);
        expect(sum(weights, classes.stocks)).toBeGreaterThan(0.3 - 1e-10);
        expect(weights.AGG - weights.GLD).toBeLessThan(0.5 + 1e-10);
        expect(sum(weights, classes.real)).toBeLessThan(0.4 + 1e-10);
        expect(held.length).toBeLessThanOrEqual(4);
        expect(Math.min(...held.map(Math.abs))).toBeGreaterThan(0.05 - 1e-10);
        if (k > 0) expect(turnover).toBeLessThan(0.3 + 1e-10);
      });
    }
    const traded = (name: string): number =>
      windowsOf(result, name)
        .slice(1)
        .reduce((total, { turnover }) => total + turnover, 0);
    expect(traded('costly')).toBeLessThan(traded('free'));
    // the run of a shorter history is the beginning of this one
    const shorter = await backtest(engine, data, { ...config, classes, strategies, to: '2011-12-31' });
    shorter.strategies.forEach(({ windows }, s) =>
      expect(windows).toEqual(result.strategies[s].windows.slice(0, windows.length)),
    );
  });

  it('that cannot be met name the conflict, and what the fallback breaks of each kind', async () => {
    const impossible = { ...limits, budget: 1, maxWeights: 0.3, cardinality: 2 };
    const fallback = ['equalWeight'] as const;
    const result = await runWith([{ name: 'none', ...meanVariance, ...impossible, fallback: [...fallback] }]);
    for (const { status, used, reason } of windowsOf(result, 'none')) {
      expect({ status, used }).toEqual({ status: 'fallback', used: 'equalWeight' });
      expect(reason).toBe(
        'ledoitWolf: the constraints on weights conflict: no weights within the other constraints keep the limits on ' +
          'positions, cardinality 2 among them; equalWeight breaks cardinality by holding 6 assets',
      );
    }
    const { strategies } = await runWith([
      { name: 'small', covariance: 'sample', minPosition: 0.2, groups: { stocks: { minWeight: 2 } } },
    ]);
    expect(strategies[0].windows[0].reason).toMatch(
      /conflict: .*minWeight of the group stocks is 2.*; equalWeight breaks minWeight of the group stocks is 2, and minPosition of SPY, IWM/,
    );
  });

  it('are not left to the engine’s windows', () => {
    const planOf = (fields: Partial<StrategyConfig>) => {
      const strategies = [{ name: 'mine', covariance: 'sample', ...fields } as StrategyConfig];
      const resolved = resolveConfig({ ...config, classes, strategies });
      const schedule = ({ dates }: { dates: readonly string[] }) =>
        scheduleDecisions(dates.length, resolved.backtest, () => dates);
      return batchPlan(engine, backtestInputs(data, resolved, {}, schedule), resolved);
    };
    expect(planOf({})).not.toBeNull();
    expect(planOf({ minWeights: -0.2, maxWeights: 0.5 })).not.toBeNull();
    const ofBatch = ['minWeights', 'maxWeights'];
    const single: Partial<StrategyConfig>[] = [
      ...Object.entries(limits)
        .filter(([field]) => !ofBatch.includes(field))
        .map(([field, value]) => ({ [field]: value })),
      ...[{ minBudget: 0.9 }, { maxBudget: 1.1 }, { maxLong: 1.1 }],
      { factorExposures: { f: { loadings: { SPY: 1 }, max: 0.4 } } },
      { ...meanVariance, transactionCosts: 0.001 },
    ];
    for (const fields of single) expect(planOf(fields), JSON.stringify(fields)).toBeNull();
  });

  it('hold in a cross-validation too, where everything is bought from cash', async () => {
    const cost = { ...meanVariance, riskAversion: 20 };
    const strategies: StrategyConfig[] = [
      { name: 'plain', ...cost, maxGross: 1, cardinality: 3 },
      { name: 'costly', ...cost, maxGross: 1, cardinality: 3, transactionCosts: 0.02 },
    ];
    const validated = await crossValidate(
      engine,
      data,
      { ...config, classes, strategies, backtest: { rebalance: 3 } },
      { folds: 3, testFolds: 1, purge: 0, embargo: 0 },
    );
    for (const { choices } of validated.splits) {
      const [plain, costly] = choices;
      expect([plain.status, costly.status]).toEqual(['ok', 'ok']);
      const held = Object.values(plain.weights).filter((weight) => weight !== 0);
      expect(held.length).toBeLessThanOrEqual(3);
      // a cost that is the same of all assets does not matter to a purchase with all of the wealth
      for (const asset of tickers) expect(costly.weights[asset]).toBeCloseTo(plain.weights[asset], 8);
    }
  });
});

describe('functions of the caller', () => {
  const mine: StrategyConfig = { name: 'mine', covariance: 'sample', fallback: ['equalWeight'] };

  it('may give any limit, and what a search did not prove is noted', async () => {
    const held: string[][] = [];
    const constraints: StrategyFunctions['constraints'] = (_, assets) => {
      held.push([...assets]);
      return {
        ...{
          minWeights: -0.2,
          maxWeights: 0.9,
          budget: 1.1,
          maxGross: 1.3,
          cardinality: 3,
          minPosition: 0.1,
        },
        linearConstraints: ['SPY <= 0.2'],
      };
    };
    const result = await runWith([mine], { mine: { constraints } });
    for (const { weights, status } of windowsOf(result, 'mine')) {
      expect(status).toBe('ok');
      expect(sum(weights)).toBeCloseTo(1.1, 11);
      expect(weights.SPY).toBeLessThan(0.2 + 1e-10);
      expect(Object.values(weights).filter((weight) => weight !== 0).length).toBeLessThanOrEqual(3);
    }
    expect(held[0]).toEqual(tickers);

    const tracking: StrategyConfig = {
      ...{ ...mine, objective: 'minimumTrackingError' },
      benchmarkWeights: Object.fromEntries(tickers.map((asset) => [asset, 1 / 6])),
    };
    const searched = await runWith([tracking], {
      mine: { constraints: () => ({ cardinality: 3, nodeLimit: 3 }) },
    });
    expect(windowsOf(searched, 'mine').every(({ status }) => status === 'ok')).toBe(true);
    for (const { notes } of searched.decisions)
      expect(notes.join()).toMatch(
        /mine: positions not proven to be the best within \d+ parts of the search/,
      );
  });

  it('give weights within the limits that the strategy or they have', async () => {
    const reasonOf = async (fields: Partial<StrategyConfig>, functions: StrategyFunctions) => {
      const result = await runWith([{ ...mine, ...fields }], { mine: functions });
      return windowsOf(result, 'mine')[0];
    };
    const objective = () => ({ SPY: 0.5, AGG: 0.3, GLD: 0.02 });
    expect(await reasonOf({}, { objective })).toMatchObject({ status: 'ok', reason: null });
    // cash is no broken budget where no budget is asked for
    expect(await reasonOf({ maxGross: 0.9 }, { objective })).toMatchObject({ status: 'ok' });
    const broken = await reasonOf({ budget: 1, minPosition: 0.05, cardinality: 2 }, { objective });
    expect(broken.reason).toMatch(
      /^function objective: its weights break weights add up to 1, and minPosition of GLD, and cardinality by holding 3 assets;/,
    );
    const own = await reasonOf(
      {},
      { objective, constraints: () => ({ linearConstraints: ['SPY <= 0.4'], maxWeights: 0.45 }) },
    );
    expect(own.reason).toMatch(/^function objective: its weights break the bounds of SPY, and SPY <= 0.4/);
  });
});

/** Prices of 420 days from Monday to Friday. */
const daily: PriceTable = (() => {
  const { normal } = randomSource(3);
  const assets = tickers.slice(0, 3);
  const first = Date.parse('2010-01-04');
  const dates = Array.from({ length: 420 }, (_, k) => {
    const day = Math.floor(k / 5) * 7 + (k % 5);
    return new Date(first + day * 86_400_000).toISOString().slice(0, 10);
  });
  const level = assets.map(() => 100);
  const prices = dates.flatMap(() => assets.map((_, i) => (level[i] *= Math.exp(0.01 * normal()))));
  return { assets, dates, prices: Float64Array.from(prices) };
})();

describe('costs of trading in a decision', () => {
  it.each([
    ['month', 4, 4],
    ['month', 'quarter', 3],
    ['month', 'year', 12],
    ['week', 'month end', 52 / 12],
    ['day', 'weekly on Friday', 252 / 52],
    ['day', 'month start', 21],
  ] as [BacktestConfig['frequency'], NonNullable<BacktestConfig['backtest']>['rebalance'], number][])(
    'are spread over the periods that weights are held for: by %s, %s',
    (frequency, rebalance, expected) => {
      const resolved = resolveConfig({
        ...{ market: 'SPY', frequency, backtest: { train: 10, rebalance } },
        strategies: [{ name: 'sample' }],
      });
      const schedule = ({ dates }: { dates: readonly string[] }) =>
        scheduleDecisions(dates.length, resolved.backtest, () => dates);
      const inputs = backtestInputs(daily, resolved, {}, schedule);
      expect(trainingWindow(engine, inputs, resolved, inputs.schedule.first).rebalance).toBeCloseTo(
        expected,
        14,
      );
    },
  );

  it('are options a period against what is held: those that a function would give', async () => {
    const strategies: StrategyConfig[] = [
      { name: 'spread', ...meanVariance, transactionCosts: 0.03 },
      { name: 'given', ...meanVariance },
      { name: 'free', ...meanVariance },
    ];
    const result = await runWith(strategies, {
      given: {
        constraints: ({ previousWeights }) => ({
          transactionCosts: 0.01,
          previousWeights: previousWeights ?? {},
        }),
      },
    });
    const [spread, given, free] = result.strategies;
    spread.windows.forEach(({ weights, status }, k) => {
      expect(status).toBe('ok');
      for (const asset of tickers) expect(weights[asset]).toBeCloseTo(given.windows[k].weights[asset], 10);
    });
    expect(spread.windows[1].weights).not.toEqual(free.windows[1].weights);
  });
});
