import { describe, expect, it } from 'vitest';
import {
  type Panel,
  type PanelFit,
  simulatePrices,
  type SimulationTruth,
  toReturns,
} from '../../src/browser.js';
import { engines } from '../support/engines.js';
import { once } from '../support/once.js';

const PERIODS = 4000;

/** Daily returns of a simulated universe as a panel without its market, which is a covariate. */
function simulatedPanel(seed: number): { panel: Panel; truth: SimulationTruth } {
  const { prices, truth } = simulatePrices({
    seed,
    periods: PERIODS,
    variances: { time: 0.15, assetTime: 0.5, residual: 0.35 },
  });
  const { assets, dates, returns } = toReturns(prices, { frequency: 'day' });
  const market = returns.filter((_, cell) => cell % assets.length === 0);
  return {
    truth,
    panel: {
      assets: assets.slice(1),
      periods: dates,
      returns: returns.filter((_, cell) => cell % assets.length > 0),
      covariates: { market },
    },
  };
}

const simulated = once(() => simulatedPanel(2026));

describe.each(engines)('a panel of simulated prices, %s build', (_, engine) => {
  const fitted = once((): PanelFit => {
    const { panel, truth } = simulated();
    return engine.fitPanel(panel, {
      fixed: ['asset', 'asset:market'],
      random: ['time', 'asset:time(K)'],
      kernels: { K: truth.kernel },
      scale: 'residual',
    });
  });

  it('has the variances it was drawn with, within four standard errors', () => {
    const { time, assetTime, residual } = simulated().truth.variances;
    const { variances } = fitted();
    expect(variances.map(({ label }) => label)).toEqual(['time', 'asset:time(K)', 'residual']);
    [time, assetTime, residual].forEach((truth, k) => {
      const error = variances[k].standardError as number;
      expect(error).toBeLessThan(0.05);
      expect(Math.abs(variances[k].estimate - truth)).toBeLessThan(4 * error);
    });
  });

  it('has the alphas and betas it was drawn with, within four standard errors', () => {
    const { panel, truth } = simulated();
    const { fixedEffects } = fitted();
    panel.assets.forEach((asset, i) => {
      const [alpha, beta] = [fixedEffects[i], fixedEffects[panel.assets.length + i]];
      expect([alpha.label, beta.label]).toEqual([`asset[${asset}]`, `asset:market[${asset}]`]);
      expect(beta.standardError).toBeLessThan(0.02);
      expect(Math.abs(beta.estimate - truth.betas[asset])).toBeLessThan(4 * beta.standardError);
      expect(Math.abs(alpha.estimate - truth.alphas[asset])).toBeLessThan(4 * alpha.standardError);
    });
  });

  it('has the scales it was drawn with, within four standard errors of a standard deviation', () => {
    const { panel, truth } = simulated();
    panel.assets.forEach((asset, i) => {
      const ratio = fitted().scales[i] / truth.scales[asset];
      expect(Math.abs(ratio - 1)).toBeLessThan(4 / Math.sqrt(2 * PERIODS));
    });
  });
});
