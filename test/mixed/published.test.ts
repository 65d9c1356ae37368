import { describe, expect, it } from 'vitest';
import type { MixedModelFit } from '../../src/mixed/types.js';
import { engines } from '../support/engines.js';
import { publishedValues } from '../support/published-data.js';
import {
  dyestuff,
  orthodont,
  pastes,
  penicillin,
  potatoTrial,
  sleepstudy,
} from '../support/published-models.js';
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
    const fit = engine.fitMixedModel(sleepstudy('intercept'));
    expectReml(fit, 'sleepstudy_int');
  });

  it('sleepstudy, independent slopes, errors from the average information', () => {
    const fit = engine.fitMixedModel(sleepstudy('independent'));
    expectReml(fit, 'sleepstudy_zerocorr');
    const { se_vc_AI } = publishedValues().sleepstudy_zerocorr as { se_vc_AI: number[] };
    expectAll('standard error', errors(fit), se_vc_AI);
  });

  it('sleepstudy, correlated slopes', () => {
    const fit = engine.fitMixedModel(sleepstudy('correlated'));
    // printed to seven digits by an optimiser that stops at about that
    expectReml(fit, 'sleepstudy_slopes');
    const { vc } = publishedValues().sleepstudy_slopes as { vc: { cov: number } };
    expect(fit.covariances).toHaveLength(1);
    expect(fit.covariances![0].labels).toEqual(['intercept', 'slope']);
    expectPrinted('covariance', fit.covariances![0].estimate, vc.cov, 1e-5);
    const ml = engine.fitMixedModel({ ...sleepstudy('correlated'), method: 'ML' });
    expectPrinted('deviance', -2 * ml.logLikelihood, 1751.9393444636682, 1e-9);
  });

  it('Orthodont', () => {
    expectReml(engine.fitMixedModel(orthodont(true)), 'orthodont');
    expectReml(engine.fitMixedModel(orthodont(false)), 'orthodont_age');
  });

  it('DT_example: a variance at the boundary', () => {
    const fit = engine.fitMixedModel(potatoTrial('nested'));
    expectReml(fit, 'dtexample_boundary');
    expect(fit.variances[3]).toMatchObject({ estimate: 0, standardError: null, atBoundary: true });
  });

  it('DT_example: one relationship matrix, alone and beside environments', () => {
    const single = engine.fitMixedModel(potatoTrial('single'));
    expectReml(single, 'dtexample_single');
    const { se_vc_AI } = publishedValues().dtexample_single as { se_vc_AI: number[] };
    expectAll('standard error', errors(single), se_vc_AI);
    expectReml(engine.fitMixedModel(potatoTrial('main')), 'dtexample_main');
  });

  it('DT_example: a variance an environment, as slopes on indicators', () => {
    expectReml(engine.fitMixedModel(potatoTrial('diagonal')), 'dtexample_diag');
  });
});
