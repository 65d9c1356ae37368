import { Matrix, inverse } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import type { Panel, PanelModel } from '../../src/browser.js';
import { averagePanel, contrastModel as model, six } from '../support/average-panels.js';
import { denseContrasts } from '../support/dense-contrasts.js';
import { decayingKernel } from '../support/edge-panels.js';
import { engines } from '../support/engines.js';
import { expectClose } from '../support/expect-fit.js';
import { once } from '../support/once.js';
import { randomSource } from '../support/random.js';
import { randomKernel } from '../support/random-kernels.js';

const eight = averagePanel(4, 8, 14);
const many = averagePanel(7, 12, 8);
const related = (panel: Panel, seed: number) => randomKernel(randomSource(seed), panel.assets, 'exponential');

const cases: [string, Panel, PanelModel][] = [
  ['the default model', six, model],
  ['without scales', six, { ...model, scale: 'none' }],
  [
    'two kernels',
    eight,
    {
      ...model,
      random: ['asset:time(K)', 'asset:time(J)'],
      kernels: { K: decayingKernel(eight.assets, 0.8), J: related(eight, 2) },
    },
  ],
  [
    'more assets than periods and a trend',
    many,
    { ...model, fixed: ['asset', 'asset:market', 'asset:trend'], kernels: { K: related(many, 3) } },
  ],
  [
    'a random slope beside it',
    eight,
    { ...model, random: ['asset:trend(K)', 'asset:time(K)'], kernels: { K: related(eight, 5) } },
  ],
  [
    'random means and slopes with a kernel each',
    six,
    {
      ...model,
      fixed: ['asset:market'],
      random: ['asset(J)', 'asset:trend(K)', 'asset:time(K)'],
      kernels: { ...model.kernels, J: related(six, 6) },
      scale: 'none',
    },
  ],
  ['no random term that is left', six, { ...model, random: ['time'] }],
  ['the default model by maximum likelihood', six, { ...model, method: 'ML' }],
  [
    'a random slope beside it by maximum likelihood',
    eight,
    {
      ...model,
      random: ['asset:trend(K)', 'asset:time(K)'],
      kernels: { K: related(eight, 5) },
      method: 'ML',
    },
  ],
];

const withOracle = cases.map(
  ([name, panel, own]) => [name, panel, own, once(() => denseContrasts(panel, own))] as const,
);

describe.each(engines)('contrasts to the average of the assets, %s build', (_, engine) => {
  describe.each(withOracle)('%s', (__, panel, own, oracle) => {
    const n = panel.assets.length;
    const periods = panel.periods.length;
    const fit = once(() => engine.fitPanel(panel, own));
    const terms = own.random.filter((term) => term !== 'time');

    it('has the variances and the log-likelihood of the dense contrasts', () => {
      const { theta, logLikelihood, averageInformation, inside } = oracle();
      const total = theta.reduce((sum, value) => sum + value, 0);
      expect(fit().variances.map(({ label }) => label)).toEqual([...terms, 'residual']);
      expect(fit().converged).toBe(true);
      const covariances = inverse(averageInformation.selection(inside, inside));
      fit().variances.forEach(({ estimate, standardError, atBoundary }, k) => {
        expectClose(`variance ${k}`, [estimate], [theta[k]], 1e-8 * total);
        expect(atBoundary).toBe(theta[k] === 0);
        if (standardError !== null) {
          const error = Math.sqrt(covariances.get(inside.indexOf(k), inside.indexOf(k)));
          expectClose(`its error`, [standardError], [error], 1e-6 * error);
        }
      });
      expectClose('ℓ', [fit().logLikelihood], [logLikelihood], 1e-9 * Math.abs(logLikelihood));
    });

    it('has its effects, residuals and standard errors', () => {
      const { effects, residuals, fixedErrors } = oracle();
      const unit = Math.sqrt(panel.returns.reduce((sum, r) => sum + r * r, 0) / panel.returns.length);
      expect(Object.keys(fit().randomEffects)).toEqual(terms);
      for (const term of terms) expectClose(term, fit().randomEffects[term], effects[term], 1e-7 * unit);
      expectClose('residuals', fit().residuals, residuals, 1e-7 * unit);
      const errors = fixedErrors.flat();
      expect(fit().fixedEffects).toHaveLength(errors.length);
      fit().fixedEffects.forEach(({ label, standardError }, k) =>
        expectClose(label, [standardError], [errors[k]], 1e-6 * errors[k]),
      );
    });

    it('has fixed effects, random effects and residuals that make up the returns', () => {
      const { fixedEffects, randomEffects, fitted, residuals } = fit();
      const x = own.fixed.map((term) => {
        const name = /:(.+)$/.exec(term)?.[1];
        return name === undefined ? panel.periods.map(() => 1) : (panel.covariates[name] as Float64Array);
      });
      for (let t = 0; t < periods; t++)
        for (let i = 0; i < n; i++) {
          let value = x.reduce((sum, column, l) => sum + column[t] * fixedEffects[l * n + i].estimate, 0);
          for (const term of terms) {
            const effects = randomEffects[term];
            if (effects.length > n) value += effects[t * n + i];
            else
              value +=
                effects[i] * (term.includes('trend') ? (panel.covariates.trend as Float64Array)[t] : 1);
          }
          expect(Math.abs(value - fitted[t * n + i])).toBeLessThan(1e-12);
          expect(fitted[t * n + i] + residuals[t * n + i]).toBeCloseTo(panel.returns[t * n + i], 14);
        }
    });

    it('leaves nothing but the market in the average', () => {
      const { fixedEffects, randomEffects, residuals } = fit();
      own.fixed.forEach((term, l) => {
        const sum = panel.assets.reduce((total, ___, i) => total + fixedEffects[l * n + i].estimate, 0);
        expect(sum).toBeCloseTo(term === 'asset:market' ? n : 0, 12);
      });
      for (const values of [residuals, ...Object.values(randomEffects)]) {
        for (let row = 0; row < values.length / n; row++) {
          expect(Math.abs(values.subarray(row * n, (row + 1) * n).reduce((a, b) => a + b, 0))).toBeLessThan(
            1e-13,
          );
        }
      }
    });

    it('has a heritability over the assets, with its delta-method error', () => {
      const { theta, averageInformation, inside } = oracle();
      const weights = [...terms, 'residual'].map((term) => {
        const [, name, kernel] = /^asset(?::(.+))?\((.+)\)$/.exec(term) ?? [];
        if (kernel === undefined) return 1;
        const { labels, values } = own.kernels[kernel];
        const diagonal = panel.assets.map((asset) => values[labels.indexOf(asset) * (labels.length + 1)]);
        const square =
          name === 'trend'
            ? (panel.covariates.trend as Float64Array).reduce((sum, x) => sum + x * x, 0) / periods
            : 1;
        return (square * diagonal.reduce((a, b) => a + b, 0)) / n;
      });
      const shares = theta.map((value, k) => value * weights[k]);
      const total = shares.reduce((a, b) => a + b, 0);
      const h2 = shares.slice(0, -1).reduce((a, b) => a + b, 0) / total;
      expect(fit().heritability.estimate).toBeCloseTo(h2, 6);
      if (terms.length === 0) expect(fit().heritability.standardError).toBeNull();
      else {
        const gradient = Matrix.columnVector(
          inside.map((k) => (weights[k] * ((k < theta.length - 1 ? 1 : 0) - h2)) / total),
        );
        const covariances = inverse(averageInformation.selection(inside, inside));
        const error = Math.sqrt(gradient.transpose().mmul(covariances).mmul(gradient).get(0, 0));
        expect(fit().heritability.standardError).toBeCloseTo(error, 6);
      }
    });
  });
});
