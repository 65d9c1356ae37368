import { describe, expect, it } from 'vitest';
import { mixedInformationCriteria } from '../../src/browser.js';
import { engines } from '../support/engines.js';
import { designColumns, ones } from '../support/mixed-models.js';
import { numbers, publishedData } from '../support/published-data.js';
import { hasShared } from '../support/shared.js';
import { models, slopes } from './mixed-support.js';

const [[, engine]] = engines;

describe('information criteria of general fits', () => {
  it.each(['intercept', 'independent', 'correlated', 'withoutX'] as const)(
    'are those of lme4 by ML: %s',
    (name) => {
      const { logLikelihood, df, aic, bic } = slopes.models[name].ML;
      const fit = engine.fitMixedModel({ ...models[name], method: 'ML' });
      const own = mixedInformationCriteria(fit);
      expect(fit.logLikelihood).toBeCloseTo(logLikelihood, 8);
      expect(own.aic).toBeCloseTo(aic, 7);
      expect(own.bic).toBeCloseTo(bic, 7);
      expect(own).toMatchObject({ method: 'ML', parameters: df, observations: slopes.data.y.length });
    },
  );

  it.each(['intercept', 'independent', 'correlated', 'withoutX'] as const)(
    'are those of lme4 by REML without its fixed effects: %s',
    (name) => {
      const { logLikelihood, df, aic, bic } = slopes.models[name].REML;
      const fit = engine.fitMixedModel(models[name]);
      const { parameters, counted, ...own } = mixedInformationCriteria(fit);
      const p = fit.fixedEffects.length;
      const n = slopes.data.y.length;
      expect(fit.logLikelihood).toBeCloseTo(logLikelihood, 8);
      expect(parameters).toBe(df - p);
      expect(own.aic).toBeCloseTo(aic - 2 * p, 7);
      expect(own.observations).toBe(n - p);
      const deviance = -2 * fit.logLikelihood;
      expect(own.bic).toBeCloseTo(
        deviance + ((bic - deviance) / df / Math.log(n)) * parameters * Math.log(n - p),
        6,
      );
      expect(counted.fixedEffects).toBe(0);
    },
  );

  it('have the weights of lme4 in the likelihood', () => {
    const { aic } = mixedInformationCriteria(engine.fitMixedModel(models.weighted));
    expect(aic).toBeCloseTo(slopes.weighted.aic - 6, 6);
  });

  it('count what was estimated: no held variance or covariance, no dropped column', () => {
    const held = engine.fitMixedModel({
      ...models.correlated,
      method: 'ML',
      fixedVariances: { intercept: 1, slope: 1, 'cov(intercept, slope)': 0.2 },
    });
    expect(mixedInformationCriteria(held).counted).toEqual({ variances: 1, covariances: 0, fixedEffects: 3 });
    const free = engine.fitMixedModel({ ...models.correlated, method: 'ML' });
    expect(mixedInformationCriteria(free).counted).toEqual({ variances: 3, covariances: 1, fixedEffects: 3 });
    const dropped = engine.fitMixedModel({ ...models.aliased, method: 'ML', aliased: 'drop' });
    expect(mixedInformationCriteria(dropped).aic).toBeCloseTo(slopes.models.intercept.ML.aic, 7);
  });

  it.skipIf(!hasShared)('are those of lme4 of sleepstudy by ML', () => {
    const { Reaction, Days, Subject } = publishedData('sleepstudy.csv');
    const covariate = numbers(Days);
    const fit = engine.fitMixedModel({
      y: numbers(Reaction),
      ...designColumns({ '1': ones(covariate.length), Days: covariate }),
      random: [
        { label: 'intercept', levels: Subject },
        { label: 'slope', levels: Subject, covariate, correlatedWith: 'intercept' },
      ],
      method: 'ML',
    });
    const { aic, bic } = mixedInformationCriteria(fit);
    expect(aic).toBeCloseTo(1763.93934446323, 7);
    expect(bic).toBeCloseTo(1783.09708556858, 7);
  });
});
