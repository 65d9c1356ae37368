import { ConfigError } from '../errors.js';
import type { Objective, PortfolioOptions } from './types.js';

/** An option that has to be a number. */
type NumberOption = 'targetReturn' | 'targetVolatility' | 'riskAversion' | 'riskFree';

/** What each is, for who gave something else. */
const examples: Record<NumberOption, string> = {
  targetReturn: 'a number per period, 0.005 for 0.5 %',
  targetVolatility: 'a positive number per period, 0.03 for 3 %',
  riskAversion: 'a positive number: 2 where a variance of 0.01 is worth a return of 0.01',
  riskFree: 'a number per period, 0.002 for 0.2 %',
};

/**
 * An option of this objective, which has to be there.
 *
 * @throws ConfigError `missing-target`
 */
export function needed<Option extends keyof PortfolioOptions>(
  options: PortfolioOptions,
  option: Option,
  objective: Objective,
): NonNullable<PortfolioOptions[Option]> {
  const value = options[option];
  if (value !== undefined && value !== null) return value;
  const what = option in examples ? `: ${examples[option as NumberOption]}` : '';
  throw new ConfigError(
    'missing-target',
    `the objective ${objective} needs ${option}`,
    `give ${option}${what}`,
    {
      objective,
      option,
    },
  );
}

/**
 * A number as an option, positive where it has to be.
 *
 * @throws ConfigError `bad-target`
 */
export function numberOption(value: unknown, option: NumberOption): number {
  const positive = option === 'targetVolatility' || option === 'riskAversion';
  if (typeof value === 'number' && Number.isFinite(value) && !(positive && value <= 0)) return value;
  throw new ConfigError('bad-target', `${option} is ${String(value)}`, `give ${examples[option]}`, {
    option,
    value: String(value),
  });
}

/**
 * μ, which has to be there.
 *
 * @throws ConfigError `missing-target`
 */
export function neededReturns(expected: Float64Array | null, objective: Objective): Float64Array {
  if (expected !== null) return expected;
  throw new ConfigError(
    'missing-target',
    `the objective ${objective} needs expectedReturns`,
    'give expectedReturns per period, by ticker or in the order of the assets',
    { objective, option: 'expectedReturns' },
  );
}
