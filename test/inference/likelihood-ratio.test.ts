import { describe, expect, it } from 'vitest';
import { informationCriteria, likelihoodRatioTest } from '../../src/browser.js';
import { engines } from '../support/engines.js';
import { thrown } from '../support/thrown.js';
import { lme4, lme4Model, lme4Panel, model, panel, ragged } from './support.js';

describe.each(engines)('likelihood-ratio test, %s engine', (_, engine) => {
  const full = engine.fitPanel(lme4Panel, lme4Model);
  const withoutTime = engine.fitPanel(lme4Panel, { ...lme4Model, random: ['asset(I)'] });
  const withoutAsset = engine.fitPanel(lme4Panel, { ...lme4Model, random: ['time'] });

  it('has the statistics and halved tails of lme4', () => {
    const asset = likelihoodRatioTest(withoutAsset, full);
    expect(asset).toMatchObject({ component: 'asset(I)', value: 0, distribution: '½χ²₀ + ½χ²₁', notes: [] });
    expect(asset.statistic).toBeCloseTo(lme4.tests.asset.statistic, 6);
    expect(asset.pValue / lme4.tests.asset.pValue).toBeCloseTo(1, 6);
    const time = likelihoodRatioTest(withoutTime, full);
    expect(time.component).toBe('time');
    expect(time.statistic).toBeCloseTo(lme4.tests.time.statistic, 6);
    expect(time.pValue / lme4.tests.time.pValue).toBeCloseTo(1, 6);
  });

  it('has the AIC of lme4 less its one fixed effect, and a BIC of 119 contrasts', () => {
    for (const [fit, expected] of [
      [full, lme4.full],
      [withoutAsset, lme4.withoutAsset],
      [withoutTime, lme4.withoutTime],
    ] as const) {
      const { aic, bic, parameters, degreesOfFreedom } = informationCriteria(fit);
      expect(aic).toBeCloseTo(expected.aic - 2, 6);
      expect(degreesOfFreedom).toBe(119);
      expect(bic - aic).toBeCloseTo(parameters * (Math.log(119) - 2), 10);
    }
    expect(informationCriteria(full).parameters).toBe(3);
  });

  it('counts the returns that there are, contrasts of them, and no fixed variance', () => {
    const cells = ragged.returns.filter((value) => !Number.isNaN(value)).length;
    const fit = engine.fitPanel(ragged, { ...model, fixedVariances: { time: 0.1 } });
    expect(informationCriteria(fit)).toMatchObject({
      degreesOfFreedom: cells - 12,
      parameters: 8,
      variances: 2,
      scales: 6,
    });
  });

  it('of a variance at its bound has the statistic 0 and the p-value 1', () => {
    const kernels = { ...lme4Model.kernels };
    const more = engine.fitPanel(lme4Panel, {
      ...lme4Model,
      kernels,
      random: ['asset(I)', 'time', 'asset:market(I)'],
    });
    const test = likelihoodRatioTest(full, more);
    expect(test.component).toBe('asset:market(I)');
    if (more.variances[2].atBoundary) expect(test).toMatchObject({ statistic: 0, pValue: 1 });
    else expect(test.pValue).toBeLessThanOrEqual(0.5);
  });

  it('takes a variance held at 0 for a term left out, and one held elsewhere for an ordinary test', () => {
    const at0 = engine.fitPanel(lme4Panel, { ...lme4Model, fixedVariances: { time: 0 } });
    expect(likelihoodRatioTest(at0, full).statistic).toBeCloseTo(lme4.tests.time.statistic, 6);
    const half = 0.5 * full.variances[1].estimate;
    const test = likelihoodRatioTest(
      engine.fitPanel(lme4Panel, { ...lme4Model, fixedVariances: { time: half } }),
      full,
    );
    expect(test).toMatchObject({ value: half, distribution: 'χ²₁' });
    expect(test.statistic).toBeGreaterThan(0);
  });

  it('says when other variances at 0 make its distribution approximate', () => {
    const reduced = {
      ...withoutTime,
      variances: withoutTime.variances.map((v) => ({ ...v, atBoundary: true })),
    };
    expect(likelihoodRatioTest(reduced, full).notes[0]).toMatch(/asset\(I\).* at 0 in the reduced fit/);
  });

  it.each([
    [
      'several-components',
      /"asset\(I\)" and "time"/,
      () => [{ ...lme4Model, random: [] }, lme4Model, lme4Panel],
    ],
    [
      'different-fixed-effects',
      /REML/,
      () => [{ ...lme4Model, fixed: ['1', 'market'], random: ['time'] }, lme4Model, lme4Panel],
    ],
    [
      'different-scale',
      /scale residual and the other none/,
      () => [{ ...lme4Model, random: ['time'], scale: 'residual' }, lme4Model, lme4Panel],
    ],
    [
      'not-nested',
      /"time" the full fit lacks it/,
      () => [{ ...lme4Model, random: ['time'] }, { ...lme4Model, random: ['asset(I)'] }, lme4Panel],
    ],
    [
      'not-nested',
      /"asset:time\(K\)" its covariate or kernel differs/,
      () => [
        { ...model, random: ['asset:time(K)'] },
        {
          ...model,
          kernels: { K: { ...model.kernels.K, values: model.kernels.K.values.map((v) => v * v) } },
        },
        panel,
      ],
    ],
    ['same-model', /same variances/, () => [lme4Model, lme4Model, lme4Panel]],
  ] as [string, RegExp, () => [typeof model, typeof model, typeof panel]][])(
    'is refused: %s %s',
    (code, message, models) => {
      const [reduced, larger, data] = models();
      const error = thrown(() =>
        likelihoodRatioTest(engine.fitPanel(data, reduced), engine.fitPanel(data, larger)),
      );
      expect(error).toMatchObject({ name: 'ModelError', code });
      expect(error.message).toMatch(message);
    },
  );

  it('is refused for other returns, a fit that did not converge, and a full fit below the reduced one', () => {
    const shifted = {
      ...lme4Panel,
      returns: lme4Panel.returns.map((value, k) => (k === 0 ? value + 1e-6 : value)),
    };
    const other = engine.fitPanel(shifted, { ...lme4Model, random: ['time'] });
    const codes = [
      thrown(() => likelihoodRatioTest(other, full)).code,
      thrown(() => likelihoodRatioTest(withoutTime, { ...full, converged: false })).code,
      thrown(() =>
        likelihoodRatioTest(withoutTime, { ...full, logLikelihood: withoutTime.logLikelihood - 1 }),
      ).code,
    ];
    expect(codes).toEqual(['different-data', 'not-converged', 'not-a-maximum']);
  });
});
