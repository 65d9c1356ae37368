import { describe, expect, it } from 'vitest';
import { betterMaximum } from '../../src/fit/better-maximum.js';
import { engines } from '../support/engines.js';
import { hardPanel } from '../support/hard-panels.js';

const [, engine] = engines[0];

function found(seed: number, starts: 'few' | 'several' = 'few'): string[] {
  const { panel, model } = hardPanel(seed);
  return betterMaximum(engine, { panel, model: { ...model, starts }, fit: engine.fitPanel(panel, model) });
}

describe('another maximum of a fit', () => {
  it('is named with its variances where it is higher', () => {
    const { panel, model } = hardPanel(574);
    const [few, more] = (['few', 'several'] as const).map((starts) =>
      engine.fitPanel(panel, { ...model, starts }),
    );
    const [note] = found(574);
    expect(note).toContain(`by ${(more.logLikelihood - few.logLikelihood).toPrecision(3)},`);
    for (const { label, estimate } of more.variances) {
      expect(note).toContain(`${label} ${estimate.toPrecision(3)}`);
    }
  });

  it('is no news where there is none, or where the fit has looked there itself', () => {
    expect(found(1)).toEqual([]);
    expect(found(574, 'several')).toEqual([]);
  });

  it('may be none: a likelihood without bound', () => {
    expect(found(3136)).toEqual([expect.stringContaining('leads to a refusal')]);
  });
});
