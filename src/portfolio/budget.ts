import { ConfigError } from '../errors.js';
import { checkBound, readable } from './bounds.js';
import type { Row } from './rows.js';
import type { PortfolioOptions } from './types.js';

/** lower ≤ Σw ≤ upper */
export interface Budget {
  lower: number;
  upper: number;
}

/** Σw = 1 */
export const fullyInvested: Budget = { lower: 1, upper: 1 };

/**
 * `budget`, or the range of `minBudget` and `maxBudget` in its place.
 *
 * @throws ConfigError `bad-bound` for what is no finite number, `unused-option` for a budget beside its range
 */
export function budgetOf({
  budget,
  minBudget,
  maxBudget,
}: Pick<PortfolioOptions, 'budget' | 'minBudget' | 'maxBudget'>): Budget {
  if (minBudget === undefined && maxBudget === undefined) {
    if (budget === undefined) return fullyInvested;
    if (typeof budget === 'number' && Number.isFinite(budget)) return { lower: budget, upper: budget };
    throw new ConfigError(
      'bad-bound',
      `budget is ${String(budget)}`,
      'give a finite number, 1 for all of the wealth; leave it out for 1',
      { field: 'budget', value: String(budget) },
    );
  }
  if (budget !== undefined) {
    const range = minBudget === undefined ? 'maxBudget' : 'minBudget';
    throw new ConfigError(
      'unused-option',
      `${range} is given beside budget, which is Σw exactly`,
      'give budget, or minBudget and maxBudget in its place',
      { option: range },
    );
  }
  return {
    lower: minBudget === undefined ? -Infinity : checkBound(minBudget, Infinity, 'minBudget', 'no limit'),
    upper: maxBudget === undefined ? Infinity : checkBound(maxBudget, -Infinity, 'maxBudget', 'no limit'),
  };
}

/** What each side is called. */
export function describeBudget({ lower, upper }: Budget, side: 'lower' | 'upper'): string {
  if (lower === upper) return `weights add up to ${readable(lower)}`;
  return side === 'lower' ? `minBudget is ${readable(lower)}` : `maxBudget is ${readable(upper)}`;
}

/** lower ≤ Σw ≤ upper */
export function budgetRow(N: number, budget: Budget): Row {
  return {
    name: 'budget',
    coefficients: new Float64Array(N).fill(1),
    ...budget,
    describe: (side) => describeBudget(budget, side),
  };
}
