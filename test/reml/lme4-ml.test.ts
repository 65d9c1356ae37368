import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Panel, PanelModel } from '../../src/model/types.js';
import { lme4Model, lme4Panel } from '../inference/support.js';
import { engines } from '../support/engines.js';
import { expectClose } from '../support/expect-fit.js';

interface Golden {
  variances: Record<string, number>;
  logLikelihood: number;
  aic: number;
  bic: number;
  fixed: Record<string, number>;
  covariance: number[][];
}

const golden = JSON.parse(
  readFileSync(new URL('../reference/lme4-ml.json', import.meta.url), 'utf8'),
) as Record<'complete' | 'ragged', { fits: Record<string, Golden> }> & { missing: number[] };

/** The terms of lmer's models, fixed ones in the order of its coefficients. */
const lme4Models: Record<string, Pick<PanelModel, 'fixed' | 'random'>> = {
  intercept: { fixed: ['1'], random: ['asset(I)', 'time'] },
  slope: { fixed: ['1', 'market'], random: ['asset(I)', 'time'] },
  randomSlope: { fixed: ['1', 'market'], random: ['asset(I)', 'asset:market(I)', 'time'] },
  perAsset: { fixed: ['asset', 'asset:market'], random: ['time'] },
  interceptsBeside: { fixed: ['asset'], random: ['asset:market(I)', 'time'] },
};

describe.each(engines)('maximum likelihood of lme4, %s build', (_, engine) => {
  const holes: Panel = {
    ...lme4Panel,
    returns: lme4Panel.returns.map((value, cell) => (golden.missing.includes(cell) ? NaN : value)),
  };
  const panels = { complete: lme4Panel, ragged: holes };
  const cases = (['complete', 'ragged'] as const).flatMap((which) =>
    Object.entries(lme4Models).map(([name, terms]) => [which, name, terms] as const),
  );

  it.each(cases)('%s panel, %s', (which, name, terms) => {
    const model: PanelModel = { ...lme4Model, ...terms, method: 'ML' };
    const fit = engine.fitPanel(panels[which], model);
    const expected = golden[which].fits[name];
    expectClose('ℓ', [fit.logLikelihood], [expected.logLikelihood], 1e-9 * Math.abs(fit.logLikelihood));
    expect(fit.logLikelihood).toBeGreaterThan(expected.logLikelihood - 1e-9);
    const variance = (label: string): number => fit.variances.find((v) => v.label === label)!.estimate;
    for (const [label, value] of Object.entries(expected.variances)) {
      const own = /^time/.test(label)
        ? variance('time')
        : /^Residual/.test(label)
          ? variance('residual')
          : variance(/market$/.test(label) ? 'asset:market(I)' : 'asset(I)');
      const size = /market$/.test(label) ? 1 : variance('residual');
      expectClose(label, [own], [value], 2e-6 * size);
    }
    const { estimates, values } = engine.fixedEffectsCovariance(panels[which], model, fit);
    const p = estimates.length;
    const covariance = expected.covariance.flat();
    const error = (k: number): number => Math.sqrt(covariance[k * p + k]);
    Object.values(expected.fixed).forEach((value, k) => {
      expectClose('b', [estimates[k]], [value], 1e-5 * error(k));
      for (let l = 0; l < p; l++) {
        expectClose('C', [values[k * p + l]], [covariance[k * p + l]], 1e-5 * error(k) * error(l));
      }
    });
  });
});
