import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { covariance, type PanelModel } from '../../src/browser.js';
import { contrastModel as model, six, withAverage } from '../support/average-panels.js';
import { helmert } from '../support/dense-contrasts.js';
import { engines } from '../support/engines.js';
import { expectClose } from '../support/expect-fit.js';
import { randomSource } from '../support/random.js';
import { shuffle } from '../support/random-kernels.js';

describe.each(engines)('contrasts to the average of the assets, %s build', (_, engine) => {
  it('gives the same variances with any other contrasts', () => {
    const plain: PanelModel = { ...model, scale: 'none' };
    const fit = engine.fitPanel(six, plain);
    const H = helmert(6);
    const labels = ['a', 'b', 'c', 'd', 'e'];
    const K = Matrix.from1DArray(6, 6, Array.from(model.kernels.K.values));
    const other = engine.fitPanel(
      {
        ...six,
        assets: labels,
        returns: Float64Array.from(Matrix.from1DArray(24, 6, Array.from(six.returns)).mmul(H).to1DArray()),
      },
      {
        fixed: model.fixed,
        random: ['asset:time(K)'],
        kernels: { K: { labels, values: Float64Array.from(H.transpose().mmul(K).mmul(H).to1DArray()) } },
      },
    );
    fit.variances.forEach(({ estimate }, k) =>
      expectClose('σ²', [estimate], [other.variances[k].estimate], 1e-9 * estimate),
    );
    expect(fit.logLikelihood).toBeCloseTo(other.logLikelihood, 9);
  });

  it('does not depend on the order of the assets', () => {
    const fit = engine.fitPanel(six, model);
    const order = shuffle(randomSource(3), [0, 1, 2, 3, 4, 5]);
    const permuted = withAverage({
      ...six,
      assets: order.map((i) => six.assets[i]),
      returns: six.returns.map((___, cell) => six.returns[cell - (cell % 6) + order[cell % 6]]),
    });
    const other = engine.fitPanel(permuted, model);
    fit.variances.forEach(({ estimate }, k) =>
      expectClose('σ²', [other.variances[k].estimate], [estimate], 1e-9 * estimate),
    );
    expect(other.logLikelihood).toBeCloseTo(fit.logLikelihood, 8);
    const effects = new Map(fit.fixedEffects.map((effect) => [effect.label, effect]));
    for (const { label, estimate, standardError } of other.fixedEffects) {
      const { estimate: expected, standardError: error } = effects.get(label)!;
      expectClose(label, [estimate, standardError], [expected, error], 1e-9 * error);
    }
    expectClose(
      'residuals',
      other.residuals,
      fit.residuals.map((___, cell) => fit.residuals[cell - (cell % 6) + order[cell % 6]]),
      1e-10,
    );
  });

  it.each([1e-4, 1e4])('scales with the returns: %d', (c) => {
    const fit = engine.fitPanel(six, model);
    const other = engine.fitPanel(withAverage({ ...six, returns: six.returns.map((r) => c * r) }), model);
    fit.variances.forEach(({ estimate }, k) =>
      expectClose('σ²', [other.variances[k].estimate], [estimate], 1e-8 * estimate),
    );
    // of the returns, and of the slopes on a market that scales with them
    const degrees = (24 - 2) * 5 + 5;
    expect(other.logLikelihood).toBeCloseTo(fit.logLikelihood - degrees * Math.log(c), 7);
    expectClose(
      'residuals',
      other.residuals,
      fit.residuals.map((r) => c * r),
      1e-9 * c,
    );
  });

  it('drops time with a note, and starts from an earlier fit', () => {
    const fit = engine.fitPanel(six, model);
    expect(fit.notes).toEqual([expect.stringContaining('"time" is left out')]);
    const without = engine.fitPanel(six, { ...model, random: ['asset:time(K)'] });
    expect({ ...without, notes: fit.notes }).toEqual(fit);
    expect(without.notes).toEqual([]);
    const again = engine.fitPanel(six, model, fit);
    expect(again.iterations).toBeLessThanOrEqual(fit.iterations);
    expect(again.logLikelihood).toBeCloseTo(fit.logLikelihood, 9);
  });

  it('has covariances in which the equal-weighted portfolio is the market', () => {
    const fit = engine.fitPanel(six, model);
    const returns = { ...six, dates: six.periods, frequency: 'month' as const, notes: [] };
    const estimate = (name: 'systematic' | 'idiosyncratic' | 'total' | 'fitted') =>
      covariance(engine, name, { returns, fit, panel: six, model });
    const market = six.covariates.market as Float64Array;
    const mean = market.reduce((a, b) => a + b, 0) / 24;
    const variance = market.reduce((sum, m) => sum + (m - mean) ** 2, 0) / 23;
    const ofEqualWeights = (values: Float64Array) => values.reduce((a, b) => a + b, 0) / 36;
    for (const name of ['systematic', 'total', 'fitted'] as const) {
      expect(ofEqualWeights(estimate(name).values)).toBeCloseTo(variance, 15);
    }
    expect(Math.abs(ofEqualWeights(estimate('idiosyncratic').values))).toBeLessThan(1e-18);
    expect(estimate('idiosyncratic').conditionNumber).toBeNull();
    expect(estimate('total').conditionNumber).not.toBeNull();
    // σ_e² D(I − ss'/s's)D
    const { scales, variances } = fit;
    const squares = scales.reduce((sum, s) => sum + s * s, 0);
    const expected = Float64Array.from({ length: 36 }, (___, cell) => {
      const [si, sj] = [scales[Math.floor(cell / 6)], scales[cell % 6]];
      return variances[1].estimate * si * sj * ((cell % 7 === 0 ? 1 : 0) - (si * sj) / squares);
    });
    expectClose('idiosyncratic', estimate('idiosyncratic').values, expected, 1e-17);
  });
});
