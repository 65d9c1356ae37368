import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import type { Panel, PanelModel } from '../../src/model/types.js';
import { evaluate, logLikelihoodAt } from './dense-likelihood.js';
import { denseModel } from './dense-model.js';
import { denseFit, denseLogLikelihood, type DenseFit } from './dense-reml.js';
import { randomPanel } from './random-panels.js';
import {
  balancedReferences,
  missingReferences,
  readReferencePanel,
  referencePath,
} from './reference-panels.js';

const largestDifference = (actual: ArrayLike<number>, expected: ArrayLike<number>): number => {
  expect(actual.length).toBe(expected.length);
  return Math.max(...Array.from(actual, (value, k) => Math.abs(value - expected[k])));
};

/** The golden files give 15 digits; the oracle agrees to 1e-11 of values of order 1. */
function expectReferenceFit(path: string): void {
  const { panel, model, expected } = readReferencePanel(path);
  const fit = denseFit(panel, model, 'one');
  const variances = fit.variances.map(({ estimate }) => estimate);
  expect(variances.map((v) => v === 0)).toEqual(expected.variances.map((v) => v === 0));
  expect(largestDifference(variances, expected.variances)).toBeLessThan(1e-11);
  expect(Math.abs(fit.logLikelihood / expected.logLikelihood - 1)).toBeLessThan(1e-13);
  const beta = fit.fixedEffects;
  expect(
    largestDifference(
      beta.map(({ estimate }) => estimate),
      expected.beta,
    ),
  ).toBeLessThan(1e-11);
  const errors = beta.map(({ standardError }) => standardError);
  expect(largestDifference(errors, expected.betaStandardError)).toBeLessThan(1e-11);
  for (const [term, values] of Object.entries(expected.blup)) {
    expect(largestDifference(fit.randomEffects[term], values)).toBeLessThan(1e-11);
  }
  const observed = fit.fitted.filter((value) => !Number.isNaN(value));
  expect(largestDifference(observed, expected.fitted)).toBeLessThan(1e-11);
}

describe('dense REML of the golden panels', () => {
  it.each([...balancedReferences, ...missingReferences])('reproduces every golden value of %s', (name) => {
    expectReferenceFit(referencePath(name));
  });
});

const cases = [1, 4, 8, 15, 21, 40].map((seed) =>
  randomPanel(seed, {
    kernels: seed % 2 === 0 ? 'one' : 'several',
    scale: seed % 4 === 0 ? 'residual' : 'none',
    cells: 60,
  }),
);

describe.each(cases)('dense likelihood, $description', ({ panel, model, trueVariances }) => {
  const dense = denseModel(panel, model);
  const theta = trueVariances.map((value) => (value === 0 ? 1e-4 : value));
  const at = evaluate(dense, theta)!;
  const q = theta.length;

  it('writes every covariance both as A ⊗ B and as the effects’ covariance Z·C', () => {
    for (const { V, level, loading, effectCovariance } of dense.terms) {
      const product = level.map((l, r) => effectCovariance.getRow(l).map((value) => value * loading[r]));
      expect(Matrix.sub(V, new Matrix(product)).norm('max')).toBeLessThan(1e-14 * V.max());
    }
  });

  it('has the score that differences of the likelihood have', () => {
    for (let k = 0; k < q; k++) {
      const deviation = Math.sqrt(at.expectedInformation.get(k, k));
      const slope = (step: number): number => {
        const shifted = [step, -step].map((d) => theta.map((value, l) => (l === k ? value + d : value)));
        const [up, down] = shifted.map((point) => logLikelihoodAt(dense, point));
        return (up - down) / (2 * step);
      };
      const step = Math.min(1e-3 / deviation, theta[k] / 2);
      const extrapolated = (4 * slope(step / 2) - slope(step)) / 3;
      expect(Math.abs(extrapolated - at.score[k]) / deviation).toBeLessThan(1e-6);
    }
  });

  it('has the information matrices that their definitions give, products of n×n matrices written out', () => {
    const V = dense.terms.reduce(
      (sum, term, k) => sum.add(Matrix.mul(term.V, theta[k])),
      Matrix.zeros(dense.y.length, dense.y.length),
    );
    const inverse = new Matrix(inverseByElimination(V.to2DArray()));
    const A = inverse.mmul(dense.X);
    const gram = new Matrix(inverseByElimination(dense.X.transpose().mmul(A).to2DArray()));
    const P = Matrix.sub(inverse, A.mmul(gram).mmul(A.transpose()));
    const y = Matrix.columnVector(dense.y);
    for (let k = 0; k < q; k++) {
      for (let l = 0; l < q; l++) {
        const PVPV = P.mmul(dense.terms[k].V).mmul(P).mmul(dense.terms[l].V);
        const unit = Math.sqrt(at.expectedInformation.get(k, k) * at.expectedInformation.get(l, l));
        expect((at.expectedInformation.get(k, l) - 0.5 * PVPV.trace()) / unit).toBeCloseTo(0, 9);
        const average = 0.5 * y.transpose().mmul(PVPV).mmul(P).mmul(y).get(0, 0);
        expect((at.averageInformation.get(k, l) - average) / unit).toBeCloseTo(0, 9);
      }
    }
  });

  it('is highest at the fit, which several starts agree on', () => {
    const one = denseFit(panel, model, 'one');
    const several = denseFit(panel, model);
    const total = several.contributions.reduce((sum, v) => sum + v, 0);
    expect(largestDifference(one.contributions, several.contributions)).toBeLessThan(1e-9 * total);
    expect(several.kktResidual).toBeLessThan(1e-10);
    expect(several.logLikelihood).toBeGreaterThanOrEqual(denseLogLikelihood(panel, model, trueVariances));
    expectHigherThanAround(panel, model, several);
  });

  it('splits the returns into fixed part, effects and residual', () => {
    const fit = denseFit(panel, model, 'one');
    const residual = fit.variances[q - 1].estimate;
    const { Py } = evaluate(
      dense,
      fit.variances.map(({ estimate }) => estimate),
    )!;
    const scale = Math.max(...panel.returns.map(Math.abs));
    dense.cells.forEach((cell, r) => {
      const expected = residual * dense.scales[cell % dense.assets] ** 2 * Py[r];
      expect(Math.abs(fit.residuals[cell] - expected)).toBeLessThan(1e-10 * scale);
    });
  });
});

/** Moving one variance by a tenth of the total, or off its zero, never raises the likelihood. */
function expectHigherThanAround(panel: Panel, model: PanelModel, fit: DenseFit): void {
  const estimates = fit.variances.map(({ estimate }) => estimate);
  for (let k = 0; k < estimates.length; k++) {
    for (const factor of [0.9, 1.1]) {
      const moved = estimates.map((v, l) =>
        l === k ? (v === 0 ? estimates.at(-1)! * (factor - 0.9) : v * factor) : v,
      );
      expect(denseLogLikelihood(panel, model, moved)).toBeLessThanOrEqual(fit.logLikelihood + 1e-9);
    }
  }
}

function inverseByElimination(A: number[][]): number[][] {
  const n = A.length;
  const rows = A.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let k = 0; k < n; k++) {
    const pivotRow = rows[k].map((value) => value / rows[k][k]);
    rows.forEach((row, i) => {
      rows[i] = i === k ? pivotRow : row.map((value, j) => value - row[k] * pivotRow[j]);
    });
  }
  return rows.map((row) => row.slice(n));
}

describe('dense fit', () => {
  const { panel, model } = readReferencePanel(referencePath('full-balanced'));
  const small: Panel = {
    ...panel,
    periods: panel.periods.slice(0, 12),
    returns: panel.returns.slice(0, 12 * panel.assets.length),
    covariates: {
      m: (panel.covariates.m as Float64Array).slice(0, 12),
      regime: Array.from({ length: 12 }, (_, t) => ['Normal', 'Low', 'High'][t % 3]),
    },
  };

  it('under scale residual is the fit of returns and common columns divided by s, with its Jacobian', () => {
    const scaled: PanelModel = {
      ...model,
      fixed: ['1', 'm', 'regime'],
      random: ['time', 'asset:time(K)'],
      scale: 'residual',
    };
    const fit = denseFit(small, scaled);
    const { y, X, terms, scales } = denseModel(small, { ...scaled, scale: 'none' });
    const s = fit.scales;
    const n = small.assets.length;
    const divided = {
      ...denseModel(small, { ...scaled, scale: 'none' }),
      y: y.map((value, cell) => value / s[cell % n]),
      X: new Matrix(X.to2DArray().map((row, cell) => row.map((value) => value / s[cell % n]))),
    };
    expect(scales.every((value) => value === 1)).toBe(true);
    expect(terms).toHaveLength(3);
    const jacobian = 12 * s.reduce((sum, value) => sum + Math.log(value), 0);
    const estimates = fit.variances.map(({ estimate }) => estimate);
    expect(fit.logLikelihood).toBeCloseTo(logLikelihoodAt(divided, estimates) - jacobian, 9);
    expect(evaluate(divided, estimates)!.beta).toEqual(
      fit.fixedEffects.map(({ estimate }) => expect.closeTo(estimate, 9) as number),
    );
  });

  it('under scale residual loses one degree of freedom an asset for each of its own fixed columns', () => {
    const scaled: PanelModel = { ...model, fixed: ['asset', 'asset:m'], random: ['time'], scale: 'residual' };
    const fit = denseFit(small, scaled);
    const { y, X, ...rest } = denseModel(small, { ...scaled, scale: 'none' });
    const n = small.assets.length;
    const divided = { ...rest, X, y: y.map((value, cell) => value / fit.scales[cell % n]) };
    const jacobian = (12 - 2) * fit.scales.reduce((sum, value) => sum + Math.log(value), 0);
    const estimates = fit.variances.map(({ estimate }) => estimate);
    expect(fit.logLikelihood).toBeCloseTo(logLikelihoodAt(divided, estimates) - jacobian, 9);
    const meanSquare = fit.scales.map((s, i) => {
      const own = fit.residuals.filter((_, cell) => cell % n === i);
      return own.reduce((sum, e) => sum + e * e, 0) / s ** 2;
    });
    expect(Math.max(...meanSquare)).toBeLessThan(12);
  });

  it('codes a factor by treatment against its first level in alphabetical order', () => {
    const labels = (fixed: string[]): string[] => denseModel(small, { ...model, fixed }).fixedLabels;
    expect(labels(['1', 'regime'])).toEqual(['1', 'regime[Low]', 'regime[Normal]']);
    expect(labels(['asset:regime']).slice(0, 2)).toEqual([
      'asset:regime[Low][A01]',
      'asset:regime[Low][A02]',
    ]);
    const { X } = denseModel(small, { ...model, fixed: ['1', 'regime'] });
    expect(X.getRow(0)).toEqual([1, 0, 1]);
    expect(X.getRow(8)).toEqual([1, 1, 0]);
    expect(X.getRow(16)).toEqual([1, 0, 0]);
  });

  it('gives a variance at the boundary no standard error and effects of exactly 0', () => {
    const reference = readReferencePanel(referencePath('boundary'));
    const fit = denseFit(reference.panel, reference.model, 'one');
    expect(fit.variances[1]).toEqual({ label: 'time', estimate: 0, standardError: null, atBoundary: true });
    expect(fit.randomEffects.time.every((value) => value === 0)).toBe(true);
    expect(fit.heritability.standardError).toBeGreaterThan(0);
  });

  it('gives a heritability of 0 no standard error', () => {
    const { panel: noise, model: kernelModel } = randomPanel(18, { kernels: 'one', scale: 'residual' });
    const fit = denseFit(noise, kernelModel, 'one');
    expect(fit.variances.map(({ atBoundary }) => atBoundary)).toEqual([true, true, true, false]);
    expect(fit.heritability).toEqual({ estimate: 0, standardError: null });
  });
});
