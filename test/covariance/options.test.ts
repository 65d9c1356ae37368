import { describe, expect, it } from 'vitest';
import { covariance, type CovarianceName, type CovarianceOptions } from '../../src/browser.js';
import { covarianceLabel } from '../../src/covariance/options.js';
import { expectClose } from '../support/close.js';
import { engines } from '../support/engines.js';
import { randomReturns } from '../support/tables.js';
import { thrown } from '../support/thrown.js';

describe.each(engines)('options and refusals of covariances, %s build', (_, engine) => {
  const returns = randomReturns(21, 30, 5);
  const estimate = (name: CovarianceName, options: object = {}, table = returns) =>
    covariance(engine, name, { returns: table, ...options });
  const [N, T] = [5, 30];

  it('are told in the result', () => {
    expect(estimate('nonlinear')).toMatchObject({ name: 'nonlinear', effectiveSampleSize: 29 });
    expect(estimate('nonlinear').standardised).toBeUndefined();
    expect(estimate('nonlinear2020', { standardise: true })).toMatchObject({ standardised: true });
    expect(estimate('exponential')).toMatchObject({ halfLife: 15 });
    expect(estimate('exponential').values).toEqual(estimate('exponential', { halfLife: 15 }).values);
    expect(estimate('pcaFactor', { factors: 2 })).toMatchObject({ factors: 2, effectiveSampleSize: 29 });
    expect(estimate('constantCorrelation').shrinkage).toBeGreaterThan(0);
  });

  it('standardise: false is the default', () => {
    const options = { standardise: false };
    expect(estimate('singleFactor', options)).toEqual(estimate('singleFactor'));
    expect(estimate('nonlinear', { standardise: true }).values).not.toEqual(estimate('nonlinear').values);
  });

  it('the market is the mean of the assets unless it is given', () => {
    const mean = Float64Array.from({ length: T }, (__, t) => {
      const row = returns.returns.subarray(t * N, (t + 1) * N);
      return row.reduce((sum, value) => sum + value, 0) / N;
    });
    const byDefault = estimate('singleFactor');
    expectClose(estimate('singleFactor', { market: mean }).values, byDefault.values, 1e-12, 1e-4);
    const market = randomReturns(22, T, 1).returns;
    const other = estimate('singleFactor', { market });
    expect(other.shrinkage).not.toBeCloseTo(byDefault.shrinkage ?? NaN, 3);
    const leveraged = estimate('singleFactor', { market: market.map((value) => 0.1 - 50 * value) });
    expectClose(leveraged.values, other.values, 1e-11, 1e-4);
  });

  it.each([
    ['sample', { standardise: true }, 'unused-option'],
    ['exponential', { standardise: false }, 'unused-option'],
    ['nonlinear', { halfLife: 10 }, 'unused-option'],
    ['ledoitWolf', { factors: 2 }, 'unused-option'],
    ['total', { factors: 2 }, 'unused-option'],
    ['pcaFactor', { factors: 0 }, 'bad-value'],
    ['pcaFactor', { factors: 1.5 }, 'bad-value'],
    ['pcaFactor', { standardise: 'yes' }, 'bad-value'],
    ['exponential', { halfLife: 0 }, 'bad-value'],
    ['exponential', { halfLife: Infinity }, 'bad-value'],
    ['exponential', { halfLife: NaN }, 'bad-value'],
    ['exponential', { halfLife: 'auto' }, 'bad-value'],
    ['exponential', { halfLife: { volatilities: 5 } }, 'bad-value'],
    ['posterior', { halfLife: 'automatic' }, 'bad-value'],
    ['posterior', { halfLife: { loadings: 0 } }, 'bad-value'],
    ['posterior', { halfLife: { correlations: 'auto' } }, 'bad-value'],
    ['posterior', { halfLife: { variances: 5 } }, 'bad-value'],
  ] as [CovarianceName, CovarianceOptions, string][])('of %s refuse %j', (name, options, code) => {
    const error = thrown(() => estimate(name, options));
    expect(error).toMatchObject({ name: 'ConfigError', code });
    expect(error.message).toContain(Object.keys(options)[0]);
  });

  it.each(['nonlinear', 'nonlinear2020'] as const)('%s needs thirteen periods', (name) => {
    expect(thrown(() => estimate(name, {}, randomReturns(23, 12, 4)))).toMatchObject({
      name: 'DataError',
      code: 'too-few-periods',
      details: { periods: 12, needed: 13 },
    });
    expect(estimate(name, {}, randomReturns(23, 13, 4)).conditionNumber).toBeGreaterThan(1);
    expect(estimate(name, {}, randomReturns(23, 13, 40)).conditionNumber).toBeGreaterThan(1);
  });

  it('a half-life that leaves less than two effective periods is refused', () => {
    expect(thrown(() => estimate('exponential', { halfLife: 0.5 }))).toMatchObject({
      code: 'too-few-periods',
      details: { halfLife: 0.5, periods: T },
    });
  });

  it('more factors than components are refused with how many there are', () => {
    expect(thrown(() => estimate('pcaFactor', { factors: 6 }))).toMatchObject({
      code: 'too-many-factors',
      details: { factors: 6, most: 5 },
    });
    expect(thrown(() => estimate('pcaFactor', { factors: 10 }, randomReturns(24, 9, 20)))).toMatchObject({
      code: 'too-many-factors',
      details: { factors: 10, most: 8 },
    });
  });

  it.each(['constantCorrelation', 'singleFactor', 'nonlinear', 'nonlinear2020', 'pcaFactor'] as const)(
    '%s refuses an asset that never moves, by name',
    (name) => {
      const still = { ...returns, returns: returns.returns.map((value, k) => (k % N === 2 ? 0.01 : value)) };
      const refusal = { code: 'zero-variance', details: { asset: 'C' } };
      expect(thrown(() => estimate(name, {}, still))).toMatchObject(refusal);
      expect(thrown(() => estimate(name, { standardise: true }, still))).toMatchObject(refusal);
    },
  );

  it.each(['nonlinear', 'nonlinear2020'] as const)('%s refuses assets that follow from others', (name) => {
    const twin = {
      ...returns,
      returns: returns.returns.map((value, k) => (k % N === 4 ? 2 * returns.returns[k - 3] : value)),
    };
    const error = thrown(() => estimate(name, {}, twin));
    expect(error).toMatchObject({ code: 'singular-sample', details: { rank: 4, needed: 5, asset: 'B' } });
    expect(error.hint).toContain('B');
    // the other estimators have no use for its inverse
    expect(estimate('constantCorrelation', {}, twin).conditionNumber).toBeGreaterThan(1);
  });

  it('a market that does not vary, or is not there, is refused', () => {
    const constant = new Float64Array(T).fill(0.01);
    expect(thrown(() => estimate('singleFactor', { market: constant }))).toMatchObject({
      code: 'zero-variance',
      details: { asset: 'market' },
    });
    const hole = Float64Array.from(randomReturns(25, T, 1).returns);
    hole[3] = NaN;
    expect(thrown(() => estimate('singleFactor', { market: hole }))).toMatchObject({
      code: 'not-finite',
      details: { period: returns.dates[3] },
    });
    expect(thrown(() => estimate('singleFactor', { market: hole.subarray(1) }))).toMatchObject({
      code: 'wrong-length',
    });
    const offset = {
      ...returns,
      returns: returns.returns.map((value, k) =>
        k % N === 4 ? 0 : k % N > 1 ? -returns.returns[k - 2] : value,
      ),
    };
    const four = {
      ...offset,
      assets: offset.assets.slice(0, 4),
      returns: offset.returns.filter((__, k) => k % N < 4),
    };
    expect(thrown(() => estimate('singleFactor', {}, four))).toMatchObject({ code: 'zero-variance' });
  });

  it('a missing return is refused by all of them', () => {
    const missing = { ...returns, returns: returns.returns.map((value, k) => (k === 7 ? NaN : value)) };
    for (const name of ['constantCorrelation', 'nonlinear', 'exponential', 'pcaFactor'] as const)
      expect(thrown(() => estimate(name, {}, missing))).toMatchObject({
        code: 'missing-return',
        details: { asset: 'C', period: returns.dates[1] },
      });
  });
});

describe('labels', () => {
  it.each([
    ['nonlinear', {}, 'nonlinear'],
    ['nonlinear', { standardise: false }, 'nonlinear'],
    ['nonlinear', { standardise: true }, 'nonlinear (standardised)'],
    ['exponential', { halfLife: 18 }, 'exponential (half-life 18)'],
    ['posterior', { halfLife: 'auto' }, 'posterior (half-life auto)'],
    [
      'posterior',
      { halfLife: { loadings: 'auto', volatilities: 20, correlations: null } },
      'posterior (half-lives auto loadings, 20 volatilities)',
    ],
    ['posterior', { halfLife: {} }, 'posterior (no half-life)'],
    ['pcaFactor', { standardise: true, factors: 1 }, 'pcaFactor (standardised, 1 factor)'],
    ['pcaFactor', { factors: 3 }, 'pcaFactor (3 factors)'],
  ] as [CovarianceName, CovarianceOptions, string][])('%s %j is %s', (name, options, label) => {
    expect(covarianceLabel(name, options)).toBe(label);
  });
});
