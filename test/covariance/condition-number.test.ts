import { describe, expect, test } from 'vitest';
import { covariance, type CovarianceName, createEngine } from '../../src/browser.js';
import { conditionOfMany } from '../../src/covariance/condition-number.js';
import { randomSource } from '../support/random.js';

const engine = await createEngine();

function returnsOf(N: number, T: number) {
  const { normal } = randomSource(N + T);
  const dates = Array.from({ length: T }, (_, t) => `p${t}`);
  const assets = Array.from({ length: N }, (_, i) => `A${i}`);
  const market = dates.map(() => 0.01 * normal());
  const returns = Float64Array.from(
    { length: T * N },
    (_, at) => market[Math.floor(at / N)] + 0.02 * normal() * (1 + (at % 5)),
  );
  return { assets, dates, returns };
}

describe('condition numbers of more assets than periods', () => {
  const returns = returnsOf(520, 60);

  test.each<CovarianceName>(['ledoitWolf', 'oas'])('%s: that of its eigenvalues', (name) => {
    const { values, conditionNumber } = covariance(engine, name, { returns });
    const eigenvalues = engine.symmetricEigenvalues(values, 520);
    expect(conditionNumber! / (eigenvalues[519] / eigenvalues[0])).toBeCloseTo(1, 9);
    expect(conditionOfMany(engine, name, { returns }, { values, shrinkage: 0.5 })).not.toBeUndefined();
  });

  test.each<CovarianceName>(['sample', 'exponential'])('%s: none, as the matrix is singular', (name) => {
    const { values, conditionNumber } = covariance(engine, name, { returns });
    const eigenvalues = engine.symmetricEigenvalues(values, 520);
    expect(eigenvalues[0]).toBeLessThan(1e-12 * eigenvalues[519]);
    expect(conditionNumber).toBeNull();
  });

  test('eigenvalues are found where they are not known: other estimators, standardised ones, few assets, many periods', () => {
    const none = (name: CovarianceName, N = 520, T = 60, standardise = false): boolean =>
      conditionOfMany(
        engine,
        name,
        { returns: returnsOf(N, T), standardise },
        { values: new Float64Array(N * N), shrinkage: 0.5 },
      ) === undefined;
    expect(none('constantCorrelation')).toBe(true);
    expect(none('ledoitWolf', 520, 60, true)).toBe(true);
    expect(none('ledoitWolf', 40, 30)).toBe(true);
    expect(none('sample', 520, 521)).toBe(true);
    expect(none('sample', 520, 520)).toBe(false);
  });
});
