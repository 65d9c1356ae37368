import { describe, expect, it } from 'vitest';
import { type Engine, ModelError, type MixfolioError } from '../../src/browser.js';
import type { Panel, PanelModel } from '../../src/model/types.js';
import { decayingKernel } from '../support/edge-panels.js';
import { engines } from '../support/engines.js';
import { model, ones, panel, refusals } from './refusals.js';

function refusal(engine: Engine, wrongPanel: Panel, wrongModel: PanelModel): unknown {
  try {
    engine.fitPanel(wrongPanel, wrongModel);
  } catch (error) {
    return error;
  }
  return null;
}

describe.each(engines)('what fitPanel refuses, %s build', (_, engine) => {
  it.each(refusals.map((wrong) => [wrong.description, wrong] as const))('%s', (__, wrong) => {
    const error = refusal(engine, { ...panel, ...wrong.panel }, { ...model, ...wrong.model });
    expect(error).toBeInstanceOf(wrong.family);
    const { code, message, hint, details } = error as MixfolioError;
    expect(code).toBe(wrong.code);
    for (const name of wrong.names) expect(message).toContain(name);
    expect(hint).not.toBe('');
    expect(Object.keys(details)).not.toHaveLength(0);
  });

  it('two assets of the same returns that the kernel tells alike, by name, and none where it tells them apart', () => {
    const n = panel.assets.length;
    const returns = panel.returns.map((r, cell) => (cell % n === 3 ? panel.returns[cell - 2] : r));
    const alike = decayingKernel(panel.assets, 0.5);
    for (let j = 0; j < n; j++) {
      if (j === 3) continue;
      alike.values[3 * n + j] = alike.values[1 * n + j];
      alike.values[j * n + 3] = alike.values[j * n + 1];
    }
    const twins = { ...panel, returns };
    const error = refusal(engine, twins, { ...model, kernels: { K: alike } });
    expect(error).toBeInstanceOf(ModelError);
    expect(error).toMatchObject({ code: 'no-residual-variation', details: { assets: ['A2', 'A4'] } });
    expect((error as Error).message).toContain('A2 and A4 have the same returns in all periods');
    expect(engine.fitPanel(twins, model).converged).toBe(true);
  });

  it('fits right after a refusal', () => {
    expect(refusal(engine, panel, { ...model, random: ['time', 'asset:time(identity)'] })).toBeInstanceOf(
      ModelError,
    );
    expect(engine.fitPanel(panel, model).converged).toBe(true);
  });

  it('clips an eigenvalue that is negative by rounding only', () => {
    const rounded = {
      labels: panel.assets,
      values: ones.values.map((value, k) => value - (k % (panel.assets.length + 1) === 0 ? 1e-12 : 0)),
    };
    const exact = engine.fitPanel(panel, { ...model, random: ['asset:time(ones)'] });
    const clipped = engine.fitPanel(panel, {
      ...model,
      random: ['asset:time(ones)'],
      kernels: { ones: rounded },
    });
    expect(clipped.logLikelihood).toBeCloseTo(exact.logLikelihood, 8);
  });
});
