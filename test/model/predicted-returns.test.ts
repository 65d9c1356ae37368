import { beforeAll, describe, expect, it } from 'vitest';
import { createEngine, predictedReturns, type Engine, type PanelModel } from '../../src/browser.js';
import { decayingKernel, equicorrelatedPanel } from '../support/edge-panels.js';

const complete = equicorrelatedPanel(31, 6, 30, 0.5);
const { assets } = complete;
const kernels = { K: decayingKernel(assets, 0.8) };
const models: Record<string, PanelModel> = {
  'per asset, scaled': {
    fixed: ['asset', 'asset:market'],
    random: ['time', 'asset:time(K)'],
    kernels,
    scale: 'residual',
  },
  'common, with a factor and persistent effects': {
    fixed: ['1', 'market', 'regime'],
    random: ['asset(K)', 'asset:market(K)', 'time', 'asset:time(K)'],
    kernels,
  },
};
const ragged = {
  ...complete,
  returns: complete.returns.map((value, cell) => (cell % 6 === 2 && cell < 6 * 18 ? NaN : value)),
};

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine();
});

describe.each(Object.entries(models))('predicted returns, %s', (_, model) => {
  it.each([complete, ragged])('are the fitted values where there is a return', (panel) => {
    const fit = engine.fitPanel(panel, model);
    const predicted = predictedReturns(fit, panel, model);
    predicted.forEach((value, cell) => {
      if (Number.isNaN(panel.returns[cell])) expect(Number.isFinite(value)).toBe(true);
      else expect(Math.abs(value - fit.fitted[cell])).toBeLessThan(1e-15);
    });
  });

  it('come nearer to returns that were taken away than the mean of the asset does', () => {
    const predicted = predictedReturns(engine.fitPanel(ragged, model), ragged, model);
    let [own, mean] = [0, 0];
    complete.returns.forEach((value, cell) => {
      if (!Number.isNaN(ragged.returns[cell])) return;
      own += (value - predicted[cell]) ** 2;
      mean += value ** 2;
    });
    expect(own).toBeLessThan(0.85 * mean);
  });
});

describe('predicted returns', () => {
  it('refuse the fit of another model', () => {
    const [first, second] = Object.values(models);
    const fit = engine.fitPanel(complete, first);
    expect(() => predictedReturns(fit, complete, second)).toThrow('all fixed effects of the model');
    const random = ['asset(K)', ...first.random];
    expect(() => predictedReturns(fit, complete, { ...first, random })).toThrow('random effect asset(K)');
  });
});
