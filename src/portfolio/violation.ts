import type { NamedConstraints } from './conflict.js';
import { kinkedSum } from './kinks.js';

/** By how much weights miss their constraints. */
export interface Violation {
  /** the largest, in the units of the constraint */
  amount: number;
  /** the largest relative to what the constraint adds up, or is limited by */
  relative: number;
}

/** More than rounding: weights that miss a constraint by this share of it are not called optimal. */
export const violated = 1e-9;

export function violationOf(weights: Float64Array, { rows, bounds, limits }: NamedConstraints): Violation {
  const worst: Violation = { amount: 0, relative: 0 };
  const miss = (amount: number, size: number): void => {
    if (!(amount > 0)) return;
    worst.amount = Math.max(worst.amount, amount);
    worst.relative = Math.max(worst.relative, amount / size);
  };
  const gross = weights.reduce((sum, weight) => sum + Math.abs(weight), 0);
  for (const { coefficients, lower, upper } of rows) {
    let [value, size] = [0, 0];
    for (let i = 0; i < weights.length; i++) {
      value += coefficients[i] * weights[i];
      size += Math.abs(coefficients[i] * weights[i]);
    }
    miss(lower - value, Math.max(size, Math.abs(lower)));
    miss(value - upper, Math.max(size, Math.abs(upper)));
  }
  for (const limit of limits)
    miss(kinkedSum(weights, limit) - limit.limit, Math.max(gross, kinkedSum(weights, limit)));
  weights.forEach((weight, i) => {
    miss(bounds.lower[i] - weight, Math.max(gross, Math.abs(bounds.lower[i])));
    miss(weight - bounds.upper[i], Math.max(gross, Math.abs(bounds.upper[i])));
  });
  return worst;
}
