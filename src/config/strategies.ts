/** The strategies of a configuration: their defaults, and what cannot be. */
import { covarianceNames, modelCovariances } from '../covariance/covariance.js';
import { covarianceOptions, unusedOptions } from '../covariance/options.js';
import { ConfigError } from '../errors.js';
import type { ResolvedStrategy, StrategyConfig } from './types.js';

/** @param train periods in the training window */
export function resolveStrategy(strategy: StrategyConfig, train: number): ResolvedStrategy {
  const objective = objectiveOf(strategy);
  const namesake = covarianceNames.find((name) => name === strategy.name) ?? 'systematic';
  const { covariance = objective === 'equalWeight' ? undefined : namesake } = strategy;
  return {
    name: strategy.name,
    ...(covariance === undefined ? {} : { covariance }),
    ...(covariance === 'exponential' ? { halfLife: train / 2 } : {}),
    ...covarianceOptions(strategy),
    objective,
    ...(objective === 'unconstrainedMinimumVariance'
      ? {}
      : { minWeights: strategy.minWeights ?? 0, maxWeights: strategy.maxWeights ?? 1 }),
    ...(objective === 'targetReturn'
      ? { targetReturn: strategy.targetReturn, expectedReturns: strategy.expectedReturns ?? 'sample' }
      : {}),
  };
}

/** Whether a strategy is made of the fitted model, by its covariance or its expected returns. */
export function usesModel({
  covariance,
  expectedReturns,
}: Pick<StrategyConfig, 'covariance' | 'expectedReturns'>): boolean {
  return (covariance !== undefined && modelCovariances.includes(covariance)) || expectedReturns === 'model';
}

function objectiveOf({ name, objective, targetReturn }: StrategyConfig): ResolvedStrategy['objective'] {
  if (objective !== undefined) return objective;
  if (targetReturn !== undefined) return 'targetReturn';
  return name === 'equalWeight' ? 'equalWeight' : 'minimumVariance';
}

/** `missing-key`, `bad-value`, `duplicate-strategy`; tickers and sums of bounds are checked against the data, later. */
export function strategyProblems(strategies: readonly StrategyConfig[], train: number): ConfigError[] {
  return strategies.flatMap((strategy, index) => {
    const path = `strategies[${index}]`;
    const isNamesake = strategies.findIndex(({ name }) => name === strategy.name) < index;
    return [
      ...objectiveProblems(strategy, objectiveOf(strategy), path),
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
      ...optionProblems(resolveStrategy(strategy, train), path),
      ...crossedBounds(resolveStrategy(strategy, train), path),
    ];
  });
}

/** A target where there is to be one, and no field that the objective would pass over. */
function objectiveProblems(
  strategy: StrategyConfig,
  objective: ResolvedStrategy['objective'],
  path: string,
): ConfigError[] {
  if (objective === 'targetReturn' && strategy.targetReturn === undefined) {
    return [
      new ConfigError(
        'missing-key',
        `${path}.targetReturn is missing`,
        'the objective targetReturn needs it: a return a year, 0.06 for 6 %',
        { path: `${path}.targetReturn`, strategy: strategy.name },
      ),
    ];
  }
  const unused = [
    ...(objective === 'targetReturn' ? [] : (['targetReturn', 'expectedReturns'] as const)),
    ...(objective === 'unconstrainedMinimumVariance' ? (['minWeights', 'maxWeights'] as const) : []),
    ...(objective === 'equalWeight' ? (['covariance'] as const) : []),
  ].filter((field) => strategy[field] !== undefined);
  return unused.map(
    (field) =>
      new ConfigError(
        'bad-value',
        `${path}.${field} is not used by the objective ${objective}`,
        'leave one of the two out',
        { path: `${path}.${field}`, strategy: strategy.name, objective },
      ),
  );
}

/** No option that the strategy's covariance would pass over. */
function optionProblems(strategy: ResolvedStrategy, path: string): ConfigError[] {
  const { name, covariance } = strategy;
  const unused =
    covariance === undefined
      ? (Object.keys(covarianceOptions(strategy)) as (keyof typeof strategy)[])
      : unusedOptions(covariance, strategy);
  return unused.map(
    (field) =>
      new ConfigError(
        'bad-value',
        `${path}.${field} is not used by the ${covariance === undefined ? 'objective equalWeight' : `covariance ${covariance}`}`,
        'leave one of the two out',
        { path: `${path}.${field}`, strategy: name },
      ),
  );
}

/** The bound of one ticker: an unlisted ticker has the default. */
export function boundOf(
  bound: number | Record<string, number> | undefined,
  ticker: string,
  otherwise: number,
): number {
  if (bound === undefined) return otherwise;
  return typeof bound === 'number' ? bound : Object.hasOwn(bound, ticker) ? bound[ticker] : otherwise;
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
