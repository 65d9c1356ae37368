/** The strategies of a configuration: their defaults, and what cannot be. */
import { covarianceNames, modelCovariances } from '../covariance/covariance.js';
import {
  type CovarianceOptions,
  covarianceOptions,
  optionUsers,
  unusedOptions,
} from '../covariance/options.js';
import { ConfigError } from '../errors.js';
import { strategyCovarianceOptions } from './stacking.js';
import { drawsScenarios, scenariosOf, usesModelTails } from './scenarios.js';
import { constraintNames, rangeProblems } from './strategy-constraints.js';
import { definitions } from '../portfolio/objectives/index.js';
import { tailOptions } from '../portfolio/tails/options.js';
import { expectedReturnsProblems } from './expected-returns-problems.js';
import type { ModelConfig } from './types.js';
import type {
  FallbackName,
  ResolvedStrategy,
  StrategyConfig,
  StrategyCovarianceName,
  StrategyObjective,
} from './strategy.types.js';

/** Covariances that a strategy may have, and has by its name alone. */
export const strategyCovarianceNames: readonly StrategyCovarianceName[] = [
  ...covarianceNames,
  'stacked',
  'averaged',
];

/** Those of them that are made of the fitted model. */
export const strategyModelCovariances: readonly StrategyCovarianceName[] = [
  ...modelCovariances,
  'stacked',
  'averaged',
];

/** Objectives that a strategy has by its name alone. */
export const namesakes: readonly StrategyObjective[] = [
  'equalWeight',
  'maximumSharpe',
  'maximumDiversification',
  'inverseVolatility',
  'riskParity',
  'hierarchicalRiskParity',
  'minimumCVaR',
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
  'confidence',
  'scenarios',
  ...constraintNames,
] as const;

/** What decides on the fields that a strategy takes. */
type WithObjective = Pick<StrategyConfig, 'scenarios' | 'targetReturn'> & { objective: StrategyObjective };

/** Whether the strategy's objective takes the field: bounds and numbers are those of the portfolio's objective. */
function takes(strategy: WithObjective, field: (typeof fields)[number]): boolean {
  const { objective } = strategy;
  const isTail = objective === 'minimumCVaR';
  if (field === 'covariance') return isTail ? drawsScenarios(strategy) : objective !== 'equalWeight';
  if (field === 'confidence' || field === 'scenarios') return isTail;
  if (field === 'expectedReturns')
    return isTail
      ? drawsScenarios(strategy) || strategy.targetReturn !== undefined
      : ofReturns.includes(objective);
  const options: readonly string[] = isTail ? tailOptions : definitions[objective].options;
  return options.includes(field === 'marketBeta' ? 'factorExposures' : field);
}

/** Where expected returns come from, if they are asked for. */
function expectedReturnsOf(strategy: WithObjective & StrategyConfig): StrategyConfig['expectedReturns'] {
  if (!takes(strategy, 'expectedReturns')) return undefined;
  const { objective, expectedReturns, targetReturn } = strategy;
  const isOptional = objective === 'minimumCVaR' && targetReturn === undefined;
  return expectedReturns ?? (isOptional ? undefined : 'sample');
}

const defaultFallback: readonly FallbackName[] = ['ledoitWolf', 'previousWeights', 'equalWeight'];

/** Whether an objective can fall back on it: one that needs no covariance falls back on none. */
function isOf(link: FallbackName, strategy: WithObjective): boolean {
  return takes(strategy, 'covariance') || !covarianceNames.some((name) => name === link);
}

/** What the defaults of a strategy depend on. */
type Surroundings = {
  backtest: { train: number };
  model: { residualGroups?: Exclude<ModelConfig['residualGroups'], string> };
};

/**
 * The covariance of a strategy that neither says it nor is named after one: `posterior`, which was close to the best
 * shrinkage throughout where others of the model were not (docs/evidence.md), or `total` where residual variances differ
 * between periods, which `posterior` does not take.
 */
export function defaultCovariance({ residualGroups }: Surroundings['model']): 'posterior' | 'total' {
  return residualGroups?.periods === undefined ? 'posterior' : 'total';
}

/** @param surroundings training window and model of the configuration */
export function resolveStrategy(
  strategy: StrategyConfig,
  { backtest: { train }, model }: Surroundings,
): ResolvedStrategy {
  const objective = objectiveOf(strategy);
  const own = { ...strategy, objective };
  const expectedReturns = expectedReturnsOf(own);
  const namesake = strategyCovarianceNames.find((name) => name === strategy.name) ?? defaultCovariance(model);
  const { covariance = takes(own, 'covariance') ? namesake : undefined } = strategy;
  return {
    name: strategy.name,
    ...(covariance === undefined ? {} : { covariance }),
    ...(covariance === 'exponential' ? { halfLife: train / 2 } : {}),
    ...strategyCovarianceOptions(strategy),
    objective,
    ...(objective === 'minimumCVaR'
      ? { confidence: strategy.confidence ?? 0.95, scenarios: scenariosOf(strategy) }
      : {}),
    ...(takes(own, 'minWeights')
      ? { minWeights: strategy.minWeights ?? 0, maxWeights: strategy.maxWeights ?? 1 }
      : {}),
    ...(hasNumber(objective) ? { [numbers[objective][0]]: strategy[numbers[objective][0]] } : {}),
    ...Object.fromEntries(
      (['targetReturn', 'riskBudgets', 'transactionCosts', ...constraintNames] as const)
        .filter((field) => strategy[field] !== undefined && takes(own, field))
        .map((field) => [field, structuredClone(strategy[field])]),
    ),
    ...(takes(own, 'linkage') ? { linkage: strategy.linkage ?? 'single' } : {}),
    ...(expectedReturns === undefined ? {} : { expectedReturns }),
    fallback: strategy.fallback ?? defaultFallback.filter((link) => isOf(link, own)),
  };
}

/** Whether a strategy is made of the fitted model, by its covariance, its expected returns, the tails of its draws or what it falls back on. */
export function usesModel({
  covariance,
  expectedReturns,
  fallback = [],
  ...rest
}: Pick<StrategyConfig, 'covariance' | 'expectedReturns' | 'fallback' | 'scenarios'>): boolean {
  if (usesModelTails(rest)) return true;
  const names: readonly (string | undefined)[] = [covariance, ...fallback];
  const prior = typeof expectedReturns === 'object' ? expectedReturns.prior : expectedReturns;
  return strategyModelCovariances.some((name) => names.includes(name)) || prior === 'model';
}

function objectiveOf(strategy: StrategyConfig): ResolvedStrategy['objective'] {
  if (strategy.objective !== undefined) return strategy.objective;
  const namesake = namesakes.find((objective) => objective === strategy.name);
  const given = (Object.keys(numbers) as (keyof typeof numbers)[]).find(
    (objective) => strategy[numbers[objective][0]] !== undefined,
  );
  // minimumCVaR may have a target of its own
  if (given && namesake && takes({ ...strategy, objective: namesake }, numbers[given][0])) return namesake;
  return given ?? namesake ?? 'minimumVariance';
}

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
