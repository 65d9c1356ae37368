import { inverse, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import {
  mixedComponents,
  mixedVarianceErrors,
  type MixedModel,
  type MixedModelFit,
} from '../../src/browser.js';
import { evaluate } from '../support/dense-likelihood.js';
import { denseMixedModel } from '../support/dense-mixed.js';
import { engines } from '../support/engines.js';
import { expectClose } from '../support/expect-fit.js';
import { designColumns, interceptModel, ones } from '../support/mixed-models.js';
import { numbers, publishedData, publishedValues, sparseKernel } from '../support/published-data.js';
import { expectAll } from '../support/expect-printed.js';
import { randomMixedModel } from '../support/random-mixed.js';
import { hasShared } from '../support/shared.js';
import { thrown } from '../support/thrown.js';
import { models } from './mixed-support.js';

const [[, engine]] = engines;

/** Estimates in the order of `mixedComponents`. */
function estimatesOf({ variances, covariances = [] }: MixedModelFit): number[] {
  return [...variances, ...covariances].map(({ estimate }) => estimate);
}

const cases = Array.from({ length: 24 }, (_, k): [number, MixedModel] => [
  k,
  randomMixedModel(8200 + k, {
    correlated: k % 3 === 2,
    groups: k % 4 === 3,
    weights: k % 5 === 4,
    missing: k % 2 === 1 ? 0.15 : 0,
    regular: true,
  }),
]);

describe('the likelihood of a general model at given components', () => {
  it.each(cases)('has the score and average information of the dense one: random model %d', (_, model) => {
    const dense = denseMixedModel(model);
    const labels = mixedComponents(model);
    const order = labels.map((label) => dense.terms.findIndex((term) => term.label === label));
    const components = labels.map((label, k) => (label.startsWith('cov(') ? 0.3 : 0.8 + 0.1 * k));
    const theta = dense.terms.map(({ label }) => components[labels.indexOf(label)]);
    const expected = evaluate(dense, theta)!;
    const own = engine.mixedLikelihood(model, components);
    const logWeights = dense.cells.reduce((sum, i) => sum + 0.5 * Math.log(model.weights?.[i] ?? 1), 0);
    expect(own.logLikelihood).toBeCloseTo(expected.logLikelihood + logWeights, 8);
    const size = Math.max(...expected.averageInformation.to1DArray());
    expectClose(
      'score',
      own.score,
      order.map((k) => expected.score[k]),
      1e-9 * size,
    );
    expectClose(
      'information',
      own.averageInformation,
      order.flatMap((k) => order.map((l) => expected.averageInformation.get(k, l))),
      1e-10 * size,
    );
  });

  it('by ML has the score of its own differences', () => {
    const model: MixedModel = { ...models.correlated, method: 'ML' };
    const components = [1, 0.6, 1.2, 0.3];
    const at = (k: number, h: number): number =>
      engine.mixedLikelihood(
        model,
        components.map((value, l) => (l === k ? value + h : value)),
      ).logLikelihood;
    const { score } = engine.mixedLikelihood(model, components);
    components.forEach((_, k) => {
      const h = 1e-3;
      const slope = (8 * (at(k, h) - at(k, -h)) - (at(k, 2 * h) - at(k, -2 * h))) / (12 * h);
      expect(score[k]).toBeCloseTo(slope, 6);
    });
  });

  it('is refused for another number of components, naming them', () => {
    const error = thrown(() => engine.mixedLikelihood(models.correlated, [1, 1, 1]));
    expect(error.code).toBe('wrong-length');
    expect(error.message).toContain('intercept, slope, residual, cov(intercept, slope)');
  });
});

describe('standard errors of variances of general fits', () => {
  it.each(cases)(
    'are those of the dense average, observed and expected information: random model %d',
    (_, model) => {
      const fit = engine.fitMixedModel(model);
      const labels = mixedComponents(model);
      const theta = estimatesOf(fit);
      const dense = denseMixedModel(model);
      const order = labels.map((label) => dense.terms.findIndex((term) => term.label === label));
      const at = evaluate(
        dense,
        dense.terms.map(({ label }) => theta[labels.indexOf(label)]),
      )!;
      const { averageInformation: average, expectedInformation: expected } = at;
      const observed = Matrix.sub(Matrix.mul(average, 2), expected);
      const isSingular = fit.covariances !== undefined && fit.variances[0].atBoundary;
      const inside = labels.flatMap((label, k) =>
        label.startsWith('cov(') ? (isSingular ? [] : [k]) : fit.variances[k].atBoundary ? [] : [k],
      );
      for (const [information, matrix] of [
        ['average', average],
        ['observed', observed],
        ['expected', expected],
      ] as const) {
        const rows = inside.map((k) => order[k]);
        const covariance = inverse(matrix.selection(rows, rows));
        const own = mixedVarianceErrors(engine, model, fit, information);
        expect(own).toMatchObject({ information, labels });
        labels.forEach((__, k) => {
          if (!inside.includes(k)) return expect(own.standardErrors[k]).toBeNull();
          const position = inside.indexOf(k);
          const error = Math.sqrt(covariance.get(position, position));
          expect(own.standardErrors[k]! / error).toBeCloseTo(1, 5);
          inside.forEach((l, b) => {
            const unit = error * Math.sqrt(covariance.get(b, b));
            expect(own.covariance[k * labels.length + l] / unit).toBeCloseTo(
              covariance.get(position, b) / unit,
              5,
            );
          });
        });
      }
    },
  );

  it('are those of the fit from the average information', () => {
    for (const model of [models.correlated, models.groups, models.weighted]) {
      for (const method of ['REML', 'ML'] as const) {
        const fit = engine.fitMixedModel({ ...model, method });
        const own = mixedVarianceErrors(engine, { ...model, method }, fit, 'average');
        [...fit.variances, ...(fit.covariances ?? [])].forEach(({ standardError }, k) => {
          expect(own.standardErrors[k]! / standardError!).toBeCloseTo(1, 7);
        });
      }
    }
  });

  it('by ML are those of second differences of ℓ, and of ½ tr(V⁻¹V_kV⁻¹V_l)', () => {
    const model: MixedModel = { ...models.intercept, method: 'ML' };
    const fit = engine.fitMixedModel(model);
    const theta = estimatesOf(fit);
    const at = (steps: number[]): number =>
      engine.mixedLikelihood(
        model,
        theta.map((value, k) => value * (1 + 3e-3 * steps[k])),
      ).logLikelihood;
    const second = (a: number, b: number): number => {
      const step = (i: number, j: number): number[] =>
        theta.map((_, k) => (k === a ? i : 0) + (k === b ? j : 0));
      const value = at(step(1, 1)) - at(step(1, -1)) - at(step(-1, 1)) + at(step(-1, -1));
      return -value / (4 * 9e-6 * theta[a] * theta[b]);
    };
    const observed = inverse(new Matrix([0, 1].map((a) => [0, 1].map((b) => second(a, b)))));
    mixedVarianceErrors(engine, model, fit, 'observed').standardErrors.forEach((error, k) => {
      expect(error! / Math.sqrt(observed.get(k, k))).toBeCloseTo(1, 3);
    });
    // the dense P without fixed effects is V⁻¹
    const dense = denseMixedModel({
      ...model,
      X: new Float64Array(model.y.length).fill(0),
      columns: ['none'],
    });
    const V = dense.terms.reduce(
      (sum, { V: own }, k) => Matrix.add(sum, Matrix.mul(own, theta[k])),
      Matrix.zeros(180, 180),
    );
    const products = dense.terms.map(({ V: own }) => inverse(V).mmul(own));
    const expected = inverse(new Matrix(products.map((a) => products.map((b) => 0.5 * a.mmul(b).trace()))));
    mixedVarianceErrors(engine, model, fit, 'expected').standardErrors.forEach((error, k) => {
      expect(error! / Math.sqrt(expected.get(k, k))).toBeCloseTo(1, 5);
    });
  });

  it('are null at the boundary and where a component is fixed', () => {
    const constant = { ...models.independent, y: models.intercept.y.map((_, i) => Math.sin(7 * (i % 9))) };
    const atBoundary = mixedVarianceErrors(engine, constant, engine.fitMixedModel(constant), 'expected');
    expect(atBoundary.standardErrors.map((error) => error === null)).toEqual([true, true, false]);
    const held = {
      ...models.correlated,
      fixedVariances: { intercept: 1, slope: 1, 'cov(intercept, slope)': 0.3 },
    };
    const { standardErrors, covariance } = mixedVarianceErrors(
      engine,
      held,
      engine.fitMixedModel(held),
      'observed',
    );
    expect(standardErrors.map((error) => error === null)).toEqual([true, true, false, true]);
    expect(covariance.filter((value) => value !== 0)).toHaveLength(1);
  });

  it('are refused for another information, another model, and a fit that did not converge', () => {
    const fit = engine.fitMixedModel(models.correlated);
    const codes = [
      thrown(() => mixedVarianceErrors(engine, models.correlated, fit, 'Fisher' as 'observed')),
      thrown(() => mixedVarianceErrors(engine, models.intercept, fit, 'observed')),
      thrown(() => mixedVarianceErrors(engine, models.correlated, { ...fit, converged: false }, 'observed')),
    ].map(({ code }) => code);
    expect(codes).toEqual(['bad-value', 'fit-mismatch', 'not-converged']);
  });

  it.skipIf(!hasShared)('are the published ones', () => {
    interface Published {
      recomputed: { se_EI: number[]; se_AI: number[]; se_OI: number[] };
    }
    const values = publishedValues();
    const { Reaction, Days, Subject } = publishedData('sleepstudy.csv');
    const days = numbers(Days);
    const sleepstudy: MixedModel = {
      y: numbers(Reaction),
      ...designColumns({ '1': ones(days.length), Days: days }),
      random: [{ label: 'Subject', levels: Subject }],
    };
    const expectPublished = (
      model: MixedModel,
      information: 'average' | 'expected' | 'observed',
      published: number[],
    ): void => {
      const { standardErrors } = mixedVarianceErrors(engine, model, engine.fitMixedModel(model), information);
      expectAll(information, standardErrors, published);
    };
    const ofIntercepts = values.sleepstudy_int as { se_vc_expected_info: number[] };
    expectPublished(sleepstudy, 'expected', ofIntercepts.se_vc_expected_info);
    const slopes = {
      ...sleepstudy,
      random: [...sleepstudy.random, { label: 'slope', levels: Subject, covariate: days }],
    };
    const ofSlopes = values.sleepstudy_zerocorr as { se_vc_EI: number[]; se_vc_AI: number[] };
    expectPublished(slopes, 'expected', ofSlopes.se_vc_EI);
    expectPublished(slopes, 'average', ofSlopes.se_vc_AI);
    const { Yield, Name } = publishedData('sommer_DT_example.csv');
    const ofNames = values.dtexample_single as { se_vc_EI: number[] };
    expectPublished(interceptModel(numbers(Yield), { Name }), 'expected', ofNames.se_vc_EI);

    const gryphon = publishedData('gryphon.csv');
    const y = numbers(gryphon.BWT);
    const animals: MixedModel = {
      y,
      ...designColumns({ '1': ones(y.length) }),
      random: [
        { label: 'ANIMAL', levels: gryphon.ANIMAL, kernel: sparseKernel('gryphon_A_lower_sparse.csv.gz') },
      ],
    };
    const fit = engine.fitMixedModel(animals);
    const { recomputed } = values.gryphon1 as Published;
    for (const [information, published] of [
      ['average', recomputed.se_AI],
      ['expected', recomputed.se_EI],
      ['observed', recomputed.se_OI],
    ] as const) {
      expectAll(
        information,
        mixedVarianceErrors(engine, animals, fit, information).standardErrors,
        published,
      );
    }
  });
});
