/** The strategies of a configuration: their defaults, and what cannot be. */
import { covarianceNames, modelCovariances } from '../covariance/covariance.js';
import { covarianceOptions, unusedOptions } from '../covariance/options.js';
import { ConfigError } from '../errors.js';
import { strategyCovarianceOptions } from './stacking.js';
import { constraintNames, rangeProblems } from './strategy-constraints.js';
import { definitions } from '../portfolio/objectives/index.js';
import { expectedReturnsProblems } from './expected-returns-problems.js';
import type { FallbackName, ResolvedStrategy, StrategyConfig, StrategyObjective } from './strategy.types.js';

/** Objectives that a strategy has by its name alone. */
export const namesakes: readonly StrategyObjective[] = [
  'equalWeight',
  'maximumSharpe',
  'maximumDiversification',
  'inverseVolatility',
  'riskParity',
  'hierarchicalRiskParity',
];

/** Objectives that are about something that has to be given. */
const numbers = {
  targetReturn: ['targetReturn', 'a return a year, 0.06 for 6 %'],
  targetVolatility: ['targetVolatility', 'a volatility a year, 0.1 for 10 %'],
  meanVariance: ['riskAversion', 'a positive number, 4 for instance'],
  minimumTrackingError: ['benchmarkWeights', 'weights by ticker, { "SPY": 0.6, "TLT": 0.4 } for instance'],
} as const satisfies Partial<Record<StrategyObjective, readonly [keyof StrategyConfig, string]>>;

const hasNumber = (objective: StrategyObjective): objective is keyof typeof numbers => objective in numbers;

/** Objectives that need expected returns. */
const ofReturns: readonly StrategyObjective[] = [
  'targetReturn',
  'targetVolatility',
  'meanVariance',
  'maximumSharpe',
];

/** Fields that some objectives have no use for. */
const fields = [
  'targetReturn',
  'targetVolatility',
  'riskAversion',
  'linkage',
  'expectedReturns',
  'minWeights',
  'maxWeights',
  'transactionCosts',
  'covariance',
  'benchmarkWeights',
  'riskBudgets',
  ...constraintNames,
] as const;

/** Whether the objective takes the field: bounds and numbers are those of the portfolio's objective. */
function takes(objective: StrategyObjective, field: (typeof fields)[number]): boolean {
  if (field === 'covariance') return objective !== 'equalWeight';
  if (field === 'marketBeta') return definitions[objective].options.includes('factorExposures');
  if (field === 'expectedReturns') return ofReturns.includes(objective);
  return definitions[objective].options.includes(field);
}

const defaultFallback: readonly FallbackName[] = ['ledoitWolf', 'previousWeights', 'equalWeight'];

/** Whether an objective can fall back on it: one that needs no covariance falls back on none. */
function isOf(link: FallbackName, objective: StrategyObjective): boolean {
  return takes(objective, 'covariance') || !covarianceNames.some((name) => name === link);
}

/** @param train periods in the training window */
export function resolveStrategy(strategy: StrategyConfig, train: number): ResolvedStrategy {
  const objective = objectiveOf(strategy);
  const namesake =
    ([...covarianceNames, 'stacked', 'averaged'] as const).find((name) => name === strategy.name) ??
    'systematic';
  const { covariance = takes(objective, 'covariance') ? namesake : undefined } = strategy;
  return {
    name: strategy.name,
    ...(covariance === undefined ? {} : { covariance }),
    ...(covariance === 'exponential' ? { halfLife: train / 2 } : {}),
    ...strategyCovarianceOptions(strategy),
    objective,
    ...(takes(objective, 'minWeights')
      ? { minWeights: strategy.minWeights ?? 0, maxWeights: strategy.maxWeights ?? 1 }
      : {}),
    ...(hasNumber(objective) ? { [numbers[objective][0]]: strategy[numbers[objective][0]] } : {}),
    ...Object.fromEntries(
      (['riskBudgets', 'transactionCosts', ...constraintNames] as const)
        .filter((field) => strategy[field] !== undefined && takes(objective, field))
        .map((field) => [field, structuredClone(strategy[field])]),
    ),
    ...(takes(objective, 'linkage') ? { linkage: strategy.linkage ?? 'single' } : {}),
    ...(takes(objective, 'expectedReturns') ? { expectedReturns: strategy.expectedReturns ?? 'sample' } : {}),
    fallback: strategy.fallback ?? defaultFallback.filter((link) => isOf(link, objective)),
  };
}

/** Whether a strategy is made of the fitted model, by its covariance, its expected returns or what it falls back on. */
export function usesModel({
  covariance,
  expectedReturns,
  fallback = [],
}: Pick<StrategyConfig, 'covariance' | 'expectedReturns' | 'fallback'>): boolean {
  const names: readonly (string | undefined)[] = [covariance, ...fallback];
  const prior = typeof expectedReturns === 'object' ? expectedReturns.prior : expectedReturns;
  return (
    [...modelCovariances, 'stacked', 'averaged'].some((name) => names.includes(name)) || prior === 'model'
  );
}

function objectiveOf(strategy: StrategyConfig): ResolvedStrategy['objective'] {
  if (strategy.objective !== undefined) return strategy.objective;
  const given = (Object.keys(numbers) as (keyof typeof numbers)[]).find(
    (objective) => strategy[numbers[objective][0]] !== undefined,
  );
  return given ?? namesakes.find((objective) => objective === strategy.name) ?? 'minimumVariance';
}

/** `missing-key`, `bad-value`, `duplicate-strategy`; tickers and sums of bounds are checked against the data, later. */
export function strategyProblems(strategies: readonly StrategyConfig[], train: number): ConfigError[] {
  return strategies.flatMap((strategy, index) => {
    const path = `strategies[${index}]`;
    const resolved = resolveStrategy(strategy, train);
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
  const unused = fields.filter((field) => strategy[field] !== undefined && !takes(objective, field));
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
        `${path}.${field} is not used by the ${covariance === undefined ? 'objective equalWeight' : `covariance ${covariance}`}`,
        'leave one of the two out',
        { path: `${path}.${field}`, strategy: name },
      ),
  );
}

/** No link that the objective cannot fall back on. */
function fallbackProblems({ name, objective, fallback }: ResolvedStrategy, path: string): ConfigError[] {
  return fallback.flatMap((link, index) => {
    if (isOf(link, objective)) return [];
    return new ConfigError(
      'bad-value',
      `${path}.fallback[${index}] is the covariance ${link}, and the objective ${objective} needs none`,
      'leave it out',
      { path: `${path}.fallback[${index}]`, strategy: name, objective },
    );
  });
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

/** Bounds of these tickers. */
export function ofAssets(
  bound: number | Record<string, number> | undefined,
  assets: readonly string[],
  otherwise = 0,
): Record<string, number> {
  return Object.fromEntries(assets.map((asset) => [asset, boundOf(bound, asset, otherwise)]));
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
