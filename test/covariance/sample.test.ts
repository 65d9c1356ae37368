import { describe, expect, it } from 'vitest';
import { covariance, covarianceToCorrelation } from '../../src/browser.js';
import { expectClose } from '../support/close.js';
import { engines } from '../support/engines.js';
import { permuted, randomReturns, reordered, returnTable } from '../support/tables.js';
import { thrown } from '../support/thrown.js';

describe.each(engines)('sample covariance, %s build', (_, engine) => {
  it('has its hand-computed values with divisor T − 1', () => {
    const returns = returnTable([
      [0.01, 0.02],
      [0.03, -0.02],
      [-0.01, 0.03],
    ]);
    // deviations (0, 2, −2) and (1, −3, 2) in percent: 8/2, −10/2, 14/2
    const sample = covariance(engine, 'sample', { returns });
    expect(sample.name).toBe('sample');
    expect(sample.assets).toEqual(['A', 'B']);
    expectClose(sample.values, [4e-4, -5e-4, -5e-4, 7e-4], 1e-15, 1e-4);
    const root = Math.sqrt(1.5 ** 2 + 25);
    expect(sample.conditionNumber).toBeCloseTo((5.5 + root) / (5.5 - root), 8);
    expect(sample.shrinkage).toBeUndefined();
  });

  it('is exactly symmetric, follows its assets, grows with the square of the unit and ignores added constants', () => {
    const returns = randomReturns(31, 40, 7);
    const { values } = covariance(engine, 'sample', { returns });
    for (let i = 0; i < 7; i++) for (let j = 0; j < i; j++) expect(values[i * 7 + j]).toBe(values[j * 7 + i]);
    const order = [4, 2, 6, 0, 5, 1, 3];
    const other = covariance(engine, 'sample', { returns: reordered(returns, order) });
    expectClose(other.values, permuted(values, order), 1e-13, 1e-4);
    const doubled = { ...returns, returns: returns.returns.map((r) => 2 * r + 1) };
    expectClose(
      covariance(engine, 'sample', { returns: doubled }).values,
      values.map((v) => 4 * v),
      1e-11,
      1e-4,
    );
  });

  it('has no condition number with fewer periods than assets', () => {
    expect(covariance(engine, 'sample', { returns: randomReturns(32, 6, 8) }).conditionNumber).toBeNull();
    expect(
      covariance(engine, 'sample', { returns: randomReturns(32, 60, 8) }).conditionNumber,
    ).toBeGreaterThan(1);
  });

  it('refuses a missing return with asset and period', () => {
    const returns = randomReturns(33, 10, 3);
    returns.returns[3 * 4 + 2] = NaN;
    expect(thrown(() => covariance(engine, 'sample', { returns }))).toMatchObject({
      code: 'missing-return',
      details: { asset: 'C', period: '2020-01-05' },
    });
  });

  it('is not the only name there is', () => {
    const returns = randomReturns(34, 10, 3);
    expect(thrown(() => covariance(engine, 'ledoitwolff' as 'sample', { returns }))).toMatchObject({
      code: 'unknown-covariance',
      hint: 'did you mean "ledoitWolf"?',
    });
    expect(thrown(() => covariance(engine, 'total', { returns }))).toMatchObject({
      code: 'needs-fit',
      details: { missing: ['fit', 'panel', 'model'] },
    });
  });
});

describe('correlations', () => {
  it('divide by the standard deviations and have a diagonal of 1', () => {
    const values = Float64Array.of(4, -3, 1, -3, 9, 0, 1, 0, 0.25);
    expect(covarianceToCorrelation({ assets: ['A', 'B', 'C'], values })).toEqual(
      Float64Array.of(1, -0.5, 1, -0.5, 1, 0, 1, 0, 1),
    );
  });

  it('cut off rounding beyond 1', () => {
    const values = Float64Array.of(0.01, -0.1 - 1e-15, -0.1 - 1e-15, 1);
    expect(covarianceToCorrelation({ assets: ['A', 'B'], values })[1]).toBe(-1);
  });

  it('are refused for an asset without variance, by name', () => {
    const values = Float64Array.of(1, 0, 0, 0);
    expect(thrown(() => covarianceToCorrelation({ assets: ['A', 'B'], values }))).toMatchObject({
      code: 'zero-variance',
      details: { asset: 'B' },
    });
  });
});
