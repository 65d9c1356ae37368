/** Constraints of a strategy: their fields, and what cannot be whatever the data are. */
import { ConfigError } from '../errors.js';
import { constraintOptions } from '../portfolio/problem.js';
import type { ResolvedStrategy, StrategyConstraints } from './strategy.types.js';

/** Fields of a strategy that constrain its weights beside bounds: those of portfolios, and exposure to the market. */
export const constraintNames = [
  ...constraintOptions,
  'marketBeta',
  'minPosition',
  'cardinality',
] as const satisfies readonly (keyof StrategyConstraints)[];

/** Whether a strategy has constraints beside bounds. */
export function isConstrained(strategy: StrategyConstraints): boolean {
  return constraintNames.some((field) => strategy[field] !== undefined);
}

/** `bad-value` for limits that cross, a limit on nothing, and a budget beside its range. */
export function rangeProblems(strategy: ResolvedStrategy, path: string): ConfigError[] {
  const { name, budget, minBudget, maxBudget, groups = {}, factorExposures = {}, marketBeta } = strategy;
  const bad = (field: string, what: string, hint: string): ConfigError =>
    new ConfigError('bad-value', `${path}.${field} ${what}`, hint, {
      path: `${path}.${field}`,
      strategy: name,
    });
  const crossed = (field: string, low: string, high: string, min?: number, max?: number): ConfigError[] =>
    min !== undefined && max !== undefined && min > max
      ? [bad(field + low, `${min} is above ${high} ${max}`, 'a smallest value has to be at most the largest')]
      : [];
  const range = minBudget === undefined ? 'maxBudget' : 'minBudget';
  const isRange = minBudget !== undefined || maxBudget !== undefined;
  const unlimited = marketBeta !== undefined && marketBeta.min === undefined && marketBeta.max === undefined;
  return [
    ...(budget !== undefined && isRange
      ? [bad(range, 'is given beside budget', 'give budget, or minBudget and maxBudget in its place')]
      : []),
    ...crossed('', 'minBudget', 'maxBudget', minBudget, maxBudget),
    ...Object.entries(groups).flatMap(([group, { minWeight, maxWeight }]) =>
      crossed(`groups.${group}.`, 'minWeight', 'maxWeight', minWeight, maxWeight),
    ),
    ...Object.entries(factorExposures).flatMap(([factor, { min, max }]) =>
      crossed(`factorExposures.${factor}.`, 'min', 'max', min, max),
    ),
    ...(marketBeta === undefined ? [] : crossed('marketBeta.', 'min', 'max', marketBeta.min, marketBeta.max)),
    ...(unlimited ? [bad('marketBeta', 'has neither min nor max', 'give one of them')] : []),
    ...(marketBeta !== undefined && 'marketBeta' in factorExposures
      ? [bad('factorExposures.marketBeta', 'has the name of marketBeta', 'give the factor another name')]
      : []),
  ];
}
