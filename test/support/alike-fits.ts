import { expect } from 'vitest';
import type { BacktestDecision } from '../../src/backtest/types.js';

type DecisionFit = NonNullable<BacktestDecision['fit']>;

/**
 * The same maximum found in two ways: variances to 1e-8 of their total, the log-likelihood to 1e-8 of itself, standard errors to
 * 1e-6; how many iterations it took may differ.
 */
export function expectAlikeFits(actual: DecisionFit, expected: DecisionFit): void {
  const total = expected.variances.reduce((sum, { estimate }) => sum + estimate, 0);
  const likelihood = Math.abs(actual.logLikelihood - expected.logLikelihood);
  expect(likelihood).toBeLessThan(1e-8 * Math.abs(expected.logLikelihood));
  expect(Math.abs(actual.heritability - expected.heritability)).toBeLessThan(1e-8);
  expect([actual.path, actual.converged]).toEqual([expected.path, expected.converged]);
  expectAlike(actual.heritabilityStandardError, expected.heritabilityStandardError);
  expect(actual.variances.map(({ label, atBoundary }) => [label, atBoundary])).toEqual(
    expected.variances.map(({ label, atBoundary }) => [label, atBoundary]),
  );
  actual.variances.forEach(({ estimate, standardError }, k) => {
    expect(Math.abs(estimate - expected.variances[k].estimate)).toBeLessThan(1e-8 * total);
    expectAlike(standardError, expected.variances[k].standardError);
  });
}

/** Both null, or within 1e-6 of each other. */
export function expectAlike(actual: number | null, expected: number | null): void {
  if (actual === null || expected === null) expect(actual).toBe(expected);
  else expect(Math.abs(actual / expected - 1)).toBeLessThan(1e-6);
}
