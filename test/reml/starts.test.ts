import { describe, expect, it } from 'vitest';
import type { PanelModel } from '../../src/model/types.js';
import { denseLogLikelihood } from '../support/dense-reml.js';
import { engines } from '../support/engines.js';
import { hardPanel } from '../support/hard-panels.js';
import { thrown } from '../support/thrown.js';

const several = (model: PanelModel): PanelModel => ({ ...model, starts: 'several' });

/** Hard panels whose likelihood has a higher maximum than the first starts lead to. */
const twoMaxima = [165, 231, 574, 581, 595, 1001, 1218, 1248];
/** Those that the dense likelihood takes: few returns, fixed effects, in units and with scales that it can cope with. */
const small = twoMaxima.filter(
  (seed) => ![595, 1001, 1218].includes(seed) && hardPanel(seed).panel.returns.length < 400,
);

describe.each(engines)('starts of the search, %s build', (_, engine) => {
  it.each(twoMaxima)('several find the higher maximum: seed %i', (seed) => {
    const { panel, model } = hardPanel(seed);
    const [few, more] = [engine.fitPanel(panel, model), engine.fitPanel(panel, several(model))];
    expect([few.converged, more.converged]).toEqual([true, true]);
    expect(more.kktResidual).toBeLessThan(1e-6);
    expect(more.logLikelihood).toBeGreaterThan(few.logLikelihood + 0.05);
    expect(more.iterations).toBeGreaterThan(few.iterations);
  });

  it.each(small)('both are maxima of the dense likelihood: seed %i', (seed) => {
    const { panel, model } = hardPanel(seed);
    for (const fit of [engine.fitPanel(panel, model), engine.fitPanel(panel, several(model))]) {
      const estimates = fit.variances.map(({ estimate }) => estimate);
      const total = estimates.reduce((sum, value) => sum + value);
      const at = denseLogLikelihood(panel, model, estimates);
      expect(Math.abs(at - fit.logLikelihood)).toBeLessThan(1e-7 * Math.abs(at));
      estimates.forEach((value, k) => {
        for (const moved of [value + 1e-4 * Math.max(value, 1e-3 * total), value * (1 - 1e-4)]) {
          const there = denseLogLikelihood(panel, model, estimates.with(k, moved));
          expect(there).toBeLessThanOrEqual(at + 1e-9 * Math.abs(at));
        }
      });
    }
  });

  it('are never worse, and start from a fit too', () => {
    for (let seed = 0; seed < 60; seed++) {
      const { panel, model } = hardPanel(seed);
      let few: ReturnType<typeof engine.fitPanel>;
      try {
        few = engine.fitPanel(panel, model);
      } catch {
        continue;
      }
      const rounding = 1e-8 * Math.max(1, Math.abs(few.logLikelihood));
      for (const fit of [
        engine.fitPanel(panel, several(model)),
        engine.fitPanel(panel, several(model), few),
      ]) {
        expect(fit.logLikelihood - few.logLikelihood, `seed ${seed}`).toBeGreaterThan(-rounding);
      }
    }
  });

  it('keep variances that are given', () => {
    const { panel, model } = hardPanel(574);
    const given = engine.fitPanel(panel, model).variances[0];
    const fixedVariances = { [given.label]: 2 * given.estimate };
    const fit = engine.fitPanel(panel, { ...several(model), fixedVariances });
    expect(fit.variances[0].estimate).toBeCloseTo(2 * given.estimate, 12);
  });

  it('refuses any other word', () => {
    const { panel, model } = hardPanel(574);
    const error = thrown(() => engine.fitPanel(panel, { ...model, starts: 'many' as 'few' }));
    expect(error).toMatchObject({ code: 'bad-starts', details: { starts: 'many' } });
  });
});
