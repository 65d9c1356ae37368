import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { covariance, type CovarianceName, type ReturnMatrix } from '../../src/browser.js';
import { expectClose } from '../support/close.js';
import {
  denseAnalytical,
  denseConstantCorrelation,
  denseExponential,
  denseFactorCount,
  densePcaFactor,
  denseQuadraticInverse,
  denseSingleFactor,
} from '../support/dense-covariances.js';
import { engines } from '../support/engines.js';
import { randomReturns, returnTable } from '../support/tables.js';

interface Expected {
  firstRow: number[];
  trace: number;
  logdet: number;
  smallest: number;
}
interface Authors {
  periods: number;
  assets: number;
  returns: number[][];
  expected: Record<'quadraticInverse' | 'constantCorrelation' | 'singleFactor', Expected>;
}

const authors = JSON.parse(
  readFileSync(new URL('../reference/ledoit-wolf.json', import.meta.url), 'utf8'),
) as Authors[];

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
const traceOf = (values: Float64Array, n: number): number => sum(values.filter((_, k) => k % (n + 1) === 0));

/** What the reference calls our names. */
const names = [
  ['nonlinear', 'quadraticInverse'],
  ['constantCorrelation', 'constantCorrelation'],
  ['singleFactor', 'singleFactor'],
] as const;

/** T × N: more periods than assets, as many, one more and one fewer degree of freedom, fewer. */
const sizes = [
  [60, 8],
  [37, 36],
  [36, 36],
  [36, 35],
  [24, 60],
  [13, 1],
] as const;

describe.each(engines)('covariances from returns alone, %s build', (_, engine) => {
  const estimate = (name: CovarianceName, returns: ReturnMatrix, options: object = {}) =>
    covariance(engine, name, { returns, ...options });

  describe.each(authors)("of the authors' returns, $periods × $assets", ({ returns, expected }) => {
    it.each(names)('%s is theirs', (name, theirs) => {
      const { firstRow, trace, logdet, smallest } = expected[theirs];
      const N = firstRow.length;
      const table = returnTable(returns);
      const { values } = estimate(name, table);
      const own = traceOf(estimate('sample', table).values, N);
      expectClose([traceOf(values, N)], [own], 1e-12, 0);
      // with null eigenvalues their eigenvectors were not orthogonal: the trace that the formula keeps was lost
      if (Math.abs(trace - own) > 1e-3 * own) {
        expect([name, returns.length, N]).toEqual(['nonlinear', 60, 90]);
        expectClose(values, denseQuadraticInverse(table), 1e-10, Math.abs(values[0]));
        return;
      }
      expectClose(values.subarray(0, N), firstRow, 1e-10, Math.abs(firstRow[0]));
      const eigenvalues = engine.symmetricEigen(values, N).values;
      expectClose([eigenvalues[0], sum(eigenvalues)], [smallest, trace], 1e-10, 0);
      expectClose([sum(eigenvalues.map(Math.log))], [logdet], 1e-10, 0);
    });
  });

  describe.each(sizes)('of %i × %i returns', (T, N) => {
    const returns = randomReturns(100 * T + N, T, N);
    const unit = Math.max(...estimate('sample', returns).values);

    it.each([
      ['nonlinear', denseQuadraticInverse],
      ['nonlinear2020', denseAnalytical],
    ] as const)('%s has the values of its definition', (name, dense) => {
      // of T − 1 = N the smallest eigenvalue is known to fewer digits
      expectClose(estimate(name, returns).values, dense(returns), 1e-9, unit);
    });

    it('pcaFactor has as many components as stand out of noise, or as are asked for', () => {
      const byRule = estimate('pcaFactor', returns);
      expect(byRule.factors).toBe(denseFactorCount(returns));
      expectClose(byRule.values, densePcaFactor(returns, byRule.factors ?? 0), 1e-11, unit);
      const most = Math.min(N, T - 1);
      for (const factors of [1, Math.ceil(most / 2), most]) {
        const asked = estimate('pcaFactor', returns, { factors });
        expect(asked.factors).toBe(factors);
        expectClose(asked.values, densePcaFactor(returns, factors), 1e-11, unit);
      }
    });

    it.each([2, 10, 400])('exponential has the values of its definition, half-life %d', (halfLife) => {
      const { values, effectiveSampleSize, ...rest } = estimate('exponential', returns, { halfLife });
      expectClose(values, denseExponential(returns, halfLife), 1e-12, unit);
      expect(rest.halfLife).toBe(halfLife);
      const w = returns.dates.map((__, t) => 2 ** (-t / halfLife));
      const kish = w.reduce((a, b) => a + b) ** 2 / w.reduce((a, b) => a + b * b, 0);
      expect(effectiveSampleSize).toBeCloseTo(kish - 1, 10);
    });
  });

  describe.each(sizes.filter(([, N]) => N > 1))('of %i × %i returns', (T, N) => {
    const returns = randomReturns(100 * T + N, T, N);
    const unit = Math.max(...estimate('sample', returns).values);

    it('linear shrinkage has the values and intensity of its definition', () => {
      const market = randomReturns(7, T, 1).returns;
      const cases = [
        [estimate('constantCorrelation', returns), denseConstantCorrelation(returns)],
        [estimate('singleFactor', returns), denseSingleFactor(returns)],
        [estimate('singleFactor', returns, { market }), denseSingleFactor(returns, Array.from(market))],
      ] as const;
      for (const [actual, { values, shrinkage }] of cases) {
        expect(actual.shrinkage).toBeCloseTo(shrinkage, 10);
        expect(actual.shrinkage).toBeGreaterThan(0);
        expectClose(actual.values, values, 1e-11, unit);
      }
    });
  });

  it('exponential is cov.wt of R', () => {
    // R 4.2: cov.wt(y, 0.5^((3:0)/2), method = "unbiased")$cov, y the rows below
    const returns = returnTable([
      [0.01, 0.02],
      [0.03, -0.02],
      [-0.01, 0.03],
      [0.02, 0.01],
    ]);
    const { values } = estimate('exponential', returns, { halfLife: 2 });
    expectClose(
      values,
      [0.00031143819168358739, -0.000322117433050822, -0.000322117433050822, 0.0004186100805141106],
      1e-14,
      0,
    );
  });
});
