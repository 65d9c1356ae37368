import { ConfigError, MixfolioError } from '../errors.js';
import { parseFixedTerm } from '../model/terms.js';
import type { BacktestConfig } from './types.js';

/** What every window offers to the model's terms, without a file. */
export const builtInCovariates = ['market', 'trend', 'month', 'volatility', 'regime'] as const;

export type BuiltInCovariate = (typeof builtInCovariates)[number];

/** Factors, with the largest number of columns that treatment coding makes of them. */
const factorColumns: ReadonlyMap<string, number> = new Map([
  ['month', 11],
  ['regime', 2],
]);

/** Built-in covariates that are factors. */
export const factorNames: readonly string[] = [...factorColumns.keys()];

export function isFactor(covariate: string): boolean {
  return factorColumns.has(covariate);
}

/** Columns that a covariate takes in the design of a model, at most. */
export function columnsOf(covariate: string): number {
  return factorColumns.get(covariate) ?? 1;
}

export function isBuiltIn(name: string): name is BuiltInCovariate {
  return (builtInCovariates as readonly string[]).includes(name);
}

/**
 * What there is against the names of the user's covariates: a term has to be able to hold them, and none may have a
 * meaning already.
 *
 * @returns `reserved-name`, `bad-value`
 */
export function covariateNameProblems({ covariates = {} }: BacktestConfig): ConfigError[] {
  return Object.keys(covariates).flatMap((name) => {
    const path = `covariates.${name}`;
    if (isBuiltIn(name) || name === 'time' || name === 'asset' || name === '1') {
      return new ConfigError(
        'reserved-name',
        `${path}: the name "${name}" has a meaning in the model's terms already`,
        `use another name; taken are 1, asset, time, ${builtInCovariates.join(', ')}`,
        { path, name },
      );
    }
    if (isTermName(name)) return [];
    return new ConfigError(
      'bad-value',
      `${path}: no term of the model can hold the name "${name}"`,
      'use letters, digits, "_", "." and "-", and at least one letter or "_"',
      { path, name },
    );
  });
}

function isTermName(name: string): boolean {
  try {
    const term = parseFixedTerm(name);
    return 'covariate' in term && term.covariate === name;
  } catch (error) {
    if (error instanceof MixfolioError) return false;
    throw error;
  }
}
