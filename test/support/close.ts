import { expect } from 'vitest';

/** Every element within `tolerance` of its expected value, relative to the larger of that value and `unit`. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance = 1e-12,
  unit = 1,
): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const allowed = tolerance * Math.max(unit, Math.abs(expected[i]));
    const difference = Math.abs(actual[i] - expected[i]);
    expect(difference, `element ${i}: ${actual[i]}, expected ${expected[i]}`).toBeLessThanOrEqual(allowed);
  }
}

/** The same assets with the same weights, to within rounding that an optimiser may leave. */
export function expectWeights(
  actual: Readonly<Record<string, number>>,
  expected: Readonly<Record<string, number>>,
  tolerance = 1e-9,
): void {
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  expectClose(Object.values(actual), Object.values(expected), tolerance);
}
