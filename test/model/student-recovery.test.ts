import { describe, expect, it } from 'vitest';
import {
  backtest,
  type BacktestConfig,
  covariance,
  fitModel,
  forecastScores,
  optimizeWeights,
  type Panel,
  type PanelModel,
  type PriceTable,
} from '../../src/browser.js';
import { decayingKernel } from '../support/edge-panels.js';
import { engines } from '../support/engines.js';
import { studentPanel } from '../support/dense-student.js';
import { once } from '../support/once.js';

const [[, engine]] = engines;
/** Of `studentPanel`: 0.02² times the squares of 0.5, 0.7 and 0.5, of Ω and of its covariance within a period. */
const truth = { time: 1e-4, 'asset:time(K)': 1.96e-4, residual: 1e-4 };
const [N, T, PANELS] = [8, 300, 20];
const modelOf = (panel: Panel): PanelModel => ({
  fixed: ['asset', 'asset:market'],
  random: ['time', 'asset:time(K)'],
  kernels: { K: decayingKernel(panel.assets, 0.6) },
  scale: 'none',
  errors: { kind: 't', degreesOfFreedom: 'estimate' },
});
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const within = (panel: Panel, model: PanelModel): Float64Array => {
  const returns = { ...panel, dates: panel.periods, frequency: 'month' as const, notes: [] };
  const fit = engine.fitPanel(panel, model);
  const input = { returns, panel, model, fit };
  const [total, B] = [covariance(engine, 'total', input), covariance(engine, 'systematic', input)];
  const own = covariance(engine, 'idiosyncratic', input).values;
  total.values.forEach((value, k) => expect(Math.abs(value - B.values[k] - own[k])).toBeLessThan(1e-15));
  return total.values;
};

describe('simulated t panels', () => {
  it.each([4, 7])('give back %i degrees of freedom and the variances of Ω', (df) => {
    const fits = Array.from({ length: PANELS }, (_, k) => {
      const panel = studentPanel(1000 * df + k, N, T, df);
      return engine.fitPanel(panel, modelOf(panel));
    });
    expect(fits.every(({ converged, errors }) => converged && errors!.converged)).toBe(true);
    // 20 panels: means of the inverses and of the variances within four of their own standard errors, and 6 %
    const near = (values: number[], expected: number): void => {
      const centre = mean(values);
      const error = Math.sqrt(mean(values.map((v) => (v - centre) ** 2)) / (PANELS - 1));
      expect(Math.abs(centre - expected)).toBeLessThan(4 * error);
      expect(Math.abs(centre / expected - 1)).toBeLessThan(0.06);
    };
    near(
      fits.map(({ errors }) => 1 / errors!.degreesOfFreedom!),
      1 / df,
    );
    Object.entries(truth).forEach(([label, expected], k) => {
      expect(fits[0].variances[k].label).toBe(label);
      near(
        fits.map(({ variances }) => variances[k].estimate),
        expected,
      );
    });
  });

  it('have the covariance Ω·df/(df − 2), which normal errors have too, and Ω alone is not', () => {
    const df = 5;
    const panels = Array.from({ length: PANELS }, (_, k) => studentPanel(9000 + k, N, T, df));
    const trace = (values: Float64Array): number =>
      values.reduce((sum, value, k) => (k % (N + 1) === 0 ? sum + value : sum), 0);
    const expected = panels.map(({ covariates, assets }) => {
      const market = Array.from(covariates.market as Float64Array);
      const variance = market.reduce((sum, x) => sum + (x - mean(market)) ** 2, 0) / (T - 1);
      const own = (df / (df - 2)) * (truth.time + truth['asset:time(K)'] + truth.residual);
      return assets.reduce((sum, _, i) => sum + (0.5 + i / N) ** 2 * variance + own, 0);
    });
    const ratios = (errors?: PanelModel['errors']) =>
      mean(panels.map((panel, k) => trace(within(panel, { ...modelOf(panel), errors })) / expected[k]));
    expect(Math.abs(ratios({ kind: 't', degreesOfFreedom: df }) - 1)).toBeLessThan(0.02);
    expect(Math.abs(ratios({ kind: 't', degreesOfFreedom: 'estimate' }) - 1)).toBeLessThan(0.05);
    expect(Math.abs(ratios() - 1)).toBeLessThan(0.05);
  });
});

describe('a backtest of heavy-tailed returns with t errors', () => {
  const panel = studentPanel(77, N, 300, 5);
  const dates = panel.periods.map((_, t) => new Date(Date.UTC(1995, t + 1, 0)).toISOString().slice(0, 10));
  const market = panel.covariates.market as Float64Array;
  /** the market beside the panel's assets */
  const data: PriceTable = {
    assets: ['SPY', ...panel.assets],
    dates,
    prices: Float64Array.from(
      dates.flatMap((_, t) => [market[t], ...panel.returns.subarray(t * N, (t + 1) * N)]),
    ),
  };
  const names = ['total', 'systematic', 'posterior'] as const;
  const kernels = { decaying: decayingKernel(panel.assets, 0.6) };
  const config: BacktestConfig = {
    input: 'returns',
    frequency: 'month',
    market: 'SPY',
    assets: panel.assets,
    model: { random: ['time', 'asset:time(decaying)'], errors: { kind: 't' }, minHeritability: 0 },
    kernels: { decaying: { path: 'decaying.csv' } },
    backtest: { train: 120, rebalance: 36 },
    strategies: [...names.map((name) => ({ name })), { name: 'stacked', covariance: 'stacked' as const }],
  };
  const options = { sources: { kernels } };
  const result = once(() => backtest(engine, data, config, options));

  it('holds in every window what its covariances, made by hand, ask for', async () => {
    const { strategies, decisions } = await result();
    strategies.forEach(({ windows }) => expect(windows.every(({ status }) => status === 'ok')).toBe(true));
    const last = decisions.at(-1)!;
    const known = fitModel(engine, data, { ...config, from: last.trainStart, to: last.decision }, options);
    expect(known.fit.errors!.degreesOfFreedom).toBe(last.fit!.errors!.degreesOfFreedom);
    for (const name of names) {
      const { assets, values } = known.covariances[name]!;
      const { weights } = optimizeWeights(engine, { ...known.covariances[name]!, assets, values });
      const held = strategies.find((one) => one.name === name)!.windows.at(-1)!.weights;
      for (const asset of panel.assets) expect(held[asset]).toBeCloseTo(weights[asset], 8);
    }
  });

  it('foretells the risk that comes: by Ω alone squared distances would be 5/3 of what they are to be', () => {
    const scores = forecastScores(
      engine,
      data,
      { ...config, strategies: [{ name: 'total' }, { name: 'posterior' }] },
      options,
    );
    for (const name of ['total', 'posterior']) {
      const { bias, mahalanobis } = scores.find((one) => one.covariance === name)!;
      // 180 periods: a standard error of 5 % and, of heavy tails, somewhat more
      expect(Math.abs(bias.equalWeight! - 1)).toBeLessThan(0.13);
      expect(Math.abs(mahalanobis.mean! - 1)).toBeLessThan(0.25);
    }
  });

  it('stacks by t densities, which the data prefer to normal ones', async () => {
    const { decisions } = await result();
    const [stack] = Object.values(decisions.at(-1)!.stacks!);
    expect(stack.candidates.length).toBeGreaterThan(1);
    const normal = await backtest(
      engine,
      data,
      { ...config, model: { ...config.model, errors: undefined } },
      options,
    );
    const scoresOf = (stacks: NonNullable<(typeof decisions)[0]['stacks']>): number =>
      Math.max(...Object.values(stacks)[0].candidates.map(({ score }) => score));
    const [heavy, plain] = [decisions, normal.decisions].map((all) =>
      all.reduce((sum, { stacks }) => sum + scoresOf(stacks!), 0),
    );
    expect(heavy).toBeGreaterThan(plain + 20);
  });
});
