import { describe, expect, it } from 'vitest';
import {
  fitInference,
  fitModel,
  fitResult,
  heritabilityInterval,
  informationCriteria,
  likelihoodRatioTest,
} from '../../src/browser.js';
import { config, data, engine, tickers } from '../support/six-assets.js';

const simple = { fixed: ['1', 'market'], random: ['asset(risk)', 'time'], scale: 'none' as const };

describe('what a fitted model says beside its estimates', () => {
  const fitted = fitModel(engine, data, config);
  const { panel, model, fit } = fitted;
  const inference = fitInference(engine, fitted, { tests: true });

  it('are its criteria, its interval and the tests of its terms', () => {
    expect(inference.criteria).toEqual(informationCriteria(fit));
    expect(inference.heritabilityInterval).toEqual(heritabilityInterval(engine, panel, model, fit));
    expect(inference.tests!.map(({ term }) => term)).toEqual(model.random);
    const without = engine.fitPanel(panel, { ...model, random: model.random.slice(1) });
    const { statistic, pValue } = likelihoodRatioTest(without, fit);
    expect(inference.tests![0]).toMatchObject({ term: model.random[0], statistic, pValue });
    expect(inference.notes).toEqual([]);
  });

  it('has no tests where they are not asked for, and is plain JSON in the result', () => {
    const plain = fitInference(engine, fitted);
    expect(plain.tests).toBeNull();
    const result = fitResult(fitted, plain);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
    expect(result.inference).toEqual(plain);
    expect(fitResult(fitted).inference).toBeNull();
  });

  it('has a reliability an asset for persistent effects, and the mean of all BLUPs', () => {
    const persistent = fitModel(engine, data, { ...config, model: simple });
    const [own, time] = fitInference(engine, persistent).reliability!;
    const errors = engine.predictionErrors(persistent.panel, persistent.model, persistent.fit);
    expect(own.assets.map(({ asset }) => asset)).toEqual(tickers.slice(1));
    own.assets.forEach(({ predictionError, reliability }, i) => {
      const { errorVariance, reliability: expected } = errors['asset(risk)'];
      expect(predictionError).toBe(Math.sqrt(errorVariance[i]));
      expect(reliability).toBe(Number.isNaN(expected[i]) ? null : expected[i]);
    });
    expect(time).toMatchObject({ term: 'time', assets: [] });
    expect(time.mean).toBeGreaterThan(0);
    expect(time.mean).toBeLessThan(1);
  });

  it('has the influence of every period, as the engine has it', () => {
    expect(inference.influence).toEqual(engine.caseDeletion(panel, model, fit));
    expect(inference.influence!.periods).toHaveLength(panel.periods.length);
  });

  it('has the weights of periods and says what they make approximate', () => {
    const student = fitModel(engine, data, {
      ...config,
      model: { scale: 'none', errors: { kind: 't', degreesOfFreedom: 5 } },
    });
    const found = fitInference(engine, student);
    expect(found.criteria).not.toBeNull();
    expect(found.notes).toEqual([
      expect.stringMatching(/^information criteria: the likelihood is that of t errors with 5/),
      expect.stringMatching(/^no interval of the heritability: the weights of t errors/),
      expect.stringMatching(/^prediction errors take the t weights/),
      expect.stringMatching(/^influence of periods: the t weights/),
    ]);
    expect(fitResult(student, found).periodWeights).toEqual({
      kind: 't',
      periods: student.panel.periods,
      weights: Array.from(student.fit.errors!.weights),
    });
    expect(fitResult(fitted).periodWeights).toBeNull();
  });

  it('says what is missing, and why', () => {
    const unfinished = { ...fitted, fit: { ...fit, converged: false } };
    const {
      heritabilityInterval: interval,
      tests,
      notes,
    } = fitInference(engine, unfinished, { tests: true });
    expect(interval).toBeNull();
    expect(notes).toEqual([
      expect.stringMatching(/^no interval of the heritability: the fit did not converge/),
      expect.stringMatching(/^no influence of periods: the fit did not converge/),
    ]);
    expect(tests![0]).toMatchObject({
      pValue: null,
      notes: [expect.stringMatching(/full fit did not converge/)],
    });
    const average = fitInference(engine, fitModel(engine, data, { ...config, market: 'average' }));
    expect(average.reliability!.length).toBeGreaterThan(0);
    expect(average.heritabilityInterval).not.toBeNull();
    expect(average.notes).toEqual([]);
    const discounted = fitInference(engine, fitModel(engine, data, { ...config, model: { halfLife: 24 } }));
    expect([discounted.criteria, discounted.influence, discounted.reliability]).toEqual([null, null, null]);
    expect(discounted.notes.map((note) => note.split(':')[0])).toEqual([
      'no information criteria',
      'no interval of the heritability',
      'no reliability of BLUPs',
      'no influence of periods',
    ]);
  });
});
