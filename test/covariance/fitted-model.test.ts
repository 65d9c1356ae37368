import { describe, expect, it } from 'vitest';
import {
  covariance,
  type Covariance,
  type CovarianceName,
  type Engine,
  type Panel,
  type PanelModel,
  type ReturnTable,
  windowKernels,
} from '../../src/browser.js';
import { expectClose } from '../support/close.js';
import { engines } from '../support/engines.js';
import { column, permuted, randomReturns, reordered } from '../support/tables.js';

/** The default model on a window whose first asset is the market: kernels, fit, covariance. */
function estimate(
  engine: Engine,
  returns: ReturnTable,
  name: CovarianceName,
  scale: 'none' | 'residual' = 'residual',
): Covariance {
  const market = column(returns, 'A');
  const others = returns.assets.flatMap((asset, i) => (asset === 'A' ? [] : [i]));
  const without = reordered(returns, others);
  const panel: Panel = {
    assets: without.assets,
    periods: without.dates,
    returns: without.returns,
    covariates: { market },
  };
  const { combined } = windowKernels(engine, { returns: without, market }).kernels;
  const model: PanelModel = {
    fixed: ['asset', 'asset:market'],
    random: ['time', 'asset:time(combined)'],
    kernels: { combined },
    scale,
  };
  return covariance(engine, name, { returns, panel, model, fit: engine.fitPanel(panel, model) });
}

describe.each(engines)('covariances of the default model, %s build', (_, engine) => {
  const returns = randomReturns(61, 48, 7);

  it('follow their assets when these are reordered', () => {
    const order = [3, 0, 6, 2, 5, 1, 4];
    for (const name of ['total', 'fitted'] as const) {
      const { values } = estimate(engine, returns, name);
      const other = estimate(engine, reordered(returns, order), name);
      expect(other.assets).toEqual(order.map((i) => returns.assets[i]));
      expectClose(other.values, permuted(values, order), 1e-6, 1e-5);
    }
  });

  it('grow with the square of the unit of returns', () => {
    const scaled = { ...returns, returns: returns.returns.map((r) => 100 * r) };
    expectClose(
      estimate(engine, scaled, 'total').values,
      estimate(engine, returns, 'total').values.map((value) => 1e4 * value),
      1e-6,
      0.1,
    );
  });

  it('have variances near those of the sample, closer on scaled returns', () => {
    const sample = covariance(engine, 'sample', { returns });
    const distance = ({ values }: Covariance): number =>
      Math.max(...returns.assets.map((__, i) => Math.abs(Math.log(values[i * 8] / sample.values[i * 8]))));
    const scaled = distance(estimate(engine, returns, 'total'));
    expect(scaled).toBeLessThan(0.1);
    expect(scaled).toBeLessThan(distance(estimate(engine, returns, 'total', 'none')));
  });

  it('give the market its sample variance, and no residual', () => {
    const sample = covariance(engine, 'sample', { returns });
    expect(estimate(engine, returns, 'total').values[0]).toBeCloseTo(sample.values[0], 15);
    expect(estimate(engine, returns, 'idiosyncratic').values[0]).toBe(0);
    expect(estimate(engine, returns, 'total').conditionNumber).toBeGreaterThan(1);
  });
});
