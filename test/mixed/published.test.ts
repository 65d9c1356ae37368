import { describe, expect, it } from 'vitest';
import type { MixedModel, MixedModelFit } from '../../src/mixed/types.js';
import { engines } from '../support/engines.js';
import { designColumns, interceptModel, ones } from '../support/mixed-models.js';
import { type Columns, numbers, publishedData, publishedValues } from '../support/published-data.js';
import { errors, estimates, expectAll, expectPrinted } from '../support/expect-printed.js';
import { hasShared } from '../support/shared.js';

interface Expected {
  vc: Record<string, number> | number[];
  remlcrit: number;
  beta: number[];
  se: number[];
  ml: { deviance: number; sd: number[]; sd_sample_batch_resid: number[]; se: number[] };
}

const expectedOf = (name: string): Expected => publishedValues()[name] as Expected;

function expectReml(fit: MixedModelFit, name: string): void {
  const { vc, remlcrit, beta, se } = expectedOf(name);
  expect(fit.converged).toBe(true);
  expect(fit.kktResidual).toBeLessThan(1e-6);
  expectAll(
    'variance',
    estimates(fit),
    Object.values(vc).filter((_, k) => Object.keys(vc)[k] !== 'cov'),
  );
  expectPrinted('−2ℓ', -2 * fit.logLikelihood, remlcrit, 1e-9);
  expectAll(
    'b',
    fit.fixedEffects.map(({ estimate }) => estimate),
    beta,
  );
  expectAll(
    'error of b',
    fit.fixedEffects.map(({ standardError }) => standardError),
    se,
  );
}

function expectMl(
  fit: MixedModelFit,
  name: string,
  order: (ml: Expected['ml']) => number[] = ({ sd }) => sd,
): void {
  const { ml } = expectedOf(name);
  expect(fit.converged).toBe(true);
  expectPrinted('deviance', -2 * fit.logLikelihood, ml.deviance, 1e-9);
  // printed by a derivative-free optimiser, at its precision
  expectAll('standard deviation', estimates(fit).map(Math.sqrt), order(ml), 2e-5);
  expectAll(
    'error of b',
    fit.fixedEffects.map(({ standardError }) => standardError),
    ml.se,
    2e-5,
  );
}

const dyestuff = (file: string): MixedModel => {
  const { Yield, Batch } = publishedData(file);
  return interceptModel(numbers(Yield), { Batch });
};
const penicillin = (): MixedModel => {
  const { diameter, plate, sample } = publishedData('Penicillin.csv');
  return interceptModel(numbers(diameter), { plate, sample });
};
const pastes = (): MixedModel => {
  const { strength, sample, batch } = publishedData('Pastes.csv');
  return interceptModel(numbers(strength), { sample, batch });
};
const sleepstudy = (random: (Subject: string[], Days: Float64Array) => MixedModel['random']): MixedModel => {
  const { Reaction, Days, Subject } = publishedData('sleepstudy.csv');
  const days = numbers(Days);
  return {
    y: numbers(Reaction),
    ...designColumns({ '1': ones(days.length), Days: days }),
    random: random(Subject, days),
  };
};
const independentSlopes = (): MixedModel =>
  sleepstudy((levels, covariate) => [
    { label: 'intercept', levels },
    { label: 'slope', levels, covariate },
  ]);
const correlatedSlopes = (): MixedModel =>
  sleepstudy((levels, covariate) => [
    { label: 'intercept', levels },
    { label: 'slope', levels, covariate, correlatedWith: 'intercept' },
  ]);
const orthodont = (bySex: boolean): MixedModel => {
  const { distance, age, Subject, Sex } = publishedData('Orthodont.csv');
  const ages = numbers(age);
  const female = Float64Array.from(Sex, (sex) => Number(sex === 'Female'));
  const columns: Record<string, Float64Array> = { '1': ones(ages.length), age: ages };
  if (bySex) Object.assign(columns, { female, 'age:female': ages.map((value, i) => value * female[i]) });
  return { y: numbers(distance), ...designColumns(columns), random: [{ label: 'Subject', levels: Subject }] };
};
const environment = ({ Env }: Columns): Record<string, ArrayLike<number>> => ({
  '1': ones(Env.length),
  'CA.2012': Env.map((env) => Number(env === 'CA.2012')),
  'CA.2013': Env.map((env) => Number(env === 'CA.2013')),
});

describe.skipIf(!hasShared).each(engines)('published fits, %s build', (_, engine) => {
  it('Dyestuff', () => {
    expectReml(engine.fitMixedModel(dyestuff('Dyestuff.csv')), 'dyestuff');
    expectMl(engine.fitMixedModel({ ...dyestuff('Dyestuff.csv'), method: 'ML' }), 'dyestuff');
  });

  it('Dyestuff2, whose variance between batches is exactly 0', () => {
    for (const method of ['REML', 'ML'] as const) {
      const fit = engine.fitMixedModel({ ...dyestuff('Dyestuff2.csv'), method });
      expect(fit.variances[0]).toMatchObject({ estimate: 0, standardError: null, atBoundary: true });
      if (method === 'ML') expectMl(fit, 'dyestuff2');
      else expectReml(fit, 'dyestuff2');
    }
  });

  it('Penicillin, crossed', () => {
    expectReml(engine.fitMixedModel(penicillin()), 'penicillin');
    expectMl(engine.fitMixedModel({ ...penicillin(), method: 'ML' }), 'penicillin');
  });

  it('Pastes, nested', () => {
    expectReml(engine.fitMixedModel(pastes()), 'pastes');
    const fit = engine.fitMixedModel({ ...pastes(), method: 'ML' });
    expectMl(fit, 'pastes', (ml) => ml.sd_sample_batch_resid);
  });

  it('sleepstudy, random intercepts', () => {
    const fit = engine.fitMixedModel(sleepstudy((levels) => [{ label: 'Subject', levels }]));
    expectReml(fit, 'sleepstudy_int');
  });

  it('sleepstudy, independent slopes, errors from the average information', () => {
    const fit = engine.fitMixedModel(independentSlopes());
    expectReml(fit, 'sleepstudy_zerocorr');
    const { se_vc_AI } = publishedValues().sleepstudy_zerocorr as { se_vc_AI: number[] };
    expectAll('standard error', errors(fit), se_vc_AI);
  });

  it('sleepstudy, correlated slopes', () => {
    const fit = engine.fitMixedModel(correlatedSlopes());
    // printed to seven digits by an optimiser that stops at about that
    expectReml(fit, 'sleepstudy_slopes');
    const { vc } = publishedValues().sleepstudy_slopes as { vc: { cov: number } };
    expect(fit.covariances).toHaveLength(1);
    expect(fit.covariances![0].labels).toEqual(['intercept', 'slope']);
    expectPrinted('covariance', fit.covariances![0].estimate, vc.cov, 1e-5);
    const ml = engine.fitMixedModel({ ...correlatedSlopes(), method: 'ML' });
    expectPrinted('deviance', -2 * ml.logLikelihood, 1751.9393444636682, 1e-9);
  });

  it('Orthodont', () => {
    expectReml(engine.fitMixedModel(orthodont(true)), 'orthodont');
    expectReml(engine.fitMixedModel(orthodont(false)), 'orthodont_age');
  });

  it('DT_example: a variance at the boundary', () => {
    const data = publishedData('sommer_DT_example.csv');
    const { Name, Env, Block } = data;
    const nested = Env.map((env, i) => `${env}:${Name[i]}`);
    const blocks = Env.map((env, i) => `${env}:${Block[i]}`);
    const model = interceptModel(numbers(data.Yield), { Name, Env, 'Env:Name': nested, 'Env:Block': blocks });
    const fit = engine.fitMixedModel(model);
    expectReml(fit, 'dtexample_boundary');
    expect(fit.variances[3]).toMatchObject({ estimate: 0, standardError: null, atBoundary: true });
  });

  it('DT_example: one relationship matrix, alone and beside environments', () => {
    const data = publishedData('sommer_DT_example.csv');
    const { Name } = data;
    const labels = [...new Set(Name)];
    const n = labels.length;
    const kernel = {
      labels,
      values: Float64Array.from({ length: n * n }, (_, c) => Number(c % (n + 1) === 0)),
    };
    const y = numbers(data.Yield);
    const random = [{ label: 'Name', levels: Name, kernel }];
    const single = engine.fitMixedModel({ y, ...designColumns({ '1': ones(y.length) }), random });
    expectReml(single, 'dtexample_single');
    const { se_vc_AI } = publishedValues().dtexample_single as { se_vc_AI: number[] };
    expectAll('standard error', errors(single), se_vc_AI);
    const main = engine.fitMixedModel({ y, ...designColumns(environment(data)), random });
    expectReml(main, 'dtexample_main');
  });

  it('DT_example: a variance an environment, as slopes on indicators', () => {
    const data = publishedData('sommer_DT_example.csv');
    const y = numbers(data.Yield);
    const random = ['CA.2011', 'CA.2012', 'CA.2013'].map((env) => ({
      label: env,
      levels: data.Name,
      covariate: Float64Array.from(data.Env, (value) => Number(value === env)),
    }));
    const fit = engine.fitMixedModel({ y, ...designColumns(environment(data)), random });
    expectReml(fit, 'dtexample_diag');
  });
});
