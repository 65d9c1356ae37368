import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  heritabilityInterval,
  informationCriteria,
  likelihoodRatioTest,
  type PanelModel,
  parametricBootstrap,
  varianceErrors,
} from '../../src/browser.js';
import { evaluate } from '../support/dense-likelihood.js';
import { denseModel } from '../support/dense-model.js';
import { engines } from '../support/engines.js';
import { expectClose } from '../support/expect-fit.js';
import { thrown } from '../support/thrown.js';
import { averageModel, averagePanel, lme4Model, lme4Panel, model, panel, ragged } from './support.js';

interface Golden {
  fits: Record<string, { aic: number; bic: number }>;
  test: { statistic: number; df: number; pValue: number };
}

const golden = JSON.parse(
  readFileSync(new URL('../reference/lme4-ml.json', import.meta.url), 'utf8'),
) as Record<'complete' | 'ragged', Golden> & { missing: number[] };
const holes = {
  ...lme4Panel,
  returns: lme4Panel.returns.map((value, cell) => (golden.missing.includes(cell) ? NaN : value)),
};
const panels = { complete: lme4Panel, ragged: holes };
const base: PanelModel = { ...lme4Model, method: 'ML' };
const terms: Record<string, Partial<PanelModel>> = {
  intercept: {},
  slope: { fixed: ['1', 'market'] },
  perAsset: { fixed: ['asset', 'asset:market'], random: ['time'] },
  interceptsBeside: { fixed: ['asset'], random: ['asset:market(I)', 'time'] },
};

describe.each(engines)('inference from maximum likelihood, %s engine', (_, engine) => {
  const fit = (change: Partial<PanelModel> = {}, data = lme4Panel) =>
    engine.fitPanel(data, { ...base, ...change });

  it.each(['complete', 'ragged'] as const)('has the AIC, the BIC and the anova of lme4: %s', (which) => {
    for (const [name, change] of Object.entries(terms)) {
      const { aic, bic, method } = informationCriteria(fit(change, panels[which]));
      const expected = golden[which].fits[name];
      expect(method).toBe('ML');
      expectClose(name, [aic, bic], [expected.aic, expected.bic], 1e-6);
    }
    const test = likelihoodRatioTest(fit({}, panels[which]), fit(terms.slope, panels[which]));
    const { statistic, df, pValue } = golden[which].test;
    expect(test).toMatchObject({
      component: null,
      value: null,
      fixedEffects: ['market'],
      degreesOfFreedom: df,
      distribution: 'χ²₁',
      notes: [],
    });
    expectClose('T', [test.statistic], [statistic], 1e-6);
    expectClose('p', [test.pValue / pValue], [1], 1e-6);
  });

  it('counts variances, fixed effects and residual scales, and the returns that there are', () => {
    const cells = ragged.returns.filter((value) => !Number.isNaN(value)).length;
    const ml: PanelModel = { ...model, method: 'ML' };
    const scaled = informationCriteria(engine.fitPanel(ragged, ml));
    expect(scaled).toMatchObject({
      parameters: 3 + 12 + 6,
      observations: cells,
      degreesOfFreedom: cells - 12,
    });
    expect(scaled.bic - scaled.aic).toBeCloseTo(21 * (Math.log(cells) - 2), 10);
    const plain = engine.fitPanel(ragged, { ...ml, scale: 'none', fixedVariances: { time: 1e-5 } });
    expect(informationCriteria(plain).parameters).toBe(2 + 12);
    const contrasts = engine.fitPanel(averagePanel, { ...averageModel, method: 'ML' });
    expect(informationCriteria(contrasts)).toMatchObject({
      parameters: 2 + 10 + 6,
      observations: 5 * 30,
      degreesOfFreedom: 5 * 28,
    });
  });

  it('tests variances as REML does', () => {
    const full = fit();
    const test = likelihoodRatioTest(fit({ random: ['asset(I)'] }), full);
    expect(test).toMatchObject({
      component: 'time',
      fixedEffects: [],
      degreesOfFreedom: 1,
      distribution: '½χ²₀ + ½χ²₁',
    });
    const reduced = fit({ random: ['asset(I)'] });
    expect(test.statistic).toBe(2 * (full.logLikelihood - reduced.logLikelihood));
  });

  it('tests a common effect against effects per asset, which have it as their sum', () => {
    const random = ['time'];
    const common = fit({ fixed: ['1', 'market'], random });
    const own = fit({ fixed: ['asset', 'asset:market'], random });
    const test = likelihoodRatioTest(common, own);
    expect(test.degreesOfFreedom).toBe(10);
    expect(test.distribution).toBe('χ²₁₀');
    expect(test.fixedEffects).toEqual(own.fixedEffects.map(({ label }) => label));
    const half = likelihoodRatioTest(fit({ fixed: ['asset', 'market'], random }), own);
    expect(half.degreesOfFreedom).toBe(5);
    expect(half.fixedEffects).toHaveLength(6);
    expect(half.statistic).toBeLessThan(test.statistic);
  });

  it('counts the contrasts of the assets where the market is their average', () => {
    const ml: PanelModel = { ...averageModel, method: 'ML', scale: 'none' };
    const test = likelihoodRatioTest(
      engine.fitPanel(averagePanel, { ...ml, fixed: ['asset:market'] }),
      engine.fitPanel(averagePanel, ml),
    );
    expect(test.degreesOfFreedom).toBe(5);
  });

  it('says that residual scales are those of each fit', () => {
    const ml: PanelModel = { ...model, method: 'ML' };
    const test = likelihoodRatioTest(
      engine.fitPanel(panel, { ...ml, fixed: ['asset:market'] }),
      engine.fitPanel(panel, ml),
    );
    expect(test.degreesOfFreedom).toBe(6);
    expect(test.notes).toHaveLength(1);
    expect(test.notes[0]).toContain('residual scales');
  });

  it('refuses what cannot be compared', () => {
    const slope = fit(terms.slope);
    const cases: [() => unknown, string, RegExp][] = [
      [() => likelihoodRatioTest(fit({ method: 'REML' }), slope), 'different-methods', /by REML .* by ML/],
      [() => likelihoodRatioTest(fit(), fit({ method: 'REML' })), 'different-methods', /by ML .* by REML/],
      [
        () => likelihoodRatioTest(fit({ method: 'REML' }), fit({ ...terms.slope, method: 'REML' })),
        'different-fixed-effects',
        /different data/,
      ],
      [
        () => likelihoodRatioTest(fit({ random: ['time'] }), slope),
        'fixed-and-random',
        /fixed effects and in "asset\(I\)"/,
      ],
      [() => likelihoodRatioTest(slope, fit()), 'not-nested', /"market" the full fit lacks the fixed effect/],
      [
        () => likelihoodRatioTest(fit({ fixed: ['asset:market'] }), slope),
        'not-nested',
        /"asset:market" the full fit lacks/,
      ],
      [() => likelihoodRatioTest(fit(), fit()), 'same-model', /same variances and fixed effects/],
      [
        () => parametricBootstrap(engine, lme4Panel, base, { ...base, fixed: ['1', 'market'] }),
        'different-fixed-effects',
        /different fixed effects/,
      ],
    ];
    for (const [ask, code, message] of cases) {
      const error = thrown(ask);
      expect(error).toMatchObject({ name: 'ModelError', code });
      expect(error.message).toMatch(message);
    }
  });

  it('has errors of the variances from its own information', () => {
    const ml: PanelModel = { ...model, method: 'ML' };
    const own = engine.fitPanel(ragged, ml);
    const dense = evaluate(
      denseModel(ragged, ml),
      own.variances.map(({ estimate }) => estimate),
    )!;
    const expected = varianceErrors(engine, ragged, ml, own, 'expected');
    const observed = varianceErrors(engine, ragged, ml, own, 'observed');
    const q = own.variances.length;
    const inside = own.variances.flatMap(({ atBoundary }, k) => (atBoundary ? [] : [k]));
    expect(inside.length).toBeGreaterThan(1);
    const { averageInformation, expectedInformation } = dense;
    const both = [
      [expected, expectedInformation],
      [observed, averageInformation.clone().mul(2).sub(expectedInformation)],
    ] as const;
    for (const [{ covariance }, information] of both) {
      for (const i of inside) {
        const row = inside.map((j) =>
          inside.reduce((sum, k) => sum + covariance[i * q + k] * information.get(k, j), 0),
        );
        expectClose(
          'C·I',
          row,
          inside.map((j) => (i === j ? 1 : 0)),
          1e-5,
        );
      }
    }
  });

  it('has a profile-likelihood interval whose ends lie on the ML profile', () => {
    const ml: PanelModel = { ...model, method: 'ML' };
    const own = engine.fitPanel(panel, ml);
    const interval = heritabilityInterval(engine, panel, ml, own);
    expect(interval.estimate).toBe(own.heritability.estimate);
    expect(interval.lower).toBeLessThan(interval.estimate);
    expect(interval.upper).toBeGreaterThan(interval.estimate);
    // every fixed effect is per asset: ML is REML with T for T − m_a, and shares of variance are the same
    const reml = engine.fitPanel(panel, model);
    const wider = heritabilityInterval(engine, panel, model, reml);
    expect(own.heritability.estimate).toBeCloseTo(reml.heritability.estimate, 8);
    expect(interval.upper - interval.lower).toBeLessThan(wider.upper - wider.lower);
  });
});
