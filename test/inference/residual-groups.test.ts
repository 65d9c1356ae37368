import { LuDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import {
  heritabilityInterval,
  informationCriteria,
  likelihoodRatioTest,
  parametricBootstrap,
  residualDiagnostics,
  varianceErrors,
} from '../../src/browser.js';
import { panelSimulator } from '../../src/inference/simulate-panel.js';
import { seriesDiagnostics } from '../../src/inference/series-diagnostics.js';
import { summarizeFit } from '../../src/model/summary.js';
import type { PanelModel } from '../../src/model/types.js';
import { chiSquareTail } from '../../src/numeric/chi-square.js';
import { randomStream } from '../../src/numeric/random.js';
import { evaluate } from '../support/dense-likelihood.js';
import { denseModel } from '../support/dense-model.js';
import { denseLogLikelihood } from '../support/dense-reml.js';
import { engines } from '../support/engines.js';
import { expectClose } from '../support/expect-fit.js';
import { groupedModel, groupedPanel, type Grouping, labelOf } from '../support/grouped-panels.js';
import { thrown } from '../support/thrown.js';

const [[, engine]] = engines;
const complete = groupedPanel(21, 0);
const ragged = groupedPanel(22, 0.15);
const N = complete.assets.length;
const plain: PanelModel = { ...groupedModel('class'), residualGroups: undefined };

describe('tests of residual groups', () => {
  it.each([
    ['class', 'χ²₁', 1],
    ['both', 'χ²₃', 3],
    ['each', 'χ²₆', 6],
  ] as const)('against one residual variance, by %s: %s', (by, distribution, degrees) => {
    const [reduced, full] = [engine.fitPanel(ragged, plain), engine.fitPanel(ragged, groupedModel(by))];
    const test = likelihoodRatioTest(reduced, full);
    expect(test).toMatchObject({
      distribution,
      degreesOfFreedom: degrees,
      value: reduced.variances[2].estimate,
    });
    expect(test.statistic).toBeCloseTo(2 * (full.logLikelihood - reduced.logLikelihood), 10);
    expect(test.component).toBe(
      full.variances
        .slice(2)
        .map(({ label }) => label)
        .join(' = '),
    );
    expect(test.pValue).toBeLessThan(1e-3);
  });

  it('of finer groups within coarser ones add up their degrees of freedom', () => {
    const [reduced, full] = (['class', 'both'] as const).map((by) =>
      engine.fitPanel(ragged, groupedModel(by)),
    );
    expect(likelihoodRatioTest(reduced, full)).toMatchObject({
      component: 'residual[Equity:High] = residual[Equity:Low], residual[Bond:High] = residual[Bond:Low]',
      value: null,
      distribution: 'χ²₂',
    });
  });

  it('have the size that they claim', () => {
    // under one residual variance the p-values of the test are uniform
    const fit = engine.fitPanel(complete, {
      ...plain,
      fixedVariances: { time: 1e-4, 'asset:time(K)': 2e-4 },
    });
    const draw = panelSimulator(engine, complete, plain, fit);
    const values = Array.from({ length: 200 }, (__, b) => {
      const panel = draw(randomStream(3, `size ${b}`));
      return likelihoodRatioTest(engine.fitPanel(panel, plain), engine.fitPanel(panel, groupedModel('class')))
        .pValue;
    });
    const below = (p: number): number => values.filter((value) => value <= p).length / values.length;
    for (const p of [0.1, 0.5, 0.9])
      expect(Math.abs(below(p) - p)).toBeLessThan(3.3 * Math.sqrt((p * (1 - p)) / 200));
  });

  it('of a group held at a value are ordinary, with a term beside them a mixture, of two terms refused', () => {
    const full = engine.fitPanel(ragged, groupedModel('class'));
    const held = { ...groupedModel('class'), fixedVariances: { 'residual[Bond]': 1e-4 } };
    expect(likelihoodRatioTest(engine.fitPanel(ragged, held), full)).toMatchObject({
      component: 'residual[Bond]',
      value: 1e-4,
      distribution: 'χ²₁',
    });
    const fewer = engine.fitPanel(ragged, { ...plain, random: ['asset:time(K)'] });
    const beside = likelihoodRatioTest(fewer, full);
    expect(beside).toMatchObject({
      component: 'residual[Equity] = residual[Bond], time',
      value: null,
      distribution: '½χ²₁ + ½χ²₂',
      degreesOfFreedom: 2,
    });
    const tails = [1, 2].map((k) => chiSquareTail(beside.statistic, k));
    expect(beside.pValue).toBeCloseTo(0.5 * (tails[0] + tails[1]), 14);
    const none = engine.fitPanel(ragged, { ...plain, random: [] });
    expect(thrown(() => likelihoodRatioTest(none, full))).toMatchObject({ code: 'several-components' });
    const byRegime = engine.fitPanel(ragged, groupedModel('regime'));
    expect(thrown(() => likelihoodRatioTest(byRegime, full))).toMatchObject({ code: 'not-nested' });
    expect(thrown(() => likelihoodRatioTest(full, engine.fitPanel(ragged, plain)))).toMatchObject({
      code: 'not-nested',
    });
    expect(thrown(() => likelihoodRatioTest(full, full))).toMatchObject({ code: 'same-model' });
  });

  it('compare groups by their cells, not by their names', () => {
    const renamed = {
      ...plain,
      residualGroups: { assets: Object.fromEntries(complete.assets.map((asset) => [asset, asset[0]])) },
    };
    const [a, b] = [groupedModel('class'), renamed].map((model) => engine.fitPanel(complete, model));
    expect(a.logLikelihood).toBe(b.logLikelihood);
    expect(thrown(() => likelihoodRatioTest(a, b))).toMatchObject({ code: 'same-model' });
  });

  it('by simulation agree that variances differ', () => {
    const test = parametricBootstrap(engine, ragged, plain, groupedModel('class'), {
      replicates: 39,
      seed: 5,
    });
    expect(test.components).toEqual(['residual[Equity] = residual[Bond]']);
    expect(test.pValue).toBe(1 / 40);
    expect(test.failed).toBe(0);
  });
});

describe('criteria of scaled and grouped fits', () => {
  it('count scales as parameters and are on the scale of the returns', () => {
    for (const panel of [complete, ragged]) {
      const scaled = { ...plain, scale: 'residual' } as const;
      const fits = [engine.fitPanel(panel, scaled), engine.fitPanel(panel, groupedModel('each'))];
      const [a, b] = fits.map((fit) => informationCriteria(fit));
      expect(a).toMatchObject({ parameters: 3 + N, variances: 3, scales: N });
      expect(b).toMatchObject({ parameters: 2 + N, variances: 2 + N, scales: 0 });
      fits.forEach((fit, k) => {
        const model = [scaled, groupedModel('each')][k];
        const dense = denseLogLikelihood(
          panel,
          model,
          fit.variances.map(({ estimate }) => estimate),
        );
        expectClose('−2ℓ', [[a, b][k].aic - 2 * [a, b][k].parameters], [-2 * dense], 1e-8 * Math.abs(dense));
      });
    }
  });

  it('find the model that made the panel: scaled by asset, or with groups', () => {
    const factor = [2, 0.5, 1.5, 0.3, 3, 0.6, 1];
    const scaledPanel = {
      ...complete,
      returns: complete.returns.map((value, cell) => value * factor[cell % N]),
    };
    const aic = (panel: typeof complete, model: Partial<typeof plain>): number =>
      informationCriteria(engine.fitPanel(panel, { ...plain, ...model })).aic;
    const each = groupedModel('each');
    // shared and related effects grow with the residual: groups leave them as they are, scales do not
    expect(aic(scaledPanel, { scale: 'residual' })).toBeLessThan(aic(scaledPanel, each));
    const grouped = groupedModel('class');
    expect(aic(complete, grouped)).toBeLessThan(aic(complete, { scale: 'residual' }));
    expect(aic(complete, grouped)).toBeLessThan(aic(complete, {}));
  });
});

describe.each(['class', 'both', 'each'] as const)('inference with residual groups by %s', (by: Grouping) => {
  const model = groupedModel(by);
  const fit = engine.fitPanel(ragged, model);
  const theta = fit.variances.map(({ estimate }) => estimate);

  it('has the derivatives of the dense likelihood', () => {
    const at = theta.map((value, k) => (value === 0 ? 1e-5 : value * (1 + 0.1 * (k % 3))));
    const { logLikelihood, score, averageInformation } = engine.panelLikelihood(ragged, model, at);
    const dense = evaluate(denseModel(ragged, model), at)!;
    expectClose('ℓ', [logLikelihood], [dense.logLikelihood], 1e-9 * Math.abs(logLikelihood));
    const size = at.map((__, k) => Math.sqrt(dense.averageInformation.get(k, k)));
    expectClose(
      'score',
      score.map((s, k) => s / size[k]),
      dense.score.map((s, k) => s / size[k]),
      1e-7,
    );
    averageInformation.forEach((value, cell) => {
      const [k, l] = [Math.floor(cell / at.length), cell % at.length];
      expectClose(
        'information',
        [value / (size[k] * size[l])],
        [dense.averageInformation.get(k, l) / (size[k] * size[l])],
        1e-8,
      );
    });
  });

  it('has the expected information of the dense likelihood', () => {
    const errors = varianceErrors(engine, ragged, model, fit, 'expected');
    const dense = evaluate(denseModel(ragged, model), theta)!;
    const inside = theta.flatMap((value, k) => (value > 0 ? [k] : []));
    const covariance = new LuDecomposition(dense.expectedInformation.selection(inside, inside)).solve(
      Matrix.eye(inside.length),
    );
    inside.forEach((k, a) =>
      expectClose(
        fit.variances[k].label,
        [errors.standardErrors[k]! / Math.sqrt(covariance.get(a, a))],
        [1],
        1e-5,
      ),
    );
  });

  it('has shares of variance by cells, which are the heritability, and an interval around it', () => {
    const { variances } = summarizeFit(ragged, model, fit);
    expect(variances.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(variances[1].share).toBeCloseTo(fit.heritability.estimate, 12);
    const interval = heritabilityInterval(engine, ragged, model, fit);
    expect(interval.lower).toBeLessThan(fit.heritability.estimate);
    expect(interval.upper).toBeGreaterThan(fit.heritability.estimate);
    // the likelihood at the ends, profiled by the fit itself over a ratio of variances held
    const dense = denseModel(ragged, model);
    const share = (values: number[]): number => {
      const parts = values.map((value, k) => value * dense.terms[k].meanDiagonal);
      return parts[1] / parts.reduce((sum, part) => sum + part, 0);
    };
    expect(share(theta)).toBeCloseTo(fit.heritability.estimate, 12);
  });

  it('has the distances of the periods, each cell with its own variance', () => {
    const market = ragged.covariates.market as Float64Array;
    const { K } = model.kernels;
    const effect = (label: string): number => fit.fixedEffects.find((own) => own.label === label)!.estimate;
    const variance = (label: string): number => fit.variances.find((own) => own.label === label)!.estimate;
    const { influentialPeriods } = residualDiagnostics(ragged, fit);
    expect(influentialPeriods).toHaveLength(5);
    for (const { period, distance } of influentialPeriods) {
      const t = ragged.periods.indexOf(period);
      const seen = ragged.assets.flatMap((__, i) => (Number.isNaN(ragged.returns[t * N + i]) ? [] : [i]));
      const Omega = new Matrix(
        seen.map((i) =>
          seen.map(
            (j) =>
              theta[0] +
              theta[1] * K.values[i * N + j] +
              (i === j ? variance(labelOf(ragged, by, t * N + i)) : 0),
          ),
        ),
      );
      const e = Matrix.columnVector(
        seen.map((i) => {
          const asset = ragged.assets[i];
          return (
            ragged.returns[t * N + i] -
            effect(`asset[${asset}]`) -
            effect(`asset:market[${asset}]`) * market[t]
          );
        }),
      );
      const expected = e.transpose().mmul(new LuDecomposition(Omega).solve(e)).get(0, 0);
      expect(distance / expected).toBeCloseTo(1, 8);
    }
  });

  it('looks at residuals over the deviations of their groups', () => {
    const columns = ragged.assets.map((__, i) =>
      Float64Array.from(ragged.periods, (___, t) => {
        const cell = t * N + i;
        if (Number.isNaN(ragged.returns[cell])) return NaN;
        const label = labelOf(ragged, by, cell);
        return fit.residuals[cell] / Math.sqrt(fit.variances.find((own) => own.label === label)!.estimate);
      }),
    );
    const x = ragged.covariates.market as Float64Array;
    expect(residualDiagnostics(ragged, fit).overall).toEqual(seriesDiagnostics(columns, x));
  });

  it('draws panels whose residuals have the variances of their groups', () => {
    const bare = { ...model, fixedVariances: { time: 0, 'asset:time(K)': 0 } };
    const own = engine.fitPanel(ragged, bare);
    const draw = panelSimulator(engine, ragged, bare, own);
    const squares = new Map<string, [number, number]>();
    for (let b = 0; b < 60; b++) {
      const drawn = draw(randomStream(1, `draw ${b}`));
      drawn.returns.forEach((value, cell) => {
        if (Number.isNaN(value)) return;
        const mean = ragged.returns[cell] - own.residuals[cell];
        const [sum, count] = squares.get(labelOf(ragged, by, cell)) ?? [0, 0];
        squares.set(labelOf(ragged, by, cell), [sum + (value - mean) ** 2, count + 1]);
      });
    }
    for (const [label, [sum, count]] of squares) {
      const { estimate } = own.variances.find((variance) => variance.label === label)!;
      expect(Math.abs(sum / count / estimate - 1), label).toBeLessThan(4.5 * Math.sqrt(2 / count));
    }
  });

  it('is refused for a fit of other groups', () => {
    const other = engine.fitPanel(ragged, groupedModel('regime'));
    const error = thrown(() => engine.predictionErrors(ragged, model, other));
    expect(error).toMatchObject({ code: 'fit-mismatch' });
    expect(error.message).toContain('other residual groups');
  });
});
