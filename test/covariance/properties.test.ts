import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  covariance,
  type CovarianceName,
  type CovarianceOptions,
  type ReturnMatrix,
} from '../../src/browser.js';
import { expectClose } from '../support/close.js';
import { engines } from '../support/engines.js';
import { permuted, randomReturns, reordered } from '../support/tables.js';

/** Every estimator from returns alone, as often as its options make another one of it. */
const estimators: [CovarianceName, CovarianceOptions][] = [
  ...(
    ['ledoitWolf', 'oas', 'constantCorrelation', 'singleFactor', 'nonlinear', 'nonlinear2020'] as const
  ).flatMap((name): [CovarianceName, CovarianceOptions][] => [
    [name, {}],
    [name, { standardise: true }],
  ]),
  ['exponential', { halfLife: 9 }],
  ['pcaFactor', {}],
  ['pcaFactor', { factors: 2 }],
  ['pcaFactor', { standardise: true }],
  ['pcaFactor', { standardise: true, factors: 2 }],
];

/** Positive definite whatever T is: all but the weighted sample covariance. */
const definite = estimators.filter(([name]) => name !== 'exponential');

const shapes = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  T: fc.integer({ min: 14, max: 45 }),
  N: fc.integer({ min: 3, max: 30 }),
});
const runs = { numRuns: 25 };

/** About as ill-conditioned as a sample covariance of T − 1 = N gets: rounding of its smallest eigenvalues. */
const rounding = 1e-8;

const largest = (values: Float64Array): number => values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);

describe.each(engines)('covariances from returns alone, %s build', (_, engine) => {
  const estimate = (name: CovarianceName, returns: ReturnMatrix, options: CovarianceOptions = {}) =>
    covariance(engine, name, { returns, ...options });

  it.each(estimators)('%s %j is exactly symmetric, with an intensity in [0, 1]', (name, options) => {
    fc.assert(
      fc.property(shapes, ({ seed, T, N }) => {
        const { values, shrinkage } = estimate(name, randomReturns(seed, T, N), options);
        for (let i = 0; i < N; i++)
          for (let j = 0; j < i; j++) expect(values[i * N + j]).toBe(values[j * N + i]);
        if (shrinkage === undefined) return;
        expect(shrinkage).toBeGreaterThanOrEqual(0);
        expect(shrinkage).toBeLessThanOrEqual(1);
      }),
      runs,
    );
  });

  it.each(definite)('%s %j is positive definite, with fewer periods than assets too', (name, options) => {
    fc.assert(
      fc.property(shapes, ({ seed, T, N }) => {
        const { values, conditionNumber } = estimate(name, randomReturns(seed, T, N), options);
        expect(() => engine.cholesky(values, N)).not.toThrow();
        expect(conditionNumber).toBeGreaterThanOrEqual(1);
      }),
      runs,
    );
  });

  it.each(estimators)('%s %j follows its assets and ignores added constants', (name, options) => {
    fc.assert(
      fc.property(shapes, ({ seed, T, N }) => {
        const returns = randomReturns(seed, T, N);
        const { values } = estimate(name, returns, options);
        const order = Array.from({ length: N }, (__, i) => (i + (seed % N)) % N).reverse();
        const other = estimate(name, reordered(returns, order), options);
        expectClose(other.values, permuted(values, order), rounding, largest(values));
        const moved = returns.returns.map((value, k) => value + 0.01 * ((k % N) + 1));
        const shifted = estimate(name, { ...returns, returns: moved }, options);
        expectClose(shifted.values, values, rounding, largest(values));
      }),
      runs,
    );
  });

  it.each(estimators)('%s %j grows with the square of the unit of returns', (name, options) => {
    fc.assert(
      fc.property(shapes, fc.constantFrom(1e-4, 3, 1e4), ({ seed, T, N }, unit) => {
        const returns = randomReturns(seed, T, N);
        const before = estimate(name, returns, options);
        const scaled = { ...returns, returns: returns.returns.map((value) => unit * value) };
        const { values, shrinkage = 0, factors } = estimate(name, scaled, options);
        const expected = before.values.map((value) => unit * unit * value);
        expectClose(values, expected, rounding, largest(expected));
        expect(shrinkage).toBeCloseTo(before.shrinkage ?? 0, 10);
        expect(factors).toBe(before.factors);
      }),
      runs,
    );
  });

  it.each(definite.filter(([name, { standardise }]) => standardise === true && name !== 'singleFactor'))(
    '%s %j follows the unit of each asset',
    (name, options) => {
      const returns = randomReturns(11, 30, 6);
      const units = [1, 100, 0.01, 3, 7, 0.5];
      const scaled = returns.returns.map((value, k) => value * units[k % 6]);
      const before = estimate(name, returns, options).values;
      const expected = before.map((value, k) => value * units[Math.floor(k / 6)] * units[k % 6]);
      const { values } = estimate(name, { ...returns, returns: scaled }, options);
      values.forEach((value, k) => expectClose([value], [expected[k]], 1e-9, 0));
    },
  );

  it.each(['constantCorrelation', 'singleFactor', 'ledoitWolf', 'pcaFactor'] as const)(
    'standardised %s keeps the sample variances, nonlinear the trace',
    (name) => {
      const returns = randomReturns(12, 30, 6);
      const diagonal = (values: Float64Array) => values.filter((__, k) => k % 7 === 0);
      const sample = diagonal(estimate('sample', returns).values);
      expectClose(diagonal(estimate(name, returns, { standardise: true }).values), sample, 1e-12, 0);
      const sum = (values: Float64Array) => diagonal(values).reduce((a, b) => a + b);
      expectClose([sum(estimate('nonlinear', returns).values)], [sample.reduce((a, b) => a + b)], 1e-12, 0);
    },
  );

  it('are the sample covariance with all components, without discount, and the more periods there are', () => {
    const returns = randomReturns(13, 40, 6);
    const { values } = estimate('sample', returns);
    const unit = largest(values);
    expectClose(estimate('pcaFactor', returns, { factors: 6 }).values, values, 1e-13, unit);
    const slow = estimate('exponential', returns, { halfLife: 1e9 });
    expectClose(slow.values, values, 1e-7, unit);
    expect(slow.effectiveSampleSize).toBeCloseTo(39, 5);

    const long = randomReturns(14, 20_000, 4);
    const sample = estimate('sample', long).values;
    for (const name of ['constantCorrelation', 'singleFactor', 'nonlinear', 'nonlinear2020'] as const)
      expectClose(estimate(name, long).values, sample, 3e-3, largest(sample));
  });

  it('shrink one asset, or two to their own correlation, to what they are', () => {
    const one = randomReturns(15, 20, 1);
    const [variance] = estimate('sample', one).values;
    for (const name of [
      'constantCorrelation',
      'singleFactor',
      'nonlinear',
      'pcaFactor',
      'exponential',
    ] as const) {
      const options = name === 'exponential' ? { halfLife: 1e12 } : {};
      expectClose(estimate(name, one, options).values, [variance], 1e-9, 0);
    }
    const two = randomReturns(16, 20, 2);
    const equal = estimate('constantCorrelation', two);
    expect(equal.shrinkage).toBe(0);
    expectClose(equal.values, estimate('sample', two).values, 1e-14, 0);
  });
});
