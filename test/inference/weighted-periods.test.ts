import { describe, expect, it } from 'vitest';
import {
  heritabilityInterval,
  informationCriteria,
  likelihoodRatioTest,
  type PanelModel,
  varianceErrors,
} from '../../src/browser.js';
import { decayingKernel, equicorrelatedPanel } from '../support/edge-panels.js';
import { engines } from '../support/engines.js';
import { thrown } from '../support/thrown.js';

const [[, engine]] = engines;
const panel = equicorrelatedPanel(41, 5, 30, 0.4);
const model: PanelModel = {
  fixed: ['asset', 'asset:market'],
  random: ['time', 'asset:time(K)'],
  kernels: { K: decayingKernel(panel.assets, 0.6) },
};
const weights = Float64Array.from(panel.periods, (_, t) => 1 + (t % 3));
const weighted: [string, Partial<PanelModel>][] = [
  ['weights', { periodWeights: weights }],
  ['a half-life', { halfLife: 12 }],
  ['t errors', { errors: { kind: 't', degreesOfFreedom: 5 } }],
];

describe.each(weighted)('inference from a fit with %s', (_, change) => {
  const own = { ...model, ...change };
  const fit = engine.fitPanel(panel, own);
  const normal = engine.fitPanel(panel, model);

  it('is refused, whatever is asked for', () => {
    const asked = [
      () => engine.panelLikelihood(panel, own, [1e-4, 1e-4, 1e-4]),
      () => engine.predictionErrors(panel, own, fit),
      () => heritabilityInterval(engine, panel, own, fit),
      () => informationCriteria(fit),
      () => likelihoodRatioTest(normal, fit),
      () => likelihoodRatioTest(fit, normal),
      () => varianceErrors(engine, panel, own, fit, 'observed'),
      () => heritabilityInterval(engine, panel, model, fit),
    ];
    for (const ask of asked) expect(thrown(ask).code).toBe('weighted-periods');
  });

  it('is told from one without them by its origin', () => {
    expect(fit.origin).toEqual({
      ...normal.origin,
      weights: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
    });
    expect(normal.origin.weights).toBe(null);
  });
});
