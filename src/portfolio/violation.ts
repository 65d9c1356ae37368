import { weightBounds } from './bounds.js';
import { budgetOf, budgetRow } from './budget.js';
import type { NamedConstraints } from './conflict.js';
import { kinkedSum } from './kinks.js';
import { constraintsOf } from './problem.js';
import { kinkedRows } from './quadratic.js';
import type { PortfolioOptions } from './types.js';

/** By how much weights miss their constraints. */
export interface Violation {
  /** the largest, in the units of the constraint */
  amount: number;
  /** the largest relative to what the constraint adds up, or is limited by */
  relative: number;
}

const largest = (values: Float64Array): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** Of what a constraint adds up, relative to all weights: below it rounding of these is no share of it. */
const SMALLEST_SUM = 1e-6;

/** More than rounding: weights that miss a constraint by this share of it are not called optimal. */
export const violated = 1e-9;

export function violationOf(
  weights: Float64Array,
  { rows, bounds, limits, net }: NamedConstraints,
): Violation {
  const worst: Violation = { amount: 0, relative: 0 };
  const miss = (amount: number, size: number): void => {
    if (!(amount > 0)) return;
    worst.amount = Math.max(worst.amount, amount);
    worst.relative = Math.max(worst.relative, amount / size);
  };
  const gross = weights.reduce((sum, weight) => sum + Math.abs(weight), 0);
  for (const [row, { coefficients, lower, upper }] of rows.entries()) {
    const cost = row === net?.row ? kinkedSum(weights, net.costs) : 0;
    // weights are rounded by a share of all of them, also where a row is about the smallest alone
    const least = SMALLEST_SUM * gross * largest(coefficients);
    let [value, size] = [-cost, cost];
    for (let i = 0; i < weights.length; i++) {
      value += coefficients[i] * weights[i];
      size += Math.abs(coefficients[i] * weights[i]);
    }
    miss(lower - value, Math.max(size, least, Math.abs(lower)));
    miss(value - upper, Math.max(size, least, Math.abs(upper)));
  }
  for (const limit of limits)
    miss(kinkedSum(weights, limit) - limit.limit, Math.max(gross, kinkedSum(weights, limit)));
  weights.forEach((weight, i) => {
    miss(bounds.lower[i] - weight, Math.max(gross, Math.abs(bounds.lower[i])));
    miss(weight - bounds.upper[i], Math.max(gross, Math.abs(bounds.upper[i])));
  });
  return worst;
}

/**
 * The constraints beside bounds that weights break, by name.
 *
 * @throws ConfigError and DataError as `optimizeWeights` does of these
 */
export function brokenConstraints(
  options: PortfolioOptions,
  assets: readonly string[],
  weights: Float64Array,
): string[] {
  const [bounds, budget] = [weightBounds(assets, {}), budgetOf(options)];
  const constraints = constraintsOf({ options, covariance: { assets: [...assets] }, bounds, budget });
  const kinked = kinkedRows(constraints);
  const free = {
    lower: new Float64Array(assets.length).fill(-Infinity),
    upper: new Float64Array(assets.length).fill(Infinity),
  };
  const isBroken = (part: Pick<NamedConstraints, 'rows' | 'limits'>): boolean =>
    violationOf(weights, { ...part, bounds: free }).relative > violated;
  const rows = [budgetRow(assets.length, budget), ...constraints.rows];
  return [
    ...rows.flatMap((row) =>
      (['lower', 'upper'] as const)
        .filter((side) =>
          isBroken({
            rows: [
              { ...row, [side === 'lower' ? 'upper' : 'lower']: side === 'lower' ? Infinity : -Infinity },
            ],
            limits: [],
          }),
        )
        .map((side) => row.describe(side)),
    ),
    ...kinked.limits.flatMap((limit, k) =>
      isBroken({ rows: [], limits: [limit] }) ? [kinked.rows[k].describe('upper')] : [],
    ),
  ];
}
