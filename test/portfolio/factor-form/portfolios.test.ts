import { describe, expect, test } from 'vitest';
import {
  type Covariance,
  createEngine,
  factorCovariance,
  optimizeWeights,
  type PortfolioOptions,
  type PortfolioResult,
} from '../../../src/browser.js';
import { factorProgram } from '../../support/factor-programs.js';
import { thrown } from '../../support/thrown.js';

const engine = await createEngine();
const N = 60;
const { factors, diagonal } = factorProgram(3, { n: N, rank: 4, bare: 1 });
const assets = Array.from({ length: N }, (_, i) => `A${i}`);
const byFactors = factorCovariance(engine, { assets, loadings: factors, specific: diagonal });
/** a copy with the same values, which is a matrix alone */
const byMatrix: Covariance = { name: 'given', assets, conditionNumber: 1, values: byFactors.values.slice() };

/** The covariance with a matrix that nobody may ask for. */
function withoutMatrix(): Covariance {
  const sigma = factorCovariance(engine, { assets, loadings: factors, specific: diagonal });
  Object.defineProperty(sigma, 'values', {
    get: () => {
      throw new Error('the matrix was put together');
    },
  });
  return sigma;
}

const expectedReturns = Object.fromEntries(
  assets.map((asset, i) => [asset, 0.0002 + 0.0008 * Math.sin(i) ** 2]),
);
const previousWeights = { A1: 0.5, A2: 0.5 };

function expectSameWeights(actual: PortfolioResult, expected: PortfolioResult): void {
  expect(actual.status).toBe(expected.status);
  for (const asset of assets)
    expect(Math.abs(actual.weights[asset] - expected.weights[asset])).toBeLessThan(1e-9);
  expect(Math.abs(actual.volatility - expected.volatility)).toBeLessThan(1e-12);
}

const solvedByFactors: [string, PortfolioOptions][] = [
  ['minimum variance', {}],
  ['bounds on both sides', { minWeights: -0.05, maxWeights: 0.1 }],
  ['bounds by ticker', { minWeights: { A5: 0.1 }, maxWeights: { A7: 0 } }],
  ['another budget', { budget: 0.5 }],
  ['a range of the budget', { minBudget: 0.8, maxBudget: 1.1 }],
  ['groups', { groups: { low: { assets: ['A1', 'A2', 'A3'], minWeight: 0.3 } }, maxWeights: 0.2 }],
  ['linear constraints', { linearConstraints: ['A1 + A2 >= 0.2', 'A3 == 2*A4'] }],
  ['exposures', { factorExposures: { first: { loadings: { A1: 1, A2: 2, A3: 3 }, min: 0.4 } } }],
  ['a target return', { objective: 'targetReturn', expectedReturns, targetReturn: 0.0008, maxWeights: 0.2 }],
  ['mean and variance', { objective: 'meanVariance', expectedReturns, riskAversion: 5, maxWeights: 0.2 }],
  [
    'tracking error',
    { objective: 'minimumTrackingError', benchmarkWeights: { A1: 0.5, A9: 0.5 }, maxWeights: 0.3 },
  ],
  ['no bounds at all', { objective: 'unconstrainedMinimumVariance' }],
  ['inverse volatility', { objective: 'inverseVolatility' }],
];

describe('portfolios of a covariance of factors', () => {
  test.each(solvedByFactors)('%s: those of its matrix, which is never put together', (_, options) => {
    const actual = optimizeWeights(engine, withoutMatrix(), options);
    const expected = optimizeWeights(engine, byMatrix, options);
    expectSameWeights(actual, expected);
    expect(actual.notes).toBeUndefined();
    expect(Math.abs(actual.kktResidual)).toBeLessThan(1e-10);
    for (const name of ['budget', 'targetReturn'] as const)
      expect(actual.multipliers?.[name] ?? 0).toBeCloseTo(expected.multipliers?.[name] ?? 0, 12);
  });

  test.each<[string, PortfolioOptions, string]>([
    [
      'turnover',
      { turnoverLimit: 0.6, previousWeights },
      'turnoverLimit cannot be had with factors and a diagonal',
    ],
    [
      'costs of trading',
      {
        objective: 'meanVariance',
        expectedReturns,
        riskAversion: 5,
        transactionCosts: 0.0001,
        previousWeights,
      },
      'transactionCosts cannot be had with factors and a diagonal',
    ],
    [
      'gross exposure',
      { minWeights: -0.1, maxGross: 1.2, maxShort: 0.1 },
      'maxShort, maxGross cannot be had with factors and a diagonal',
    ],
    ['a ratio', { objective: 'maximumDiversification' }, 'the objective maximumDiversification needs it'],
    ['risk parity', { objective: 'riskParity' }, 'the objective riskParity needs it'],
    ['clusters', { objective: 'hierarchicalRiskParity' }, 'the objective hierarchicalRiskParity needs it'],
  ])('%s: by the matrix, with a note', (_, options, why) => {
    const actual = optimizeWeights(engine, byFactors, options);
    const expected = optimizeWeights(engine, byMatrix, options);
    expectSameWeights(actual, expected);
    expect(actual.notes).toEqual([`weights by the matrix of 60 assets: ${why}`]);
    expect(expected.notes).toBeUndefined();
  });

  test('conflicts are those of the matrix', () => {
    const options = { groups: { all: { assets, maxWeight: 0.5 } } };
    const actual = optimizeWeights(engine, byFactors, options);
    expect(actual).toEqual(optimizeWeights(engine, byMatrix, options));
    expect(actual.status).toBe('infeasible');
  });

  test('assets that are identical have weights of the same variance, by the matrix where nothing tells them apart', () => {
    const alike = (own: number): Covariance =>
      factorCovariance(engine, {
        assets,
        loadings: factors.map((value, at) => (Math.floor(at / 4) < 3 ? factors[at % 4] : value)),
        specific: diagonal.map((value, i) => (i < 3 ? own : value)),
      });
    const apart = optimizeWeights(engine, alike(1e-4), { maxWeights: 0.1 });
    expect(apart.weights.A0).toBeCloseTo(apart.weights.A2, 12);
    expect(apart.notes).toBeUndefined();
    // one asset held twice: the split between them is open, the variance is not
    const sigma = alike(0);
    const same = optimizeWeights(engine, sigma, { maxWeights: { A0: 0.1, A1: 0.1, A2: 0.1 } });
    const dense = optimizeWeights(engine, { ...sigma }, { maxWeights: { A0: 0.1, A1: 0.1, A2: 0.1 } });
    expect(same.status).toBe('optimal');
    expect(Math.abs(same.volatility / dense.volatility - 1)).toBeLessThan(1e-9);
  });

  test('copies with other values are matrices: they have no factors', () => {
    const doubled = {
      ...byFactors,
      values: byFactors.values.map((value, at) => (at === 0 ? 100 * value : value)),
    };
    const { weights } = optimizeWeights(engine, doubled);
    expect(weights).toEqual(optimizeWeights(engine, { ...byMatrix, values: doubled.values }).weights);
  });

  test('more than half as many factors as assets are a matrix, without a note', () => {
    const some = assets.slice(0, 6);
    const sigma = factorCovariance(engine, {
      assets: some,
      loadings: factors.slice(0, 24),
      specific: diagonal.slice(0, 6),
    });
    const result = optimizeWeights(engine, sigma);
    expect(result.notes).toBeUndefined();
    expect(result).toEqual(optimizeWeights(engine, { ...sigma }));
  });
});

describe('a covariance of factors', () => {
  test('has the values GG′ + diag(d), and is singular where they are', () => {
    for (let i = 0; i < N; i += 7)
      for (let j = 0; j < N; j += 5) {
        let expected = i === j ? diagonal[i] : 0;
        for (let a = 0; a < 4; a++) expected += factors[i * 4 + a] * factors[j * 4 + a];
        expect(byFactors.values[i * N + j]).toBeCloseTo(expected, 15);
      }
    const eigenvalues = engine.symmetricEigenvalues(byFactors.values, N);
    expect(byFactors.conditionNumber! / (eigenvalues[N - 1] / eigenvalues[0])).toBeCloseTo(1, 8);
    const singular = factorCovariance(engine, { assets, loadings: factors, specific: new Float64Array(N) });
    expect(singular.conditionNumber).toBeNull();
    expect(
      thrown(() => optimizeWeights(engine, singular, { objective: 'unconstrainedMinimumVariance' })).code,
    ).toBe('singular-covariance');
  });

  test('refuses what is none', () => {
    const code = (input: object): string =>
      thrown(() => factorCovariance(engine, { assets, loadings: factors, specific: diagonal, ...input }))
        .code;
    expect(code({ assets: [] })).toBe('no-assets');
    expect(code({ assets: assets.map(() => 'A') })).toBe('duplicate-asset');
    expect(code({ specific: diagonal.slice(1) })).toBe('wrong-length');
    expect(code({ loadings: factors.slice(1) })).toBe('wrong-length');
    expect(code({ loadings: factors.map((value, at) => (at === 5 ? NaN : value)) })).toBe('not-finite');
    expect(code({ specific: diagonal.map((value, i) => (i === 5 ? -1e-9 : value)) })).toBe(
      'negative-variance',
    );
  });
});
