/** What there is against the strategies of a configuration. */
import {
  type CovarianceOptions,
  covarianceOptions,
  optionUsers,
  unusedOptions,
} from '../covariance/options.js';
import { ConfigError } from '../errors.js';
import { boundOf } from './by-ticker.js';
import { expectedReturnsProblems } from './expected-returns-problems.js';
import { fields, hasNumber, isOf, numbers, resolveStrategy, type Surroundings, takes } from './strategies.js';
import { rangeProblems } from './strategy-constraints.js';
import type { ResolvedStrategy, StrategyConfig } from './strategy.types.js';

/** `missing-key`, `bad-value`, `duplicate-strategy`; tickers and sums of bounds are checked against the data, later. */
export function strategyProblems(
  strategies: readonly StrategyConfig[],
  surroundings: Surroundings,
): ConfigError[] {
  return strategies.flatMap((strategy, index) => {
    const path = `strategies[${index}]`;
    const resolved = resolveStrategy(strategy, surroundings);
    const isNamesake = strategies.findIndex(({ name }) => name === strategy.name) < index;
    return [
      ...objectiveProblems(strategy, resolved.objective, path),
      ...(isNamesake
        ? [
            new ConfigError(
              'duplicate-strategy',
              `two strategies are called "${strategy.name}"`,
              'give each strategy a name of its own',
              { path: `${path}.name`, strategy: strategy.name },
            ),
          ]
        : []),
      ...optionProblems(resolved, path),
      ...fallbackProblems(resolved, path),
      ...expectedReturnsProblems(resolved, path),
      ...crossedBounds(resolved, path),
      ...rangeProblems(resolved, path),
    ];
  });
}

/** A number where there is to be one, and no field that the objective would pass over. */
function objectiveProblems(
  strategy: StrategyConfig,
  objective: ResolvedStrategy['objective'],
  path: string,
): ConfigError[] {
  if (hasNumber(objective)) {
    const [field, example] = numbers[objective];
    if (strategy[field] === undefined) {
      return [
        new ConfigError(
          'missing-key',
          `${path}.${field} is missing`,
          `the objective ${objective} needs it: ${example}`,
          { path: `${path}.${field}`, strategy: strategy.name },
        ),
      ];
    }
  }
  const own = { ...strategy, objective };
  const unused = fields.filter((field) => strategy[field] !== undefined && !takes(own, field));
  return unused.map(
    (field) =>
      new ConfigError(
        'bad-value',
        `${path}.${field} is not used by the objective ${objective}${objective === 'minimumCVaR' ? whyNot(field) : ''}`,
        unusedHint(field, strategy),
        { path: `${path}.${field}`, strategy: strategy.name, objective },
      ),
  );
}

/** What to do about a field that the objective passes over; the objective may be a default that nobody wrote. */
function unusedHint(field: (typeof fields)[number], { objective }: StrategyConfig): string {
  const isOfTails = field === 'confidence' || field === 'scenarios';
  if (isOfTails) return `give the strategy "objective": "minimumCVaR", or leave ${field} out`;
  return objective === undefined
    ? `give the strategy an objective that uses ${field}, or leave it out`
    : 'leave one of the two out';
}

/** Why `minimumCVaR` passes over what it takes elsewhere. */
function whyNot(field: string): string {
  if (field === 'covariance') return ' over scenarios from returns, which are drawn with none';
  if (field === 'expectedReturns')
    return ' over scenarios from returns without targetReturn, which have means of their own';
  return '';
}

/** No option that the strategy's covariance would pass over. */
function optionProblems(strategy: ResolvedStrategy, path: string): ConfigError[] {
  const { name, covariance, objective } = strategy;
  const unused =
    covariance === undefined
      ? (Object.keys(covarianceOptions(strategy)) as (keyof CovarianceOptions)[])
      : unusedOptions(covariance, strategy);
  if (covariance === 'exponential' && typeof strategy.halfLife !== 'number') {
    const what =
      strategy.halfLife === 'auto'
        ? 'is "auto", and the covariance exponential has no likelihood to choose one by'
        : 'is an object, and the covariance exponential has one half-life';
    return [
      new ConfigError(
        'bad-value',
        `${path}.halfLife ${what}`,
        'give a number of periods, or use the covariance posterior',
        { path: `${path}.halfLife`, strategy: name },
      ),
    ];
  }
  return unused.map(
    (field) =>
      new ConfigError(
        'bad-value',
        `${path}.${field} is not used by the ${covariance === undefined ? `objective ${objective}` : `covariance ${covariance}`}`,
        `leave it out: it is an option of ${optionUsers(field).join(', ')}`,
        { path: `${path}.${field}`, strategy: name },
      ),
  );
}

/** No link that the objective cannot fall back on. */
function fallbackProblems(strategy: ResolvedStrategy, path: string): ConfigError[] {
  const { name, objective, fallback } = strategy;
  return fallback.flatMap((link, index) => {
    if (isOf(link, strategy)) return [];
    return new ConfigError(
      'bad-value',
      `${path}.fallback[${index}] is the covariance ${link}, and the objective ${objective} needs none${objective === 'minimumCVaR' ? ' over scenarios from returns' : ''}`,
      'leave it out',
      { path: `${path}.fallback[${index}]`, strategy: name, objective },
    );
  });
}

function crossedBounds({ name, minWeights, maxWeights }: ResolvedStrategy, path: string): ConfigError[] {
  const listed = [minWeights, maxWeights].flatMap((bound) =>
    typeof bound === 'object' ? Object.keys(bound) : [],
  );
  return [...new Set([...listed, ''])].flatMap((ticker) => {
    const lower = boundOf(minWeights, ticker, 0);
    const upper = boundOf(maxWeights, ticker, 1);
    if (lower <= upper) return [];
    return new ConfigError(
      'bad-value',
      `${path}.minWeights ${lower} is above maxWeights ${upper}${ticker === '' ? '' : ` for ${ticker}`}`,
      'a smallest weight has to be at most the largest',
      { path: `${path}.minWeights`, strategy: name, lower, upper },
    );
  });
}
