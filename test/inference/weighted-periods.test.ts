import { describe, expect, it } from 'vitest';
import {
  heritabilityInterval,
  informationCriteria,
  likelihoodRatioTest,
  parametricBootstrap,
  type Panel,
  type PanelModel,
  varianceErrors,
} from '../../src/browser.js';
import { evaluate } from '../support/dense-likelihood.js';
import { denseModel } from '../support/dense-model.js';
import { denseLogLikelihood } from '../support/dense-reml.js';
import { decayingKernel, equicorrelatedPanel } from '../support/edge-panels.js';
import { engines } from '../support/engines.js';
import { randomPanel } from '../support/random-panels.js';
import { thrown } from '../support/thrown.js';

const [[, engine]] = engines;
const panel = equicorrelatedPanel(41, 5, 30, 0.4);
const model: PanelModel = {
  fixed: ['asset', 'asset:market'],
  random: ['time', 'asset:time(K)'],
  kernels: { K: decayingKernel(panel.assets, 0.6) },
};
const some = (periods: readonly string[]): Float64Array =>
  Float64Array.from(periods, (_, t) => 0.4 + (t % 4));
const weighted: PanelModel = { ...model, periodWeights: some(panel.periods) };
const without = (from: PanelModel, term: string): PanelModel => ({
  ...from,
  random: from.random.filter((own) => own !== term),
});
const variances = (own: PanelModel, data: Panel = panel): number[] =>
  engine.fitPanel(data, own).variances.map(({ estimate }) => estimate);

describe('inference with period weights', () => {
  it.each(
    Array.from({ length: 12 }, (_, k) =>
      randomPanel(k + 7001, {
        kernels: k % 2 === 0 ? 'one' : 'several',
        scale: k % 3 === 0 ? 'residual' : 'none',
        missing: k % 4 < 2 ? 0 : 0.2,
      }),
    ).map((drawn) => [drawn.description, drawn] as const),
  )('has the likelihood and the derivatives of dense matrices: %s', (_, { panel: data, model: plain }) => {
    const own = { ...plain, periodWeights: some(data.periods) };
    const estimates = variances(own, data);
    const largest = Math.max(...estimates);
    const theta = estimates.map((value, k) => (1 + 0.2 * k) * Math.max(value, 0.1 * largest));
    const { logLikelihood, score, averageInformation } = engine.panelLikelihood(data, own, theta);
    const dense = evaluate(denseModel(data, own), theta)!;
    const cells = denseModel(data, own).cells.length;
    expect(logLikelihood / cells).toBeCloseTo(denseLogLikelihood(data, own, theta) / cells, 10);
    const q = theta.length;
    score.forEach((value, k) => {
      const error = Math.sqrt(dense.averageInformation.get(k, k));
      expect(value / error).toBeCloseTo(dense.score[k] / error, 7);
      for (let l = 0; l < q; l++) {
        const size = error * Math.sqrt(dense.averageInformation.get(l, l));
        expect(averageInformation[k * q + l] / size).toBeCloseTo(
          dense.averageInformation.get(k, l) / size,
          8,
        );
      }
    });
  });

  it('has the statistic of the dense likelihoods of both models, and criteria of its own likelihood', () => {
    const full = engine.fitPanel(panel, weighted);
    const reduced = engine.fitPanel(panel, without(weighted, 'time'));
    const { statistic, notes } = likelihoodRatioTest(reduced, full);
    const dense =
      denseLogLikelihood(panel, weighted, variances(weighted)) -
      denseLogLikelihood(panel, without(weighted, 'time'), variances(without(weighted, 'time')));
    expect(statistic).toBeCloseTo(2 * dense, 7);
    expect(statistic).toBeGreaterThan(0);
    expect(notes).toEqual([]);
    const { aic, notes: none } = informationCriteria(full);
    expect(aic).toBeCloseTo(-2 * denseLogLikelihood(panel, weighted, variances(weighted)) + 6, 7);
    expect(none).toEqual([]);
  });

  it('is the same whatever unit the weights are in', () => {
    const twice = { ...weighted, periodWeights: weighted.periodWeights!.map((w) => 2 * w) };
    const fits = [weighted, twice].map((own) => [own, engine.fitPanel(panel, own)] as const);
    const tests = fits.map(([own, fit]) =>
      likelihoodRatioTest(engine.fitPanel(panel, without(own, 'time')), fit),
    );
    expect(tests[1].statistic).toBeCloseTo(tests[0].statistic, 7);
    const intervals = fits.map(([own, fit]) => heritabilityInterval(engine, panel, own, fit));
    expect(intervals[1].lower).toBeCloseTo(intervals[0].lower, 5);
    expect(intervals[1].upper).toBeCloseTo(intervals[0].upper, 5);
    const errors = fits.map(([own, fit]) => engine.predictionErrors(panel, own, fit)['asset:time(K)']);
    errors[0].errorVariance.forEach((value, cell) => {
      expect(errors[1].errorVariance[cell] / value).toBeCloseTo(1, 6);
      expect(errors[1].reliability[cell]).toBeCloseTo(errors[0].reliability[cell], 6);
    });
  });

  it('with weights of one is that without weights', () => {
    const ones = { ...model, periodWeights: new Float64Array(panel.periods.length).fill(1) };
    const [fit, plain] = [engine.fitPanel(panel, ones), engine.fitPanel(panel, model)];
    expect(heritabilityInterval(engine, panel, ones, fit)).toEqual(
      heritabilityInterval(engine, panel, model, plain),
    );
    expect(engine.predictionErrors(panel, ones, fit)).toEqual(engine.predictionErrors(panel, model, plain));
    expect(varianceErrors(engine, panel, ones, fit, 'observed')).toEqual(
      varianceErrors(engine, panel, model, plain, 'observed'),
    );
    expect(informationCriteria(fit)).toEqual(informationCriteria(plain));
  });

  it('refuses fits with other weights', () => {
    const fit = engine.fitPanel(panel, weighted);
    const other = { ...weighted, periodWeights: weighted.periodWeights!.with(3, 2) };
    const codes = [
      thrown(() => likelihoodRatioTest(engine.fitPanel(panel, without(model, 'time')), fit)),
      thrown(() => likelihoodRatioTest(engine.fitPanel(panel, without(other, 'time')), fit)),
      thrown(() => parametricBootstrap(engine, panel, without(other, 'time'), weighted)),
      thrown(() => engine.predictionErrors(panel, other, fit)),
      thrown(() => heritabilityInterval(engine, panel, model, fit)),
      thrown(() => varianceErrors(engine, panel, other, fit, 'observed')),
    ].map(({ code }) => code);
    expect(codes).toEqual([
      'different-weights',
      'different-weights',
      'different-weights',
      'fit-mismatch',
      'fit-mismatch',
      'fit-mismatch',
    ]);
    expect(fit.origin.weights).toMatch(/^[0-9a-f]{16}$/);
    expect(engine.fitPanel(panel, model).origin.weights).toBe(null);
  });
});

describe('inference with a half-life', () => {
  const own: PanelModel = { ...model, halfLife: 12 };
  const fit = engine.fitPanel(panel, own);

  it('is refused, whatever is asked for, and says why', () => {
    const reduced = engine.fitPanel(panel, without(own, 'time'));
    const asked = [
      () => engine.panelLikelihood(panel, own, [1e-4, 1e-4, 1e-4]),
      () => engine.predictionErrors(panel, own, fit),
      () => engine.caseDeletion(panel, own, fit),
      () => heritabilityInterval(engine, panel, own, fit),
      () => informationCriteria(fit),
      () => likelihoodRatioTest(reduced, fit),
      () => parametricBootstrap(engine, panel, without(own, 'time'), own),
      () => varianceErrors(engine, panel, own, fit, 'observed'),
    ];
    for (const ask of asked) {
      const error = thrown(ask);
      expect(error.code).toBe('discounted-likelihood');
      expect(error.message).toContain('discounts the likelihood');
    }
  });
});

describe('inference with t errors', () => {
  const own: PanelModel = { ...model, errors: { kind: 't', degreesOfFreedom: 5 } };
  const fit = engine.fitPanel(panel, own);

  it('compares likelihoods of the same degrees of freedom, and says what they are', () => {
    const reduced = engine.fitPanel(panel, without(own, 'time'));
    const test = likelihoodRatioTest(reduced, fit);
    expect(test.statistic).toBeCloseTo(2 * (fit.logLikelihood - reduced.logLikelihood), 10);
    expect(test.notes).toEqual([
      expect.stringContaining('t errors with 5 degrees of freedom, as given, a lower bound'),
    ]);
    const criteria = informationCriteria(fit);
    expect(criteria.aic).toBe(-2 * fit.logLikelihood + 6);
    expect(criteria.notes).toEqual([expect.stringContaining('compares fits with the same errors')]);
    const exact = engine.fitPanel(panel, { ...own, fixed: [] });
    expect(informationCriteria(exact).notes[0]).not.toContain('bound');
  });

  it('has the prediction errors of its weights as if they were known, and says so', () => {
    const known: PanelModel = { ...model, periodWeights: fit.errors!.weights };
    const fixedVariances = Object.fromEntries(fit.variances.map(({ label, estimate }) => [label, estimate]));
    const given = engine.fitPanel(panel, { ...known, fixedVariances });
    const [t, plain] = [
      engine.predictionErrors(panel, own, fit),
      engine.predictionErrors(panel, known, given),
    ];
    for (const term of own.random) {
      expect(t[term].errorVariance).toEqual(plain[term].errorVariance);
      expect(t[term].reliability).toEqual(plain[term].reliability);
      expect(t[term].notes).toEqual([expect.stringContaining('t weights')]);
      expect(plain[term].notes).toEqual([]);
    }
  });

  it('is refused where the weights would have to be known at other variances', () => {
    const asked = [
      () => engine.panelLikelihood(panel, own, [1e-4, 1e-4, 1e-4]),
      () => heritabilityInterval(engine, panel, own, fit),
      () => varianceErrors(engine, panel, own, fit, 'observed'),
    ];
    for (const ask of asked) expect(thrown(ask).code).toBe('t-errors');
  });

  it.each([
    [
      'estimated degrees of freedom',
      { errors: { kind: 't', degreesOfFreedom: 'estimate' } },
      'were estimated',
    ],
    ['scales of its own', { scale: 'residual' }, 'scale: residual'],
  ] as const)('does not compare fits with %s', (_, change, reason) => {
    const changed: PanelModel = { ...own, ...change };
    const full = engine.fitPanel(panel, changed);
    const reduced = engine.fitPanel(panel, without(changed, 'time'));
    for (const ask of [() => informationCriteria(full), () => likelihoodRatioTest(reduced, full)]) {
      const error = thrown(ask);
      expect(error.code).toBe('t-errors');
      expect(error.message).toContain(reason);
    }
  });

  it('does not compare fits with other errors', () => {
    const other: PanelModel = { ...own, errors: { kind: 't', degreesOfFreedom: 6 } };
    for (const reduced of [without(other, 'time'), without(model, 'time')]) {
      const error = thrown(() => likelihoodRatioTest(engine.fitPanel(panel, reduced), fit));
      expect(error.code).toBe('different-weights');
    }
  });
});
