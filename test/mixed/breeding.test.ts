import { describe, expect, it } from 'vitest';
import { engines } from '../support/engines.js';
import { errors, estimates, expectAll, expectPrinted } from '../support/expect-printed.js';
import { publishedValues } from '../support/published-data.js';
import { biparental, gryphon, mrode } from '../support/published-models.js';
import { hasShared } from '../support/shared.js';

describe.skipIf(!hasShared).each(engines)('animal and genomic models, %s build', (_, engine) => {
  it('gryphon: birth weight with a pedigree', () => {
    interface Published {
      published: { vc: number[]; se_AI: number[]; h2: number; h2_se: number; beta: number[]; se: number[] };
      recomputed: {
        vc: number[];
        se_AI: number[];
        ll: number;
        beta: number[];
        se: number[];
        h2: number;
        h2_se_AI: number;
      };
    }
    const model = gryphon(false);
    const fit = engine.fitMixedModel(model);
    const { recomputed } = publishedValues().gryphon1 as Published;
    expectAll('variance', estimates(fit), recomputed.vc);
    expectAll('standard error', errors(fit), recomputed.se_AI);
    expectPrinted('ℓ', fit.logLikelihood, recomputed.ll, 1e-9);
    expectPrinted('b', fit.fixedEffects[0].estimate, recomputed.beta[0]);
    expectPrinted('error of b', fit.fixedEffects[0].standardError, recomputed.se[0]);
    expectPrinted('h²', fit.heritability.estimate, recomputed.h2);
    expectPrinted('error of h²', fit.heritability.standardError!, recomputed.h2_se_AI);
    expect(fit.randomEffects.ANIMAL.labels).toEqual(model.random[0].kernel!.labels);
    expect(fit.notes.join()).toContain('have no observation');

    const bySex = engine.fitMixedModel(gryphon(true));
    const sex = publishedValues().gryphon2_sex as Published;
    expectAll('variance', estimates(bySex), sex.recomputed.vc);
    expectPrinted('ℓ', bySex.logLikelihood, sex.recomputed.ll, 1e-9);
    // ASReml-R's printed digits are those of its own stopping rule
    expectAll('standard error', errors(bySex), sex.published.se_AI, 1e-4);
    expectAll(
      'b',
      bySex.fixedEffects.map(({ estimate }) => estimate),
      sex.published.beta,
      1e-5,
    );
    expectAll(
      'error of b',
      bySex.fixedEffects.map(({ standardError }) => standardError),
      sex.published.se,
      1e-5,
    );
    expectPrinted('h²', bySex.heritability.estimate, sex.published.h2, 1e-5);
    expectPrinted('error of h²', bySex.heritability.standardError!, sex.published.h2_se, 1e-4);
  });

  it('cpdata: colour with a genomic kernel', () => {
    interface Genomic {
      vc: number[];
      se_AI: number[];
      ll: number;
      h2: number;
      h2_se_AI: number;
      beta: number[];
      se: number[];
    }
    const fit = engine.fitMixedModel(biparental());
    const expected = publishedValues().cpdata_color_A as Genomic;
    expectAll('variance', estimates(fit), expected.vc);
    expectAll('standard error', errors(fit), expected.se_AI);
    expectPrinted('ℓ', fit.logLikelihood, expected.ll, 1e-9);
    expectPrinted('h²', fit.heritability.estimate, expected.h2);
    expectPrinted('error of h²', fit.heritability.standardError!, expected.h2_se_AI);
    expectPrinted('b', fit.fixedEffects[0].estimate, expected.beta[0]);
    expectPrinted('error of b', fit.fixedEffects[0].standardError, expected.se[0]);
  });

  it("Mrode's example 3.1: BLUPs at known variances", () => {
    interface Mrode {
      beta: number[];
      se: number[];
      blup: number[];
      ll_at_20_40: number;
    }
    const expected = publishedValues().mrode_ex3_1 as Mrode;
    const fit = engine.fitMixedModel(mrode());
    expectAll(
      'b',
      fit.fixedEffects.map(({ estimate }) => estimate),
      expected.beta,
    );
    expectAll(
      'error of b',
      fit.fixedEffects.map(({ standardError }) => standardError),
      expected.se,
    );
    expectAll('BLUP', [...fit.randomEffects.animal.values], expected.blup);
    expectPrinted('ℓ', fit.logLikelihood, expected.ll_at_20_40, 1e-9);
    expect(fit).toMatchObject({ converged: true, iterations: 0, kktResidual: 0 });
    // no animal is inbred
    const shares = [20 / 60, 40 / 60];
    expect(fit.variances).toEqual([
      {
        label: 'animal',
        estimate: 20,
        standardError: null,
        atBoundary: false,
        fixed: true,
        share: shares[0],
      },
      {
        label: 'residual',
        estimate: 40,
        standardError: null,
        atBoundary: false,
        fixed: true,
        share: shares[1],
      },
    ]);
  });
});
