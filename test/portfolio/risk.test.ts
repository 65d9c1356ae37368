import { describe, expect, it } from 'vitest';
import {
  assetFeatures,
  covariance,
  covarianceComponents,
  optimizeWeights,
  relationshipKernel,
  riskShares,
} from '../../src/browser.js';
import { engines } from '../support/engines.js';
import { column, randomReturns } from '../support/tables.js';
import { thrown } from '../support/thrown.js';

const sum = (shares: Record<string, number>) => Object.values(shares).reduce((a, b) => a + b, 0);
const two = { assets: ['A', 'B'], values: Float64Array.of(4, 1, 1, 1) };

describe('risk shares', () => {
  it("are w_i(Σw)_i/w'Σw, by hand", () => {
    // Σw = (2.5, 1), w'Σw = 1.75
    const { volatility, assets } = riskShares(two, { A: 0.5, B: 0.5 });
    expect(volatility).toBeCloseTo(Math.sqrt(1.75), 15);
    expect(assets.A).toBeCloseTo(1.25 / 1.75, 15);
    expect(assets.B).toBeCloseTo(0.5 / 1.75, 15);
  });

  it('are negative for a hedge and still add up to 1', () => {
    // Σw = (4.5, 1)
    const { assets } = riskShares(two, { A: 1.2, B: -0.2 });
    expect(assets.B).toBeLessThan(0);
    expect(sum(assets)).toBeCloseTo(1, 14);
  });

  it('add up by group, the assets of none apart', () => {
    const three = { assets: ['A', 'B', 'C'], values: Float64Array.of(1, 0, 0, 0, 2, 0, 0, 0, 1) };
    const weights = { A: 0.5, B: 0.25, C: 0.25 };
    // 0.25, 0.125, 0.0625 of 0.4375
    const { groups } = riskShares(three, weights, { groups: { stocks: ['A', 'C'], empty: [] } });
    expect(Object.keys(groups!)).toEqual(['stocks', 'empty', 'ungrouped']);
    expect(groups!.stocks).toBeCloseTo(0.3125 / 0.4375, 15);
    expect(groups!.empty).toBe(0);
    expect(groups!.ungrouped).toBeCloseTo(0.125 / 0.4375, 15);
    expect(riskShares(three, weights, { groups: { all: ['A', 'B', 'C'] } }).groups).toEqual({ all: 1 });
  });

  it.each([
    [{ one: ['A'], other: ['B', 'A'] }, 'overlapping-groups', { asset: 'A', groups: ['one', 'other'] }],
    [{ one: ['A', 'C'] }, 'unknown-asset', { group: 'one', asset: 'C' }],
  ])('refuse the groups %j', (groups, code, details) => {
    expect(thrown(() => riskShares(two, { A: 1, B: 0 }, { groups }))).toMatchObject({ code, details });
  });

  it('are not there for a portfolio without risk', () => {
    expect(thrown(() => riskShares(two, { A: 0, B: 0 })).code).toBe('no-risk');
  });

  it('refuse components that do not add up to the covariance', () => {
    const components = [{ label: 'part', values: Float64Array.of(4, 1, 1, 0.9) }];
    expect(thrown(() => riskShares(two, { A: 1, B: 0 }, { components }))).toMatchObject({
      code: 'components-mismatch',
      details: { row: 'B', column: 'B', sum: 0.9, covariance: 1 },
    });
  });
});

describe.each(engines)('risk shares of a fitted model, %s build', (_, engine) => {
  it('split by market, time, each kernel and residual, by asset and by group, each adding up to 1', () => {
    const returns = randomReturns(81, 60, 7);
    const market = column(returns, 'A');
    const panelAssets = returns.assets.slice(1);
    const panel = {
      assets: panelAssets,
      periods: returns.dates,
      returns: Float64Array.from(
        returns.dates.flatMap((_, t) => panelAssets.map((_, i) => returns.returns[t * 7 + 1 + i])),
      ),
      covariates: { market },
    };
    const features = assetFeatures(returns, market);
    const kernels = {
      near: relationshipKernel(features),
      linear: relationshipKernel(features, { kind: 'gaussian' }),
    };
    const model = {
      fixed: ['asset', 'asset:market'],
      random: ['time', 'asset:time(near)', 'asset:time(linear)'],
      kernels,
      scale: 'residual' as const,
    };
    const fit = engine.fitPanel(panel, model);
    const input = { returns, fit, panel, model };
    const total = covariance(engine, 'total', input);
    const { weights, volatility } = optimizeWeights(engine, covariance(engine, 'systematic', input), {
      minWeights: -0.2,
      maxWeights: 0.5,
    });
    const components = covarianceComponents(input);
    const shares = riskShares(total, weights, {
      components,
      groups: { odd: ['A', 'C', 'E', 'G'], even: ['B'] },
    });
    expect(Object.keys(shares.components!)).toEqual(['covariates', ...model.random, 'residual']);
    for (const list of [shares.assets, shares.groups!, shares.components!])
      expect(sum(list)).toBeCloseTo(1, 12);
    for (const share of Object.values(shares.components!)) expect(share).toBeGreaterThanOrEqual(0);

    // the market's part by hand: (Σ w_i β_i)² var(market)
    const beta = returns.assets.map((asset) =>
      asset === 'A' ? 1 : fit.fixedEffects.find(({ label }) => label === `asset:market[${asset}]`)!.estimate,
    );
    const loading = returns.assets.reduce((s, asset, i) => s + weights[asset] * beta[i], 0);
    const mean = market.reduce((a, b) => a + b, 0) / market.length;
    const variance = market.reduce((s, x) => s + (x - mean) ** 2, 0) / (market.length - 1);
    expect(shares.components!.covariates).toBeCloseTo((loading ** 2 * variance) / shares.volatility ** 2, 10);
    // systematic risk and residual risk make up the total
    expect(volatility ** 2).toBeCloseTo(shares.volatility ** 2 * (1 - shares.components!.residual), 12);
  });
});
