import { describe, expect, it } from 'vitest';
import { mixedLikelihoodRatioTest, type MixedModel, type MixedModelFit } from '../../src/browser.js';
import { chiSquareTail } from '../../src/numeric/chi-square.js';
import { engines } from '../support/engines.js';
import { designColumns, ones } from '../support/mixed-models.js';
import { numbers, publishedData } from '../support/published-data.js';
import { hasShared } from '../support/shared.js';
import { thrown } from '../support/thrown.js';
import { byMl, models, slopes } from './mixed-support.js';

describe.each(engines)('likelihood-ratio tests of general fits, %s engine', (_, engine) => {
  const fit = (model: MixedModel): MixedModelFit => engine.fitMixedModel(model);
  const { intercept, independent, correlated, withoutX, groups } = models;

  it.each(['REML', 'ML'] as const)(
    'of a random slope have the statistic of lme4 and two tails, %s',
    (method) => {
      const [small, large] = [slopes.models.intercept[method], slopes.models.correlated[method]];
      const statistic = 2 * (large.logLikelihood - small.logLikelihood);
      const test = mixedLikelihoodRatioTest(fit({ ...intercept, method }), fit({ ...correlated, method }));
      expect(test).toMatchObject({
        tested: ['slope', 'cov(intercept, slope)'],
        distribution: '½χ²₁ + ½χ²₂',
        degreesOfFreedom: [1, 2],
        notes: [],
      });
      expect(test.statistic).toBeCloseTo(statistic, 7);
      expect(
        test.pValue / (0.5 * chiSquareTail(statistic, 1) + 0.5 * chiSquareTail(statistic, 2)),
      ).toBeCloseTo(1, 6);
      if (method === 'ML') {
        expect(test.statistic).toBeCloseTo(slopes.tests.slope.statistic, 7);
        expect(test.pValue).toBeLessThan(slopes.tests.slope.naive);
      }
    },
  );

  it('of a variance alone halve the tail of χ²₁', () => {
    const test = mixedLikelihoodRatioTest(fit(intercept), fit(independent));
    const { intercept: small, independent: large } = slopes.models;
    const statistic = 2 * (large.REML.logLikelihood - small.REML.logLikelihood);
    expect(test).toMatchObject({ tested: ['slope'], distribution: '½χ²₀ + ½χ²₁', degreesOfFreedom: [0, 1] });
    expect(test.statistic).toBeCloseTo(statistic, 7);
    expect(test.pValue / (0.5 * chiSquareTail(statistic, 1))).toBeCloseTo(1, 6);
    const held = fit({ ...independent, fixedVariances: { slope: 0 } });
    expect(mixedLikelihoodRatioTest(held, fit(independent)).pValue / test.pValue).toBeCloseTo(1, 6);
  });

  it('of a covariance alone, and of a variance held above 0, are χ²₁', () => {
    const test = mixedLikelihoodRatioTest(fit(independent), fit(correlated));
    expect(test).toMatchObject({ tested: ['cov(intercept, slope)'], distribution: 'χ²₁' });
    expect(test.statistic).toBeCloseTo(
      2 * (slopes.models.correlated.REML.logLikelihood - slopes.models.independent.REML.logLikelihood),
      7,
    );
    expect(test.pValue).toBe(chiSquareTail(test.statistic, 1));
    const held = fit({ ...independent, fixedVariances: { slope: 1 } });
    expect(mixedLikelihoodRatioTest(held, fit(independent))).toMatchObject({
      tested: ['slope'],
      distribution: 'χ²₁',
    });
  });

  it('of a covariance matrix that is held are χ²₃, and ½χ²₂ + ½χ²₃ where that is singular', () => {
    const at = (slope: number, covariance: number): MixedModelFit =>
      fit({ ...correlated, fixedVariances: { intercept: 1, slope, 'cov(intercept, slope)': covariance } });
    const full = fit(correlated);
    expect(mixedLikelihoodRatioTest(at(1, 0.2), full).distribution).toBe('χ²₃');
    expect(mixedLikelihoodRatioTest(at(1, 1), full).distribution).toBe('½χ²₂ + ½χ²₃');
    expect(mixedLikelihoodRatioTest(at(0, 0), full).distribution).toBe('½χ²₂ + ½χ²₃');
  });

  it('takes a pair written the other way round for the same', () => {
    const [a, b] = independent.random;
    const reversed = { ...independent, random: [b, { ...a, correlatedWith: 'slope' }] };
    const test = mixedLikelihoodRatioTest(fit(intercept), fit(reversed));
    expect(test.pValue / mixedLikelihoodRatioTest(fit(intercept), fit(correlated)).pValue).toBeCloseTo(1, 6);
    expect(thrown(() => mixedLikelihoodRatioTest(fit(reversed), fit(correlated))).code).toBe('same-model');
  });

  it.each(['REML', 'ML'] as const)('of residual groups are those of nlme, %s', (method) => {
    const expected = slopes.groups[method];
    const full = fit({ ...groups, method });
    const test = mixedLikelihoodRatioTest(fit({ ...intercept, method }), full);
    expect(test).toMatchObject({ tested: ['residual[calm]', 'residual[wild]'], distribution: 'χ²₁' });
    expect(test.statistic).toBeCloseTo(expected.statistic, 6);
    expect(test.pValue / expected.pValue).toBeCloseTo(1, 5);
    expect(full.logLikelihood).toBeCloseTo(expected.two, 7);
    // as far as nlme's optimiser went
    expect(full.variances[0].estimate / expected.subject).toBeCloseTo(1, 3);
    for (const [group, variance] of Object.entries(expected.residuals)) {
      const own = full.variances.find(({ label }) => label === `residual[${group}]`)!;
      expect(own.estimate / variance).toBeCloseTo(1, 3);
    }
  });

  it('of fixed effects by ML are those of lme4, alone and with variances', () => {
    const test = mixedLikelihoodRatioTest(fit(byMl(withoutX)), fit(byMl(correlated)));
    expect(test).toMatchObject({ tested: ['x'], distribution: 'χ²₁' });
    expect(test.statistic).toBeCloseTo(slopes.tests.withoutX.statistic, 7);
    expect(test.pValue / slopes.tests.withoutX.pValue).toBeCloseTo(1, 6);
    const smaller = { ...byMl(withoutX), random: intercept.random };
    const both = mixedLikelihoodRatioTest(fit(smaller), fit(byMl(correlated)));
    expect(both).toMatchObject({
      tested: ['slope', 'cov(intercept, slope)', 'x'],
      degreesOfFreedom: [2, 3],
      distribution: '½χ²₂ + ½χ²₃',
    });
  });

  it('of a variance at its bound have the statistic 0 and the p-value 1', () => {
    // every subject has the same nine values
    const noise = { ...independent, y: Float64Array.from(intercept.y, (_, i) => Math.sin(7 * (i % 9))) };
    const full = fit(noise);
    expect(full.variances.slice(0, 2).every(({ atBoundary }) => atBoundary)).toBe(true);
    const test = mixedLikelihoodRatioTest(fit({ ...noise, random: noise.random.slice(0, 1) }), full);
    expect(test).toMatchObject({ statistic: 0, pValue: 1 });
    expect(test.notes[0]).toMatch(/intercept at the boundary in the reduced fit too/);
  });

  it.each([
    ['different-data', /different observations/, { ...intercept, y: intercept.y.with(0, NaN) }, correlated],
    ['different-method', /by ML and the other by REML/, byMl(intercept), correlated],
    ['different-weights', /weights/, intercept, models.weighted],
    ['different-fixed-effects', /REML takes them out/, withoutX, correlated],
    ['not-nested', /"x" the full fit lacks that column/, byMl(correlated), byMl(withoutX)],
    ['not-nested', /"slope" the full fit lacks it/, correlated, intercept],
    ['not-nested', /"cov\(intercept, slope\)" the full fit lacks it/, correlated, independent],
    ['not-nested', /"residual" the reduced fit has residual groups/, groups, correlated],
    [
      'not-nested',
      /"intercept" its levels, covariate or kernel differ/,
      { ...intercept, random: [{ ...intercept.random[0], covariate: Float64Array.from(slopes.data.z) }] },
      correlated,
    ],
    ['same-model', /same parameters/, correlated, correlated],
    ['several-components', /"intercept" and "slope"/, models.none, correlated],
  ] as [string, RegExp, MixedModel, MixedModel][])('are refused: %s %s', (code, message, reduced, full) => {
    const error = thrown(() => mixedLikelihoodRatioTest(fit(reduced), fit(full)));
    expect(error).toMatchObject({ name: 'ModelError', code });
    expect(error.message).toMatch(message);
  });

  it('are refused for a fit that did not converge, and a full one below the reduced one', () => {
    const full = { ...fit(correlated), converged: false };
    expect(thrown(() => mixedLikelihoodRatioTest(fit(intercept), full)).code).toBe('not-converged');
    const lower = { ...fit(correlated), logLikelihood: fit(intercept).logLikelihood - 1 };
    expect(thrown(() => mixedLikelihoodRatioTest(fit(intercept), lower)).code).toBe('not-a-maximum');
  });
});

describe.skipIf(!hasShared)('likelihood-ratio tests of sleepstudy', () => {
  const [[, engine]] = engines;

  it('are those of lme4: (Days | Subject) against (1 | Subject)', () => {
    const { Reaction, Days, Subject } = publishedData('sleepstudy.csv');
    const days = numbers(Days);
    const full: MixedModel = {
      y: numbers(Reaction),
      ...designColumns({ '1': ones(days.length), Days: days }),
      random: [
        { label: 'intercept', levels: Subject },
        { label: 'slope', levels: Subject, covariate: days, correlatedWith: 'intercept' },
      ],
    };
    const reduced = { ...full, random: full.random.slice(0, 1) };
    // lme4 1.1-31 in R 4.2.2: statistic, and ½·pchisq(·, 1) + ½·pchisq(·, 2)
    for (const [method, statistic, pValue] of [
      ['REML', 42.8368134363354, 2.7925298152e-10],
      ['ML', 42.1392985419911, 3.961195308e-10],
    ] as const) {
      const test = mixedLikelihoodRatioTest(
        engine.fitMixedModel({ ...reduced, method }),
        engine.fitMixedModel({ ...full, method }),
      );
      expect(test.distribution).toBe('½χ²₁ + ½χ²₂');
      expect(test.statistic).toBeCloseTo(statistic, 6);
      expect(test.pValue / pValue).toBeCloseTo(1, 5);
    }
    const without = { ...byMl(full), ...designColumns({ '1': ones(days.length) }) };
    const test = mixedLikelihoodRatioTest(engine.fitMixedModel(without), engine.fitMixedModel(byMl(full)));
    expect(test.statistic).toBeCloseTo(23.5365374988858, 6);
    expect(test.pValue / 1.2256399565e-6).toBeCloseTo(1, 5);
  });
});
