import { describe, expect, it } from 'vitest';
import { backtest, type BacktestConfig, fitModel, fitResult } from '../../src/browser.js';
import { significant } from '../../src/report/format.js';
import { renderReport } from '../../src/report/page.js';
import { refusal } from '../support/config.js';
import { engines } from '../support/engines.js';
import { visibleText } from '../support/html.js';
import { simulatedPrices } from '../support/simulated-prices.js';

const assets = ['SPY', 'IWM', 'EFA', 'AGG', 'GLD', 'VNQ'];
const calm = simulatedPrices({ seed: 33, assets, months: 42 });
/** The price row of the crash: its period is the 31st return. */
const row = 31;
const crashed = {
  ...calm,
  prices: calm.prices.map((price, cell) => {
    const asset = cell % assets.length;
    return Math.floor(cell / assets.length) >= row && asset > 0 ? price * (0.85 - 0.05 * (asset % 3)) : price;
  }),
};
const config: BacktestConfig = {
  market: 'SPY',
  model: { errors: { kind: 't' }, minHeritability: 0 },
  backtest: { train: 34, rebalance: 3 },
  strategies: [{ name: 'total' }],
};

describe.each(engines)('t errors of a configuration, %s build', (_, engine) => {
  it('are fitted in every window, and the decisions tell which periods count least', async () => {
    const result = await backtest(engine, crashed, config);
    expect(result.config.model!.errors).toEqual({ kind: 't', degreesOfFreedom: 'estimate' });
    const seen = result.decisions.map(({ decision, trainStart, fit }) => ({
      decision,
      trainStart,
      errors: fit!.errors!,
    }));
    const crash = calm.dates[row];
    const after = seen.filter(({ decision, trainStart }) => trainStart <= crash && crash <= decision);
    expect(after.length).toBeGreaterThan(1);
    for (const { errors } of after) {
      expect(errors.lowestWeights).toHaveLength(5);
      expect(errors.lowestWeights[0].period).toBe(crash);
      expect(errors.lowestWeights[0].weight).toBeLessThan(0.5 * errors.lowestWeights[1].weight);
      expect(errors.degreesOfFreedom).toBeLessThan(50);
    }
    for (const { windows } of result.strategies)
      expect(windows.map(({ status }) => status)).toEqual(seen.map(() => 'ok'));

    const text = visibleText(renderReport(result, 'document.title;'));
    expect(text).toContain('Periods that count least with t errors');
    const lowest = Math.min(...after.map(({ errors }) => errors.lowestWeights[0].weight));
    expect(text).toContain(`${crash} ${significant(lowest, 3)} ${after.length} of ${after.length}`);
    expect(text).toMatch(/t errors, df \d/);
  });

  it('leave the weights and the influence of the last window for the report', async () => {
    const { snapshot, decisions } = await backtest(engine, crashed, config);
    const { weights, components, influential, notes } = snapshot.periods!;
    const { decision, trainStart, fit } = decisions.at(-1)!;
    expect(weights!.kind).toBe('t');
    expect(weights!.periods.at(-1)).toBe(decision);
    expect(weights!.periods[0]).toBe(trainStart);
    const { period, weight } = fit!.errors!.lowestWeights[0];
    expect(weights!.weights[weights!.periods.indexOf(period)]).toBe(weight);
    expect(Math.min(...weights!.weights)).toBe(weight);
    expect(components).toEqual(
      fit!.variances.filter(({ atBoundary }) => !atBoundary).map(({ label }) => label),
    );
    expect(influential).toHaveLength(5);
    expect(notes).toEqual([expect.stringContaining('t weights')]);
  });

  it('change nothing where no period stands out but the notes', async () => {
    const given: BacktestConfig = {
      ...config,
      model: { ...config.model, errors: { kind: 't', degreesOfFreedom: 1e9 } },
    };
    const normal: BacktestConfig = { ...config, model: { minHeritability: 0 } };
    const [a, b] = [await backtest(engine, calm, given), await backtest(engine, calm, normal)];
    expect(b.decisions.every(({ fit }) => fit!.errors === undefined)).toBe(true);
    a.strategies[0].windows.forEach(({ weights }, k) => {
      for (const asset of assets)
        expect(weights[asset]).toBeCloseTo(b.strategies[0].windows[k].weights[asset], 4);
    });
  });

  it('are fitted once by the same code', () => {
    const { model, notes } = fitResult(fitModel(engine, crashed, config));
    expect(model.errors!.lowestWeights[0].period).toBe(calm.dates[row]);
    expect(notes).toContainEqual(expect.stringContaining('standard errors take the t weights'));
  });

  it('multiply the covariance within a period by df/(df − 2)', () => {
    const degreesOfFreedom = 6;
    const options = {
      ...config,
      model: { ...config.model, errors: { kind: 't' as const, degreesOfFreedom } },
    };
    const { covariances, fit, panel } = fitModel(engine, crashed, options);
    const { values, assets: order } = covariances.idiosyncratic!;
    const residual = fit.variances.at(-1)!.estimate;
    panel.assets.forEach((asset, i) => {
      const position = order.indexOf(asset);
      const expected = 1.5 * residual * fit.scales[i] * fit.scales[i];
      expect(values[position * order.length + position] / expected).toBeCloseTo(1, 12);
    });
  });
});

describe('errors in a configuration', () => {
  it.each([
    [{ kind: 'normal' }, 'model.errors.kind'],
    [{ kind: 't', degreesOfFreedom: 2 }, 'model.errors.degreesOfFreedom'],
    [{ kind: 't', degreesOfFreedom: 'many' }, 'model.errors.degreesOfFreedom'],
    [{ kind: 't', df: 4 }, 'model.errors.df'],
  ])('%j is refused at its path', (errors, path) => {
    expect(refusal({ market: 'SPY', model: { errors } }).details.path).toBe(path);
  });
});

describe('a half-life in a configuration', () => {
  const halfLife = 12;
  const discounted: BacktestConfig = { ...config, model: { minHeritability: 0, halfLife } };
  const [, engine] = engines[0];

  it('discounts every window, and decisions tell how many periods are left', async () => {
    const result = await backtest(engine, calm, discounted);
    const plain = await backtest(engine, calm, { ...discounted, model: { minHeritability: 0 } });
    for (const { fit, notes } of result.decisions) {
      const d = Array.from({ length: 34 }, (_, k) => 2 ** (-k / halfLife));
      const squares = d.reduce((sum, value) => sum + value * value, 0);
      const effective = d.reduce((sum, value) => sum + value, 0) ** 2 / squares;
      expect(fit!.discount!.effectivePeriods).toBeCloseTo(effective, 10);
      expect(fit!.discount!.degreesOfFreedom).toBeLessThan(effective - 1);
      expect(notes).toContainEqual(expect.stringContaining('cannot be compared'));
    }
    const { weights, influential, notes: why } = result.snapshot.periods!;
    expect(weights!.kind).toBe('halfLife');
    expect(weights!.weights.at(-1)).toBe(1);
    expect(weights!.weights.at(-1 - halfLife)).toBeCloseTo(0.5, 12);
    expect(influential).toEqual([]);
    expect(why).toEqual([expect.stringContaining('a half-life discounts the likelihood')]);
    expect(plain.snapshot.periods!.weights).toBeNull();
    expect(plain.snapshot.periods!.influential).toHaveLength(5);
    expect(result.strategies[0].windows.map(({ status }) => status)).toEqual(
      result.decisions.map(() => 'ok'),
    );
    expect(result.strategies[0].windows[0].weights).not.toEqual(plain.strategies[0].windows[0].weights);
    expect(visibleText(renderReport(result, 'document.title;'))).toMatch(/\d\d\.\d effective periods/);
  });

  it.each([
    [{ fixed: ['1', 'asset:market'] }, 'model.fixed[0]'],
    [{ fixed: ['asset:market'], random: ['time', 'asset(combined)'] }, 'model.random[1]'],
    [{ errors: { kind: 't' } }, 'model.errors'],
  ])('is refused beside %j', (model, path) => {
    const error = refusal({ market: 'SPY', model: { ...model, halfLife } });
    expect(error).toMatchObject({ code: 'half-life-model', details: { path } });
  });

  it('is positive', () => {
    expect(refusal({ market: 'SPY', model: { halfLife: 0 } }).details.path).toBe('model.halfLife');
  });
});
