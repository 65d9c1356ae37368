import { describe, expect, it } from 'vitest';
import { engines } from '../support/engines.js';
import { errors, estimates, expectAll, expectPrinted } from '../support/expect-printed.js';
import { designColumns, ones } from '../support/mixed-models.js';
import { pedigree } from '../support/pedigree.js';
import {
  lowerTriangle,
  numbers,
  publishedData,
  publishedValues,
  sparseKernel,
} from '../support/published-data.js';
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
    const data = publishedData('gryphon.csv');
    const y = numbers(data.BWT);
    const kernel = sparseKernel('gryphon_A_lower_sparse.csv.gz');
    const random = [{ label: 'ANIMAL', levels: data.ANIMAL, kernel }];
    const fit = engine.fitMixedModel({ y, ...designColumns({ '1': ones(y.length) }), random });
    const { recomputed } = publishedValues().gryphon1 as Published;
    expectAll('variance', estimates(fit), recomputed.vc);
    expectAll('standard error', errors(fit), recomputed.se_AI);
    expectPrinted('ℓ', fit.logLikelihood, recomputed.ll, 1e-9);
    expectPrinted('b', fit.fixedEffects[0].estimate, recomputed.beta[0]);
    expectPrinted('error of b', fit.fixedEffects[0].standardError, recomputed.se[0]);
    expectPrinted('h²', fit.heritability.estimate, recomputed.h2);
    expectPrinted('error of h²', fit.heritability.standardError!, recomputed.h2_se_AI);
    expect(fit.randomEffects.ANIMAL.labels).toEqual(kernel.labels);
    expect(fit.notes.join()).toContain('have no observation');

    const male = Float64Array.from(data.SEX, (sex) => Number(sex === '2'));
    const bySex = engine.fitMixedModel({ y, ...designColumns({ '1': ones(y.length), male }), random });
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
    const data = publishedData('cpdata.csv');
    const y = numbers(data.color);
    const random = [{ label: 'id', levels: data.id, kernel: lowerTriangle('cpdata_A_lower.csv.gz') }];
    const fit = engine.fitMixedModel({ y, ...designColumns({ '1': ones(y.length) }), random });
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
      data: { y: number[]; animal: number[]; sex: number[]; 'ped(id,sire,dam)': [number, number, number][] };
      beta: number[];
      se: number[];
      blup: number[];
      ll_at_20_40: number;
    }
    const { data, ...expected } = publishedValues().mrode_ex3_1 as Mrode;
    const fit = engine.fitMixedModel({
      y: Float64Array.from(data.y),
      ...designColumns({
        male: data.sex.map((sex) => Number(sex === 1)),
        female: data.sex.map((sex) => Number(sex === 2)),
      }),
      random: [
        { label: 'animal', levels: data.animal.map(String), kernel: pedigree(data['ped(id,sire,dam)']) },
      ],
      fixedVariances: { animal: 20, residual: 40 },
    });
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
