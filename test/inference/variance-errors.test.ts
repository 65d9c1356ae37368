import { Matrix, inverse } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { varianceErrors } from '../../src/browser.js';
import { evaluate } from '../support/dense-likelihood.js';
import { denseModel } from '../support/dense-model.js';
import { engines } from '../support/engines.js';
import { randomPanel } from '../support/random-panels.js';
import { thrown } from '../support/thrown.js';
import { model, panel } from './support.js';

const [[, engine]] = engines;

const cases = Array.from({ length: 16 }, (_, k) =>
  randomPanel(k + 801, {
    kernels: k % 3 === 0 ? 'several' : 'one',
    scale: k % 2 === 0 ? 'residual' : 'none',
    missing: k % 4 < 2 ? 0 : 0.2,
  }),
);

describe('standard errors of variances', () => {
  it.each(cases.map((drawn) => [drawn.description, drawn] as const))(
    'are those of the dense observed and expected information: %s',
    (_, { panel: data, model: own }) => {
      const fit = engine.fitPanel(data, own);
      const theta = fit.variances.map(({ estimate }) => estimate);
      const dense = evaluate(denseModel(data, own), theta);
      if (dense === null) return expect(theta.at(-1)).toBe(0); // only a residual at 0 is beyond the dense likelihood
      const inside = theta.map((__, k) => k).filter((k) => theta[k] > 0);
      const observed = Matrix.sub(Matrix.mul(dense.averageInformation, 2), dense.expectedInformation);
      for (const [information, matrix] of [
        ['observed', observed],
        ['expected', dense.expectedInformation],
      ] as const) {
        const covariance = inverse(matrix.selection(inside, inside));
        const { standardErrors } = varianceErrors(engine, data, own, fit, information);
        theta.forEach((value, k) => {
          if (value === 0) expect(standardErrors[k]).toBeNull();
          else {
            const expected = Math.sqrt(covariance.get(inside.indexOf(k), inside.indexOf(k)));
            expect(standardErrors[k]! / expected).toBeCloseTo(1, 5);
          }
        });
      }
    },
  );

  it.each(cases.slice(0, 6).map((drawn) => [drawn.description, drawn] as const))(
    'with period weights are those of the dense information too: %s',
    (_, { panel: data, model: plain }) => {
      const own = { ...plain, periodWeights: Float64Array.from(data.periods, (__, t) => 0.3 + (t % 3)) };
      const fit = engine.fitPanel(data, own);
      const theta = fit.variances.map(({ estimate }) => estimate);
      const dense = evaluate(denseModel(data, own), theta)!;
      const inside = theta.map((__, k) => k).filter((k) => theta[k] > 0);
      const covariance = inverse(dense.expectedInformation.selection(inside, inside));
      const { standardErrors } = varianceErrors(engine, data, own, fit, 'expected');
      inside.forEach((k, a) => {
        expect(standardErrors[k]! / Math.sqrt(covariance.get(a, a))).toBeCloseTo(1, 5);
      });
    },
  );

  it('leave fixed variances out', () => {
    const held = { ...model, fixedVariances: { time: 0.2 } };
    const { standardErrors, covariance } = varianceErrors(
      engine,
      panel,
      held,
      engine.fitPanel(panel, held),
      'observed',
    );
    expect(standardErrors.map((error) => error === null)).toEqual([true, false, false]);
    expect(covariance.subarray(0, 3)).toEqual(new Float64Array(3));
    expect(covariance[5]).toBe(covariance[7]);
  });

  it('are refused for another information, another fit, and one that did not converge', () => {
    const fit = engine.fitPanel(panel, model);
    const codes = [
      thrown(() => varianceErrors(engine, panel, model, fit, 'average' as 'observed')),
      thrown(() => varianceErrors(engine, panel, { ...model, scale: 'none' }, fit, 'observed')),
      thrown(() => varianceErrors(engine, panel, model, { ...fit, converged: false }, 'observed')),
    ].map(({ code }) => code);
    expect(codes).toEqual(['bad-value', 'fit-mismatch', 'not-converged']);
  });
});
