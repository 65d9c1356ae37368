/** The strategies of a configuration with their defaults. */
import { covarianceNames, modelCovariances } from '../covariance/covariance.js';
import { strategyCovarianceOptions } from './stacking.js';
import { drawsScenarios, scenariosOf, usesModelTails } from './scenarios.js';
import { constraintNames } from './strategy-constraints.js';
import { definitions } from '../portfolio/objectives/index.js';
import { tailOptions } from '../portfolio/tails/options.js';
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

/** Objectives that are about something that has to be given: its field, and what it may be. */
export const numbers = {
  targetReturn: ['targetReturn', 'a return a year, 0.06 for 6 %'],
  targetVolatility: ['targetVolatility', 'a volatility a year, 0.1 for 10 %'],
  meanVariance: ['riskAversion', 'a positive number, 4 for instance'],
  minimumTrackingError: ['benchmarkWeights', 'weights by ticker, { "SPY": 0.6, "TLT": 0.4 } for instance'],
} as const satisfies Partial<Record<StrategyObjective, readonly [keyof StrategyConfig, string]>>;

export const hasNumber = (objective: StrategyObjective): objective is keyof typeof numbers =>
  objective in numbers;

/** Objectives that need expected returns. */
const ofReturns: readonly StrategyObjective[] = [
  'targetReturn',
  'targetVolatility',
  'meanVariance',
  'maximumSharpe',
];

/** Fields that some objectives have no use for. */
export const fields = [
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
export function takes(strategy: WithObjective, field: (typeof fields)[number]): boolean {
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
export function isOf(link: FallbackName, strategy: WithObjective): boolean {
  return takes(strategy, 'covariance') || !covarianceNames.some((name) => name === link);
}

/** What the defaults of a strategy depend on. */
export type Surroundings = {
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
