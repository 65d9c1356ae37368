import { expect } from 'vitest';
import type { MixedModelFit } from '../../src/mixed/types.js';

/** |actual − value| within half a unit of the last printed digit, or a relative 1e-6 where more were printed. */
export function expectPrinted(what: string, actual: number, value: number, digits = 1e-6): void {
  const decimals = /\.(\d+)/.exec(String(value))?.[1].length ?? 0;
  const allowed = Math.max(0.5 * 10 ** -decimals, digits * Math.abs(value));
  expect(Math.abs(actual - value), `${what} is ${actual}, printed ${value}`).toBeLessThanOrEqual(
    allowed * 1.01,
  );
}

export function expectAll(
  what: string,
  actual: readonly (number | null)[],
  values: readonly number[],
  digits?: number,
): void {
  expect(actual).toHaveLength(values.length);
  values.forEach((value, k) => {
    expect(actual[k], `${what} ${k}`).not.toBeNull();
    expectPrinted(`${what} ${k}`, actual[k]!, value, digits);
  });
}

export const estimates = ({ variances }: MixedModelFit): number[] =>
  variances.map(({ estimate }) => estimate);
export const errors = ({ variances }: MixedModelFit): (number | null)[] =>
  variances.map(({ standardError }) => standardError);
