import { describe, expect, it } from 'vitest';
import { type Engine, ModelError, type MixfolioError } from '../../src/browser.js';
import type { Panel, PanelModel } from '../../src/model/types.js';
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
