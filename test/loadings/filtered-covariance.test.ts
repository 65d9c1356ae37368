import { expect, it } from 'vitest';
import { covariance, createEngine, filteredCovariance, filterLoadings } from '../../src/browser.js';
import type { Panel, PanelModel } from '../../src/browser.js';
import { randomStream } from '../../src/numeric/random.js';
import { expectClose } from '../support/close.js';

const engine = await createEngine();
const T = 120;

/** Two assets and the market, on which their loadings walk with this standard deviation. */
function panelOf(step: number) {
  const { normal } = randomStream(5, 'filtered covariance');
  const market = Float64Array.from({ length: T }, normal);
  const betas = [1, 0.5];
  const returns = new Float64Array(2 * T);
  for (let t = 0; t < T; t++)
    betas.forEach((_, i) => {
      betas[i] += step * normal();
      returns[2 * t + i] = betas[i] * market[t] + (0.4 + 0.2 * i) * normal();
    });
  const periods = Array.from({ length: T }, (_, t) => `${t}`);
  const panel: Panel = { assets: ['A', 'B'], periods, returns, covariates: { market } };
  const model: PanelModel = { fixed: ['asset', 'asset:market'], random: [], kernels: {}, scale: 'residual' };
  const whole = Float64Array.from(periods.flatMap((_, t) => [market[t], returns[2 * t], returns[2 * t + 1]]));
  return { panel, model, returns: { assets: ['M', 'A', 'B'], dates: periods, returns: whole } };
}

it('is `total` and `systematic` where loadings stay', async () => {
  const input = panelOf(0);
  const fit = engine.fitPanel(input.panel, input.model);
  const given = {
    noise: { market: 0 },
    variances: { residual: fit.variances[0].estimate },
    scales: fit.scales,
  };
  const filtered = await filteredCovariance(engine, { ...input, fit }, { given });
  expectClose(filtered.values, covariance(engine, 'total', { ...input, fit }).values, 1e-10);
  expectClose(filtered.systematic, covariance(engine, 'systematic', { ...input, fit }).values, 1e-10);
});

it('is of the last filtered loadings, the market with 1 on itself and no residual', async () => {
  const input = panelOf(0.15);
  const { panel, model } = input;
  const filtered = await filteredCovariance(engine, input);
  const path = await filterLoadings(engine, panel, model);
  expect(filtered.moving[0].variance).toBeGreaterThan(0);
  const B = [1, ...path.filtered.subarray(-2)];
  const market = panel.covariates.market as Float64Array;
  const mean = market.reduce((sum, value) => sum + value, 0) / T;
  const spread = market.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (T - 1);
  const own = [0, ...path.scales.map((s) => s * s * path.variances.residual)];
  const expected = B.flatMap((b, i) => B.map((c, k) => b * c * spread + (i === k ? own[i] : 0)));
  expectClose(filtered.values, expected, 1e-10);
  const constant = covariance(engine, 'total', { ...input, fit: engine.fitPanel(panel, model) }).values;
  expect(Math.abs(constant[1] - filtered.values[1])).toBeGreaterThan(0.01);
});
