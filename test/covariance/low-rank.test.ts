import { describe, expect, test } from 'vitest';
import { covariance, createEngine } from '../../src/browser.js';
import { lowRankCovariance } from '../../src/covariance/low-rank.js';
import { lowRankFactorisation } from '../../src/covariance/low-rank-solve.js';
import { extremeEigenvalues } from '../../src/covariance/low-rank-spectrum.js';
import { NotPositiveDefiniteError } from '../../src/errors.js';
import { denseKernel, denseValues } from '../../src/kernels/low-rank-block.js';
import { fitLowRankPanel } from '../../src/model/low-rank/fit.js';
import { lowRankModel, lowRankPanel } from '../support/low-rank-panels.js';
import { randomSource } from '../support/random.js';
import { thrown } from '../support/thrown.js';

const engine = await createEngine();

describe.each([0, 0.3, 'each'] as const)('the covariances of a fit with the diagonal %s', (diagonal) => {
  const { panel, kernel } = lowRankPanel(4, { assets: 20, periods: 50, rank: 3, diagonal });
  const model = lowRankModel(kernel);
  const fit = fitLowRankPanel(engine, panel, model);
  const N = 21;
  const market = panel.covariates.market as Float64Array;
  const returns = {
    assets: ['M', ...panel.assets],
    dates: panel.periods,
    returns: Float64Array.from({ length: 50 * N }, (_, at) =>
      at % N === 0 ? market[at / N] : panel.returns[Math.floor(at / N) * 20 + (at % N) - 1],
    ),
  };
  const dense = { ...model, kernels: { K: denseKernel(kernel) } };

  test.each(['systematic', 'total'] as const)('%s is that of the full kernel, with the market', (name) => {
    const actual = lowRankCovariance(engine, name, { returns, fit, panel, model });
    const expected = covariance(engine, name, { returns, fit, panel, model: dense });
    const largest = Math.max(...expected.values);
    expected.values.forEach((value, at) => {
      expect(Math.abs(actual.values[at] - value)).toBeLessThan(1e-12 * largest);
    });
    expect(actual.assets).toEqual(expected.assets);
    if (expected.conditionNumber === null) expect(actual.conditionNumber).toBeNull();
    else expect(actual.conditionNumber! / expected.conditionNumber).toBeCloseTo(1, 7);
  });

  test('total is solved with, and has the determinant of its matrix', () => {
    const total = lowRankCovariance(engine, 'total', { returns, fit, panel, model });
    const factorisation = lowRankFactorisation(engine, total);
    const { normal } = randomSource(9);
    const x = Float64Array.from({ length: 2 * N }, normal);
    const back = engine.multiply(factorisation.solve(x), total.values, 2, N, N);
    back.forEach((value, at) => expect(value).toBeCloseTo(x[at], 9));
    const L = engine.cholesky(total.values, N);
    let expected = 0;
    for (let i = 0; i < N; i++) expected += 2 * Math.log(L[i * N + i]);
    expect(factorisation.logDeterminant).toBeCloseTo(expected, 8);
  });
});

test('a singular covariance of low rank is refused', () => {
  const loadings = Float64Array.of(1, 1, 2);
  const solve = () => lowRankFactorisation(engine, { loadings, specific: Float64Array.of(0, 0, 1) });
  expect(thrown(solve)).toBeInstanceOf(NotPositiveDefiniteError);
});

test('extreme eigenvalues are those of the matrix, with equal and zero diagonals, of any rank', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const { normal, uniform } = randomSource(seed);
    const N = 2 + Math.floor(14 * uniform());
    const R = 1 + Math.floor(6 * uniform());
    const factors = Float64Array.from({ length: N * R }, normal);
    const form = seed % 4;
    const diagonal = Float64Array.from({ length: N }, (_, i) =>
      form === 0
        ? 0.3
        : form === 1
          ? uniform()
          : form === 2
            ? i === 0
              ? 0
              : 1e-4 * uniform()
            : 10 ** (-6 * uniform()),
    );
    const expected = engine.symmetricEigenvalues(denseValues(factors, diagonal, R), N);
    const [smallest, largest] = extremeEigenvalues(engine, factors, diagonal);
    expect(Math.abs(largest / expected[N - 1] - 1)).toBeLessThan(1e-10);
    expect(Math.abs(smallest - expected[0])).toBeLessThan(1e-10 * expected[0] + 1e-14 * largest);
  }
});
